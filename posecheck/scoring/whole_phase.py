"""Numbers that belong to a whole phase: range of motion, rhythm, symmetry, durations and the order of onsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.scoring.cycles import frequency_hz, mean_swing, turns
from posecheck.scoring.phases import Floats, bridged, frame_s, smoothed
from posecheck.scoring.quantities import Column
from posecheck.scoring.reps import RepSpan
from posecheck.stretches.schema import Role, Stretch

RANGE_SIGMA = 0.3
"""Share of an angle's uncertainty that remains in its range: most of it is constant and cancels."""

TIME_SIGMA_S = 0.1
"""How well the beginning of a movement is seen in time."""

ONSET = 0.15
"""A movement has begun after this share of its change."""

LEAST_ONSET = 12.0
"""An angle that changes less than this has no beginning that could be told from flicker."""

AFTER_S = 2.0
"""The last part of a movement may still go on for this long after the repetition ended."""


@dataclass(frozen=True)
class WholePhase:
    """The phases of the repetitions of one pass, and the angles to sum up over them.

    Attributes
    ----------
    angles : Angles
        All frames.
    stretch : Stretch
        Gives the role of a phase.
    spans : sequence of RepSpan
        The repetitions.
    """

    angles: Angles
    stretch: Stretch
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
                    number, spread = self.number(column, rep, role, frames, self._until(n))
                    value[frames, k] = number
                    sigma[frames, k] = spread if np.isfinite(number) else np.nan

    def _until(self, n: int) -> int:
        """Return the frame before which the movement of repetition `n` may still go on."""
        if n + 1 < len(self.spans):
            return self.spans[n + 1].span.first
        return len(self.angles)

    def number(
        self, column: Column, rep: RepSpan, role: Role, frames: NDArray[np.int64], until: int
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
        until : int
            Frame before which the movement may still go on.
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
                return self._lead_s(column, rep, role, frames, until), TIME_SIGMA_S + frame_s(time_s)
            case "symmetry":
                return self._symmetry(column, rep, frames)
            case _:
                return self._range(column.index, rep, frames)

    def _range(self, index: int, rep: RepSpan, frames: NDArray[np.int64]) -> tuple[float, float]:
        value, sigma = self.angles.value[:, index], self.angles.sigma[frames, index]
        seen = np.isfinite(value[frames])
        if seen.mean() < 0.5:
            return float("nan"), float("nan")
        spread = RANGE_SIGMA * float(np.median(sigma[np.isfinite(sigma)]))
        if len(rep.turn):
            # The noise of single cycles averages out over the cycles.
            return mean_swing(value, rep.turn), spread / max(1.0, np.sqrt(len(rep.turn) / 4))
        level = smoothed(bridged(value[frames]), self.angles.time_s[frames])
        low, high = np.percentile(level, [5, 95])
        return float(high - low), spread

    def _symmetry(self, column: Column, rep: RepSpan, frames: NDArray[np.int64]) -> tuple[float, float]:
        assert column.partner is not None
        (a, sa), (b, sb) = (self._range(i, rep, frames) for i in (column.index, column.partner))
        larger = max(a, b, 1e-9)
        return min(a, b) / larger, float(np.hypot(sa, sb)) / larger

    def _lead_s(
        self, column: Column, rep: RepSpan, role: Role, frames: NDArray[np.int64], until: int
    ) -> float:
        """Return how long before its partner the angle starts to change."""
        assert column.partner is not None
        time_s = self.angles.time_s
        first, last = int(frames[0]), int(frames[-1]) + 1
        if role == "out":
            first = rep.rest_first
        if role == "back":
            last = min(until, int(np.searchsorted(time_s, time_s[last - 1] + AFTER_S)))
        begin = [
            _onset_s(self.angles.value[first:last, i], time_s[first:last])
            for i in (column.index, column.partner)
        ]
        return begin[1] - begin[0]


def _level(value: Floats, time_s: Floats) -> Floats | None:
    if not np.isfinite(value).any() or len(value) < 3:
        return None
    level = smoothed(bridged(value), time_s)
    return level if np.ptp(level) >= LEAST_ONSET else None


def _onset_s(value: Floats, time_s: Floats) -> float:
    """Return when the value has made the first part of its change; NaN where it hardly changes."""
    level = _level(value, time_s)
    if level is None:
        return float("nan")
    start = float(np.median(level[: max(1, len(level) // 10)]))
    away = np.abs(level - start)
    return float(time_s[np.argmax(away >= ONSET * away.max())])


def _travel_s(value: Floats, time_s: Floats) -> float:
    """Return how long the value takes from a tenth to nine tenths of its way; NaN where it hardly changes."""
    level = _level(value, time_s)
    if level is None:
        return float("nan")
    way = np.abs(level - level[0]) / max(abs(level[-1] - level[0]), 1e-9)
    return float(time_s[np.argmax(way >= 0.9)] - time_s[np.argmax(way >= 0.1)])
