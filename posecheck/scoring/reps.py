"""Repetitions, holds and bouts, cut from the progress of the movement."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Flags, Floats
from posecheck.scoring.cycles import bouts, cycle_count, step_count, trimmed, turns
from posecheck.scoring.phases import bridged, gone, hysteresis, runs, smoothed, speed, steadied
from posecheck.stretches.schema import Role

ENTER, LEAVE = 0.35, 0.20
"""Progress at which a repetition begins, and below which it has ended."""

LEFT_REST = 0.05
"""Progress at which the rest position was left, looked for backward from where a repetition begins."""

END_ENTER, END_LEAVE = 0.80, 0.65
"""Progress at which end range is reached, and below which it is left."""

SHORTEST_S = 0.3
"""Anything shorter is a flicker of the landmarks, not a movement."""

STILL_PER_S = 0.12
"""Speed below which a position is held, in movement lengths per second: about 8 degrees of a 70 degree movement."""

SLOW, FLICKER = 0.2, 2.5
"""Still is slower than this share of the movement's highest speed, or than this many times the hold's flicker."""

WAVER, FLICKERS = 0.25, 4.0
"""A hold survives a waver within this of where it is held, or within this many times its usual flicker."""

REST_S = 1.5
"""The rest position is judged over this long before a repetition."""

HIGHEST_REST = 0.5
"""A clip whose lowest twentieth lies higher than this shows no rest position."""

PARTIAL_TOP = 0.9
"""A repetition that misses end range is judged where it came to within this share of its farthest point."""


@dataclass(frozen=True)
class Span:
    """A stretch of frames, `first` to `last` with `last` excluded."""

    first: int
    last: int

    @property
    def frames(self) -> slice:
        """The same as a slice."""
        return slice(self.first, self.last)


@dataclass(frozen=True)
class RepSpan:
    """Where one repetition, or one bout of rolling or marching, lies.

    Attributes
    ----------
    span : Span
        From leaving the rest position until coming back to it.
    hold : Span or None
        The longest stretch of end range in which the person kept still; None where there was none.
    complete : bool
        Whether end range was reached.
    start_seen : bool
        Whether the movement into it was seen; not when the clip or the shot begins in the pose.
    role : ndarray of str, shape [last - rest_first]
        Role of each frame from `rest_first` on.
    rest_first : int
        First frame of the rest before the repetition.
    turn : ndarray of int
        Frames at which a bout turns round; empty for a repetition.
    cycles : float or None
        Of a bout the times to and fro, or the steps; None for a repetition.
    """

    span: Span
    hold: Span | None
    complete: bool
    start_seen: bool
    rest_first: int
    role: NDArray[np.str_]
    turn: NDArray[np.int64]
    cycles: float | None = None

    def frames_of(self, role: Role) -> NDArray[np.int64]:
        """Return the frame numbers that have this role."""
        return self.rest_first + np.flatnonzero(self.role == role)


def find_reps(
    progress: Floats,
    time_s: Floats,
    shot: NDArray[np.int64],
    *,
    still_per_s: float = STILL_PER_S,
    oscillates: bool = False,
) -> list[RepSpan]:
    """Cut a clip into repetitions.

    Parameters
    ----------
    progress : ndarray, shape [T]
        0 at rest, 1 at end range; NaN where not seen.
    time_s, shot : ndarray, shape [T]
        Time of each frame, and the camera shot it belongs to; no repetition spans two shots.
    still_per_s : float
        Speed of the progress below which a position is held.
    oscillates : bool
        Whether rocking at end range counts as holding it.

    Returns
    -------
    list of RepSpan
        In the order of time.

    Examples
    --------
    >>> time = np.arange(0, 8, 0.1)
    >>> up_and_down = np.clip(2 - np.abs(time - 4), 0, 1)
    >>> [rep] = find_reps(up_and_down, time, np.zeros(len(time), dtype=int))
    >>> rep.complete, rep.hold is not None
    (True, True)
    """
    found: list[RepSpan] = []
    for first, last in shots(shot):
        here = slice(first, last)
        cutter = _Cutter(progress[here], time_s[here], int(first), still_per_s, oscillates)
        found += cutter.reps()
    return found


def find_bouts(
    value: Floats, time_s: Floats, shot: NDArray[np.int64], least: float, *, steps: bool = False
) -> list[RepSpan]:
    """Cut a clip into bouts of going to and fro.

    Parameters
    ----------
    value : ndarray, shape [T]
        What goes to and fro; NaN where not seen.
    time_s, shot : ndarray, shape [T]
        As for `find_reps`.
    least : float
        Smallest swing that counts.
    steps : bool
        Whether each swing to either side is counted, as of marching legs, instead of each time to and fro.

    Examples
    --------
    >>> time = np.arange(0, 20, 0.1)
    >>> [bout] = find_bouts(10 * np.sin(time), time, np.zeros(len(time), dtype=int), least=8)
    >>> bout.complete, round(bout.cycles, 1)
    (True, 3.2)
    """
    found: list[RepSpan] = []
    for first, last in shots(shot):
        when, here = time_s[first:last], bridged(value[first:last])
        for group in bouts(turns(here, when, least), when):
            hidden = np.array([np.isnan(value[first + a : first + b]).any() for a, b in pairwise(group)])
            cycles = step_count(here[group], when[group], hidden) if steps else cycle_count(here[group])
            turn = first + trimmed(group, here, when)
            span = Span(int(turn[0]), int(turn[-1]) + 1)
            role = np.full(span.last - span.first, "end", dtype="<U4")
            found.append(RepSpan(span, None, True, True, span.first, role, turn, cycles))
    return found


def shots(shot: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return start and end of each shot, shape [S, 2]."""
    cuts = np.flatnonzero(np.diff(shot, prepend=-1, append=-1))
    return np.stack([cuts[:-1], cuts[1:]], axis=1)


