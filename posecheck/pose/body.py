"""The 33 points of the body that MediaPipe Pose finds, and the groups that they are used in."""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Landmark(IntEnum):
    """Index of each MediaPipe Pose landmark. Left and right are the person's own."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


MIRRORED = np.array(
    [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15, 18, 17, 20, 19, 22, 21, 24, 23, 26, 25, 28]
    + [27, 30, 29, 32, 31]
)
"""Landmark index on the other side of the body, for each of the 33."""


def _pair(name: str) -> list[Landmark]:
    return [Landmark[f"LEFT_{name}"], Landmark[f"RIGHT_{name}"]]


EARS, SHOULDERS, ELBOWS, WRISTS = map(_pair, ("EAR", "SHOULDER", "ELBOW", "WRIST"))
HIPS, KNEES, ANKLES, HEELS, TOES = map(_pair, ("HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX"))
"""Left and right."""

TRUNK = [*SHOULDERS, *HIPS]
FEET = np.array([ANKLES, HEELS, TOES]).T

LIMB_BONES = tuple(
    bone
    for ends in ((SHOULDERS, ELBOWS), (ELBOWS, WRISTS), (HIPS, KNEES), (KNEES, ANKLES))
    for bone in zip(*ends, strict=True)
)
"""From the trunk outward."""

SHOULDERS_AND_ARMS = slice(Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP)
HIPS_AND_LEGS = slice(Landmark.LEFT_HIP, None)
LEGS = slice(Landmark.LEFT_KNEE, None)
"""Knees, ankles and feet of both sides."""
