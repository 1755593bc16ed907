"""How much the lines of a signature speak for a stretch, and against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.arrays import Flags, Floats, seen_median
from posecheck.scoring.quantities import Column, Readings, columns_of, merged, read_columns
from posecheck.scoring.recognition.movement import OTHER, of_the_pose
from posecheck.scoring.reps import RepSpan
from posecheck.scoring.whole_phase import WholePhase
from posecheck.stretches.schema import Stretch
from posecheck.stretches.signature import Everyday, Signature

MOST_FOR, MOST_AGAINST = 2.0, 6.0
"""How much one line of a signature may speak for a stretch, or against it, in natural logarithms of odds."""

FOR = 2.2
"""What speaks for a stretch counts this often over the root of the number of lines: joints move together, and so
the lines are neither one witness nor as many independent ones."""

AGAINST_OTHER = frozenset({"foot_height"})
"""Measures of one side that are counted from the other."""

UNSEEN = 0.3
"""A line that cannot be seen speaks a little against: what is not seen is not there to be recognised."""


@dataclass(frozen=True)
class Evidence:
    """What the lines of a signature speak for a stretch, and against it, in natural logarithms of odds.

    Attributes
    ----------
    speaks_for, speaks_against : ndarray, shape [L]
        Of each line.
    of_the_pose : ndarray of bool, shape [L]
        Whether a line tells how the body is placed at the end, and not how it moves or rests.
    """

    speaks_for: Floats
    speaks_against: Floats
    of_the_pose: Flags

    @property
    def all_lines(self) -> float:
        """What the whole signature speaks for the stretch, against a body that does anything else."""
        return _total(self.speaks_for, self.speaks_against)

    @property
    def pose(self) -> float:
        """What the pose alone speaks for it."""
        return _total(self.speaks_for[self.of_the_pose], self.speaks_against[self.of_the_pose])


def _total(speaks_for: Floats, speaks_against: Floats) -> float:
    return float(FOR * speaks_for.sum() / np.sqrt(max(len(speaks_for), 1)) - speaks_against.sum())


Known = dict[tuple[object, ...], tuple[Floats, Floats]]
"""What lines without a phase read of the same frames, by what they ask."""


def evidence(
    angles: Angles, stretch: Stretch | Everyday, side: Side, rep: RepSpan, known: Known | None = None
) -> Evidence:
    """Return what the signature speaks for a stretch.

    Parameters
    ----------
    angles : Angles
        All frames.
    stretch : Stretch or Everyday
        Whose signature.
    side : {"left", "right"}
        The working side.
    rep : RepSpan
        The frames to look at, with their roles.
    known : dict, optional
        What was read of the same frames before, and will be again; for signatures without phases.
    """
    start = seen_median(angles.value[rep.frames_of("rest")])
    read = [_known(angles, stretch, line, side, rep, start, known) for line in stretch.signature]
    weighed = np.array([_of_line(line, *each) for line, each in zip(stretch.signature, read, strict=True)])
    pose = np.array([of_the_pose(line, stretch) for line in stretch.signature])
    return Evidence(weighed[:, 0], weighed[:, 1], pose)


def _known(
    angles: Angles,
    stretch: Stretch | Everyday,
    line: Signature,
    side: Side,
    rep: RepSpan,
    start: Floats,
    known: Known | None,
) -> tuple[Floats, Floats]:
    if known is None:
        return _read(angles, stretch, line, side, rep, start)
    asked = (line.angle, line.absolute, line.over, line.least, *map(_column, columns_of(line, side)))
    if asked not in known:
        known[asked] = _read(angles, stretch, line, side, rep, start)
    return known[asked]


def _column(column: Column) -> tuple[int, float]:
    return column.index, column.sign


def _read(
    angles: Angles, stretch: Stretch | Everyday, line: Signature, side: Side, rep: RepSpan, start: Floats
) -> tuple[Floats, Floats]:
    """Return what a line speaks of with its uncertainty: in each frame of its phase, or once for all of it."""
    columns = columns_of(line, side)
    role = stretch.role_of(line.phase) if line.phase else "end"
    own = np.flatnonzero(~_of_other_turn(line, rep))
    frames = rep.frames_of(role) if line.phase else rep.rest_first + own
    if line.over is None:
        table, spread = angles.value[frames], angles.sigma[frames]
        return merged(*read_columns(columns, Readings(table, spread, start + 0 * table, 0 * table)))
    if len(frames) < 2:
        return np.zeros(0), np.zeros(0)
    whole = WholePhase(angles, stretch, [rep])
    number = np.array([[whole.number(column, rep, role, frames, rep.span) for column in columns]])
    return merged(number[..., 0], number[..., 1])


def _of_other_turn(line: Signature, rep: RepSpan) -> Flags:
    """Return where a line says nothing, since it speaks of the other side and that has its turn."""
    speaks_of_other = line.side in ("other", "both") or line.angle in AGAINST_OTHER
    turn: Flags = (rep.role == OTHER) & speaks_of_other
    return turn


def _of_line(line: Signature, value: Floats, sigma: Floats) -> tuple[float, float]:
    """Return how much a line speaks for the stretch, and how much against it."""
    seen = np.isfinite(value)
    if not seen.any():
        return 0.0, UNSEEN
    value = value[seen]
    low, high = line.possible
    bottom, top = (low if line.low is None else line.low), (high if line.high is None else line.high)
    # Two sigma are as far outside as is clearly outside.
    spread = float(np.hypot(line.soft, 2.0 * np.median(sigma[seen])))
    outside = np.fmax(np.fmax(bottom - value, value - top), 0.0) / spread
    against = float(np.mean(np.minimum(2.0 * np.square(outside), MOST_AGAINST)))
    expected, anything = 1.0 / min(top - bottom + 2 * spread, high - low), 1.0 / (high - low)
    if line.over == "range":
        # Of a body that does anything else most parts keep still.
        still = float(np.exp(-np.median(value) / spread) / spread)
        expected = expected if line.low else 0.5 * (still + expected)
        anything = 0.5 * (still + anything)
    return float(np.clip(np.log(expected / anything), -MOST_FOR, MOST_FOR)), against
