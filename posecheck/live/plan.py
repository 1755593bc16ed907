"""What a session consists of: sets in their order, each one stretch on one side."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.angles.catalog import Side
from posecheck.errors import PosecheckError
from posecheck.stretches.load import load_stretch
from posecheck.stretches.schema import Stretch


@dataclass(frozen=True)
class Set:
    """One set: a stretch, its working side and how many repetitions end it."""

    stretch: Stretch
    side: Side | None
    reps: int

    @property
    def title(self) -> str:
        """Name of the stretch with its side.

        Examples
        --------
        >>> plan_stretch("hip_abduction", side="left")[0].title
        'Standing hip abduction, left side'
        """
        return f"{self.stretch.title}, {self.side} side" if self.side else self.stretch.title


def plan_stretch(stretch_id: str, *, side: str = "both", reps: int | None = None) -> list[Set]:
    """Return the sets of one stretch: one, or one per side where it has sides.

    Parameters
    ----------
    stretch_id : str
        Id of a stretch, or a stretch file.
    side : {"both", "left", "right"}
        Which side to work on.
    reps : int, optional
        Repetitions per set; the least of the dose if left out.

    Raises
    ------
    PosecheckError
        If there is no such stretch or side, or the number is not a whole number from 1 to 100.

    Examples
    --------
    >>> [(s.side, s.reps) for s in plan_stretch("hip_abduction", reps=3)]
    [('left', 3), ('right', 3)]
    """
    stretch = load_stretch(stretch_id)
    if side not in ("both", "left", "right"):
        raise PosecheckError(f"There is no side {side!r}; choose both, left or right.")
    if not stretch.dose.held:
        raise PosecheckError(
            f"{stretch.title} is not done in repetitions, which is what posecheck live coaches; record it and "
            "score the recording with posecheck check."
        )
    if reps is not None and not 1 <= reps <= 100:
        raise PosecheckError(f"{reps} repetitions cannot be coached; choose 1 to 100.")
    sides: tuple[Side | None, ...] = (None,)
    if stretch.sided:
        sides = ("left", "right") if side == "both" else (side,)  # type: ignore[assignment]
    return [Set(stretch, one, reps or stretch.dose.reps[0]) for one in sides]
