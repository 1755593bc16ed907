"""Gravity from a stand, and its share in the uncertainty."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from posecheck.angles import compute_angles, estimate_reference
from posecheck.angles.gravity import find_gravity
from tests.kinematic_body import camera_up, pose, to_landmarks


def degrees_between(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.degrees(np.arccos(np.clip(a @ b, -1, 1))))


@pytest.mark.parametrize(("pitch", "roll"), [(0, 0), (20, 0), (-15, 0), (0, 10), (25, -8)])
def test_a_stand_tells_most_of_the_pitch_and_some_of_the_roll(pitch: float, roll: float) -> None:
    still = to_landmarks(pose(heading=np.full(45, 20.0)), pitch_deg=pitch, roll_deg=roll, far_away=True)
    camera = find_gravity(still)
    assert camera.source == "stand"
    before = degrees_between(np.array([0.0, -1.0, 0.0]), camera_up(pitch, roll))
    after = degrees_between(camera.up, camera_up(pitch, roll))
    assert after <= 0.2 * abs(pitch) + 0.9 * abs(roll) + 0.5
    assert after <= before + 0.5
    assert camera.pitch_sigma_deg < 6.0


@pytest.mark.parametrize(
    "body",
    [
        pose(heading=np.full(60, 90.0), trunk_inclination=90, hip_flexion_left=90, hip_flexion_right=90),
        pose(heading=np.full(60, 90.0), trunk_inclination=-90),
        pose(hip_flexion_right=np.linspace(0, 90, 60)),
        pose(heading=np.full(60, 90.0), hip_flexion_left=90, hip_flexion_right=90, knee_flexion_left=90),
        pose(heading=np.full(10, 0.0)),
    ],
    ids=["forward bend", "lying", "moving leg", "sitting", "too short"],
)
def test_without_a_stand_the_camera_is_taken_to_be_level(body: np.ndarray) -> None:
    camera = find_gravity(to_landmarks(body))
    assert camera.source == "level"
    assert camera.pitch_sigma_deg > 10.0


def test_a_side_view_does_not_feel_an_unknown_pitch() -> None:
    lean: dict[str, Any] = {"trunk_inclination": 60.0, "hip_flexion_left": 60.0, "hip_flexion_right": 60.0}
    front, side = (compute_angles(to_landmarks(pose(heading=h, **lean))) for h in (0.0, 90.0))
    assert side.sigma_of("trunk_inclination")[0] < 8.0
    assert front.sigma_of("trunk_inclination")[0] > 12.0


def test_one_frame_has_no_stand() -> None:
    assert estimate_reference(to_landmarks(pose())).camera(0).source == "level"
