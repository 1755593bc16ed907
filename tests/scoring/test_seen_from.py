"""A wrong view is said, before all else, and a right one is not."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth import SAMPLES, load_truth
from posecheck.angles import Angles, compute_angles
from posecheck.angles.view import View
from posecheck.errors import PosecheckError
from posecheck.pipeline import judge, measure
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.scoring.assessment import assess
from posecheck.scoring.seen_from import judged_outside, wrong_view
from posecheck.stretches.load import Library, load_stretch
from tests.performances import perform

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


def test_what_is_not_recognised_says_from_where_it_is_filmed_first() -> None:
    library = Library()
    angles = compute_angles(load_truth(SAMPLES / "hip_abduction_good_side.truth.json").landmarks)
    with pytest.raises(PosecheckError) as raised:
        judge(angles, [library.load(each) for each in library.ids()], "auto", "clip")
    assert str(raised.value).startswith("clip: filmed from the ")
    assert "which it resembles most, needs the " in str(raised.value)


def cut_at(joint: str, above: float = 10.0) -> tuple[Landmarks, Angles]:
    """Return an abduction of the right hip in a picture that ends so many pixels above a joint."""
    seen = perform("hip_abduction").landmarks
    row = np.nanmedian(seen.image_px[:, Landmark[joint], 1]) - above
    return measure(replace(seen, height_px=round(float(row))), "clip")


def test_what_is_judged_and_outside_the_picture_leaves_no_score() -> None:
    landmarks, angles = cut_at("RIGHT_KNEE")
    found = assess(angles, load_stretch("hip_abduction"))
    assert any("outside the picture" in note for note in landmarks.notes)
    assert found.score is None
    assert found.score_sigma is None
    assert found.cue == ""
    assert all(rep.score is None for rep in found.reps)
    assert not np.isfinite(found.frames.score).any()
    assert sum(target.points_lost for target in found.targets) == 0.0
    assert found.reason.endswith("film the whole body.") or not found.reps


def test_each_side_is_asked_for_what_it_judges() -> None:
    stretch = load_stretch("hip_abduction")
    _, below_knee = cut_at("RIGHT_ANKLE")
    assert "knee flexion" in judged_outside(stretch, below_knee, "right")
    whole = perform("hip_abduction").landmarks
    assert judged_outside(stretch, compute_angles(whole), "right") == ""
    # What is judged on both sides of the body needs one of them.
    one = replace(whole, image_px=whole.image_px.copy(), presence=whole.presence.copy())
    one.image_px[:, Landmark.LEFT_ELBOW], one.presence[:, Landmark.LEFT_ELBOW] = np.nan, 0.0
    one = one.noted("The left arm is outside the picture and not judged; film the whole body.")
    assert judged_outside(load_stretch("childs_pose"), compute_angles(one), "left") == ""


def test_a_score_stays_where_only_what_the_stretch_does_not_judge_is_outside() -> None:
    seen = perform("hip_abduction").landmarks
    top = float(np.nanmedian(seen.image_px[:, Landmark.NOSE, 1])) + 5
    landmarks, angles = measure(replace(seen, image_px=seen.image_px - [0, top]), "clip")
    assert any(note.startswith("The head is outside") for note in landmarks.notes)
    assert assess(angles, load_stretch("hip_abduction")).score is not None
