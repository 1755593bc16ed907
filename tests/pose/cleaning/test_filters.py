import numpy as np
import pytest

from posecheck.pose.cleaning.filters import OneEuroFilter, low_pass

TIME = np.arange(300) / 30


@pytest.mark.parametrize(("hertz", "gain"), [(0.5, 1.0), (3.0, 0.984), (6.0, 0.707), (12.0, 0.02)])
def test_low_pass_halves_the_power_at_its_cutoff_without_delay(hertz: float, gain: float) -> None:
    wave = np.sin(2 * np.pi * hertz * TIME)
    middle = slice(60, -60)
    np.testing.assert_allclose(low_pass(wave, TIME, 6.0)[middle], gain * wave[middle], atol=0.015)


def test_low_pass_keeps_a_straight_line() -> None:
    line = np.stack([TIME, 5 - 2 * TIME], axis=1)
    np.testing.assert_allclose(low_pass(line, TIME, 6.0), line, atol=1e-5)


def test_low_pass_of_uneven_times_equals_that_of_even_ones() -> None:
    rng = np.random.default_rng(0)
    uneven = np.sort(rng.choice(TIME, size=220, replace=False))
    wave = np.sin(2 * np.pi * 0.5 * uneven)
    np.testing.assert_allclose(low_pass(wave, uneven, 6.0), wave, atol=0.03)


@pytest.mark.parametrize(("frames", "fps"), [(1, 30), (3, 30), (100, 5), (100, 15)])
def test_low_pass_returns_what_is_too_short_or_too_slow_to_filter(frames: int, fps: float) -> None:
    values = np.random.default_rng(0).normal(size=frames)
    np.testing.assert_array_equal(low_pass(values, np.arange(frames) / fps, 6.0), values)


@pytest.mark.parametrize("frames", range(4, 12))
def test_low_pass_takes_short_signals(frames: int) -> None:
    assert np.isfinite(low_pass(np.ones(frames), np.arange(frames) / 30, 6.0)).all()


def test_one_euro_is_steady_at_rest_and_keeps_up_in_motion() -> None:
    rng = np.random.default_rng(0)
    rest = rng.normal(0, 0.01, 300)
    smooth = OneEuroFilter()
    settled = np.array([smooth([x], t)[0] for x, t in zip(rest, TIME, strict=True)])
    assert settled[30:].std() < 0.5 * rest.std()
    moving = OneEuroFilter()
    ramp = 2.0 * TIME
    lag = ramp - np.array([moving([x], t)[0] for x, t in zip(ramp, TIME, strict=True)])
    still = OneEuroFilter(beta=0.0)
    lag_still = ramp - np.array([still([x], t)[0] for x, t in zip(ramp, TIME, strict=True)])
    assert 0 < lag[-1] < 0.45 * lag_still[-1]


def test_one_euro_does_not_depend_on_the_unit() -> None:
    metres, pixels = OneEuroFilter(), OneEuroFilter()
    for t in TIME:
        x = np.sin(t)
        in_metres, in_pixels = metres([x], t), pixels([250 * x], t, unit=250.0)
        np.testing.assert_allclose(in_pixels, 250 * in_metres, atol=1e-9)


def test_one_euro_keeps_nan_to_its_own_element_and_begins_anew_after_a_gap() -> None:
    smooth = OneEuroFilter(max_gap_s=0.25)
    assert smooth([1.0, np.nan], 0.0).tolist()[0] == 1.0
    assert np.isnan(smooth([1.0, np.nan], 0.1)[1])
    assert smooth([1.0, 7.0], 0.2)[1] == 7.0
    assert np.isnan(smooth([np.nan, 7.0], 0.3)[0])
    # 0.2 s later the old value still counts, 0.3 s after that no longer.
    assert smooth([2.0, 7.0], 0.4)[0] < 2.0
    assert smooth([9.0, 7.0], 0.7)[0] == 9.0


def test_one_euro_forgets_on_reset() -> None:
    smooth = OneEuroFilter()
    smooth([0.0], 0.0)
    smooth.reset()
    assert smooth([5.0], 0.1)[0] == 5.0
