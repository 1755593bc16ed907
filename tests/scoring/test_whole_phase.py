"""The order in which the parts of a movement begin, and how sure ranges are, on movements made by hand."""

import numpy as np
import pytest

from posecheck.angles import ANGLE_IDS, CATALOG, Angles, View, index_of
from posecheck.scoring.assessment import assess
from posecheck.scoring.quantities import columns_of
from posecheck.scoring.reps import RepSpan, Span
from posecheck.scoring.whole_phase import WholePhase
from posecheck.stretches.load import load_stretch
from posecheck.stretches.schema import Quantity

Course = list[tuple[float, float]]
"""When in seconds, how many degrees."""

TRUNK: Course = [(4, 5), (8, 90), (12, 90), (16, 5)]
EARLY: Course = [(3, 0), (7, 45), (13, 45), (17, 0)]


def curl(head: Course, fps: float = 30.0, reps: int = 2) -> set[str]:
    """Return the faults of curling down and up again, the head bending and straightening so."""
    length_s = 20.0
    time_s = np.arange(0.0, reps * length_s, 1.0 / fps)
    value = np.zeros((len(time_s), len(ANGLE_IDS)))
    hips = [(when, 85 + 0.6 * degrees) for when, degrees in TRUNK]
    for name, course in (
        ("trunk_inclination", TRUNK),
        ("head_flexion", head),
        ("hip_flexion_left", hips),
        ("hip_flexion_right", hips),
    ):
        value[:, index_of(name)] = np.interp(time_s % length_s, *np.transpose(course))
    off = np.full(len(time_s), 90.0)
    scale = [4.0 if definition.unit == "deg" else 0.01 for definition in CATALOG]
    angles = Angles(
        time_s=time_s,
        value=value,
        sigma=np.tile(np.array(scale), (len(time_s), 1)),
        view=View(facing_deg=off, from_side_deg=0 * off, from_front_deg=off, right_nearer=off),
        shot=np.zeros(len(time_s), dtype=np.int64),
    )
    order = {"trunk_first", "head_first"}
    return order & {fault.id for fault in assess(angles, load_stretch("seated_toe_touch")).faults}


@pytest.mark.parametrize("fps", [10, 30, 60])
def test_the_head_first_down_and_last_up_is_the_right_order(fps: float) -> None:
    assert curl(EARLY, fps) == set()


def test_a_head_that_goes_back_before_it_bends_begins_when_it_bends() -> None:
    assert curl([(4, 0), (5, -25), (7.5, -25), (9, 45), (13, 45), (17, 0)]) == {"trunk_first"}


def test_a_head_that_bends_far_and_comes_half_back_began_when_it_bent() -> None:
    assert curl([(1.5, 0), (3, 60), (6, 60), (8, 20), (13, 20), (17, 0)]) == set()


def test_a_head_that_rises_while_the_trunk_still_hangs_is_first() -> None:
    assert curl([(3, 0), (7, 45), (10.5, 45), (12, 0)]) == {"head_first"}


def test_a_head_still_bending_when_the_trunk_has_arrived_does_not_rise() -> None:
    assert curl([(5.5, 0), (9.5, 45), (13, 45), (17, 0)]) == {"trunk_first"}


@pytest.mark.parametrize(
    ("name", "sigma", "expected"),
    # A place in the picture: its sigma is that of a change already. An angle: most of it cancels in a change.
    [("pelvis_travel", 0.02, 0.02), ("trunk_inclination", 4.0, 1.2)],
)
def test_the_range_of_a_place_is_as_unsure_as_its_change(name: str, sigma: float, expected: float) -> None:
    time_s = np.arange(0.0, 10.0, 0.1)
    value = np.zeros((len(time_s), len(ANGLE_IDS)))
    value[:, index_of(name)] = np.where(time_s < 5.0, 0.0, 0.4)
    off = np.full(len(time_s), 90.0)
    view = View(facing_deg=off, from_side_deg=0 * off, from_front_deg=off, right_nearer=off)
    shot = np.zeros(len(time_s), dtype=np.int64)
    angles = Angles(time_s, value, np.full_like(value, sigma), view, shot)
    role = np.full(len(time_s), "out", dtype="<U4")
    rep = RepSpan(Span(0, len(time_s)), None, True, True, 0, role, np.zeros(0, dtype=np.int64))
    [column] = columns_of(Quantity(angle=name, over="range"), "left")
    stretch = load_stretch("roll_up_down")
    number = WholePhase(angles, stretch, [rep]).number(
        column, rep, "out", np.arange(len(time_s)), Span(0, len(time_s))
    )
    assert number == pytest.approx((0.4, expected), abs=1e-6)
