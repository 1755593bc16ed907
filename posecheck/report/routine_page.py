"""A routine on the terminal: its steps, what was done of them, what comes next, and the ranges of an assessment."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from posecheck.report.fitting_table import FittingTable
from posecheck.report.range_chart import compared
from posecheck.scoring.results import DoseResult
from posecheck.scoring.routine_progress import RangeResult, RoutineProgress, StepResult
from posecheck.stretches.bounds import measured
from posecheck.stretches.routine import Routine

MARKS = {
    "done": ("done", "green"),
    "partly": ("partly", "yellow"),
    "open": ("", ""),
    "closed": ("left out", "dim"),
}


def routine_page(routine: Routine, found: RoutineProgress) -> RenderableType:
    """Return what was done of a routine, and what comes next.

    Parameters
    ----------
    routine : Routine
        The routine.
    found : RoutineProgress
        What was done of it.

    Examples
    --------
    >>> from posecheck.scoring.routine_progress import routine_progress
    >>> from posecheck.stretches.routine import load_routine
    >>> routine = load_routine("hip_range_of_motion")
    >>> len(routine_page(routine, routine_progress(routine, [])).renderables)
    4
    """
    parts: list[RenderableType] = [
        Text.assemble((routine.title, "bold"), f"\n{routine.about}"),
        _steps(routine, found.steps),
        *([_ranges(found.chart)] if found.chart else []),
        _next(routine, found.following),
        Text(routine.safety, style="dim"),
    ]
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts))


def _steps(routine: Routine, steps: Sequence[StepResult]) -> FittingTable:
    table = FittingTable()
    for name in ("", "stretch", "dose", "done", ""):
        table.add_column(name, header_style="dim")
    for number, step in enumerate(steps, start=1):
        mark, style = MARKS[step.state]
        done = "; ".join(_done(part) for part in step.dose)
        dose = routine.stretch(step.stretch).dose.text
        table.add_row(str(number), step.title, dose, done, Text(step.reason or mark, style))
    return table


def _done(part: DoseResult) -> str:
    side = f"{part.side} " if part.side else ""
    if part.unit == "seconds":
        return f"{side}{part.done:.0f} s"
    held = f", {part.in_range} held long enough" if part.unit == "repetitions" else ""
    return f"{side}{part.done:.0f} of {part.low:.0f} {part.unit}{held}"


def _ranges(chart: Sequence[RangeResult]) -> FittingTable:
    table = FittingTable()
    for name in ("range of motion", "side", "reached", "norm", ""):
        table.add_column(name, header_style="dim", justify="right" if name == "reached" else "left")
    for bar in chart:
        reached = measured(bar.reached, bar.sigma, bar.unit)
        table.add_row(bar.title, bar.side or "", reached, bar.bounds.words(bar.unit), compared(bar))
    return table


def _next(routine: Routine, following: StepResult | None) -> Text:
    if following is None:
        return Text("Nothing is left to do today.", style="bold")
    return Text.assemble(("Next  ", "bold"), f"{following.title}: {routine.stretch(following.stretch).setup}")
