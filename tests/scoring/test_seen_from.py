"""A wrong view is said, before all else, and a right one is not."""

import numpy as np
import pytest

from benchmarks.truth import SAMPLES, load_truth
from posecheck.angles import compute_angles
from posecheck.angles.view import View
from posecheck.errors import PosecheckError
from posecheck.pipeline import judge
from posecheck.scoring.assessment import assess
from posecheck.scoring.seen_from import wrong_view
from posecheck.stretches.load import Library, load_stretch

EVERY = np.arange(0)


def view(facing_deg: float, from_side_deg: float, from_front_deg: float) -> View:
    return View(*(np.full(5, x) for x in (facing_deg, from_side_deg, from_front_deg, 0.0)))


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (view(0, 90, 5), "Filmed from the front; this stretch needs the side."),
        (view(175, 90, 5), "Filmed from behind; this stretch needs the side."),
        (view(45, 45, 45), "Filmed at a slant; this stretch needs the side."),
        (view(10, 80, 60), "Filmed from the head or foot end; this stretch needs the side."),
        (view(90, 5, 90), ""),
        (view(-84, 40, 50), ""),  # leans toward the camera, but turned to the side
        (view(np.nan, np.nan, np.nan), ""),
    ],
)
def test_each_view_of_a_stretch_that_needs_the_side(seen: View, words: str) -> None:
    assert wrong_view(load_stretch("hip_extension"), seen, EVERY) == words


def test_a_stretch_for_any_view_has_no_wrong_one() -> None:
    assert wrong_view(load_stretch("supine_rotation"), view(45, 45, 45), EVERY) == ""


def test_the_rest_decides_and_not_the_turn_of_the_body() -> None:
    turning = View(*(np.array(x, dtype=float) for x in ([0, 0, 80], [90, 90, 10], [5, 5, 80], [0, 0, 0])))
    assert wrong_view(load_stretch("trunk_turn"), turning, np.array([0, 1])) == ""
    assert wrong_view(load_stretch("trunk_turn"), turning, np.array([2])) != ""


def test_the_reason_begins_with_it() -> None:
    truth = load_truth(SAMPLES / "hip_abduction_good_side.truth.json")
    found = assess(compute_angles(truth.landmarks), load_stretch("hip_abduction"))
    assert found.wrong_view == "Filmed from the side; this stretch needs the front."
    assert found.score is not None or found.reason.startswith(found.wrong_view)


@pytest.mark.parametrize("clip", ["hip_abduction_good_side", "roll_up_down_good_foot_end"])
def test_what_is_not_recognised_says_from_where_it_is_filmed_first(clip: str) -> None:
    library = Library()
    angles = compute_angles(load_truth(SAMPLES / f"{clip}.truth.json").landmarks)
    with pytest.raises(PosecheckError) as raised:
        judge(angles, [library.load(each) for each in library.ids()], "auto", "clip")
    assert str(raised.value).startswith("clip: filmed from the ")
    assert "which it resembles most, needs the " in str(raised.value)
