"""How far the movement has come, and the thresholds with hysteresis that cut it into phases."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from posecheck.arrays import Flags, Floats

SMOOTH_S = 0.15
"""A movement is slower than this; flicker is faster."""

LONGEST_BLINK_S = 1.0
"""A repetition survives not being seen for this long."""


def progress(value: Floats, say: Floats, start: Floats, end: Floats, weight: Floats) -> Floats:
    """Return how far each frame is from the start (0) to the end (1) of the movement.

    Parameters
    ----------
    value, say : ndarray, shape [T, L]
        The lead angles, and how much each of them can say (0 where not seen).
    start, end, weight : ndarray, shape [L]
        Value of each lead at the start and at the end, and its weight.

    Returns
    -------
    ndarray, shape [T]
        0 and up; NaN where no lead is seen.

    Examples
    --------
    >>> one = np.ones(1)
    >>> progress(np.array([[0.0], [45.0], [90.0]]), np.ones((3, 1)), 0 * one, 90 * one, one)
    array([0. , 0.5, 1. ])
    """
    # Not clipped above: somebody still moving beyond the end is not holding still there.
    share = np.fmax((value - start) / (end - start), 0.0)
    share[np.isnan(value)] = np.nan
    weights = np.where(np.isnan(share), 0.0, weight * say)
    total = weights.sum(axis=1)
    summed = np.where(np.isnan(share), 0.0, share * weights).sum(axis=1)
    return np.asarray(np.divide(summed, total, out=np.full(len(value), np.nan), where=total > 0))


def hysteresis(value: Floats, leave: float, enter: float) -> Flags:
    """Return whether each frame is inside: from above `enter` until below `leave`. NaN keeps the state.

    Examples
    --------
    >>> hysteresis(np.array([0.1, 0.4, 0.3, 0.1]), leave=0.2, enter=0.35)
    array([False,  True,  True, False])
    """
    decided = np.where(value > enter, 1, np.where(value < leave, 0, -1))
    last = np.maximum.accumulate(np.where(decided >= 0, np.arange(len(value)), -1))
    return np.asarray(np.where(last >= 0, decided[last], 0) == 1)


def runs(flags: Flags) -> NDArray[np.int64]:
    """Return start and end (one past the last) of each run of true frames, shape [R, 2].

    Examples
    --------
    >>> runs(np.array([False, True, True, False, True]))
    array([[1, 3],
           [4, 5]])
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return edges.reshape(-1, 2)


def steadied(flags: Flags, time_s: Floats, shortest_s: float) -> Flags:
    """Return the flags with gaps, and then runs, shorter than `shortest_s` removed.

    Examples
    --------
    >>> steadied(np.array([True, True, False, True, False, False]), np.arange(6.0), shortest_s=2.0)
    array([ True,  True,  True,  True, False, False])
    """
    steady = flags.copy()
    for fill in (True, False):
        for first, last in runs(~steady if fill else steady):
            touches_an_end = fill and (first == 0 or last == len(flags))
            if not touches_an_end and _length_s(time_s, first, last) < shortest_s:
                steady[first:last] = fill
    return steady


def bridged(value: Floats) -> Floats:
    """Return the values with gaps interpolated; all NaN where nothing was seen."""
    seen = np.flatnonzero(np.isfinite(value))
    if not len(seen):
        return value
    return np.interp(np.arange(len(value)), seen, value[seen])


def gone(value: Floats, time_s: Floats) -> Flags:
    """Return where nothing was seen for longer than a blink, or to either end.

    Examples
    --------
    >>> gone(np.array([np.nan, 1.0, np.nan, 3.0]), np.arange(4) * 0.1)
    array([ True, False, False, False])
    """
    lost = np.zeros(len(value), dtype=bool)
    for first, last in runs(np.isnan(value)):
        until = time_s[min(last, len(time_s) - 1)]
        if until - time_s[first] > LONGEST_BLINK_S or first == 0 or last == len(time_s):
            lost[first:last] = True
    return lost


def over_blinks(value: Floats, time_s: Floats) -> Floats:
    """Return the values with only the gaps no longer than a blink interpolated.

    Examples
    --------
    >>> over_blinks(np.array([np.nan, 1.0, np.nan, 3.0]), np.arange(4) * 0.1)
    array([nan,  1.,  2.,  3.])
    """
    if not np.isnan(value).any():
        return value
    return np.where(gone(value, time_s), np.nan, bridged(value))


def smoothed(value: Floats, time_s: Floats, sigma_s: float = SMOOTH_S) -> Floats:
    """Return the values under a Gaussian of `sigma_s` seconds; the same at any frame rate.

    Examples
    --------
    >>> smoothed(np.array([0.0, 0.0, 1.0, 1.0]), np.arange(4) * 10.0)
    array([0., 0., 1., 1.])
    """
    if len(value) < 3:
        return value
    return np.asarray(gaussian_filter1d(value, sigma_s / frame_s(time_s), mode="nearest"))


def speed(value: Floats, time_s: Floats) -> Floats:
    """Return the size of the rate of change per second, smoothed; NaN where unknown.

    Examples
    --------
    >>> speed(np.array([0.0, 1.0, 2.0, 3.0]), np.arange(4) * 1.0)
    array([1., 1., 1., 1.])
    """
    if len(value) < 2:
        return np.full(len(value), np.nan)
    # Time is smoothed alike, so that an uneven frame rate does not look like a change of speed.
    return np.abs(np.gradient(smoothed(value, time_s), smoothed(time_s, time_s)))


def frame_s(time_s: Floats) -> float:
    """Return how long a frame is usually shown."""
    return float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0


def _length_s(time_s: Floats, first: int, last: int) -> float:
    """Return how long frames first to last (excluded) are shown."""
    if last < len(time_s):
        return float(time_s[last] - time_s[first])
    return float(time_s[-1] - time_s[first]) + frame_s(time_s)
