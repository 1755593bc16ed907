"""Progress, hysteresis and runs on series of known answers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from posecheck.scoring.phases import hysteresis, over_blinks, progress, runs, speed, steadied

nan = np.nan


def test_progress_weighs_leads_by_weight_and_by_how_well_they_are_seen() -> None:
    value = np.array([[45.0, 10.0], [45.0, nan], [nan, nan]])
    say = np.array([[1.0, 0.5], [1.0, 0.0], [0.0, 0.0]])
    found = progress(value, say, np.zeros(2), np.array([90.0, 20.0]), np.array([1.0, 2.0]))
    np.testing.assert_allclose(found, [0.5, 0.5, nan])


def test_progress_runs_backwards_for_extension_and_stops_at_its_start() -> None:
    one = np.ones(1)
    value = np.array([[10.0], [0.0], [-10.0], [-90.0]])
    found = progress(value, np.ones((4, 1)), 0 * one, -20 * one, one)
    np.testing.assert_allclose(found, [0, 0, 0.5, 4.5])


def loop(value: list[float], leave: float, enter: float) -> list[bool]:
    state, states = False, []
    for x in value:
        state = True if x > enter else False if x < leave else state
        states.append(state)
    return states


@given(st.lists(st.floats(0, 1) | st.just(nan), max_size=60))
def test_hysteresis_equals_a_plain_loop(value: list[float]) -> None:
    assert hysteresis(np.array(value), 0.3, 0.6).tolist() == loop(value, 0.3, 0.6)


@given(arrays(bool, st.integers(0, 40)))
def test_runs_rebuild_the_flags(flags: np.ndarray) -> None:
    rebuilt = np.zeros(len(flags), dtype=bool)
    for first, last in runs(flags):
        assert first < last
        assert not rebuilt[first:last].any()
        rebuilt[first:last] = True
    assert np.array_equal(rebuilt, flags)


def test_steadied_drops_flickers_but_keeps_what_lasts() -> None:
    time = 0.1 * np.arange(12.0)
    flags = np.array([0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1], dtype=bool)
    assert steadied(flags, time, 0.25).tolist() == [False] * 5 + [True] * 7


def test_speed_follows_real_time_not_frames() -> None:
    time = np.array([0.0, 0.1, 0.3, 0.4, 0.8, 0.9, 1.0])
    np.testing.assert_allclose(speed(3 * time, time), 3.0)


def test_a_blink_is_bridged_and_a_long_absence_or_an_open_end_is_not() -> None:
    time = 0.1 * np.arange(40.0)
    value = time.copy()
    for gap in (slice(0, 2), slice(5, 9), slice(15, 30), slice(38, None)):
        value[gap] = nan
    expected = time.copy()
    for gap in (slice(0, 2), slice(15, 30), slice(38, None)):
        expected[gap] = nan
    np.testing.assert_allclose(over_blinks(value, time), expected)
