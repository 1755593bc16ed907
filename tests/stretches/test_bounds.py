"""How far outside a range, how surely, and in which words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.stretches.bounds import Bounds, beyond_doubt, distance, limit, measured, number

sizes = st.floats(0, 200)


@pytest.mark.parametrize(
    ("value", "outside"), [(37.0, -1.0), (38.0, 0.0), (40.0, 0.0), (45.0, 0.0), (47.5, 2.5)]
)
def test_below_is_negative_and_either_end_is_inside(value: float, outside: float) -> None:
    assert Bounds(38, 45).outside(value) == outside
    assert distance(np.array(value), np.array(38.0), np.array(45.0)) == abs(outside)


@pytest.mark.parametrize(("low", "high"), [(None, 10.0), (-10.0, None), (None, None)])
def test_an_open_end_is_never_outside(low: float | None, high: float | None) -> None:
    far = -1e9 if low is None else 1e9
    assert Bounds(low, high).outside(far) == 0.0


def test_what_the_uncertainty_explains_counts_nothing() -> None:
    assert Bounds(38, 45).surely_outside(35.0, sigma=8.0) == 0.0
    assert Bounds(38, 45).surely_outside(30.0, sigma=8.0) == 0.0
    assert Bounds(38, 45).surely_outside(26.0, sigma=8.0) == -8.0
    assert Bounds(38, 45).surely_outside(61.0, sigma=8.0) == 12.0


@given(sizes, sizes, sizes)
def test_more_distance_counts_more_and_more_doubt_less(away: float, more: float, sigma: float) -> None:
    counts = beyond_doubt(np.array([away, away + more]), np.array(sigma))
    assert 0.0 <= counts[0] <= counts[1] <= away + more
    assert beyond_doubt(np.array(away), np.array(sigma + more)) <= counts[0]


@given(sizes, st.floats(0.1, 20))
def test_it_grows_without_a_step(away: float, sigma: float) -> None:
    near = beyond_doubt(np.array([away, away + 1e-6]), np.array(sigma))
    assert near[1] - near[0] <= 3e-6


@pytest.mark.parametrize("unit", ["deg", "m", "s", "", "trunk lengths"])
@pytest.mark.parametrize("value", [-0.0, -1e-9, -0.0004])
def test_nothing_is_never_negative(value: float, unit: str) -> None:
    for words in (number(value, unit), measured(value, 0.01, unit), limit(-0.0, unit)):
        assert not words.startswith("-")


def test_a_turned_range_has_no_negative_nothing() -> None:
    assert str(Bounds(-25.0, 0.0).turned().low) == "0.0"
    assert Bounds(-25.0, 0.0).turned().words("deg") == "0 to 25°"


@pytest.mark.parametrize(("value", "end"), [(22.4, 12.5), (14.6, 12.0), (-30.2, -10.0), (99.7, 45.0)])
def test_how_far_outside_is_the_distance_of_the_numbers_shown(value: float, end: float) -> None:
    bounds = Bounds(high=end) if value > end else Bounds(low=end)
    shown = float(bounds.away_words(value, "deg").split("°")[0])
    assert shown == float(f"{abs(float(number(value, 'deg')) - end):.0f}")
