"""A session of a routine: what was done of the dose, what comes next, and the chart of an assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from posecheck.angles.catalog import Side
from posecheck.scoring.results import Assessment, DoseResult
from posecheck.stretches.bounds import Bounds
from posecheck.stretches.routine import Routine, Step
from posecheck.stretches.schema import Stretch

State = Literal["done", "partly", "open", "closed"]


@dataclass(frozen=True)
class Felt:
    """What the person said.

    Attributes
    ----------
    acute : bool
        Whether pain is acute or severe today.
    not_tolerated : frozenset of str
        Stretches that were not tolerable in this session.
    sharp_pain_on : mapping of str to date
        When a stretch last gave sharp or grabbing pain.
    """

    acute: bool = False
    not_tolerated: frozenset[str] = frozenset()
    sharp_pain_on: Mapping[str, date] | None = None


@dataclass(frozen=True)
class StepResult:
    """One step of the routine.

    Attributes
    ----------
    stretch : str
        What is to be done: the alternative where the first choice is not tolerated.
    title : str
        The same in words.
    state : {"done", "partly", "open", "closed"}
        Whether the dose was reached, begun, not begun, or a gate forbids it.
    dose : tuple of DoseResult
        What was done, per side, all clips of the stretch together.
    reason : str
        Why the gate is closed, else empty.
    """

    stretch: str
    title: str
    state: State
    dose: tuple[DoseResult, ...]
    reason: str


@dataclass(frozen=True)
class RangeResult:
    """One bar of the chart of an assessment: a side's end range against the published norm.

    Attributes
    ----------
    stretch, title, side, unit : str
        What was measured.
    reached, sigma : float
        Median at end range and its uncertainty.
    low, high : float or None
        The norm.
    source : str
        From where.
    """

    stretch: str
    title: str
    side: Side | None
    unit: str
    reached: float
    sigma: float
    low: float | None
    high: float | None
    source: str

    @property
    def bounds(self) -> Bounds:
        """The norm."""
        return Bounds(self.low, self.high)


@dataclass(frozen=True)
class RoutineProgress:
    """What was done of a routine.

    Attributes
    ----------
    steps : tuple of StepResult
        In the order of the routine.
    following : StepResult or None
        What comes next; None when all that may be done is done.
    chart : tuple of RangeResult
        Of an assessment; else empty.
    """

    steps: tuple[StepResult, ...]
    following: StepResult | None
    chart: tuple[RangeResult, ...]


def routine_progress(
    routine: Routine, done: Sequence[Assessment], felt: Felt | None = None, today: date | None = None
) -> RoutineProgress:
    """Return what was done of a routine and what comes next.

    Parameters
    ----------
    routine : Routine
        The routine.
    done : sequence of Assessment
        Everything that was scored in this session, in any order.
    felt : Felt, optional
        What the person said; nothing if left out.
    today : date, optional
        For the locks; today if left out.

    Examples
    --------
    >>> from posecheck.stretches.routine import load_routine
    >>> begun = routine_progress(load_routine("low_back_decompression"), [])
    >>> begun.following.title, begun.steps[6].state
    ('Foam roller: side to side', 'open')
    """
    said, now = felt or Felt(), today or date.today()
    left = list(done)
    steps = tuple(_step(routine, step, left, said, now) for step in routine.steps)
    following = next((step for step in steps if step.state in ("open", "partly")), None)
    chart = tuple(bar for one in done for bar in _bars(one)) if routine.assessment else ()
    return RoutineProgress(steps, following, chart)


def _step(routine: Routine, step: Step, left: list[Assessment], said: Felt, now: date) -> StepResult:
    stretch = routine.stretch_of(step)
    if stretch.id in said.not_tolerated and step.instead:
        stretch = routine.stretch(step.instead)
    own = [one for one in left if one.stretch.id == stretch.id]
    if sum(other.stretch == step.stretch for other in routine.steps) > 1:
        own = own[:1]  # A stretch that comes twice counts once for each time that it was done.
    for one in own:
        left.remove(one)
    dose = _together([part for one in own for part in one.dose])
    reason = _closed(step, stretch, said, now)
    sides = {part.side for part in dose if part.enough}
    needed: set[Side | None] = {"left", "right"} if stretch.sided else {None}
    begun = any(part.done for part in dose)
    state: State = "done" if sides >= needed else "partly" if begun else "open"
    return StepResult(stretch.id, stretch.title, "closed" if reason else state, dose, reason)


def _together(parts: Sequence[DoseResult]) -> tuple[DoseResult, ...]:
    """Return what several clips of one stretch come to, for each side, left first."""
    sides: dict[Side | None, DoseResult] = {}
    for part in sorted(parts, key=lambda part: part.side or ""):
        before = sides.get(part.side, replace(part, done=0, in_range=0))
        done, in_range = before.done + part.done, before.in_range + part.in_range
        enough = (in_range if part.unit == "repetitions" else done) >= part.low
        sides[part.side] = replace(part, done=done, in_range=in_range, enough=enough)
    return tuple(sides.values())


def _closed(step: Step, stretch: Stretch, said: Felt, now: date) -> str:
    if stretch.id in said.not_tolerated:
        return "It was not tolerable today."
    pain_on = (said.sharp_pain_on or {}).get(stretch.id)
    if pain_on is not None and step.locked_days:
        until = pain_on + timedelta(days=step.locked_days)
        if now < until:
            return f"It gave sharp pain; leave it out until {until.isoformat()}."
    if step.not_when_acute and said.acute:
        return "Not while pain is acute or severe."
    refused = [name for name in step.needs if name in said.not_tolerated]
    return f"Only where {refused[0].replace('_', ' ')} was tolerable." if refused else ""


def _bars(one: Assessment) -> list[RangeResult]:
    """Return the end range of each side against the target that it is scored by."""
    found = []
    for done in one.passes:
        ends = [t for t in one.stretch.targets if one.stretch.role_of(t.phase) == "end" and not t.over]
        target = next((t for t in ends if t.label == done.title), None)
        if target is not None and done.end_range is not None and done.sigma is not None:
            norm = target.told_bounds
            found.append(
                RangeResult(
                    stretch=one.stretch.id,
                    title=one.stretch.title,
                    side=done.side,
                    unit=done.unit,
                    reached=done.end_range,
                    sigma=done.sigma,
                    low=norm.low,
                    high=norm.high,
                    source=target.source,
                )
            )
    return found
