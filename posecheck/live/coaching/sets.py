"""What a session consists of: sets in their order, each one stretch on one side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posecheck.angles.catalog import Side
from posecheck.errors import PosecheckError
from posecheck.stretches.routine import Routine
from posecheck.stretches.schema import Stretch


@dataclass(frozen=True)
class Set:
    """One set: a stretch, its working side, how many repetitions (or steps) end it, and its step of a routine."""

    stretch: Stretch
    side: Side | None
    reps: int
    step: int | None = None

    @property
    def title(self) -> str:
        """Name of the stretch with its side.

        Examples
        --------
        >>> from posecheck.stretches.load import load_stretch
        >>> plan_stretch(load_stretch("hip_abduction"), side="left")[0].title
        'Standing hip abduction, left side'
        """
        return f"{self.stretch.title}, {self.side} side" if self.side else self.stretch.title


def plan_stretch(stretch: Stretch, *, side: str = "both", reps: int | None = None) -> list[Set]:
    """Return the sets of one stretch: one, or one per side where it has sides.

    Parameters
    ----------
    stretch : Stretch
        The stretch.
    side : {"both", "left", "right"}
        Which side to work on.
    reps : int, optional
        Repetitions per set; the least of the dose if left out.

    Raises
    ------
    PosecheckError
        If there is no such side, or the number is not a whole number from 1 to 100.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> [(s.side, s.reps) for s in plan_stretch(load_stretch("hip_abduction"), reps=3)]
    [('left', 3), ('right', 3)]
    """
    if side not in ("both", "left", "right"):
        raise PosecheckError(f"There is no side {side!r}; choose both, left or right.")
    if reps is not None and not 1 <= reps <= 100:
        raise PosecheckError(f"{reps} repetitions cannot be coached; choose 1 to 100.")
    return _sets(stretch, side, reps, None)


def plan_routine(
    routine: Routine, stretches: Sequence[str], *, side: str = "both", reps: int | None = None
) -> list[Set]:
    """Return the sets of a routine, step by step.

    Parameters
    ----------
    routine : Routine
        The routine.
    stretches : sequence of str
        For each step the stretch to do: its own, or the alternative.
    side, reps
        As for `plan_stretch`.

    Examples
    --------
    >>> from posecheck.stretches.routine import load_routine
    >>> routine = load_routine("low_back_decompression")
    >>> sets = plan_routine(routine, [step.stretch for step in routine.steps])
    >>> sets[-1].title, sets[-1].step
    ('Upward dog with traction', 9)
    """
    return [
        one
        for number, stretch in enumerate(stretches[: len(routine.steps)])
        for one in _sets(routine.stretch(stretch), side, reps, number)
    ]


def _sets(stretch: Stretch, side: str, reps: int | None, step: int | None) -> list[Set]:
    sides: tuple[Side | None, ...] = (None,)
    if stretch.sided:
        sides = ("left", "right") if side == "both" else (side,)  # type: ignore[assignment]
    fewest = stretch.dose.steps[0] if stretch.dose.steps else stretch.dose.reps[0]
    asked = reps if stretch.dose.held else None
    return [Set(stretch, one, asked or fewest, step) for one in sides]
