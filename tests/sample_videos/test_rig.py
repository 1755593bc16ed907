"""The rig's set angles are clinical angles: what is set is what the catalog's formulas read back."""

from __future__ import annotations

import numpy as np
import pytest

from sample_videos.render.body import load_body, mix_bodies, people
from sample_videos.render.camera import around
from sample_videos.render.rig import DOF_INDEX, DOFS, forward, pose_vector, skin
from sample_videos.render.truth import catalog_angles, landmark_points

CAMERA = around(0.0, 1.0, 3.0, (0.0, 0.9, 0.0))
SAME = [
    f"{name}_{side}"
    for name in ("hip_abduction", "hip_rotation", "knee_flexion")
    for side in ("left", "right")
] + ["pelvic_obliquity"]


def read_back(frames: np.ndarray, name: str = "anna") -> dict[str, np.ndarray]:
    body = load_body(name)
    posed = forward(body, frames)
    return catalog_angles(landmark_points(body).positions(posed), CAMERA, posed, frames)


def random_frames(count: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    frames = np.zeros((count, len(DOFS)))
    for name, low, high in (
        ("hip_flexion", -30, 130),
        ("hip_abduction", -35, 50),
        ("hip_rotation", -50, 50),
        ("knee_flexion", 20, 150),
        ("elbow_flexion", 5, 140),
    ):
        for side in ("left", "right"):
            frames[:, DOF_INDEX[f"{name}_{side}"]] = rng.uniform(low, high, count)
    frames[:, DOF_INDEX["pelvic_heading"]] = rng.uniform(-60, 60, count)
    frames[:, DOF_INDEX["pelvic_obliquity"]] = rng.uniform(-30, 30, count)
    frames[:, DOF_INDEX["pelvic_tilt"]] = rng.uniform(-60, 60, count)
    frames[:, DOF_INDEX["lumbar_flexion"]] = rng.uniform(-30, 50, count)
    return frames


def test_the_catalogs_formulas_read_back_the_set_angles_where_the_definition_is_the_same() -> None:
    frames = random_frames(200)
    angles = read_back(frames)
    for name in SAME:
        np.testing.assert_allclose(angles[name], frames[:, DOF_INDEX[name]], atol=1e-6, err_msg=name)


def test_elbow_flexion_is_a_pure_hinge() -> None:
    frames = random_frames(50, seed=1)
    angles = read_back(frames, "dayo")
    for side in ("left", "right"):
        set_deg = frames[:, DOF_INDEX[f"elbow_flexion_{side}"]]
        np.testing.assert_allclose(angles[f"elbow_flexion_{side}"], set_deg, atol=1e-6)


def test_trunk_referenced_hip_flexion_differs_from_the_set_one_by_the_lean_of_the_spine_line_alone() -> None:
    frames = random_frames(50, seed=2)
    frames[:, DOF_INDEX["pelvic_obliquity"]] = 0
    frames[:, DOF_INDEX["pelvic_heading"]] = 0
    angles = read_back(frames)
    lean = angles["trunk_inclination"] - frames[:, DOF_INDEX["pelvic_tilt"]]
    for side in ("left", "right"):
        gap = angles[f"hip_flexion_{side}"] - frames[:, DOF_INDEX[f"hip_flexion_{side}"]]
        np.testing.assert_allclose((gap - lean + 180) % 360 - 180, 0, atol=1e-6)


@pytest.mark.parametrize(
    ("pose", "angle", "expected"),
    [
        ({"hip_flexion_right": 30}, "hip_flexion_right", 30),
        ({"hip_flexion_right": -20}, "hip_flexion_right", -20),
        ({"hip_abduction_left": 25}, "hip_abduction_left", 25),
        ({"hip_rotation_left": 30, "knee_flexion_left": 30}, "hip_rotation_left", 30),
        ({"pelvic_obliquity": 10}, "pelvic_obliquity", 10),
        ({"pelvic_heading": 20}, "trunk_rotation", 0),
        ({"thoracic_rotation": 30}, "trunk_rotation", 30),
        ({"shoulder_flexion_left": 90}, "shoulder_flexion_left", 90),
    ],
)
def test_signs(pose: dict[str, float], angle: str, expected: float) -> None:
    neutral, moved = read_back(np.stack([pose_vector(), pose_vector(pose)]))[angle]
    assert moved - (neutral if np.isfinite(neutral) else 0.0) == pytest.approx(expected, abs=1.0)


def test_bend_to_the_right_and_lean_forward_are_positive() -> None:
    bent = read_back(pose_vector({"lumbar_bend": 15, "thoracic_bend": 10})[None])
    assert bent["trunk_side_bend"][0] > 8
    assert bent["thorax_roll"][0] < -8
    assert read_back(pose_vector({"pelvic_tilt": 15})[None])["trunk_inclination"][0] == pytest.approx(
        15, abs=1.5
    )


def test_heading_is_the_change_since_the_first_frame_and_positive_to_the_left() -> None:
    frames = np.stack([pose_vector({"pelvic_heading": a}) for a in (10.0, 10.0, 40.0)])
    np.testing.assert_allclose(read_back(frames)["pelvic_heading"], [0, 0, 30], atol=1e-6)


@pytest.mark.parametrize("name", people())
def test_a_standing_body_is_as_tall_as_it_should_be_and_stands_on_its_soles(name: str) -> None:
    body = load_body(name)
    frame = pose_vector({"y": body.bone("pelvis")[1]})
    vertices = skin(body, forward(body, frame))
    assert np.ptp(vertices[:, 1]) == pytest.approx(body.stature, abs=0.03)
    assert vertices[:, 1].min() == pytest.approx(0, abs=0.02)


def test_a_mix_of_one_body_is_that_body_and_a_mix_scales_to_its_stature() -> None:
    np.testing.assert_allclose(mix_bodies({"ben": 3.0}).vertices, load_body("ben").vertices, atol=1e-12)
    assert mix_bodies({"ben": 1.0, "elsa": 1.0}, 1.62).stature == pytest.approx(1.62)


def test_every_person_bends_left_and_right_alike() -> None:
    body = load_body("chen")
    left = forward(body, pose_vector({"hip_flexion_left": 50, "knee_flexion_left": 70}))
    right = forward(body, pose_vector({"hip_flexion_right": 50, "knee_flexion_right": 70}))
    mirror = np.array([1.0, 1.0, -1.0])
    np.testing.assert_allclose(left.at("foot_left") * mirror, right.at("foot_right"), atol=5e-4)
