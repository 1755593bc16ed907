"""Points of any origin become landmarks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import posecheck
from posecheck.arrays import Floats
from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.pose.point_names import landmark_name, point_set
from tests.kinematic_body import pose, to_landmarks

SETS = {"blazepose33": 33, "coco17": 17, "halpe26": 26, "openpose25": 25}


@pytest.mark.parametrize(("name", "count"), SETS.items())
def test_every_set_lands_on_the_landmarks_of_its_names(name: str, count: int) -> None:
    labels = point_set(name)
    assert len(labels) == count
    places = np.arange(2 * count * 2, dtype=float).reshape(2, count, 2)
    found = Landmarks.from_arrays([0.0, 0.04], places, names=name, size=(640, 480))
    for point, label in enumerate(labels):
        landmark = landmark_name(label)
        assert landmark is not None
        if landmark:
            assert np.array_equal(found.image_px[:, Landmark[landmark]], places[:, point])
    given = {landmark_name(label) for label in labels} - {""}
    missing = [landmark for landmark in Landmark if landmark.name not in given]
    assert np.isnan(found.image_px[:, missing]).all()
    assert np.isnan(found.world_m).all()
    assert np.isfinite(found.visibility).sum() == 2 * len(given)


def test_blazepose_names_are_the_landmarks_in_their_order() -> None:
    assert [landmark_name(name) for name in point_set("blazepose33")] == [each.name for each in Landmark]


@pytest.mark.parametrize(
    "spelling", ["left_knee", "LKnee", "Lknee", "L_KNEE", "knee_left", "Left Knee", "l.knee"]
)
def test_a_name_may_be_spelt_in_many_ways(spelling: str) -> None:
    assert landmark_name(spelling) == "LEFT_KNEE"


def test_depth_is_counted_from_the_hips() -> None:
    names = ["left_hip", "right_hip", "left_knee"]
    world = np.array(
        [[[1.0, 2.0, 3.0], [1.2, 2.0, 3.0], [1.0, 2.5, 3.3]], [[np.nan] * 3, [0.0, 0.0, 5.0], [0, 0, 6]]]
    )
    found = Landmarks.from_arrays([0, 1], world[..., :2] * 100, world, names, (640, 480))
    assert found.world_m[0, Landmark.LEFT_KNEE] == pytest.approx([-0.1, 0.5, 0.3])
    assert found.world_m[1, Landmark.LEFT_KNEE] == pytest.approx([0.0, 0.0, 1.0])


def test_half_a_place_is_none() -> None:
    found = Landmarks.from_arrays([0.0], [[[5.0, np.nan]]], names=["nose"], size=(640, 480))
    assert np.isnan(found.image_px).all()
    assert np.isnan(found.visibility).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"names": ["left_kneee"]}, "There is no point 'left_kneee'; did you mean left_knee"),
        ({"names": ["LKnee", "left_knee"], "image_px": np.zeros((2, 2, 2))}, "are both left_knee"),
        ({"image_px": np.zeros((2, 3, 2))}, r"image_px has the shape \[2, 3, 2\] and must have \[2, 1, 2\]"),
        ({"image_px": "here"}, "image_px must be numbers"),
        ({"world_m": np.zeros((2, 1, 2))}, "world_m has the shape"),
        ({"visibility": np.zeros((2,))}, "visibility has the shape"),
        ({"time_s": [1.0, 1.0]}, "time_s must be finite and increase"),
        ({"size": (0, 0)}, "size is missing"),
        ({"size": (0, 480)}, r"size is \(0, 480\); give the picture's width and height"),
        ({"size": "1280x720"}, "size is '1280x720'; give the picture's width and height"),
        ({"size": (640,)}, "size is"),
        ({"size": (640, float("nan"))}, "size is"),
        ({"size": None}, "size is None"),
        ({"names": "coco18"}, "There is no set of points 'coco18'; did you mean coco17"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: dict[str, object], sentence: str) -> None:
    right = {
        "time_s": [0.0, 0.1],
        "image_px": np.zeros((2, 1, 2)),
        "names": ["left_knee"],
        "size": (640, 480),
    }
    with pytest.raises(PosecheckError, match=sentence):
        Landmarks.from_arrays(**(right | arguments))  # type: ignore[arg-type]


def moving(seconds: float = 6.0, fps: float = 20.0) -> Landmarks:
    time_s = np.arange(0, seconds, 1 / fps)
    return to_landmarks(pose(hip_abduction_right=20 + 20 * np.sin(2 * np.pi * time_s / 3)), fps=fps)


def given_again(body: Landmarks, names: str = "blazepose33", **changed: object) -> Landmarks:
    at = [Landmark[name] for name in map(landmark_name, point_set(names)) if name]
    given = {
        "time_s": body.time_s,
        "image_px": body.image_px[:, at],
        "world_m": body.world_m[:, at],
        "names": names,
    }
    return Landmarks.from_arrays(**(given | changed), size=(body.width_px, body.height_px))  # type: ignore[arg-type]


@pytest.mark.parametrize("names", ["blazepose33", "coco17"])
def test_a_gap_is_said_and_ends_a_shot_unless_the_body_kept_still(names: str) -> None:
    body = moving()
    gone = body[np.flatnonzero((body.time_s < 2.0) | (body.time_s > 3.8))]
    found = given_again(gone, names)
    assert found.notes[0] == "No frame from 1.9 to 3.9 s."
    assert any("no repetition goes across it" in note for note in found.notes)
    assert (np.diff(found.shot) == 1).tolist() == (np.diff(gone.time_s) > 1).tolist()
    still = to_landmarks(pose(hip_abduction_right=np.full(120, 30.0)), fps=20.0)
    found = given_again(still[np.flatnonzero((still.time_s < 2.0) | (still.time_s > 3.8))], names)
    assert not found.shot.any()
    assert len(found.notes) == 1


def test_no_gap_is_said_of_whole_or_slow_recordings() -> None:
    assert given_again(moving()).notes == ()
    slow = given_again(moving(seconds=20.0, fps=1.25))
    assert slow.notes == ()
    short = moving()
    assert given_again(short[np.flatnonzero((short.time_s < 2.0) | (short.time_s > 2.8))]).notes == ()


@pytest.mark.parametrize("factor", [1000.0, 100.0, 39.4, 0.001])
def test_world_points_in_another_unit_are_refused(factor: float) -> None:
    body = moving()
    with pytest.raises(PosecheckError, match="give metres"):
        given_again(body, world_m=body.world_m * factor)


def test_places_in_shares_of_the_picture_are_refused() -> None:
    body = moving()
    shares = body.image_px / [body.width_px, body.height_px]
    for places in (shares, shares * 2 - 1):
        with pytest.raises(PosecheckError, match="as shares of the picture do; give pixels"):
            given_again(body, image_px=places)


@pytest.mark.parametrize("time_s", [lambda t: t * 1000, lambda t: np.arange(len(t))])
def test_times_in_another_unit_are_said(time_s: Callable[[Floats], Floats]) -> None:
    body = moving()
    assert any("times are in seconds" in note for note in given_again(body, time_s=time_s(body.time_s)).notes)


LEGS = ["left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle"]


@pytest.mark.parametrize("with_depth", [True, False])
def test_knees_are_judged_by_legs_alone_and_what_is_missing_is_named(with_depth: bool) -> None:
    bend = 90.0 * np.clip(2.0 - np.abs(np.arange(75) - 37) / 12.0, 0.0, 1.0)
    body = to_landmarks(pose(heading=90.0, hip_flexion_right=bend, knee_flexion_right=bend), fps=20.0)
    at = [Landmark[name.upper()] for name in LEGS]
    world = body.world_m[:, at] if with_depth else None
    size = (body.width_px, body.height_px)
    result = posecheck.check(
        Landmarks.from_arrays(body.time_s, body.image_px[:, at], world, LEGS, size), "hip_flexion"
    )
    assert result.angles["knee_flexion_right"][37] == pytest.approx(90.0, abs=3.0)
    assert result.notes[0 if with_depth else 1].startswith("No frame has both shoulders: ")
    assert "Nobody" not in result.assessment.reason


@pytest.mark.parametrize("with_depth", [True, False])
@pytest.mark.parametrize("names", [LEGS[:2], LEGS[2::2], ["left_shoulder", "right_shoulder"]])
def test_points_that_no_angle_is_made_of_are_seen_but_too_few(names: list[str], with_depth: bool) -> None:
    body = moving()
    at = [Landmark[name.upper()] for name in names]
    world = body.world_m[:, at] if with_depth else None
    size = (body.width_px, body.height_px)
    result = posecheck.check(
        Landmarks.from_arrays(body.time_s, body.image_px[:, at], world, names, size), "hip_abduction"
    )
    assert result.assessment.score is None
    assert result.assessment.reason.startswith(("Too little of the body is seen", "No repetition of "))
    assert any(note.startswith("No frame has both ") for note in result.notes)


def test_nothing_is_missing_of_a_whole_body() -> None:
    assert not any("No frame" in note for note in posecheck.check(moving(), "hip_abduction").notes)
