"""Low-pass filters: zero-phase for recordings, causal for live."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.signal import butter, sosfiltfilt

from posecheck.arrays import Floats

# Filtering forward and backward lowers the cutoff of a second-order filter by this factor (Winter 2009), on the
# frequency axis that the bilinear transform bends.
_TWO_PASSES = (2**0.5 - 1) ** 0.25
_MIN_SAMPLES = 4


def low_pass(values: Floats, time_s: Floats, cutoff_hz: float) -> Floats:
    """Smooth a signal without delay: Butterworth, second order, forward and backward.

    Times that are not evenly spaced are resampled to their median spacing, filtered and read back at the given
    times, linearly. A signal sampled too slowly to hold the cutoff, or too short, is returned as it is.

    Parameters
    ----------
    values : ndarray, shape [T, ...]
        The signal, without NaN.
    time_s : ndarray, shape [T]
        Strictly increasing.
    cutoff_hz : float
        Where the power is halved, after both passes.

    Returns
    -------
    ndarray, shape [T, ...]

    Examples
    --------
    >>> time = np.arange(90) / 30
    >>> slow, noise = np.sin(2 * np.pi * 0.5 * time), 0.1 * np.sin(2 * np.pi * 12 * time)
    >>> bool(np.abs(low_pass(slow + noise, time, 6.0) - slow)[10:-10].max() < 0.01)
    True
    """
    if len(time_s) < _MIN_SAMPLES:
        return values
    step = float(np.median(np.diff(time_s)))
    if step * cutoff_hz > 0.39:
        return values
    even = bool(np.abs(np.diff(time_s) - step).max() < 0.2 * step)
    signal = values
    if not even:
        grid = np.linspace(
            time_s[0], time_s[-1], max(_MIN_SAMPLES, round((time_s[-1] - time_s[0]) / step) + 1)
        )
        signal, step = _interpolated(values, time_s, grid), float(grid[1] - grid[0])
    one_pass_hz = np.arctan(np.tan(np.pi * cutoff_hz * step) / _TWO_PASSES) / (np.pi * step)
    sections = butter(2, one_pass_hz, fs=1 / step, output="sos")
    smooth = sosfiltfilt(sections, signal, axis=0, padlen=min(int(3 / (cutoff_hz * step)), len(signal) - 1))
    return np.asarray(smooth if even else _interpolated(smooth, grid, time_s))


def _interpolated(values: Floats, time_s: Floats, wanted_s: Floats) -> Floats:
    after = np.clip(np.searchsorted(time_s, wanted_s), 1, len(time_s) - 1)
    share = (wanted_s - time_s[after - 1]) / (time_s[after] - time_s[after - 1])
    share = share.reshape(-1, *(1,) * (values.ndim - 1))
    return np.asarray(values[after - 1] * (1 - share) + values[after] * share)


class OneEuroFilter:
    """Smooth points as they come: strongly at rest, lightly in motion (Casiez, Roussel and Vogel 2012).

    Parameters
    ----------
    min_cutoff_hz : float
        Cutoff at rest.
    beta : float
        Rise of the cutoff per unit of speed: hertz per (unit per second).
    speed_cutoff_hz : float
        Cutoff of the speed itself.
    max_gap_s : float
        Longest absence after which a point still belongs to its past.

    Examples
    --------
    >>> smooth = OneEuroFilter()
    >>> [round(float(smooth(np.array([x]), t)[0]), 3) for t, x in [(0.0, 0.0), (0.1, 0.0), (0.2, 0.1)]]
    [0.0, 0.0, 0.044]
    """

    def __init__(
        self,
        min_cutoff_hz: float = 1.0,
        beta: float = 0.7,
        speed_cutoff_hz: float = 1.0,
        max_gap_s: float = 0.25,
    ) -> None:
        self._min_cutoff_hz = min_cutoff_hz
        self._beta = beta
        self._speed_cutoff_hz = speed_cutoff_hz
        self._max_gap_s = max_gap_s
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._value: Floats | None = None

    def __call__(self, values: ArrayLike, time_s: float, unit: float | Floats = 1.0) -> Floats:
        """Return the smoothed points; NaN stays NaN.

        Parameters
        ----------
        values : array_like, shape [N, k]
            Points of k coordinates, or [N].
        time_s : float
            Time in seconds, later than before.
        unit : float or ndarray
            How many units of `values` make one unit of the speed that `beta` is for; one for all, or [k].
        """
        raw = np.array(values, dtype=float)
        if self._value is None:
            self._value, self._speed = raw.copy(), np.zeros_like(raw)
            self._seen_s = np.where(np.isfinite(raw), time_s, -np.inf)
            return raw
        elapsed = time_s - self._seen_s
        known = np.isfinite(raw)
        fresh = known & (elapsed > self._max_gap_s)
        with np.errstate(invalid="ignore"):
            step = np.where(known & ~fresh, elapsed, 1.0)
            speed = (raw - self._value) / step / unit
            speed = self._speed + _share(self._speed_cutoff_hz, step) * (speed - self._speed)
            cutoff = self._min_cutoff_hz + self._beta * np.abs(speed)
            value = self._value + _share(cutoff, step) * (raw - self._value)
        self._value = np.where(fresh, raw, np.where(known, value, self._value))
        self._speed = np.where(fresh, 0.0, np.where(known, speed, self._speed))
        self._seen_s = np.where(known, time_s, self._seen_s)
        return np.where(known, self._value, np.nan)


def _share(cutoff_hz: float | Floats, step_s: Floats) -> Floats:
    return np.asarray(1 / (1 + 1 / (2 * np.pi * cutoff_hz * step_s)))
