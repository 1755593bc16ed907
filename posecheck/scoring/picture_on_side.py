"""Whether a clip shows a stretch only when its picture is turned."""

from __future__ import annotations

import numpy as np

from posecheck.angles import Angles, compute_angles, estimate_reference
from posecheck.angles.segments import middle
from posecheck.angles.vectors import norm
from posecheck.pose.body import HIPS, SHOULDERS
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.turned_picture import turned_landmarks
from posecheck.scoring.recognition import recognise
from posecheck.stretches.schema import Stretch

UNLIKE, LIKE = 0.3, 0.85
"""Probability of the stretch in the picture as it is, at most, and in the turned one, at least."""

QUARTERS = (90, 270, 180)

FLAT = 0.9
"""Share of the trunk's length that lies in the picture; who lies along the line of sight is seen much shortened."""


def looks_turned(landmarks: Landmarks, angles: Angles, stretch: Stretch) -> int | None:
    """Return the quarter turn, clockwise, that makes a clip look like a stretch; None where it does, or none does.

    Parameters
    ----------
    landmarks : Landmarks
        A recording, cleaned.
    angles : Angles
        Its angles.
    stretch : Stretch
        What it is meant to show.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> nobody = Landmarks.empty([0.0, 0.1, 0.2], 640, 480)
    >>> angles = compute_angles(nobody, estimate_reference(nobody))
    >>> looks_turned(nobody, angles, load_stretch("childs_pose")) is None
    True
    """
    if not landmarks.seen.any() or not _lies_flat(landmarks) or not is_unlike(angles, stretch):
        return None
    for turn_deg in QUARTERS:
        turned = turned_landmarks(landmarks, turn_deg)
        if _likeness(compute_angles(turned, estimate_reference(turned)), stretch) >= LIKE:
            return turn_deg
    return None


def is_unlike(angles: Angles, stretch: Stretch) -> bool:
    """Return whether a clip hardly looks like a stretch in the picture as it is."""
    return _likeness(angles, stretch) <= UNLIKE


def _lies_flat(landmarks: Landmarks) -> bool:
    world_m = landmarks.world_m[landmarks.seen]
    trunk = middle(world_m[:, SHOULDERS]) - middle(world_m[:, HIPS])
    known = np.isfinite(trunk).all(axis=1)
    flat = norm(trunk[known] * [1.0, 1.0, 0.0]) / norm(trunk[known])
    return bool(len(flat) and np.median(flat) >= FLAT)


def _likeness(angles: Angles, stretch: Stretch) -> float:
    return dict(recognise(angles, [stretch]).others).get(stretch.id, 0.0)
