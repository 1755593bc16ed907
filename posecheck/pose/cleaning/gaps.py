"""Short absences filled, and work on the unbroken runs between the long ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from posecheck.arrays import Floats

MAX_GAP_S = 0.25
"""Longest time between two good frames that is bridged."""


def fill_gaps(values: Floats, time_s: Floats) -> Floats:
    """Return points with their short absences filled linearly, long ones and those at either end left NaN.

    Parameters
    ----------
    values : ndarray, shape [T, N, k]
        N points; one is missing where any of its k coordinates is NaN.
    time_s : ndarray, shape [T]
        Strictly increasing.

    Returns
    -------
    ndarray, shape [T, N, k]

    Examples
    --------
    >>> x = np.array([0.0, np.nan, 2.0, np.nan, np.nan, 5.0]).reshape(6, 1, 1)
    >>> fill_gaps(x, np.arange(6) * 0.1).ravel().tolist()
    [0.0, 1.0, 2.0, nan, nan, 5.0]
    """
    known = np.asarray(np.isfinite(values).all(axis=-1))
    if known.all() or not len(values):
        return values
    last = len(values) - 1
    index = np.arange(len(values))[:, None]
    before = np.maximum.accumulate(np.where(known, index, -1), axis=0)
    after = np.minimum.accumulate(np.where(known, index, last + 1)[::-1], axis=0)[::-1]
    inside = ~known & (before >= 0) & (after <= last)
    # Times are sums of rounded frame durations: a gap of exactly the limit is still short.
    short = time_s[np.minimum(after, last)] - time_s[np.maximum(before, 0)] <= MAX_GAP_S + 1e-6
    frame, point = np.nonzero(inside & short)
    before, after = before[frame, point], after[frame, point]
    share = ((time_s[frame] - time_s[before]) / (time_s[after] - time_s[before]))[:, None]
    filled = np.where(known[..., None], values, np.nan)
    filled[frame, point] = (1 - share) * values[before, point] + share * values[after, point]
    return filled


def by_run(
    values: Floats,
    time_s: Floats,
    work: Callable[[Floats, Floats], Floats],
) -> Floats:
    """Return `work(values, time_s)` done on every unbroken run of every point; NaN elsewhere.

    Parameters
    ----------
    values : ndarray, shape [T, N, k]
        N points.
    time_s : ndarray, shape [T]
        Strictly increasing; a step longer than `MAX_GAP_S` breaks every run.
    work : callable
        Takes values [t, n, k] without NaN and their times [t], returns as many values.

    Examples
    --------
    >>> x = np.array([1.0, 3.0, np.nan, 5.0, 7.0]).reshape(5, 1, 1)
    >>> by_run(x, np.arange(5) * 0.1, lambda part, time: part - part.mean()).ravel().tolist()
    [-1.0, 1.0, nan, -1.0, 1.0]
    """
    done = np.full_like(values, np.nan)
    if not len(values):
        return done
    known = np.asarray(np.isfinite(values).all(axis=-1))
    late = np.concatenate([[False], np.diff(time_s) > MAX_GAP_S])
    # Points missing in the same frames, mostly all of them, are worked on together.
    patterns, which = np.unique(known, axis=1, return_inverse=True)
    for column, pattern in enumerate(patterns.T):
        points = np.flatnonzero(which.ravel() == column)
        begins = pattern & (late | ~np.concatenate([[False], pattern[:-1]]))
        number = np.where(pattern, np.cumsum(begins), 0)
        for run in range(1, number.max() + 1):
            rows = np.flatnonzero(number == run)
            done[np.ix_(rows, points)] = work(values[np.ix_(rows, points)], time_s[rows])
    return done
