"""What was done of the dose, for each side."""

from __future__ import annotations

from posecheck.angles.catalog import Side
from posecheck.scoring.results import DoseResult, RepResult
from posecheck.stretches.schema import Stretch

HOLD_TOLERANCE_S = 0.5
"""A hold that misses the dose by less than it can be measured counts."""


def dose_done(stretch: Stretch, reps: tuple[RepResult, ...]) -> tuple[DoseResult, ...]:
    """Return what was done of the dose on each side that was done, left first."""
    sides: list[Side | None] = ["left", "right"] if stretch.sided else [None]
    return tuple(
        _of_side(stretch, side, own) for side in sides if (own := [rep for rep in reps if rep.side == side])
    )


def _of_side(stretch: Stretch, side: Side | None, reps: list[RepResult]) -> DoseResult:
    dose = stretch.dose
    if dose.steps is not None:
        low, high = dose.steps
        done = sum(rep.cycles or 0.0 for rep in reps)
        return DoseResult(side, "steps", done, low, high, 0, done >= low)
    if dose.duration_s is not None:
        shortest, longest = dose.duration_s
        seconds = sum(rep.end_s - rep.start_s for rep in reps)
        return DoseResult(side, "seconds", seconds, shortest, longest, 0, seconds >= shortest)
    shortest, longest = dose.hold_range_s
    complete = [rep for rep in reps if rep.complete]
    held = [rep.hold.duration_s if rep.hold else 0.0 for rep in complete]
    # Held longer than asked is no fault of the dose; of an active isolated stretch it is one of the form.
    in_range = sum(seconds >= shortest - HOLD_TOLERANCE_S for seconds in held)
    low, high = dose.reps
    return DoseResult(side, "repetitions", len(complete), low, high, in_range, in_range >= low)
