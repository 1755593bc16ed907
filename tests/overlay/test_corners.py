"""An arc in the picture opens by the measured angle, and the way it does on the person."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.overlay.corners import Corner, corner_of
from posecheck.pose.landmarks import Landmark
from tests.kinematic_body import pose, to_landmarks

CLOCKWISE, ANTICLOCKWISE = 1, -1
SIDE, FRONT = 90.0, 0.0  # heading: the person's left is the picture's right


def picture(heading: float, **angles_deg: Any) -> NDArray[np.float64]:
    return np.asarray(to_landmarks(pose(heading=heading, **angles_deg), far_away=True).image_px[0])


def corner(angle_id: str, image_px: NDArray[np.float64]) -> Corner:
    found = corner_of(angle_id, image_px)
    assert found is not None
    return found


# Seen from the person's right the front is on the picture's right: a thigh that lifts forward turns anticlockwise.
SEEN = [
    ("hip_flexion_right", SIDE, {"hip_flexion_right": 60.0}, 60.0, ANTICLOCKWISE),
    ("hip_flexion_right", SIDE, {"hip_flexion_right": -30.0}, -30.0, ANTICLOCKWISE),
    ("hip_flexion_left", SIDE, {"hip_flexion_left": 140.0}, 140.0, ANTICLOCKWISE),
    ("knee_flexion_right", SIDE, {"knee_flexion_right": 100.0}, 100.0, CLOCKWISE),
    ("shoulder_flexion_right", SIDE, {"shoulder_flexion_right": 120.0}, 120.0, ANTICLOCKWISE),
    ("elbow_flexion_right", SIDE, {"elbow_flexion_right": 45.0}, 45.0, ANTICLOCKWISE),
    ("trunk_inclination", SIDE, {"trunk_inclination": 70.0}, 70.0, CLOCKWISE),
    ("hip_abduction_right", FRONT, {"hip_abduction_right": 35.0}, 35.0, CLOCKWISE),
    ("hip_abduction_left", FRONT, {"hip_abduction_left": 35.0}, 35.0, ANTICLOCKWISE),
    ("hip_abduction_left", FRONT, {"hip_abduction_left": -20.0}, -20.0, ANTICLOCKWISE),
    ("pelvic_obliquity", FRONT, {"pelvic_obliquity": 12.0}, 12.0, CLOCKWISE),
    ("pelvic_obliquity", FRONT, {"pelvic_obliquity": -12.0}, -12.0, CLOCKWISE),
    ("trunk_side_bend", FRONT, {"trunk_side_bend": 20.0}, 20.0, ANTICLOCKWISE),
]


@pytest.mark.parametrize(("angle_id", "heading", "posture", "value", "positive"), SEEN)
def test_the_arc_opens_by_the_angle(
    angle_id: str, heading: float, posture: dict[str, float], value: float, positive: int
) -> None:
    way, sweep = corner(angle_id, picture(heading, **posture)).turn_of(value)
    assert way == positive
    assert sweep == pytest.approx(way * value, abs=1.0)


@pytest.mark.parametrize(("angle_id", "heading", "posture", "value", "positive"), SEEN)
def test_a_mirrored_picture_turns_every_arc_round(
    angle_id: str, heading: float, posture: dict[str, float], value: float, positive: int
) -> None:
    mirrored = picture(heading, **posture) * [-1, 1] + [1280, 0]
    way, sweep = corner(angle_id, mirrored).turn_of(value)
    assert way == -positive
    assert sweep == pytest.approx(way * value, abs=1.0)


@pytest.mark.parametrize("value", [-4.0, 0.0, 4.0])
def test_near_zero_the_face_tells_which_way_is_forward(value: float) -> None:
    upright = picture(SIDE, hip_flexion_right=1.0)
    way, _ = corner("hip_flexion_right", upright).turn_of(value)
    assert way == ANTICLOCKWISE


def test_an_arm_overhead_keeps_its_way_past_180() -> None:
    way, sweep = corner("shoulder_flexion_right", picture(SIDE, shoulder_flexion_right=190.0)).turn_of(190.0)
    assert way == ANTICLOCKWISE
    assert sweep == pytest.approx(-190.0, abs=1.0)


def test_without_a_landmark_there_is_no_corner() -> None:
    image_px = picture(SIDE)
    image_px[Landmark.RIGHT_KNEE] = np.nan
    assert corner_of("hip_flexion_right", image_px) is None
    assert corner_of("hip_flexion_left", image_px) is not None


@pytest.mark.parametrize("angle_id", ["trunk_rotation", "hip_rotation_left", "pelvic_heading"])
def test_a_rotation_has_no_corner_in_the_picture(angle_id: str) -> None:
    assert corner_of(angle_id, picture(SIDE)) is None
