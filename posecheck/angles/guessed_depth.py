"""Depth where none was given: from how much shorter a length looks than it is.

It tells from where the person is seen, and which limb points at the camera. It is not good enough to measure by: no
angle is taken from it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.reference import Reference
from posecheck.angles.view import right_nearer
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, EARS, ELBOWS, HEELS, HIPS, KNEES, SHOULDERS, TOES, WRISTS, Landmark
from posecheck.pose.landmarks import Landmarks

SIGMA_M = 0.15
"""One sigma of a guessed depth."""

IN_PLANE = 0.92
"""A length that looks as long as this share of itself is taken to lie in the picture plane."""

UPPER_ARM, FOREARM = 0.52, 0.48
"""Lengths between landmarks of an adult, in trunk lengths."""


def with_guessed_depth(landmarks: Landmarks, reference: Reference, flat: NDArray[np.bool_]) -> Landmarks:
    """Return landmarks with a guess of the depth in the frames `flat`, a mask of shape [T].

    Parameters
    ----------
    landmarks : Landmarks
        T frames, those without depth as from `posecheck.pose.without_depth.flattened`.
    reference : Reference
        The lengths of this person.
    flat : ndarray of bool, shape [T]
        Frames to guess in.
    """
    plane = landmarks.world_m[..., :2]
    depth = np.zeros(plane.shape[:-1])

    def beyond(start: int, end: int, length_m: float) -> Floats:
        """Return how far from each other in depth two landmarks must be to look so near, shape [T]."""
        looks = np.linalg.norm(plane[:, end] - plane[:, start], axis=-1)
        away: Floats = np.sqrt(np.fmax(length_m**2 - looks**2, 0.0))
        return np.where(looks > IN_PLANE * length_m, 0.0, away)

    points = np.concatenate((plane, depth[..., None]), axis=-1)
    right_sign = np.where(right_nearer(points) < 0, 0.5, -0.5)
    # Who faces the camera bows and lifts the legs toward it, who turns the back away from it.
    across = (
        plane[:, HIPS[1], 0] - plane[:, HIPS[0], 0] + plane[:, SHOULDERS[1], 0] - plane[:, SHOULDERS[0], 0]
    )
    ahead = np.where(across > 0, 1.0, -1.0)
    middles = (0.5 * (plane[:, pair[0]] + plane[:, pair[1]]) for pair in (SHOULDERS, HIPS))
    looks = np.linalg.norm(np.subtract(*middles), axis=-1)
    bowed = np.sqrt(np.fmax(reference.trunk_m**2 - looks**2, 0.0)) * (looks < IN_PLANE * reference.trunk_m)
    for (left, right), width_m, centre in (
        (HIPS, reference.hip_width_m, np.zeros(len(landmarks))),
        (SHOULDERS, reference.shoulder_width_m, ahead * np.nan_to_num(bowed)),
    ):
        apart = np.nan_to_num(beyond(left, right, width_m))
        depth[:, left], depth[:, right] = centre - right_sign * apart, centre + right_sign * apart
    limbs = (
        (HIPS, KNEES, reference.thigh_m),
        (KNEES, ANKLES, reference.shank_m),
        (SHOULDERS, ELBOWS, UPPER_ARM * reference.trunk_m),
        (ELBOWS, WRISTS, FOREARM * reference.trunk_m),
    )
    for starts, ends, length_m in limbs:
        for start, end in zip(starts, ends, strict=True):
            depth[:, end] = depth[:, start] + ahead * np.nan_to_num(beyond(start, end, length_m))
    for sources, others in ((ANKLES, TOES), (ANKLES, HEELS), (SHOULDERS, EARS)):
        depth[:, others] = depth[:, sources]
    depth[:, : Landmark.LEFT_EAR] = depth[:, SHOULDERS].mean(axis=1, keepdims=True)
    world = landmarks.world_m.copy()
    world[..., 2] = np.where(flat[:, None], depth, world[..., 2])
    return replace(landmarks, world_m=world)
