"""What is drawn: plain angles of the phase, the better seen side, the worst first."""

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.angles.catalog import ANGLE_IDS, index_of
from posecheck.overlay.gauges import Gauge, choose_gauges, gauges_of
from posecheck.stretches.load import load_stretch, stretch_ids

Floats = NDArray[np.float64]


def table(**of_angle: float) -> Floats:
    values = np.full(len(ANGLE_IDS), np.nan)
    for name, value in of_angle.items():
        values[index_of(name)] = value
    return values


def ids(gauges: tuple[Gauge, ...] | list[Gauge]) -> list[str]:
    return [ANGLE_IDS[gauge.column.index] for gauge in gauges]


@pytest.mark.parametrize("stretch", stretch_ids())
@pytest.mark.parametrize("role", ["rest", "out", "end", "back"])
def test_only_degrees_are_drawn(stretch: str, role: str) -> None:
    for gauge in gauges_of(load_stretch(stretch), "left", role):
        assert gauge.target.unit == "deg"
        assert not gauge.target.change
        assert not gauge.target.share_with


def test_of_two_sides_the_better_seen_one_is_drawn() -> None:
    value = table(hip_flexion_left=120, hip_flexion_right=120)
    sigma = table(hip_flexion_left=12, hip_flexion_right=6)
    assert ids(choose_gauges(load_stretch("childs_pose"), "right", "end", value, sigma)) == [
        "hip_flexion_right"
    ]


def test_what_is_hardly_seen_is_not_drawn() -> None:
    value, sigma = table(hip_flexion_left=120), table(hip_flexion_left=25)
    assert choose_gauges(load_stretch("childs_pose"), "right", "end", value, sigma) == ()


def test_the_worst_comes_first_and_few_are_drawn() -> None:
    value = table(hip_flexion_left=130, knee_flexion_left=90, trunk_inclination=90, elbow_flexion_left=10)
    sigma = table(hip_flexion_left=6, knee_flexion_left=6, trunk_inclination=6, elbow_flexion_left=6)
    chosen = choose_gauges(load_stretch("childs_pose"), "right", "end", value, sigma, at_most=2)
    assert ids(chosen) == ["knee_flexion_left", "hip_flexion_left"]


@pytest.mark.parametrize("role", ["out", "back", ""])
def test_on_the_way_the_angles_of_end_range_are_drawn(role: str) -> None:
    value, sigma = table(hip_abduction_left=5), table(hip_abduction_left=6)
    [gauge] = choose_gauges(load_stretch("hip_abduction"), "left", role, value, sigma)
    assert gauge.role == "end"


def test_a_range_toward_the_working_side_turns_with_it() -> None:
    stretch = load_stretch("standing_side_bend")
    for working, expected in (("right", (-32.0, -12.0)), ("left", (12.0, 32.0))):
        [gauge] = [
            g
            for g in gauges_of(stretch, "right" if working == "right" else "left", "end")
            if g.target.angle == "trunk_lean"
        ]
        assert gauge.range_at(0.0) == expected


def test_outside_leaves_the_benefit_of_the_doubt() -> None:
    [gauge] = [
        g for g in gauges_of(load_stretch("hip_abduction"), "left", "end") if "hip_abd" in g.target.angle
    ]
    assert gauge.outside(23.0, sigma=6.0) == 0.0
    assert gauge.outside(15.0, sigma=6.0) == pytest.approx(-7.0)
    assert gauge.outside(55.0, sigma=6.0) == pytest.approx(7.0)
