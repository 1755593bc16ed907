"""Finds where a body leaps as only a cut between two camera shots lets it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Floats
from posecheck.pose.body import EARS, HIPS, SHOULDERS, Landmark
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.scale import px_per_m

LEAP_M = 0.15
"""Head and trunk leap at least this far, from one frame to the next."""

CALM = 4.0
"""And this many times as far as in any other frame near: people start and stop within several frames."""

NEAR_S = 0.4
LONGEST_STEP_S = 0.25
"""Frames farther apart than this leave time for a movement to begin and end."""

_MIDDLES = ([Landmark.NOSE, Landmark.NOSE], EARS, SHOULDERS, HIPS)


def body_axis_px(image_px: Floats) -> Floats:
    """Return nose and the middles of ears, shoulders and hips, which do not care which side is called left.

    Parameters
    ----------
    image_px : ndarray, shape [..., 33, 2]
        Pixels.

    Returns
    -------
    ndarray, shape [..., 4, 2]
    """
    left, right = np.array(_MIDDLES).T
    return np.asarray((image_px[..., left, :] + image_px[..., right, :]) / 2.0)


def split_at_leaps(landmarks: Landmarks) -> Landmarks:
    """Return the landmarks with a new shot wherever the body leaps out of a calm stretch into another.

    Pictures tell most cuts; this tells those between shots that look alike, as two of the same room do. Limbs may
    move as fast as they like, and left and right may be exchanged: only nose and the middles of ears, shoulders and
    hips count.

    Parameters
    ----------
    landmarks : Landmarks
        A recording, as detected.

    Examples
    --------
    >>> time_s, here = np.arange(20) / 10, np.arange(20)[:, None, None] >= 10
    >>> world = np.random.default_rng(0).normal(0, 0.3, (33, 3))
    >>> still = Landmarks.empty(time_s, 640, 480)
    >>> still = replace(still, image_px=world[:, :2] * 200 + 200 + 80 * here, world_m=world + 0 * here)
    >>> split_at_leaps(still).shot.tolist() == [0] * 10 + [1] * 10
    True
    """
    seen = np.flatnonzero(landmarks.seen)
    scale = px_per_m(landmarks.image_px[seen], landmarks.world_m[seen])
    if len(seen) < 4 or not np.isfinite(scale).any():
        return landmarks
    axis = body_axis_px(landmarks.image_px[seen]) / np.nanmedian(scale)
    moved_m = np.nan_to_num(np.median(np.linalg.norm(np.diff(axis, axis=0), axis=-1), axis=-1))
    time_s, shot = landmarks.time_s[seen], landmarks.shot[seen]
    may = (np.diff(time_s) <= LONGEST_STEP_S) & (np.diff(shot) == 0) & (moved_m >= LEAP_M)
    cuts = [seen[step + 1] for step in np.flatnonzero(may) if _is_alone(moved_m, time_s, shot, int(step))]
    if not cuts:
        return landmarks
    begun = np.zeros(len(landmarks), dtype=np.int64)
    begun[cuts] = 1
    return replace(landmarks, shot=landmarks.shot + np.cumsum(begun))


def _is_alone(moved_m: Floats, time_s: Floats, shot: NDArray[np.int64], step: int) -> bool:
    """Return whether the body is calm before and after a step, as far as its shot goes."""
    before = (time_s[:-1] >= time_s[step] - NEAR_S) & (np.arange(len(moved_m)) < step)
    # The tracker may need a frame to settle on what it sees now.
    after = (time_s[1:] <= time_s[step + 1] + NEAR_S) & (np.arange(len(moved_m)) > step + 1)
    near = (before | after) & (shot[1:] == shot[step]) & (shot[:-1] == shot[step])
    calm = near & (moved_m < moved_m[step] / CALM)
    return bool((near & before).sum() >= 2 and (near & after).sum() >= 2 and calm.sum() == near.sum())
