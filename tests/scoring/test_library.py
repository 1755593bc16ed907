"""Every stretch of the library, performed well and badly by a kinematic body that is seen as a camera sees it."""

from functools import cache

import pytest

from posecheck.angles.catalog import Side
from posecheck.scoring.advice import advice
from posecheck.scoring.assessment import assess
from posecheck.scoring.quantities import columns_of
from posecheck.scoring.results import Assessment
from posecheck.stretches.load import load_stretch, stretch_ids
from tests.performances import book, fault_ids, joined, perform

FAULTS = [(stretch, fault) for stretch in stretch_ids() for fault in fault_ids(stretch)]
REPS = 2


@cache
def seen(stretch: str, side: Side = "right", fps: int = 15, fault: str | None = None) -> Assessment:
    angles = perform(stretch, side=side, fps=fps, fault=fault, reps=REPS).angles
    return assess(angles, load_stretch(stretch))


def counted(found: Assessment) -> float:
    return sum(rep.complete if rep.cycles is None else round(rep.cycles) for rep in found.reps)


def test_every_stretch_and_every_fault_is_performed() -> None:
    assert set(book()) == set(stretch_ids())
    for known in stretch_ids():
        stretch = load_stretch(known)
        rules = {fault.id for fault in stretch.faults} | ({stretch.pelvis.id} if stretch.pelvis else set())
        assert set(fault_ids(known)) == rules


@pytest.mark.parametrize("stretch", stretch_ids())
def test_a_good_performance_scores_well_on_either_side(stretch: str) -> None:
    sided = load_stretch(stretch).sided
    for side in ("right", "left") if sided else ("right",):
        found = seen(stretch, "left" if side == "left" else "right")
        assert found.score is not None, found.reason
        assert found.score >= 85
        assert found.faults == ()
        assert found.side == (side if sided else None)


@pytest.mark.parametrize("stretch", stretch_ids())
def test_the_frame_rate_does_not_matter(stretch: str) -> None:
    found = {fps: seen(stretch, fps=fps) for fps in (10, 25, 30, 60)}
    scores = [one.score for one in found.values() if one.score is not None]
    assert len(scores) == len(found)
    assert max(scores) - min(scores) <= 2
    assert len({counted(one) for one in found.values()}) == 1


@pytest.mark.parametrize(("stretch", "fault"), FAULTS)
def test_a_bad_performance_triggers_its_cue_and_costs_points(stretch: str, fault: str) -> None:
    sides: tuple[Side, ...] = ("right", "left") if load_stretch(stretch).sided else ("right",)
    for side in sides:
        found, good = seen(stretch, side, fault=fault), seen(stretch, side)
        assert fault in {one.id for one in found.faults}
        assert found.score is not None
        assert good.score is not None
        assert found.score < good.score


@pytest.mark.parametrize("fps", [10, 25, 30, 60])
@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("stretch", ["hip_adduction", "hip_extension"])
def test_a_pelvis_that_moves_instead_of_the_hip_is_told_at_any_frame_rate(
    stretch: str, side: Side, fps: int
) -> None:
    rule = load_stretch(stretch).pelvis
    assert rule is not None
    found = seen(stretch, side, fps, rule.id)
    assert rule.id in {fault.id for fault in found.faults}
    assert found.side == side
    assert len(found.reps) == REPS


def test_a_lifted_knee_or_a_bow_is_no_hip_extension() -> None:
    for other in ("hip_flexion", "seated_toe_touch"):
        found = assess(perform(other, fps=15, reps=REPS).angles, load_stretch("hip_extension"))
        assert not any(rep.complete for rep in found.reps)


COMPARED = [known for known in stretch_ids() if load_stretch(known).asymmetry]

HARD = {
    "ais_hip_flexor",
    "boogie_board",
    "hip_adduction",
    "hip_extension",
    "runners_lunge",
    "supine_rotation",
}
"""The whole movement is hardly larger than the difference that one camera can tell, or is seen obliquely."""


def two_sides(stretch: str, reach: float, first_reach: float = 1.0) -> Assessment:
    """Do one side well, or so far, and the other only so far."""
    first = perform(stretch, side="right", fps=15, reps=2, reach=(first_reach, first_reach))
    second = perform(stretch, side="left", fps=15, reps=2, seed=1, reach=(reach, reach))
    return assess(joined(first, second).angles, load_stretch(stretch))


@pytest.mark.parametrize("stretch", COMPARED)
def test_uneven_sides_are_told_and_cost_points(stretch: str) -> None:
    even, uneven = two_sides(stretch, 1.0), two_sides(stretch, 0.6)
    assert "uneven" not in {fault.id for fault in even.faults}
    assert ("uneven" in {fault.id for fault in uneven.faults}) == (stretch not in HARD)
    assert even.score is not None
    assert uneven.score is not None
    assert sum(target.points_lost for target in even.targets if "difference" in target.title) < 0.1
    if stretch not in HARD:
        assert uneven.score < even.score - 0.5


@pytest.mark.parametrize("stretch", sorted(HARD))
def test_a_difference_larger_than_the_limit_is_told_of_short_movements_too(stretch: str) -> None:
    assert "uneven" in {fault.id for fault in two_sides(stretch, 0.6, first_reach=1.5).faults}


@pytest.mark.parametrize("stretch", stretch_ids())
def test_advice_is_for_people(stretch: str) -> None:
    for target in load_stretch(stretch).targets:
        [column, *_] = columns_of(target, "left")
        for value in (target.low and target.low - 1.0, target.high and target.high + 1.0):
            said = advice(column, target, value)
            assert not any(
                word in said.lower() for word in ("change of", "share of", "range of", "_", "lengths")
            )
            assert said == "" or (said[0].isupper() and said.endswith("."))


@pytest.mark.parametrize(
    ("stretch", "angle", "side", "value", "said"),
    [
        ("trunk_side_bend", "trunk_lean", "left", 10.0, "Lean farther to the left:"),
        ("trunk_side_bend", "trunk_lean", "right", 10.0, "Lean farther to the right:"),
        # Whoever went the wrong way is not told to go less far that way.
        ("trunk_side_bend", "trunk_lean", "left", -40.0, "Lean farther to the left:"),
        ("trunk_side_bend", "trunk_lean", "left", 50.0, "Lean less to the side:"),
        ("boogie_board", "pelvic_obliquity", "left", -2.0, "Tilt the pelvis farther, right side up:"),
        ("boogie_board", "pelvic_obliquity", "right", -2.0, "Tilt the pelvis farther, left side up:"),
    ],
)
def test_what_goes_to_a_side_is_asked_for_with_it(
    stretch: str, angle: str, side: Side, value: float, said: str
) -> None:
    target = next(
        t for t in load_stretch(stretch).targets if t.angle == angle and (t.told_bounds.low or 0.0) > 0
    )
    assert advice(columns_of(target, side)[0], target, value).startswith(said)
