"""Points of any origin become landmarks."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.pose.point_names import landmark_name, point_set

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
