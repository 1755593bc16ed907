"""Shards are whole or not there, a run goes on where it was stopped, and what is true is what the formulas say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from posecheck.angles.joints import joint_angles
from posecheck.pose.landmarks import Landmark as L
from sample_videos.render.gl import Light
from sample_videos.render.rig import DOF_INDEX, forward, pose_vector
from sample_videos.render.training.crop import body_square
from sample_videos.render.training.population import person
from sample_videos.render.training.postures import Drawn
from sample_videos.render.training.stills import Scene, truth_row
from sample_videos.render.training.surroundings import draw_camera, draw_outfit, draw_place, recoloured
from sample_videos.render.training.tables import (
    FRAMES_PER_SHARD,
    SEGMENTS,
    FolderOfOthersError,
    Row,
    about,
    angle_names,
    missing_shards,
    open_folder,
    shard_path,
    write_shard,
)


def scene(angles: dict[str, float]) -> Scene:
    who = person(3)
    values = pose_vector({"y": who.body.bone("pelvis")[1], **angles})
    posed = forward(who.body, values[None])
    points = who.landmarks.positions(posed)[0]
    rng = np.random.default_rng(0)
    drawn = Drawn(values, "posture", "standing", "posture/stand", False)
    return Scene(
        who, draw_outfit(rng), drawn, posed, points, [], draw_place(rng, points.mean(axis=0)), Light()
    )


def row(angles: dict[str, float], seed: int = 0) -> Row:
    made = scene(angles)
    rng = np.random.default_rng(seed)
    camera = next(c for _ in range(500) if (c := draw_camera(rng, made.points, made.place)) is not None)
    return truth_row(made, camera, body_square(camera.to_pixels(made.points)))


POSE: dict[str, float] = {
    "hip_flexion_left": 70, "hip_abduction_left": 12, "hip_rotation_left": -18, "knee_flexion_left": 85,
    "pelvic_tilt": 11, "pelvic_obliquity": 7, "lumbar_bend": 9, "thoracic_rotation": 14, "elbow_flexion_right": 40,
    "shoulder_flexion_right": 60,
}  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_true_angles_are_the_formulas_on_the_true_joints(seed: int) -> None:
    made = row(POSE, seed)
    told = dict(zip(angle_names(), made["angles"], strict=True))
    read = joint_angles(made["true_m"].astype(float), made["up"].astype(float))
    for name in told:
        if not name.startswith(("pelvic_tilt", "hip_flexion_pelvic")):
            assert told[name] == pytest.approx(float(read[name]), abs=0.01, nan_ok=True), name
    # What the rig was set to, seen from anywhere.
    assert told["knee_flexion_left"] == pytest.approx(85, abs=0.01)
    assert told["hip_abduction_left"] == pytest.approx(12, abs=0.01)
    assert told["hip_rotation_left"] == pytest.approx(-18, abs=0.01)
    assert told["pelvic_obliquity"] == pytest.approx(7, abs=0.01)
    assert told["pelvic_tilt"] == pytest.approx(11, abs=0.01)
    assert told["hip_flexion_pelvic_left"] == pytest.approx(70, abs=0.01)
    assert np.isnan(told["hip_rotation_right"])
    np.testing.assert_allclose(made["dofs"][DOF_INDEX["knee_flexion_left"]], 85)


def test_segments_are_rotations_that_point_along_the_limbs() -> None:
    made = row(POSE)
    axes = made["segment_axes"].astype(float)
    np.testing.assert_allclose(
        axes @ axes.transpose(0, 2, 1), np.tile(np.eye(3), (len(SEGMENTS), 1, 1)), atol=1e-5
    )
    np.testing.assert_allclose(np.linalg.det(axes), 1, atol=1e-5)
    names, points = list(SEGMENTS), made["true_m"].astype(float)
    for segment, upper, lower in (
        ("thigh_left", L.LEFT_HIP, L.LEFT_KNEE), ("thigh_right", L.RIGHT_HIP, L.RIGHT_KNEE),
        ("shank_left", L.LEFT_KNEE, L.LEFT_ANKLE), ("upper_arm_right", L.RIGHT_SHOULDER, L.RIGHT_ELBOW),
        ("forearm_right", L.RIGHT_ELBOW, L.RIGHT_WRIST),
    ):  # fmt: skip
        along = points[upper] - points[lower]
        np.testing.assert_allclose(axes[names.index(segment)][:, 1], along / np.linalg.norm(along), atol=0.02)
    # The knee bends about the axis that thigh and shank share.
    knee = axes[names.index("thigh_left")][:, 2] @ axes[names.index("shank_left")][:, 2]
    assert knee == pytest.approx(1, abs=1e-4)
    right = points[L.RIGHT_HIP] - points[L.LEFT_HIP]
    np.testing.assert_allclose(axes[names.index("pelvis")][:, 2], right / np.linalg.norm(right), atol=0.02)


def test_heading_height_and_distance_are_those_of_the_camera() -> None:
    made = scene({"pelvic_heading": 20})
    for seed in range(300):
        camera = draw_camera(np.random.default_rng(seed), made.points, made.place)
        if camera is None:
            continue
        told = truth_row(made, camera, body_square(camera.to_pixels(made.points)))
        heading, height, distance, pitch, roll, _ = told["camera"]
        assert height == pytest.approx(camera.position[1], abs=1e-5)
        assert distance == pytest.approx(np.linalg.norm(told["hips_m"]), abs=1e-5)
        assert abs(pitch) <= 45
        assert roll == pytest.approx(camera.roll_deg, abs=1e-4)
        # Seen from the front the pelvis faces the camera.
        toward = told["segment_axes"][0][:, 0] @ (-told["hips_m"] / distance)
        level = np.hypot(*(np.array(camera.position) - made.points[[23, 24]].mean(axis=0))[[0, 2]]) / distance
        assert toward == pytest.approx(np.cos(np.radians(heading)) * level, abs=0.02)
        assert np.linalg.norm(told["up"]) == pytest.approx(1, abs=1e-5)


def some_rows(count: int) -> list[Row]:
    return [{"scene": np.int32(i), "true_m": np.full((33, 3), i, dtype=np.float32)} for i in range(count)]


def test_a_shard_comes_back_as_it_was_written(tmp_path: Path) -> None:
    jpegs = [np.full(length, length, dtype=np.uint8) for length in (3, 5, 2)]
    path = write_shard(tmp_path, 7, some_rows(3), jpegs)
    with np.load(path) as table, np.load(path.with_suffix(".crops.npz")) as crops:
        assert table["scene"].tolist() == [0, 1, 2]
        assert table["true_m"].dtype == np.float32
        assert crops["ends"].tolist() == [3, 8, 10]
        assert crops["jpeg"][3:8].tolist() == [5] * 5
    assert sorted(p.name for p in tmp_path.iterdir()) == ["00007.crops.npz", "00007.npz"]


def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    frames = 3 * FRAMES_PER_SHARD + 10
    assert [number for number, _ in missing_shards(tmp_path, frames)] == [0, 1, 2, 3]
    write_shard(tmp_path, 1, some_rows(2), [np.zeros(1, dtype=np.uint8)] * 2)
    # One that was being written when the run was stopped is made anew.
    shard_path(tmp_path, 2).with_name("00002.npz.part").write_bytes(b"half")
    assert missing_shards(tmp_path, frames) == [(0, FRAMES_PER_SHARD), (2, FRAMES_PER_SHARD), (3, 10)]


def test_a_folder_holds_one_seed(tmp_path: Path) -> None:
    open_folder(tmp_path / "out", about(1, ["full"]))
    open_folder(tmp_path / "out", about(1, ["full"]))
    told = json.loads((tmp_path / "out" / "about.json").read_text())
    assert told["seed"] == 1
    assert len(told["people"]) == 440
    with pytest.raises(FolderOfOthersError, match="another folder"):
        open_folder(tmp_path / "out", about(2, ["full"]))


def test_rooms_hide_little_and_hold_the_camera() -> None:
    made = scene({})
    rng = np.random.default_rng(9)
    seen = [c for _ in range(400) if (c := draw_camera(rng, made.points, made.place)) is not None]
    assert len(seen) > 40
    for camera in seen:
        position = np.array(camera.position)
        assert made.place.holds(position)
        assert made.place.hidden(position, made.points) <= 0.3
    heights = np.array([camera.position[1] for camera in seen])
    assert heights.min() < 0.5
    assert heights.max() > 1.8


def test_a_wall_of_boxes_hides_the_person() -> None:
    made = scene({})
    place = replace(made.place, columns=np.array([[1.0, 0.0, 0.6, 2.2]]))
    assert place.hidden(np.array([2.5, 1.0, 0.0]), made.points) > 0.9
    assert place.hidden(np.array([-2.5, 1.0, 0.0]), made.points) == 0.0
    assert place.hidden(np.array([1.0, 1.0, 0.0]), made.points) == 1.0
    low = replace(made.place, columns=np.array([[0.4, 0.0, 0.2, 0.3]]))
    assert 0 < low.hidden(np.array([2.5, 1.0, 0.0]), made.points) < 0.5


def test_an_outfit_keeps_its_cut_in_other_colours() -> None:
    rng = np.random.default_rng(1)
    outfit = draw_outfit(rng)
    other = recoloured(outfit, rng)
    assert (other.sleeve, other.leg, other.skirt, other.hair_style) == (
        outfit.sleeve, outfit.leg, outfit.skirt, outfit.hair_style,
    )  # fmt: skip
    assert other.shirt != outfit.shirt
