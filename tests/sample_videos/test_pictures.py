"""Drawing, random samples and baking; each part skips, saying so, where OpenGL or the MakeHuman data is missing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sample_videos.render.body import FOLDER, load_body, topology
from sample_videos.render.camera import Camera, around


def test_the_camera_projects_as_opengl_does() -> None:
    camera = around(35.0, 1.4, 2.5, (0.1, 0.7, -0.2), roll_deg=4.0)
    points = np.random.default_rng(0).normal([0, 0.8, 0], 0.4, (50, 3))
    clip = np.c_[points, np.ones(50)] @ camera.clip_matrix().T
    device = clip[:, :2] / clip[:, 3:]
    pixels = (device * [1, -1] + 1) / 2 * [camera.width, camera.height]
    np.testing.assert_allclose(pixels, camera.to_pixels(points), atol=1e-6)


def test_camera_axes_are_those_of_mediapipe() -> None:
    camera = Camera((3.0, 1.0, 0.0), (0.0, 1.0, 0.0), 500.0)
    np.testing.assert_allclose(camera.axes, [[0, 0, -1], [0, -1, 0], [-1, 0, 0]], atol=1e-12)
    assert camera.pitch_deg == pytest.approx(0)


def test_the_same_seed_draws_the_same_sample() -> None:
    from sample_videos.render.sample import draw_sample, truth_file

    first, second = (truth_file(draw_sample(3, 5), 3, 5) for _ in range(2))
    assert json.dumps(first) == json.dumps(second)
    pixels = np.array(first["landmarks_px"][0])
    assert ((pixels > -20) & (pixels < [660, 500])).all()


def test_pictures_show_a_person_and_repeat() -> None:
    pytest.importorskip("moderngl", reason="the extra posecheck[render] is not installed")
    from sample_videos.render.gl import Light, Renderer
    from sample_videos.render.people import OUTFITS
    from sample_videos.render.rig import forward, pose_vector
    from sample_videos.render.scene import Room, room_meshes
    from sample_videos.render.wardrobe import dress

    try:
        renderer = Renderer(160, 120)
    except Exception as error:
        pytest.skip(f"no OpenGL through EGL here: {error}")
    body = load_body("anna")
    posed = forward(body, pose_vector({"y": body.bone("pelvis")[1]}))
    camera = around(0.0, 1.0, 2.8, (0.0, 0.85, 0.0), 140.0, (160, 120))
    walls, middle = room_meshes(Room()), np.array([0.0, 0.8, 0.0])
    person = dress(body, OUTFITS["anna"]).meshes(posed)
    first = renderer.draw(walls, person, camera, Light(), middle)
    second = renderer.draw(walls, person, camera, Light(), middle)
    assert np.abs(first.astype(int) - second).max() <= 1
    shirt = first[50:62, 74:86].reshape(-1, 3).mean(axis=0)
    assert shirt[0] > 1.3 * shirt[2]


def test_a_body_baked_anew_is_the_committed_one(tmp_path: Path) -> None:
    from sample_videos.render.bake import PEOPLE, bake_body, data_folder

    try:
        folder = data_folder()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    bake_body(folder, PEOPLE["anna"], tmp_path / "anna.npz")
    with np.load(tmp_path / "anna.npz") as new, np.load(FOLDER / "anna.npz") as old:
        for name in old.files:
            np.testing.assert_array_equal(new[name], old[name])


def test_skin_weights_sum_to_one() -> None:
    np.testing.assert_allclose(topology().weight_of.sum(axis=1), 1, atol=1e-3)
