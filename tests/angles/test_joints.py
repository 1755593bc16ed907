"""Formulas and signs of the joint angles, on a body posed by known angles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from posecheck.angles import CATALOG, joint_angles
from posecheck.angles.vectors import difference_deg
from posecheck.pose.landmarks import MIRRORED, Landmark
from tests.kinematic_body import LAB_FORWARD, LAB_UP, pose

Floats = NDArray[np.float64]

RANGES = {
    "pelvic_obliquity": (-40, 40),
    "trunk_inclination": (-100, 120),
    "trunk_side_bend": (-40, 40),
    "trunk_rotation": (-60, 60),
    "hip_flexion": (-30, 140),
    "hip_abduction": (-40, 60),
    "hip_rotation": (-60, 50),
    "knee_flexion": (16, 150),
    "shoulder_flexion": (-89, 269),
    "shoulder_abduction": (-50, 80),
    "elbow_flexion": (1, 150),
}
LIMBS = ("hip", "knee", "shoulder", "elbow")


def random_angles(frames: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    drawn: dict[str, Any] = {"heading": rng.uniform(-180, 180, frames)}
    for name, (low, high) in RANGES.items():
        for side in ("_left", "_right") if name.startswith(LIMBS) else ("",):
            drawn[name + side] = rng.uniform(low, high, frames)
    return drawn


def read(points: Floats) -> dict[str, Floats]:
    return joint_angles(points, LAB_UP, forward=LAB_FORWARD)


def test_round_trip_reads_what_was_set() -> None:
    angles_set = random_angles(5000, seed=1)
    angles_read = read(pose(**angles_set))
    for name, value in angles_set.items():
        column = "pelvic_heading" if name == "heading" else name
        if "shoulder_abduction" not in name:
            assert np.abs(difference_deg(angles_read[column], value)).max() < 1e-9, name


def test_every_joint_angle_of_the_catalog_is_there() -> None:
    assert set(read(pose())) == {definition.id for definition in CATALOG if definition.kind == "angle"}


@pytest.mark.parametrize(
    ("posture", "expected"),
    [
        ({}, {"hip_flexion_right": 0, "trunk_inclination": 0, "pelvic_obliquity": 0, "trunk_rotation": 0}),
        ({"hip_flexion_right": 30}, {"hip_flexion_right": 30, "hip_flexion_left": 0}),
        ({"hip_flexion_right": -20}, {"hip_flexion_right": -20}),
        ({"hip_abduction_right": -20}, {"hip_abduction_right": -20, "hip_abduction_left": 0}),
        ({"hip_abduction_left": -20}, {"hip_abduction_left": -20}),
        ({"hip_abduction_left": 25}, {"hip_abduction_left": 25, "hip_abduction_right": 0}),
        (
            {f"{angle}_{side}": 30 for angle in ("hip_rotation", "knee_flexion") for side in ("left", "right")},
            {"hip_rotation_left": 30, "hip_rotation_right": 30},
        ),
        ({"pelvic_obliquity": 10}, {"pelvic_obliquity": 10, "thorax_roll": 10}),
        ({"trunk_inclination": 15}, {"trunk_inclination": 15, "hip_flexion_right": 0}),
        ({"trunk_side_bend": 15}, {"trunk_side_bend": 15, "pelvic_obliquity": 0, "thorax_roll": -15}),
        ({"trunk_rotation": 30}, {"trunk_rotation": 30, "pelvic_heading": 0}),
        ({"heading": 90}, {"pelvic_heading": 90, "trunk_rotation": 0}),
        ({"shoulder_flexion_left": 180}, {"shoulder_flexion_left": 180}),
        ({"shoulder_flexion_left": 190}, {"shoulder_flexion_left": 190}),
        ({"shoulder_flexion_left": -40}, {"shoulder_flexion_left": -40}),
        ({"elbow_flexion_right": 90}, {"elbow_flexion_right": 90, "elbow_flexion_left": 0}),
        ({"trunk_inclination": 90, "hip_flexion_left": 90}, {"trunk_inclination": 90, "hip_flexion_left": 90}),
        ({"trunk_inclination": -90}, {"trunk_inclination": -90}),
    ],
)  # fmt: skip
def test_sign_table(posture: dict[str, Any], expected: dict[str, float]) -> None:
    angles = read(pose(**posture))
    for name, value in expected.items():
        assert angles[name][0] == pytest.approx(value, abs=1e-9), name


def test_positive_is_where_the_catalog_says() -> None:
    """Signs from positions in space, independent of how the kinematic body turns its segments."""
    knee_ahead = pose(hip_flexion_right=30, on_floor=False)[0]
    assert knee_ahead[Landmark.RIGHT_KNEE, 2] > 0.1  # the body faces +z
    out = pose(hip_abduction_left=25, on_floor=False)[0]
    assert out[Landmark.LEFT_KNEE, 0] > 0.2  # facing the camera, the left side is at the picture's right
    turned_in = pose(hip_rotation_right=30, knee_flexion_right=90, on_floor=False)[0]
    assert (
        turned_in[Landmark.RIGHT_ANKLE, 0] < turned_in[Landmark.RIGHT_KNEE, 0] - 0.1
    )  # shank swings outward
    hitched = pose(pelvic_obliquity=10, on_floor=False)[0]
    assert hitched[Landmark.RIGHT_HIP, 1] > hitched[Landmark.LEFT_HIP, 1]
    leaning = pose(trunk_inclination=30, on_floor=False)[0]
    assert leaning[Landmark.NOSE, 2] > 0.3
    bent = pose(trunk_side_bend=20, on_floor=False)[0]
    assert bent[Landmark.NOSE, 0] < -0.1
    turned = pose(trunk_rotation=40, on_floor=False)[0]
    assert turned[Landmark.RIGHT_SHOULDER, 2] > turned[Landmark.LEFT_SHOULDER, 2] + 0.1
    assert pose(heading=90, on_floor=False)[0, Landmark.NOSE, 0] > 0.05


def test_mirroring_exchanges_the_sides() -> None:
    body = pose(**random_angles(500, seed=2))
    here, mirrored = read(body), read(body[:, MIRRORED] * [-1.0, 1.0, 1.0])
    for definition in CATALOG:
        if definition.kind == "angle":
            expected = definition.mirror_sign * here[definition.mirror_id]
            assert np.nanmax(np.abs(difference_deg(mirrored[definition.id], expected))) < 1e-9, definition.id


SPACE = {
    "pelvic_tilt",
    "pelvic_obliquity",
    "pelvic_heading",
    "trunk_inclination",
    "thorax_heading",
    "thorax_roll",
    "trunk_lean",
    "seated_hip_rotation_left",
    "seated_hip_rotation_right",
}
"""Angles against gravity or the camera; all others are between segments of the body."""


@settings(max_examples=50, deadline=None)
@given(
    turn=st.tuples(*[st.floats(-180, 180)] * 3),
    shift=st.tuples(*[st.floats(-10, 10)] * 3),
    scale=st.floats(0.1, 1000),
    seed=st.integers(0, 10_000),
)
def test_joint_angles_do_not_change_with_place_size_and_direction(
    turn: tuple[float, float, float], shift: tuple[float, float, float], scale: float, seed: int
) -> None:
    body = pose(**random_angles(20, seed))
    rotation = Rotation.from_euler("xyz", turn, degrees=True).as_matrix()
    here = read(body)
    moved = joint_angles(scale * body @ rotation.T + shift, rotation @ LAB_UP, forward=rotation @ LAB_FORWARD)
    elsewhere = joint_angles(body @ rotation.T, LAB_UP, forward=LAB_FORWARD)
    for name, angle in here.items():
        np.testing.assert_allclose(difference_deg(moved[name], angle), 0.0, atol=1e-5, err_msg=name)
        if name not in SPACE:
            np.testing.assert_allclose(difference_deg(elsewhere[name], angle), 0.0, atol=1e-5, err_msg=name)


def test_tilt_of_the_spine_line_changes_hip_flexion_alone() -> None:
    """The theorem the frames are built on: a wrong pelvic tilt is a wrong hip flexion of its own size, no more."""
    angles = random_angles(200, seed=3)
    angles["trunk_side_bend"] = 0.0
    before = read(pose(**angles))
    error = 17.0
    tipped = dict(angles)
    tipped["trunk_inclination"] = angles["trunk_inclination"] + error
    for side in ("left", "right"):
        tipped[f"hip_flexion_{side}"] = angles[f"hip_flexion_{side}"] + error
    after = read(pose(**tipped))
    for name in (
        "hip_abduction_left",
        "hip_rotation_right",
        "pelvic_obliquity",
        "pelvic_heading",
        "knee_flexion_left",
    ):
        np.testing.assert_allclose(after[name], before[name], atol=1e-9)
    np.testing.assert_allclose(after["hip_flexion_left"] - before["hip_flexion_left"], error, atol=1e-9)


def test_missing_landmarks_leave_nan_only_where_they_are_needed() -> None:
    body = pose(**random_angles(1, seed=4))
    for definition in CATALOG:
        if definition.kind != "angle":
            continue
        for landmark in definition.landmarks:
            holed = body.copy()
            holed[:, landmark] = np.nan
            # One knee is enough for the estimate of the lower back, if less exact.
            alone = definition.id == "pelvic_tilt" and landmark in (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE)
            assert alone or np.isnan(read(holed)[definition.id][0]), (definition.id, landmark)
        holed = np.full_like(body, np.nan)
        holed[:, list(definition.landmarks)] = body[:, list(definition.landmarks)]
        assert np.isfinite(read(holed)[definition.id][0]), definition.id


def test_a_straight_knee_has_no_hip_rotation() -> None:
    assert np.isnan(read(pose(hip_rotation_right=20, knee_flexion_right=10))["hip_rotation_right"][0])


def test_estimated_pelvis_stays_between_thigh_and_trunk() -> None:
    forward_bend = read(pose(trunk_inclination=90, hip_flexion_left=90, hip_flexion_right=90))
    assert 50 < forward_bend["pelvic_tilt"][0] < 80
    assert 50 < forward_bend["hip_flexion_pelvic_left"][0] < 80
    lying = read(pose(trunk_inclination=-90))
    assert lying["pelvic_tilt"][0] == pytest.approx(-90)
