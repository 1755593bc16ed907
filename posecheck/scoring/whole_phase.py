"""Numbers that belong to a whole phase: range of motion, rhythm, symmetry, durations and the order of onsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import CATALOG
from posecheck.arrays import Floats
from posecheck.scoring.cycles import frequency_hz, mean_swing, turns
from posecheck.scoring.phases import bridged, frame_s, smoothed
from posecheck.scoring.quantities import Column
from posecheck.scoring.reps import RepSpan, Span
from posecheck.stretches.schema import Role, Stretch
from posecheck.stretches.signature import Everyday

RANGE_SIGMA = 0.3
"""Share of an angle's uncertainty that remains in its range: most of it is constant and cancels.

That of a place in the picture is of a change already, and stays: rendered people's ranges are within one such sigma
in 56 % of repetitions, and within 0.3 of it in 23 %.
"""

EXTREME = 5
"""Percent of the frames at either end of an angle's range that may be errors of the pose model."""

TIME_SIGMA_S = 0.1
"""How well the beginning of a movement is seen in time."""

ONSET = 0.15
"""A movement has begun after this share of its change."""

LEAST_ONSET = 12.0
"""An angle that changes less than this has no beginning that could be told from flicker."""

STILL = 0.1
"""Share of the time looked at, before and after, in which an angle does not move yet or any more."""

AROUND_S = 3.0
"""One part of a movement may begin, and another arrive, this long before and after the leading angles do."""


