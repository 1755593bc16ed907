"""What was lost of a clip: damage, times without a picture, clocks that start again."""

from __future__ import annotations

import math
from collections.abc import Sequence

from posecheck.video.clock import Clock, is_gap

BREAK_S = 0.25
"""Damage that takes less of a clip hides no movement."""

_NEAR_S = 1.0
_TOLD_LATE = 8
"""Decoders tell of damage at most so many frames after the time that it took."""

_NAMED = 3

_Span = tuple[float, float]


class Losses:
    """Collects what was lost of the part of a clip that is read.

    Parameters
    ----------
    start_s, end_s : float
        The part.
    interval_s : float
        Usual time from one frame to the next.
    clock : Clock
        The clock of the frames.

    Examples
    --------
    >>> losses = Losses(0.0, 9.0, 0.04, Clock(0.04))
    >>> losses.add(1.0, 1.4, 9)
    >>> losses.between(1.0, 1.4), losses.notes
    (True, ('The file is damaged from 1.0 to 1.4 s; what could not be read is left out.',))
    """

    def __init__(self, start_s: float, end_s: float, interval_s: float, clock: Clock) -> None:
        self._start_s, self._end_s, self._interval_s = start_s, end_s, interval_s
        self.clock = clock
        self._damage: list[_Span] = []
        self._gaps: list[_Span] = []
        self._ends: str | None = None
        self._breaks_s: list[float] = []
        self._jump: _Span | None = None
        self._since_jump = 0
        self._frozen: list[_Span] = []

    def add(self, before_s: float, time_s: float, lost: int) -> None:
        """Take note of two frames that follow each other, and of how many between them were lost."""
        if time_s < self._start_s or before_s >= self._end_s:
            return
        if not math.isfinite(before_s):
            if lost:
                self._damage.append((time_s, time_s))
            return
        broken = bool(self.clock.restarts_s) and self.clock.restarts_s[-1] == time_s
        span = before_s, time_s
        self._since_jump += 1
        if lost:
            if self.unsettled and self._jump is not None:
                self._tear(self._jump)
            self._damage.append(span)
        # Decoders work on several frames at once, and tell of damage a little early or late.
        damaged = bool(self._damage) and before_s - self._damage[-1][1] < _NEAR_S
        jumps = time_s - before_s >= max(BREAK_S, 1.5 * self._interval_s)
        if damaged and jumps:
            self._damage.append(span)
            broken = True
        elif is_gap(before_s, time_s, self._interval_s):
            self._gaps.append(span)
            broken = True
        if broken:
            self._breaks_s.append(time_s)
        if jumps:
            self._jump, self._since_jump = (None if damaged else span), 0

    def add_frozen(self, from_s: float, to_s: float) -> None:
        """Take note of a picture that was repeated until the recording went on elsewhere."""
        if self._start_s <= to_s and from_s < self._end_s:
            self._gaps.append((from_s, to_s))
            self._frozen.append((from_s, to_s))
            self._breaks_s.append(to_s)

    def frozen_since(self, before_s: float, time_s: float) -> float:
        """Return since when the picture before was repeated, if the recording goes on between two frames."""
        return next((from_s for from_s, to_s in self._frozen if before_s < to_s <= time_s), math.inf)

    def _tear(self, jump: _Span) -> None:
        """Take a time without a picture for damage."""
        if jump in self._gaps:
            self._gaps.remove(jump)
        self._damage.append(jump)
        self._breaks_s.append(jump[1])
        self._jump = None

    @property
    def unsettled(self) -> bool:
        """Whether the last frames may still turn out to lie behind damage."""
        return self._jump is not None and self._since_jump < _TOLD_LATE

    def add_end(self, reached_s: float, announced_s: float) -> None:
        """Take note of a clip that ends a little too early."""
        self._ends = f"The pictures end at {reached_s:.1f} s of {announced_s:.1f} s."

    def between(self, before_s: float, time_s: float) -> bool:
        """Return whether the recording is broken between two frames."""
        return any(before_s < broken_s <= time_s for broken_s in self._breaks_s)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said about it, each in one sentence."""
        said: list[str] = []
        if self._damage:
            said.append(
                f"The file is damaged {places(_merged(self._damage))}; what could not be read is left out."
            )
        if self._gaps:
            said.append(f"No new picture {places(self._gaps)}.")
        if again := [at_s for at_s in self.clock.restarts_s if self._start_s <= at_s < self._end_s]:
            when = _listed([f"{at_s:.1f} s" for at_s in again])
            said.append(f"The clock of the file starts again at {when}; it was taken to go on.")
        left_out = sum(self._start_s <= at_s < self._end_s for at_s in self.clock.left_out_s)
        if left_out:
            frames = "1 frame was" if left_out == 1 else f"{left_out} frames were"
            said.append(f"{frames} left out for a time that does not lie after that of the frame before.")
        return (*said, self._ends) if self._ends else tuple(said)


def _merged(spans: Sequence[_Span]) -> list[_Span]:
    """Join spans that lie near each other."""
    merged = [spans[0]]
    for from_s, to_s in spans[1:]:
        first_s, last_s = merged[-1]
        if from_s - last_s < _NEAR_S:
            merged[-1] = first_s, to_s
        else:
            merged.append((from_s, to_s))
    return merged


def places(spans: Sequence[_Span]) -> str:
    """Return spans of time in words, the first few of many.

    Examples
    --------
    >>> places([(0.2, 2.5), (4.0, 4.0)])
    'from 0.2 to 2.5 s and at 4.0 s'
    """
    ends = [(f"{from_s:.1f}", f"{to_s:.1f}") for from_s, to_s in spans]
    return _listed([f"at {begin} s" if begin == end else f"from {begin} to {end} s" for begin, end in ends])


def _listed(places: list[str]) -> str:
    """Return places in words, the first few of many.

    Examples
    --------
    >>> _listed(["1 s", "2 s"]), _listed(["1 s", "2 s", "3 s", "4 s", "5 s"])
    ('1 s and 2 s', '1 s, 2 s, 3 s and at 2 more places')
    """
    if len(places) > _NAMED:
        return f"{', '.join(places[:_NAMED])} and at {len(places) - _NAMED} more places"
    return " and ".join([", ".join(places[:-1]), places[-1]] if len(places) > 1 else places)
