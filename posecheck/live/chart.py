"""The chart of the summary: the ranges of an assessment beside their published norms."""

from __future__ import annotations

from collections.abc import Sequence

from posecheck.live.coaching.feedback import Chart
from posecheck.report.range_chart import NARROW, WIDE, compared, range_chart
from posecheck.scoring.results import Assessment
from posecheck.scoring.routine_progress import RangeResult, routine_progress
from posecheck.stretches.bounds import measured
from posecheck.stretches.routine import Routine


def chart_of(routine: Routine, done: Sequence[Assessment]) -> Chart | None:
    """Return the chart that `posecheck routine` draws of the same; None where there is nothing to compare.

    Parameters
    ----------
    routine : Routine
        The routine.
    done : sequence of Assessment
        What was scored of it.

    Examples
    --------
    >>> from posecheck.stretches.routine import load_routine
    >>> chart_of(load_routine("hip_range_of_motion"), []) is None
    True
    """
    bars = routine_progress(routine, done).chart
    if not bars:
        return None
    wide, narrow = (range_chart(routine.title, bars, layout) for layout in (WIDE, NARROW))
    return Chart(title=routine.title, wide=wide, narrow=narrow, words=[_in_words(bar) for bar in bars])


def _in_words(bar: RangeResult) -> str:
    side = f", {bar.side}" if bar.side else ""
    reached = measured(bar.reached, bar.sigma, bar.unit)
    return f"{bar.title}{side}: {reached}, {compared(bar)}. Norm {bar.bounds.words(bar.unit)}: {bar.source}."
