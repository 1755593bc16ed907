"""Another pose model is one file and a line in a table: here one that finds puppets of coloured marks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import posecheck
from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.pose.model import models
from posecheck.pose.model.pose_model import PoseModel, person_of
from posecheck.pose.point_names import landmark_names
from posecheck.pose.tracking.tracker import PoseTracker
from posecheck.video import Frame, VideoWriter
from tests.kinematic_body import pose, to_landmarks
from tests.pose.model.puppets import NAMES, PuppetModel, draw

FPS, SIZE = 10.0, (640, 480)
POINTS = [Landmark[name] for name in landmark_names(NAMES)]
LIFT = 90.0 * np.clip(2.0 - np.abs(np.arange(24) - 12) / 4.0, 0.0, 1.0)

Floats = NDArray[np.float64]


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line in the table."""
    monkeypatch.setitem(models.MODELS, "puppet", "tests.pose.model.puppets:puppet_model")


def puppet(heading: float = 40.0) -> Floats:
    """Return where the marks of somebody are who lifts a thigh, [T, 17, 2]."""
    body = pose(heading=heading, hip_flexion_right=LIFT, knee_flexion_right=LIFT)
    return to_landmarks(body, fps=FPS, size_px=SIZE, distance_m=4.0).image_px[:, POINTS]


def pictures(*puppets: Floats) -> list[Frame]:
    frames = []
    for t in range(len(puppets[0])):
        image = np.full((SIZE[1], SIZE[0], 3), 255, dtype=np.uint8)
        for number, places in enumerate(puppets):
            draw(image, number, places[t])
        frames.append(Frame(t, t / FPS, image))
    return frames


def followed(frames: list[Frame]) -> Landmarks:
    with PoseTracker(models.load_model("puppet")) as tracker:
        rows = [tracker.track(frame) for frame in frames]
    return Landmarks.joined(rows)


def test_it_is_found_by_its_name() -> None:
    model: PoseModel = PuppetModel()
    assert models.load_model("puppet").name == model.name
    with pytest.raises(PosecheckError, match="choose lite, full, heavy, puppet or the path"):
        models.load_model("pupet")


def test_a_puppet_is_followed_to_the_pixel() -> None:
    places = puppet()
    found = followed(pictures(places))
    off_px = np.abs(found.image_px[:, POINTS] - places)
    assert np.isfinite(off_px).mean() > 0.9
    # Where one mark covers half of another, the middle of what is left is somewhat off.
    assert np.nanmedian(off_px) < 0.6
    assert np.nanmax(off_px) < 7.0
    assert np.isnan(found.world_m[..., 2]).all()
    assert found.source["model"] == "puppet"
    assert "mediapipe" not in found.source


def test_of_two_puppets_the_same_one_is_followed() -> None:
    middle, other = puppet(), puppet() * 0.6 + [380, 150]
    found = followed(pictures(other, middle))
    assert np.isfinite(found.image_px[:, POINTS]).mean() > 0.9
    assert np.nanmax(np.abs(found.image_px[:, POINTS] - middle)) < 7.0


def test_who_lies_is_found_in_a_turned_picture() -> None:
    model = PuppetModel().finder(1)
    frame = pictures(puppet(0.0))[0]
    upright, [turned] = model(frame.image)[0], model(frame.image, 0.0, 1)
    assert np.allclose(turned.image_px, upright.image_px, atol=1.0, equal_nan=True)


def test_a_clip_goes_through_the_whole_flow(tmp_path: Path) -> None:
    path = tmp_path / "puppet.mp4"
    with VideoWriter(path, fps=FPS) as writer:
        for frame in pictures(puppet()):
            writer.write(frame.image, frame.time_s)
    found = posecheck.find_landmarks(path, model="puppet", cache=tmp_path / "kept.npz")
    assert found.seen.mean() > 0.9
    assert found.source["model_sha256"] == "puppets/1"
    again = posecheck.find_landmarks(path, model="puppet", cache=tmp_path / "kept.npz")
    assert np.array_equal(again.image_px, found.image_px, equal_nan=True)


def test_a_model_with_depth_gives_what_it_has() -> None:
    body = to_landmarks(pose(heading=90.0))
    person = person_of("blazepose33", body.image_px[0], body.world_m[0])
    assert np.allclose(person.world_m, body.world_m[0] - body.world_m[0][[23, 24]].mean(axis=0))


def test_a_person_without_trunk_and_legs_is_refused() -> None:
    with pytest.raises(PosecheckError, match="without shoulders, hips and knees"):
        person_of(["nose"], [[100.0, 200.0]])


def test_a_new_model_touches_its_file_and_the_table() -> None:
    room = Path(posecheck.__file__).parent
    naming = {
        path.name for path in room.rglob("*.py") if "mediapipe_pose" in path.read_text(encoding="utf-8")
    }
    # Its own file, the table, and what only MediaPipe's needs: the known picture, and whether it is installed.
    assert naming <= {"models.py", "mediapipe_pose.py", "self_check.py", "known_picture.py", "doctor.py"}
