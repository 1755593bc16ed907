"""What is named first, and what may be called good."""

from dataclasses import replace

from posecheck.scoring.first_cue import first_cue, heading_of
from posecheck.scoring.results import FaultResult, RepResult, TargetResult

IN_RANGE = TargetResult(
    title="left hip flexion",
    angle="hip_flexion_left",
    phase="hold",
    unit="deg",
    value=40.0,
    sigma=8.0,
    low=38.0,
    high=45.0,
    points_lost=0.0,
    confidence=0.9,
    judged=True,
    evidence="assumed",
    source="made up",
)
SHORT = replace(IN_RANGE, value=35.0, advice="Bend the left hip more.", points_sigma=4.0)
FAR = replace(IN_RANGE, value=15.0, advice="Bend the left hip more.", points_lost=12.0)
WHOLE = RepResult(1, 0.0, 3.0, True, True, None, 40.0, 8.0, 100.0, 0.9)
PARTIAL = replace(WHOLE, complete=False)
HIKES = FaultResult("hikes", "Keep the pelvis level.", "form", 1.0, (1,))


def cue(*targets: TargetResult, faults: tuple[FaultResult, ...] = (), confidence: float = 0.9) -> str:
    return first_cue(targets, faults, [WHOLE], confidence)


def test_good_form_is_said_of_a_whole_repetition_in_range() -> None:
    assert cue(IN_RANGE).startswith("Good form")
    assert not first_cue([IN_RANGE], [], [PARTIAL], 0.9).startswith("Good form")


def test_short_by_less_than_the_uncertainty_is_told_with_how_far() -> None:
    assert cue(SHORT) == (
        "Nothing is surely out of range, but this view cannot tell: left hip flexion reads 35° ±8°, 3° short of "
        "38 to 45°."
    )


def test_what_is_surely_out_of_range_comes_before_what_may_be() -> None:
    assert cue(FAR, SHORT) == "Bend the left hip more."


def test_a_small_loss_is_something_to_do_only_from_two_sigma_on() -> None:
    assert cue(replace(FAR, value=15.0, points_lost=1.0)) == (
        "Only one small thing is left. Bend the left hip more."
    )
    little = cue(replace(FAR, value=29.0, points_lost=1.0), SHORT)
    assert little == (
        "Little is out of range, by no more than chance may explain: left hip flexion reads 29° ±8°, "
        "9° short of 38 to 45°."
    )
    assert heading_of(little) == "In short"


def test_what_cost_points_is_named_before_what_is_more_doubtful() -> None:
    unsure = replace(SHORT, title="right hip flexion", value=31.0, sigma=12.0, points_sigma=9.0)
    assert "left hip flexion" in cue(replace(FAR, value=29.0, points_lost=1.0), unsure)


def test_of_a_time_it_is_not_the_view_that_cannot_tell() -> None:
    late = replace(IN_RANGE, title="time in this phase", unit="s", value=3.05, sigma=0.1, low=None, high=3.0)
    assert cue(late) == (
        "Nothing is surely out of range, but it is too close to tell: time in this phase reads 3.05 ±0.10 s, "
        "0.05 s beyond 3 s."
    )


def test_end_range_that_may_have_been_reached_is_not_denied() -> None:
    words = first_cue([IN_RANGE], [], [PARTIAL], 0.9, nearest=("hip flexion", "38° ±8°"))
    assert words == "It cannot be told whether end range was reached: hip flexion reads 38° ±8°."
    assert heading_of(words) == "In short"


def test_a_fault_of_some_repetitions_says_of_which() -> None:
    reps = [replace(WHOLE, number=number) for number in range(1, 5)]
    some = first_cue([IN_RANGE], [replace(HIKES, reps=(2, 4))], reps, 0.9)
    assert some == "Keep the pelvis level. (Seen in repetitions 2 and 4 of 4.)"
    assert first_cue([IN_RANGE], [replace(HIKES, reps=(1, 2, 3, 4))], reps, 0.9) == HIKES.cue


def test_a_fault_that_is_not_sure_is_neither_named_nor_called_good() -> None:
    assert cue(IN_RANGE, faults=(HIKES,)) == HIKES.cue
    doubtful = cue(IN_RANGE, faults=(replace(HIKES, sure=False),))
    assert HIKES.cue not in doubtful
    assert "Good" not in doubtful


def test_an_angle_that_is_in_range_only_in_some_repetitions_is_named() -> None:
    advice = "Bend the left hip more in repetition 7."
    some = replace(IN_RANGE, points_lost=11.0, partly="out of range in repetition 7", advice=advice)
    assert cue(some) == advice
    assert "Good" not in cue(replace(some, points_lost=0.2))


def test_little_of_the_form_seen_is_not_called_good() -> None:
    assert cue(IN_RANGE, confidence=0.45) == (
        "What this view can judge is in range, but that is only 45% of the form."
    )


def test_what_is_not_judged_does_not_speak() -> None:
    assert cue(IN_RANGE, replace(FAR, judged=False)).startswith("Good form")


def test_a_body_that_is_cut_off_is_not_called_good() -> None:
    words = first_cue([IN_RANGE], [], [WHOLE], 0.9, cut_off=True)
    assert words.endswith("a part of the body is outside the picture; film the whole body.")
    assert not words.startswith("Good form")
