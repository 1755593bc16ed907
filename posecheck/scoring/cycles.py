"""Movements that go to and fro: their turns, the bouts they come in, and their mean swing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Flags, Floats
from posecheck.scoring.phases import bridged, smoothed

LONGEST_SWING_S = 8.0
"""Turns farther apart than this belong to two bouts: nobody rolls that slowly."""

FLICKER_S = 0.08
"""Short enough to keep the steps of a jog, three a second."""

BEGUN = 0.15
"""Share of a swing after which it has begun: less is the flicker of the rest before it."""

STEP = 0.5
"""Share of the usual height of a step that makes one; the stand before and after is none."""

BINS = 16
"""Parts of a cycle of which the mean is taken."""


def turns(value: Floats, time_s: Floats, least: float) -> NDArray[np.int64]:
    """Return the frames at which the value turns round, with swings of at least `least` between them.

    Parameters
    ----------
    value, time_s : ndarray, shape [T]
        What goes to and fro, and when. NaN are bridged.
    least : float
        Smallest swing that counts; smaller ones are flicker.

    Examples
    --------
    >>> time_s = np.arange(0, 4, 0.01)
    >>> time_s[turns(10 * np.sin(2 * np.pi * time_s), time_s, least=5)].round(2)[:4]
    array([0.  , 0.25, 0.75, 1.25])
    """
    level = smoothed(bridged(value), time_s, FLICKER_S)
    found: list[int] = []
    if not np.isfinite(level).all():
        return np.zeros(0, dtype=np.int64)
    high = low = going = 0
    for t, now in enumerate(level.tolist()):
        if going >= 0 and now >= level[high]:
            high = t
        if going <= 0 and now <= level[low]:
            low = t
        if going >= 0 and level[high] - now >= least:
            found.append(high)
            going, low = -1, t
        elif going <= 0 and now - level[low] >= least:
            found.append(low)
            going, high = 1, t
    if going:
        found.append(high if going > 0 else low)
    return np.array(found, dtype=np.int64)


def bouts(turn: NDArray[np.int64], time_s: Floats) -> list[NDArray[np.int64]]:
    """Return the turns grouped into bouts of at least one whole cycle.

    Examples
    --------
    >>> bouts(np.array([0, 1, 2, 20, 21, 22, 23]), np.arange(30.0))
    [array([0, 1, 2]), array([20, 21, 22, 23])]
    """
    if not len(turn):
        return []
    apart = np.flatnonzero(np.diff(time_s[turn]) > LONGEST_SWING_S) + 1
    return [group for group in np.split(turn, apart) if len(group) > 2]


def trimmed(turn: NDArray[np.int64], value: Floats, time_s: Floats) -> NDArray[np.int64]:
    """Return the turns with the first and the last moved to where the movement begins and ends.

    Before the first swing and after the last one the body may rest for long.

    Examples
    --------
    >>> value = np.array([0.0, 0, 0, 0, 5, 10, 5, 0, 5, 10, 10, 10, 10])
    >>> trimmed(np.array([0, 5, 7, 12]), value, np.arange(13.0))
    array([3, 5, 7, 9])
    """
    level = smoothed(bridged(value), time_s, FLICKER_S)
    moved = turn.copy()
    for end, (rest, far) in ((0, turn[:2]), (-1, turn[:-3:-1])):
        way = np.sign(far - rest)
        swing = level[np.arange(rest, far + way, way)]
        resting = np.abs(swing - level[rest]) <= BEGUN * abs(level[far] - level[rest])
        moved[end] = rest + way * np.flatnonzero(resting)[-1]
    return moved


def cycle_count(at_turns: Floats) -> float:
    """Return how many times to and fro: the whole way over that of a usual cycle.

    A bout that begins and ends in the middle has half a swing at either end.

    Examples
    --------
    >>> cycle_count(np.array([0.0, 10, -10, 10, -10, 0]))
    2.0
    """
    way = np.abs(np.diff(at_turns))
    return float(way.sum() / (2.0 * np.median(way)))


def step_count(at_turns: Floats, time_s: Floats, hidden: Flags) -> int:
    """Return how many of the turns are steps, and how many more were hidden while the rhythm went on.

    The first and the last turn may be the stand before and after.

    Parameters
    ----------
    at_turns, time_s : ndarray, shape [N]
        Value and time of each turn.
    hidden : ndarray of bool, shape [N - 1]
        Whether part of the way from one turn to the next was not seen.

    Examples
    --------
    >>> step_count(np.array([0.0, 50, -48, 52, 1]), np.arange(5.0), np.zeros(4, dtype=bool))
    3
    >>> step_count(np.array([50.0, -48, 52, -49, 50]), np.array([0.0, 1, 2, 5, 6]), np.arange(4) == 2)
    7
    """
    size = np.abs(at_turns)
    gap = np.diff(time_s)
    # Left and right go on in turn, so that steps are hidden in pairs; not beside the stand before and after.
    pairs = np.floor((gap / np.median(gap) - 1.0) / 2.0 + 0.25)[1:-1]
    step = size >= STEP * np.median(size)
    # A turn whose top was hidden looks lower than it was.
    step[1:-1] |= hidden[1:] | hidden[:-1]
    return int(np.sum(step) + 2 * np.sum(pairs[hidden[1:-1]]))


def frequency_hz(turn: NDArray[np.int64], time_s: Floats) -> float:
    """Return the whole cycles per second between the first and the last turn; 0 where there is no cycle."""
    if len(turn) < 2:
        return 0.0
    return float((len(turn) - 1) / 2 / (time_s[turn[-1]] - time_s[turn[0]]))


def mean_swing(value: Floats, turn: NDArray[np.int64]) -> float:
    """Return the range of the mean cycle, which the flicker of single frames does not widen.

    Parameters
    ----------
    value : ndarray, shape [T]
        What swings in time with the cycle.
    turn : ndarray of int
        Turns of the cycle, as from `turns`; a cycle is two of them.

    Examples
    --------
    >>> time_s = np.arange(0, 4, 0.01)
    >>> wave = np.sin(2 * np.pi * time_s)
    >>> round(mean_swing(5 * wave, turns(wave, time_s, least=0.5)), 1)
    9.5
    """
    rows = []
    for first, last in zip(turn[:-2:2], turn[2::2], strict=False):
        part = np.minimum(np.arange(last - first) * BINS // (last - first), BINS - 1)
        seen = np.isfinite(value[first:last])
        count = np.bincount(part[seen], minlength=BINS)
        total = np.bincount(part[seen], weights=value[first:last][seen], minlength=BINS)
        row = np.divide(total, count, out=np.full(BINS, np.nan), where=count > 0)
        rows.append(row - np.nanmean(row) if seen.any() else row)
    if not rows:
        return float("nan")
    table = np.array(rows)
    known = np.isfinite(table).any(axis=0)
    mean = np.nanmean(table[:, known], axis=0)
    return float(mean.max() - mean.min()) if len(mean) else float("nan")
