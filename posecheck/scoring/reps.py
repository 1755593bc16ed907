"""Repetitions and holds, cut from the progress of the movement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecheck.scoring.phases import Flags, Floats, hysteresis, runs, speed, steadied
from posecheck.stretches.schema import Role

ENTER, LEAVE = 0.35, 0.20
"""Progress at which a repetition begins, and below which it has ended."""

END_ENTER, END_LEAVE = 0.80, 0.65
"""Progress at which end range is reached, and below which it is left."""

SHORTEST_S = 0.3
"""Anything shorter is a flicker of the landmarks, not a movement."""

LONGEST_BLINK_S = 1.0
"""A repetition survives not being seen for this long."""

STILL_PER_S = 0.12
"""Speed below which a position is held, in movement lengths per second: about 8 degrees of a 70 degree movement."""

REST_S = 1.5
"""The rest position is judged over this long before a repetition."""

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
    """Where one repetition lies.

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
    """

    span: Span
    hold: Span | None
    complete: bool
    start_seen: bool
    rest_first: int
    role: NDArray[np.str_]

    def frames_of(self, role: Role) -> NDArray[np.int64]:
        """Return the frame numbers that have this role."""
        return self.rest_first + np.flatnonzero(self.role == role)


def find_reps(progress: Floats, time_s: Floats, shot: NDArray[np.int64]) -> list[RepSpan]:
    """Cut a clip into repetitions.

    Parameters
    ----------
    progress : ndarray, shape [T]
        0 at rest, 1 at end range; NaN where not seen.
    time_s, shot : ndarray, shape [T]
        Time of each frame, and the camera shot it belongs to; no repetition spans two shots.

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
    for first, last in _shots(shot):
        here = slice(first, last)
        found += _reps_of_shot(progress[here], time_s[here], first)
    return found


def _shots(shot: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return start and end of each shot, shape [S, 2]."""
    cuts = np.flatnonzero(np.diff(shot, prepend=-1, append=-1))
    return np.stack([cuts[:-1], cuts[1:]], axis=1)


def _reps_of_shot(progress: Floats, time_s: Floats, offset: int) -> list[RepSpan]:
    gone = _gone(progress, time_s)
    inside = steadied(hysteresis(progress, LEAVE, ENTER) & ~gone, time_s, SHORTEST_S)
    at_end = steadied(hysteresis(progress, END_LEAVE, END_ENTER) & inside, time_s, SHORTEST_S)
    still = at_end & (speed(_bridged(progress), time_s) < STILL_PER_S)
    still = steadied(still, time_s, SHORTEST_S)
    found, free_from = [], 0
    for first, last in runs(inside):
        rest_first = max(free_from, int(np.searchsorted(time_s, time_s[first] - REST_S)))
        found.append(_rep(progress, time_s, at_end, still, gone, rest_first, int(first), int(last), offset))
        free_from = int(last)
    return found


def _rep(
    progress: Floats,
    time_s: Floats,
    at_end: Flags,
    still: Flags,
    gone: Flags,
    rest_first: int,
    first: int,
    last: int,
    offset: int,
) -> RepSpan:
    ends = np.flatnonzero(at_end[first:last]) + first
    complete = len(ends) > 0
    if not complete:
        top = np.nanmax(progress[first:last])
        ends = np.flatnonzero(progress[first:last] >= PARTIAL_TOP * top) + first
    holds = runs(still[first:last]) + first
    hold = None
    if complete and len(holds):
        longest = holds[np.argmax(time_s[holds[:, 1] - 1] - time_s[holds[:, 0]])]
        hold = Span(int(longest[0]) + offset, int(longest[1]) + offset)
        ends = np.arange(*longest)
    role = np.full(last - rest_first, "out", dtype="<U4")
    role[: first - rest_first] = "rest"
    role[int(ends[-1]) + 1 - rest_first :] = "back"
    role[ends - rest_first] = "end"
    return RepSpan(
        span=Span(first + offset, last + offset),
        hold=hold,
        complete=complete,
        start_seen=first > 0 and not gone[first - 1],
        rest_first=rest_first + offset,
        role=role,
    )


def _gone(progress: Floats, time_s: Floats) -> Flags:
    """Return where nothing was seen for longer than a blink."""
    missing = np.isnan(progress)
    gone = np.zeros_like(missing)
    for first, last in runs(missing):
        until = time_s[min(last, len(time_s) - 1)]
        if until - time_s[first] > LONGEST_BLINK_S or first == 0 or last == len(time_s):
            gone[first:last] = True
    return gone


def _bridged(progress: Floats) -> Floats:
    """Return the progress with blinks interpolated."""
    seen = np.flatnonzero(~np.isnan(progress))
    if len(seen) == 0:
        return progress
    return np.interp(np.arange(len(progress)), seen, progress[seen])
