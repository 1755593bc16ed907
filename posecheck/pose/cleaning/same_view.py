"""Tells whether a camera still shows a body from where it did, and as near."""

from __future__ import annotations

import numpy as np

from posecheck.arrays import Floats, seen_median
from posecheck.pose.body import HIPS, SHOULDERS
from posecheck.pose.landmarks import Landmarks

NEAR_S = 0.5
"""The time before and after over which the body is looked at."""

SCALE_RATIO = 1.15
MOVED_M = 0.25
"""How far the trunk may have gone in between."""

FACING_COSINE = 0.7


def is_same_view(before: Landmarks, after: Landmarks) -> bool:
    """Return whether the body has the same size and place in the picture and faces the same way.

    Only then is a leg known by where it was. What was done in between is another matter.

    Parameters
    ----------
    before, after : Landmarks
        Frames in which the person is seen, before and after a break. Left and right are right before it.

    Examples
    --------
    >>> nobody = Landmarks.empty([0.0], 640, 480)
    >>> is_same_view(nobody, nobody)
    False
    """
    before = before[before.time_s >= before.time_s[-1] - NEAR_S]
    after = after[after.time_s <= after.time_s[0] + NEAR_S]
    scales = float(seen_median(before.px_per_m)), float(seen_median(after.px_per_m))
    places = np.stack([_trunk_px(before), _trunk_px(after)])
    facings = np.stack([_facing(before), _facing(after)])
    # A comparison with what was not seen is false.
    with np.errstate(invalid="ignore", divide="ignore"):
        moved_m = np.linalg.norm(places[1] - places[0], axis=-1) / min(scales)
        one, two = facings / np.linalg.norm(facings, axis=-1, keepdims=True)
        return bool(
            max(scales) / min(scales) < SCALE_RATIO
            and (moved_m < MOVED_M).all()
            and one @ two > FACING_COSINE
        )


def _trunk_px(landmarks: Landmarks) -> Floats:
    """Return the middles of the shoulders and of the hips, shape [2, 2]."""
    pairs = landmarks.image_px[:, [SHOULDERS, HIPS]]
    return np.asarray(seen_median(pairs.mean(axis=2)))


def _facing(landmarks: Landmarks) -> Floats:
    """Return the line from the right shoulder to the left, shape [3]."""
    left, right = SHOULDERS
    return np.asarray(seen_median(landmarks.world_m[:, left] - landmarks.world_m[:, right]))
