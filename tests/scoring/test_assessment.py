"""Whole assessments of angle tables made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck.angles import ANGLE_IDS, CATALOG, Angles, View, index_of
from posecheck.scoring.assessment import assess
from posecheck.scoring.results import Assessment
from posecheck.stretches.load import load_stretch

FPS = 30


def table(columns: dict[str, np.ndarray], sigma_deg: float = 4.0, seen_from: str = "front") -> Angles:
    """Angles that are zero but for the given columns."""
    count = len(next(iter(columns.values())))
    value = np.zeros((count, len(ANGLE_IDS)))
    for name, series in columns.items():
        value[:, index_of(name)] = series
    scale = [sigma_deg if definition.unit == "deg" else 0.01 for definition in CATALOG]
    off = np.zeros(count) if seen_from == "front" else np.full(count, 90.0)
    return Angles(
        time_s=np.arange(count) / FPS,
        value=value,
        sigma=np.tile(np.array(scale), (count, 1)),
        view=View(facing_deg=off, from_side_deg=90 - off, from_front_deg=off, right_nearer=np.zeros(count)),
        shot=np.zeros(count, dtype=np.int64),
    )


def lifts(top: float, *, reps: int = 3, hold_s: float = 1.8) -> np.ndarray:
    """Rest 2 s, lift in 1 s, hold, lower in 1 s; repeated."""
    knots, levels, now = [0.0], [0.0], 0.0
    for _ in range(reps):
        for step, level in ((2.0, 0.0), (1.0, top), (hold_s, top), (1.0, 0.0)):
            now += step
            knots.append(now)
            levels.append(level)
    return np.asarray(np.interp(np.arange(0, now + 1, 1 / FPS), knots, levels))


def abduction(top: float = 35, **others: np.ndarray) -> Assessment:
    return assess(table({"hip_abduction_right": lifts(top), **others}), load_stretch("hip_abduction"))


def test_good_form_loses_nothing() -> None:
    found = abduction()
    assert found.side == "right"
    assert found.score == 100
    assert found.complete_reps == 3
    assert [rep.hold is not None and rep.hold.duration_s for rep in found.reps] == [
        pytest.approx(1.8, abs=0.4)
    ] * 3
    assert found.faults == ()
    assert found.cue.startswith("Good form")


def test_the_score_is_exactly_100_minus_the_points_lost() -> None:
    lean = lifts(30)
    found = abduction(60, trunk_lean=lean, pelvic_obliquity=lean, knee_flexion_right=lean)
    assert found.score is not None
    assert 0 < found.score < 60
    assert found.score == 100.0 - sum(target.points_lost for target in found.targets)
    assert [t.points_lost for t in found.targets] == sorted(
        (t.points_lost for t in found.targets), reverse=True
    )


def test_a_hiked_pelvis_is_the_first_cue_on_either_side() -> None:
    hike = lifts(25)
    right = assess(
        table({"hip_abduction_right": lifts(18), "pelvic_obliquity": hike}), load_stretch("hip_abduction")
    )
    left = assess(
        table({"hip_abduction_left": lifts(18), "pelvic_obliquity": -hike}), load_stretch("hip_abduction")
    )
    for found in (right, left):
        assert [fault.id for fault in found.faults] == ["pelvis_hikes"]
        assert found.cue == found.faults[0].cue
        assert found.faults[0].reps == (1, 2, 3)
    assert left.side == "left"
    assert left.score == right.score


def test_mirrored_angles_exchange_the_side_and_nothing_else() -> None:
    angles = table(
        {"hip_abduction_right": lifts(28), "pelvic_obliquity": lifts(14), "trunk_lean": lifts(-12)}
    )
    found, mirrored = (assess(a, load_stretch("hip_abduction")) for a in (angles, angles.mirrored()))
    assert (found.side, mirrored.side) == ("right", "left")
    assert found.reps == tuple(replace(rep, side="right") for rep in mirrored.reps)
    assert found.score == mirrored.score
    exchanged = [replace(t, angle=CATALOG[index_of(t.angle)].mirror_id) for t in found.targets]
    assert [t.angle for t in exchanged] == [t.angle for t in mirrored.targets]


def both_sides(left: float, right: float, lean: float = 0.0, sigma_deg: float = 4.0) -> Assessment:
    first, rest = lifts(right, reps=2), lifts(0.0, reps=2)
    columns = {
        "hip_abduction_right": np.r_[first, rest],
        "hip_abduction_left": np.r_[rest, lifts(left, reps=2)],
    }
    lifted = np.r_[lifts(lean, reps=2), lifts(lean, reps=2)]
    return assess(table(columns | {"trunk_lean": lifted}, sigma_deg), load_stretch("hip_abduction"))


def test_uneven_sides_cost_by_themselves_though_either_is_in_range() -> None:
    uneven = both_sides(28, 44)
    assert [fault.id for fault in uneven.faults] == ["uneven"]
    assert [target.title for target in uneven.targets if target.points_lost] == [
        "left-right difference of hip abduction"
    ]
    assert uneven.score == pytest.approx(
        100 - 15 * (1 - np.exp(-0.5 * (16 - 2 * 0.5 * np.hypot(4, 4)) ** 2 / 100))
    )
    assert uneven.score == both_sides(44, 28).score
    assert both_sides(30, 41, sigma_deg=8).score == both_sides(36, 36).score == 100


def test_a_side_that_turns_out_of_the_front_view_is_compared_all_the_same() -> None:
    angles = table({"thorax_heading": np.r_[lifts(44, reps=2), lifts(-24, reps=2)]})
    angles.value[:, index_of("trunk_rotation")] = angles.column("thorax_heading")
    off = 20 + 0.4 * angles.column("thorax_heading").clip(0)
    turning = replace(angles, view=replace(angles.view, from_front_deg=off, from_side_deg=90 - off))
    assert "oblique" in turning.view.name
    found = assess(turning, load_stretch("trunk_turn"))
    assert found.asymmetry is not None
    assert found.asymmetry.reason == ""
    assert "uneven" in {fault.id for fault in found.faults}


def test_even_sides_do_not_lift_the_score_of_a_bad_form() -> None:
    one = assess(
        table({"hip_abduction_right": lifts(36), "trunk_lean": lifts(18)}), load_stretch("hip_abduction")
    )
    both, uneven = both_sides(36, 36, lean=18), both_sides(28, 44, lean=18)
    assert one.score == pytest.approx(both.score)
    assert both.score is not None
    assert uneven.score is not None
    assert uneven.score < both.score < 95
    assert uneven.score == 100.0 - sum(target.points_lost for target in uneven.targets)


def test_what_is_not_seen_costs_nothing_and_is_named() -> None:
    angles = table({"hip_abduction_right": lifts(35), "trunk_lean": lifts(40)})
    hidden = replace(angles, value=angles.value.copy())
    hidden.value[:, index_of("trunk_lean")] = np.nan
    found = assess(hidden, load_stretch("hip_abduction"))
    assert found.score == 100
    assert [t.title for t in found.targets if not t.judged] == ["trunk lean to the side"]
    seen = assess(angles, load_stretch("hip_abduction"))
    assert found.confidence < seen.confidence
    assert seen.score is not None
    assert seen.score < 100


def test_a_hold_survives_the_blink_of_one_of_two_leads() -> None:
    # Shifted twice as far as the one lead's end and just to the other lead's: their mean is neither.
    angles = table({"kneeling_shift": lifts(0.6, hold_s=8), "pelvis_shift": lifts(0.6, hold_s=8)})
    blinked = replace(angles, value=angles.value.copy())
    blinked.value[7 * FPS : 7 * FPS + 9, index_of("pelvis_shift")] = np.nan
    whole, seen = (assess(one, load_stretch("boogie_board"), "right") for one in (angles, blinked))
    assert [rep.hold for rep in seen.reps] == [rep.hold for rep in whole.reps]
    assert seen.frames.progress == pytest.approx(whole.frames.progress)


def test_partial_repetitions_are_reported_as_partial() -> None:
    found = abduction(16)
    assert [rep.complete for rep in found.reps] == [False] * 3
    assert found.complete_reps == 0
    assert found.score is not None
    assert found.score < 95
    assert found.cue.startswith("Take the right leg farther out: 16° now, aim for 25 to 45°")


def test_too_uncertain_to_judge_gives_a_reason_instead_of_a_score() -> None:
    found = assess(table({"hip_abduction_right": lifts(35)}, sigma_deg=25), load_stretch("hip_abduction"))
    assert found.score is None
    assert found.reason.startswith("The camera cannot see well enough")


@pytest.mark.parametrize("missing", [True, False])
def test_nobody_and_nothing_to_score(missing: bool) -> None:
    angles = table({"hip_abduction_right": np.zeros(60)})
    if missing:
        angles.value[:] = np.nan
    found = assess(angles, load_stretch("hip_abduction"))
    assert found.score is None
    assert ("Too little of the body is seen" in found.reason) == missing
    assert found.reps == ()


def test_a_standing_leg_that_looks_bent_all_the_while_does_not_work() -> None:
    lifted, still = lifts(-18), np.full_like(lifts(-18), -10.0)
    hips = {"hip_flexion_right": lifted, "hip_flexion_left": still}
    knees = {"knee_ahead_right": np.sin(np.radians(lifted)), "knee_ahead_left": np.sin(np.radians(still))}
    angles = table({**hips, **knees}, seen_from="side")
    found = assess(angles, load_stretch("hip_extension"))
    assert (found.side, found.complete_reps) == ("right", 3)


def test_the_asked_side_is_taken() -> None:
    angles = table({"hip_abduction_right": lifts(35)})
    assert assess(angles, load_stretch("hip_abduction"), "left").reps == ()


def test_the_pelvis_taking_over_is_a_share_of_the_whole_movement() -> None:
    lean = table(
        {"hip_flexion_right": lifts(60), "knee_flexion_right": lifts(90), "trunk_inclination": lifts(-60)},
        seen_from="side",
    )
    found = assess(lean, load_stretch("hip_flexion"))
    share = next(t for t in found.targets if "share" in t.title)
    assert share.value == pytest.approx(0.5, abs=0.01)
    assert {fault.id for fault in found.faults} == {"leans_back", "pelvis_takes_over"}


@pytest.mark.parametrize(("sway", "early"), [(12.0, False), (-12.0, True)])
def test_the_pelvis_is_early_only_in_the_direction_that_it_goes(sway: float, early: bool) -> None:
    lift = lifts(80)
    within_s = np.arange(len(lift)) / FPS % 5.8
    lean = np.interp(within_s, [0, 2, 2.3, 2.6, 3.3, 4.8, 5.8], [0, 0, sway, 0, -20, -20, 0])
    angles = table({"hip_flexion_right": lift, "trunk_inclination": lean}, seen_from="side")
    [side] = assess(angles, load_stretch("hip_flexion")).passes
    assert side.pelvis is not None
    assert side.pelvis.early == early