class _Cutter:
    """The steps of cutting one shot, over arrays that all of them share."""

    def __init__(
        self, progress: Floats, time_s: Floats, offset: int, still_per_s: float, oscillates: bool
    ) -> None:
        self.progress, self.time_s, self.offset = above_rest(progress), time_s, offset
        self.oscillates = oscillates
        self.gone = gone(progress, time_s)
        level = bridged(self.progress)
        self.level = smoothed(level, time_s)
        self.inside = steadied(hysteresis(self.level, LEAVE, ENTER) & ~self.gone, time_s, SHORTEST_S)
        at_end = hysteresis(self.level, END_LEAVE, END_ENTER) & self.inside
        self.at_end = steadied(at_end, time_s, SHORTEST_S)
        self.speed, self.still_per_s = speed(level, time_s), still_per_s

    def reps(self) -> list[RepSpan]:
        found, free_from = [], 0
        for first, last in runs(self.inside):
            begin = self._leaves_rest(int(first), free_from)
            found.append(self._rep(begin, int(last), free_from))
            free_from = int(last)
        return found

    def _leaves_rest(self, first: int, free_from: int) -> int:
        """Return the frame, at or before `first`, in which the rest position was left."""
        begin = first
        while (
            begin > free_from
            and not self.gone[begin - 1]
            and self.level[begin] > LEFT_REST
            and self.level[begin - 1] <= self.level[begin]
        ):
            begin -= 1
        return begin

    def _rep(self, first: int, last: int, free_from: int) -> RepSpan:
        rest_first = max(free_from, int(np.searchsorted(self.time_s, self.time_s[first] - REST_S)))
        ends = np.flatnonzero(self.at_end[first:last]) + first
        complete = len(ends) > 0
        if not complete:
            top = np.nanmax(self.progress[first:last])
            ends = np.flatnonzero(self.progress[first:last] >= PARTIAL_TOP * top) + first
        hold = self._hold(first, last) if complete else None
        if hold is not None:
            ends = np.arange(hold.first, hold.last)
        role = np.full(last - rest_first, "out", dtype="<U4")
        role[: first - rest_first] = "rest"
        role[int(ends[-1]) + 1 - rest_first :] = "back"
        role[ends - rest_first] = "end"
        return RepSpan(
            span=Span(first + self.offset, last + self.offset),
            hold=None if hold is None else Span(hold.first + self.offset, hold.last + self.offset),
            complete=complete,
            start_seen=first > 0 and not self.gone[first - 1],
            rest_first=rest_first + self.offset,
            role=role,
            turn=np.zeros(0, dtype=np.int64),
        )

    def _hold(self, first: int, last: int) -> Span | None:
        """Return the longest stretch of end range in which the person kept still."""
        still = np.zeros(last - first, dtype=bool)
        slow = self._slow(first, last)
        for begin, end in runs(self.at_end[first:last]):
            still[begin:end] = self._over_wavers(slow[begin:end], self.level[first + begin : first + end])
        holds = runs(steadied(still, self.time_s[first:last], SHORTEST_S) & still) + first
        if not len(holds):
            return None
        longest = holds[np.argmax(self.time_s[holds[:, 1] - 1] - self.time_s[holds[:, 0]])]
        return Span(int(longest[0]), int(longest[1]))

    def _slow(self, first: int, last: int) -> Flags:
        """Return where the repetition hardly moves.

        Somebody who moves slowly is slow for long before arriving, so that what counts as still goes with the
        speed of the movement, down to the flicker of the hold itself.
        """
        speed, at_end = self.speed[first:last], self.at_end[first:last]
        flicker = FLICKER * float(np.median(speed[at_end])) if at_end.any() else 0.0
        still_per_s = min(self.still_per_s, max(SLOW * float(speed.max()), flicker))
        return np.asarray(at_end & (speed < still_per_s))

    def _over_wavers(self, slow: Flags, level: Floats) -> Flags:
        """Return one visit's still frames with mere wavers between them filled.

        Rocking with on-off pressure is still again and again, so where it is allowed any waver is one.
        """
        if not slow.any():
            return slow
        steady, held = slow.copy(), float(np.median(level))
        waver = max(WAVER, FLICKERS * float(np.median(np.abs(level - held))))
        first, last = np.flatnonzero(slow)[[0, -1]]
        for begin, end in runs(~slow[first:last]) + first:
            steady[begin:end] = self.oscillates or np.abs(level[begin:end] - held).max() < waver
        return steady


def above_rest(progress: Floats) -> Floats:
    """Return the progress counted from the person's own rest position, where the clip shows one.

    Nobody stands at exactly zero, and a camera adds its own constant error.

    Examples
    --------
    >>> above_rest(np.array([0.1, 0.1, 0.1, 0.55, 1.0])).round(2)
    array([0. , 0. , 0. , 0.5, 1. ])
    """
    if not shows_rest(progress):
        return progress
    lowest = _lowest(progress)
    return np.fmax((progress - lowest) / (1.0 - lowest), np.where(np.isnan(progress), np.nan, 0.0))


def shows_rest(progress: Floats) -> bool:
    """Return whether the clip shows a rest position, and not one pose all the while.

    Examples
    --------
    >>> shows_rest(np.array([0.1, 0.6, 1.0])), shows_rest(np.array([0.7, 0.7, 0.8]))
    (True, False)
    """
    return _lowest(progress) <= HIGHEST_REST


def _lowest(progress: Floats) -> float:
    seen = progress[np.isfinite(progress)]
    return float(np.percentile(seen, 5)) if len(seen) else 0.0
