"""Landmarks without depth: recognised, and given the metres that the picture shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecheck.arrays import Flags
from posecheck.pose.body import HIPS, KNEES, SHOULDERS
from posecheck.pose.landmarks import Landmarks

TRUNK_M = 0.50
"""Trunk of an adult, from the middle of the hips to that of the shoulders, by which pixels become metres."""

THIGH_M = 0.40
"""Thigh of an adult, where no trunk is known."""

LONGEST_PERCENT = 90
"""A trunk that points at the camera looks short: its length is this percentile of what a shot shows."""

NO_DEPTH = (
    "These landmarks have no depth: only what the picture plane shows from a side or front view is judged, "
    "the rest is not."
)


def is_flat(landmarks: Landmarks) -> Flags:
    """Return in which frames somebody is seen in the picture but no depth is given, shape [T].

    Depth is not given where it is missing, or the same for all landmarks.

    Examples
    --------
    >>> one = Landmarks.empty([0.0], 640, 480)
    >>> one.image_px[:] = 100.0
    >>> bool(is_flat(one)[0])
    True
    """
    depth = landmarks.world_m[..., 2]
    spread = np.fmax.reduce(depth, axis=1) - np.fmin.reduce(depth, axis=1)
    flat: Flags = ~(spread > 0) & np.isfinite(landmarks.image_px).any(axis=(1, 2))
    return flat


def flattened(landmarks: Landmarks) -> Landmarks:
    """Return landmarks whose frames without depth have metres from the picture, and NaN for the depth.

    Others are returned as they are. The scale is that of an adult's trunk, or thigh where the shoulders are never
    known, one for each shot; angles do not depend on it.

    Examples
    --------
    >>> one = Landmarks.empty([0.0], 640, 480)
    >>> one.image_px[0, [11, 12]], one.image_px[0, [23, 24]] = [320.0, 100.0], [320.0, 200.0]
    >>> flattened(one).world_m[0, 11].round(3).tolist()
    [0.0, -0.5, nan]
    """
    flat = is_flat(landmarks)
    if not flat.any():
        return landmarks
    world = landmarks.world_m.copy()
    world[flat, :, 2] = np.nan
    metres = np.isfinite(world[..., :2]).any(axis=(1, 2))
    hips, shoulders = (landmarks.image_px[:, pair].mean(axis=1) for pair in (HIPS, SHOULDERS))
    trunk_px = np.linalg.norm(shoulders - hips, axis=1)
    thigh_px = np.linalg.norm(landmarks.image_px[:, KNEES] - landmarks.image_px[:, HIPS], axis=2)
    for shot in np.unique(landmarks.shot[flat & ~metres]):
        frames = flat & ~metres & (landmarks.shot == shot)
        for seen_px, length_m in ((trunk_px[frames], TRUNK_M), (thigh_px[frames], THIGH_M)):
            known = seen_px[np.isfinite(seen_px)]
            if not len(known):
                continue
            scale = max(float(np.percentile(known, LONGEST_PERCENT)), 1.0) / length_m
            world[frames, :, :2] = (landmarks.image_px[frames] - hips[frames, None]) / scale
            break
    return replace(landmarks, world_m=world).noted(NO_DEPTH)