@dataclass(frozen=True)
class WholePhase:
    """The phases of the repetitions of one pass, and the angles to sum up over them.

    Attributes
    ----------
    angles : Angles
        All frames.
    stretch : Stretch or Everyday
        Gives the role of a phase.
    spans : sequence of RepSpan
        The repetitions.
    """

    angles: Angles
    stretch: Stretch | Everyday
    spans: Sequence[RepSpan]

    def fill(self, columns: Sequence[Column], phase: str, value: Floats, sigma: Floats) -> None:
        """Write each number over a whole phase into the frames of that phase, in place.

        Parameters
        ----------
        columns : sequence of Column, length K
            What `value` and `sigma` hold; those without `over` are left alone.
        phase : str
            The stretch's word for the phase.
        value, sigma : ndarray, shape [T, K]
            As from `read_columns`.
        """
        role = self.stretch.role_of(phase)
        for k, column in enumerate(columns):
            if column.quantity.over is None:
                continue
            for n, rep in enumerate(self.spans):
                frames = rep.frames_of(role)
                if len(frames) > 1:
                    number, spread = self.number(column, rep, role, frames, self._own(n))
                    # What has no uncertainty was not seen well enough to be a number.
                    known = np.isfinite(number) and np.isfinite(spread)
                    value[frames, k], sigma[frames, k] = (number, spread) if known else (np.nan, np.nan)

    def _own(self, n: int) -> Span:
        """Return the frames that belong to repetition `n` and no other: half of the rest before and after it."""
        shot = np.flatnonzero(self.angles.shot == self.angles.shot[self.spans[n].span.first])
        ends = [rep.span for rep in self.spans[max(0, n - 1) : n + 2]]
        middles = [(a.last + b.first) // 2 for a, b in pairwise(ends)]
        first = middles[0] if n > 0 else 0
        last = middles[-1] if n + 1 < len(self.spans) else len(self.angles)
        return Span(max(first, int(shot[0])), min(last, int(shot[-1]) + 1))

    def number(
        self, column: Column, rep: RepSpan, role: Role, frames: NDArray[np.int64], own: Span
    ) -> tuple[float, float]:
        """Return the number, and its uncertainty, that a column takes over some frames of a repetition.

        Parameters
        ----------
        column : Column
            One with `over`.
        rep : RepSpan
            The repetition.
        role : {"rest", "out", "end", "back"}
            What the frames are of it.
        frames : ndarray of int
            Which, at least two.
        own : Span
            Frames that belong to no other repetition.
        """
        value, time_s = self.angles.value[:, column.index], self.angles.time_s
        length_s = float(time_s[frames[-1]] - time_s[frames[0]])
        match column.quantity.over:
            case "phase_s":
                return length_s, TIME_SIGMA_S
            case "travel_s":
                return _travel_s(value[frames], time_s[frames]), TIME_SIGMA_S
            case "frequency":
                turn = turns(value[frames], time_s[frames], column.quantity.least or 0.0)
                return frequency_hz(turn, time_s[frames]), 0.25 / max(length_s, 1.0)
            case "lead_s":
                return self._lead_s(column, rep, role, frames, own), TIME_SIGMA_S + frame_s(time_s)
            case "symmetry":
                return self._symmetry(column, rep, frames)
            case "lowest":
                return self._extreme(column.index, frames, EXTREME)
            case "highest":
                return self._extreme(column.index, frames, 100 - EXTREME)
            case _:
                return self._range(column.index, rep, frames)

    def _range(self, index: int, rep: RepSpan, frames: NDArray[np.int64]) -> tuple[float, float]:
        value, sigma = self.angles.value[:, index], self.angles.sigma[frames, index]
        seen = np.isfinite(value[frames])
        if seen.mean() < 0.5:
            return float("nan"), float("nan")
        spread = range_sigma_share(index) * float(np.median(sigma[np.isfinite(sigma)]))
        if len(rep.turn):
            # The noise of single cycles averages out over the cycles.
            return mean_swing(value, rep.turn), spread / max(1.0, np.sqrt(len(rep.turn) / 4))
        level = smoothed(bridged(value[frames]), self.angles.time_s[frames])
        low, high = np.percentile(level, [EXTREME, 100 - EXTREME])
        return float(high - low), spread

    def _extreme(self, index: int, frames: NDArray[np.int64], percent: float) -> tuple[float, float]:
        value, sigma = self.angles.value[frames, index], self.angles.sigma[frames, index]
        seen = np.isfinite(value)
        if seen.mean() < 0.5:
            return float("nan"), float("nan")
        return float(np.percentile(value[seen], percent)), float(np.median(sigma[seen]))

    def _symmetry(self, column: Column, rep: RepSpan, frames: NDArray[np.int64]) -> tuple[float, float]:
        assert column.partner is not None
        (a, sa), (b, sb) = (self._range(i, rep, frames) for i in (column.index, column.partner))
        larger = max(a, b, 1e-9)
        return min(a, b) / larger, float(np.hypot(sa, sb)) / larger

    def _lead_s(
        self, column: Column, rep: RepSpan, role: Role, frames: NDArray[np.int64], own: Span
    ) -> float:
        """Return how long before its partner the angle starts to change.

        Each of the two may start before the leading angles do and arrive after them, so the rest before and the
        first half of the hold belong to the way out, the second half and the rest after to the way back.
        """
        assert column.partner is not None
        time_s, ends = self.angles.time_s, rep.frames_of("end")
        middle = int(ends[len(ends) // 2])
        first = max(middle if role == "back" else own.first, _at(time_s, time_s[frames[0]] - AROUND_S))
        last = min(middle if role == "out" else own.last, _at(time_s, time_s[frames[-1]] + AROUND_S))
        begin = [
            _onset_s(self.angles.value[first:last, i], time_s[first:last])
            for i in (column.index, column.partner)
        ]
        return begin[1] - begin[0]


def range_sigma_share(index: int) -> float:
    """Return the share of the uncertainty of an angle, by its column, that remains in its range."""
    return 1.0 if CATALOG[index].is_place else RANGE_SIGMA


def _at(time_s: Floats, when_s: float) -> int:
    return int(np.searchsorted(time_s, when_s))


def _way(value: Floats, time_s: Floats, still: float = 0.0) -> Floats | None:
    """Return how far each value has come toward where it ends, 1 at the farthest; None where it hardly changes.

    It is still for this share of the time at either end.
    """
    if not np.isfinite(value).any() or len(value) < 3:
        return None
    level = smoothed(bridged(value), time_s)
    edge = max(1, int(still * len(level)))
    start, end = np.median(level[:edge]), np.median(level[-edge:])
    away = np.sign(end - start) * (level - start)
    return np.asarray(away / away.max()) if away.max() >= LEAST_ONSET else None


def _onset_s(value: Floats, time_s: Floats) -> float:
    """Return when the value has made the first part of its change; NaN where it hardly changes.

    Looked for backward from the middle of the change, so that swaying before it, or the other way, is no beginning.
    """
    way = _way(value, time_s, STILL)
    if way is None:
        return float("nan")
    before = np.flatnonzero(way[: np.argmax(way >= 0.5)] < ONSET)
    return float(time_s[before[-1] + 1 if len(before) else 0])


def _travel_s(value: Floats, time_s: Floats) -> float:
    """Return how long the value takes from a tenth to nine tenths of its way; NaN where it hardly changes."""
    way = _way(value, time_s)
    if way is None:
        return float("nan")
    return float(time_s[np.argmax(way >= 0.9)] - time_s[np.argmax(way >= 0.1)])
