import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.pose.cleaning.gaps import MAX_GAP_S, by_run, fill_gaps


@pytest.mark.parametrize(
    ("fps", "missing", "filled"), [(30, 6, True), (30, 7, False), (4, 1, False), (10, 1, True)]
)
def test_gaps_up_to_a_quarter_second_are_filled(fps: float, missing: int, filled: bool) -> None:
    line = np.arange(40.0).reshape(40, 1, 1)
    holed = line.copy()
    holed[10 : 10 + missing] = np.nan
    result = fill_gaps(holed, np.arange(40) / fps)
    if filled:
        np.testing.assert_allclose(result, line)
    else:
        np.testing.assert_array_equal(result, holed)


def test_ends_are_never_filled() -> None:
    holed = np.array([np.nan, 1.0, 2.0, np.nan]).reshape(4, 1, 1)
    np.testing.assert_array_equal(fill_gaps(holed, np.arange(4) / 30), holed)


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.sampled_from([4.0, 10.0, 30.0]))
def test_filling_changes_no_known_value_and_leaves_long_gaps(known: list[bool], fps: float) -> None:
    time_s = np.arange(len(known)) / fps
    mask = np.array(known)
    values = np.where(mask, np.sin(time_s), np.nan).reshape(-1, 1, 1)
    result = fill_gaps(values, time_s).ravel()
    np.testing.assert_array_equal(result[mask], values.ravel()[mask])
    for frame in np.flatnonzero(~mask):
        before, after = np.flatnonzero(mask[:frame]), frame + np.flatnonzero(mask[frame:])
        short = len(before) and len(after) and time_s[after[0]] - time_s[before[-1]] <= MAX_GAP_S + 1e-6
        assert np.isfinite(result[frame]) == bool(short)


def test_stretches_are_worked_on_one_by_one() -> None:
    values = np.array([[1, 1], [2, 2], [np.nan, 3], [4, 4], [6, 6]], dtype=float)[..., None]
    lengths = by_run(values, np.arange(5) / 30, lambda part, time_s: np.full_like(part, len(time_s)))
    np.testing.assert_array_equal(lengths[..., 0], [[2, 5], [2, 5], [np.nan, 5], [2, 5], [2, 5]])


def test_a_pause_in_the_recording_breaks_a_stretch() -> None:
    time_s = np.array([0.0, 0.1, 1.0, 1.1])
    lengths = by_run(np.ones((4, 1, 1)), time_s, lambda part, time_s: np.full_like(part, time_s[0]))
    np.testing.assert_array_equal(lengths.ravel(), [0, 0, 1, 1])
