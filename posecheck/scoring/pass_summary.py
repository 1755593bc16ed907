"""What sums up one side: the faults that showed, end range, view, and how the pelvis took part."""

from __future__ import annotations

import numpy as np

from posecheck.angles import ANGLE_IDS
from posecheck.arrays import Flags
from posecheck.scoring.faults import DOUBT, fault_frames
from posecheck.scoring.first_cue import SURE_SIGMAS
from posecheck.scoring.pass_score import PassScore
from posecheck.scoring.pelvis import pelvis_takes_part
from posecheck.scoring.phases import runs
from posecheck.scoring.quantities import columns_of
from posecheck.scoring.reps import RepSpan
from posecheck.scoring.results import FaultResult, PassResult
from posecheck.stretches.schema import Fault, Quantity

NEAR_SURE = 1.0
"""Evidence from which on the nearer side of the body is taken for known."""

LEAST_POINTS = 0.5
"""Points that are not rounded to nothing."""


def faults_of(scored: PassScore) -> list[tuple[float, FaultResult]]:
    """Return the faults that showed, each with the points that its angles lost."""
    found = []
    for fault in scored.stretch.faults:
        starts = _starts(scored, fault)
        if starts:
            conditions = (*fault.all_of, *fault.any_of)
            numbers = tuple(scored.numbers[n] for n in starts)
            lost = _lost_by(scored, conditions)
            sure = lost >= LEAST_POINTS or bool(_starts(scored, fault, SURE_SIGMAS))
            result = FaultResult(
                fault.id, fault.cue, fault.priority, min(starts.values()), numbers, scored.side, sure
            )
            found.append((lost, result))
    return found + _drag(scored)


def summary_of(scored: PassScore) -> PassResult:
    """Return what sums up the repetitions of one side."""
    end, rest = scored.frames_of_role("end"), scored.frames_of_role("rest")
    # Whoever turns farther to one side is seen from elsewhere at that end, but at rest from where they were.
    names, counts = np.unique(scored.angles.view[rest if len(rest) else end].name, return_counts=True)
    seen_from = str(names[np.argmax(counts)]) if len(names) else ""
    title, unit, value, sigma = _end_range(scored)
    pelvis = None
    if scored.stretch.pelvis is not None:
        pelvis, _ = pelvis_takes_part(
            scored.angles, scored.stretch.pelvis, scored.working, scored.spans, scored.readings
        )
    return PassResult(
        side=scored.side,
        reps=tuple(scored.numbers),
        score=float(100.0 - scored.loss.sum()) if scored.judged else None,
        confidence=scored.confidence,
        view=seen_from,
        near=_near(scored, float(np.median(scored.angles.view[end].right_nearer)))
        if seen_from == "side"
        else None,
        title=title,
        unit=unit,
        end_range=value,
        sigma=sigma,
        pelvis=pelvis,
    )


def _starts(scored: PassScore, fault: Fault, doubt: float = DOUBT) -> dict[int, float]:
    """Return when the fault first shows long enough, by position of the repetition."""
    shows = fault_frames(fault, scored.working, scored.readings, scored.whole, doubt)
    starts = {n: _start(scored, rep, shows, fault) for n, rep in enumerate(scored.spans)}
    return {n: start for n, start in starts.items() if start is not None}


def _start(scored: PassScore, rep: RepSpan, shows: Flags, fault: Fault) -> float | None:
    frames = rep.frames_of(scored.stretch.role_of(fault.phase))
    time_s = scored.angles.time_s
    for first, last in runs(shows[frames]):
        whole_phase = last - first == len(frames)
        if whole_phase or time_s[frames[last - 1]] - time_s[frames[first]] >= fault.min_s:
            return float(time_s[frames[first]])
    return None


def _drag(scored: PassScore) -> list[tuple[float, FaultResult]]:
    rule = scored.stretch.pelvis
    if rule is None:
        return []
    _, dragging = pelvis_takes_part(scored.angles, rule, scored.working, scored.spans, scored.readings)
    if not dragging:
        return []
    numbers = tuple(scored.numbers[n] for n in dragging)
    first = float(scored.angles.time_s[scored.spans[dragging[0]].frames_of("end")[0]])
    result = FaultResult(rule.id, rule.cue, "form", first, numbers, scored.side)
    return [(_lost_by(scored, (rule.pelvis, rule.hip)), result)]


def _lost_by(scored: PassScore, quantities: tuple[Quantity, ...]) -> float:
    # How long a movement lasts is another thing than how far it goes.
    named = {(ANGLE_IDS[c.index], q.unit) for q in quantities for c in columns_of(q, scored.working)}
    lost = (
        scored.loss[k]
        for k, column in enumerate(scored.columns)
        if (ANGLE_IDS[column.index], column.quantity.unit) in named
    )
    return float(sum(lost))


def _near(scored: PassScore, right_nearer: float) -> bool | None:
    if scored.side is None or not abs(right_nearer) >= NEAR_SURE:
        return None
    return (right_nearer > 0) == (scored.side == "right")


def _end_range(scored: PassScore) -> tuple[str, str, float | None, float | None]:
    """Return title, unit, median over the repetitions and uncertainty of what measures end range."""
    stretch = scored.stretch
    quantity = stretch.told(stretch.asymmetry or stretch.cycle or stretch.leads[0])
    complete = [rep for rep in scored.spans if rep.complete] or scored.spans
    reached = [scored.at_end_range(quantity, rep) for rep in complete]
    seen = [pair for pair in reached if None not in pair]
    if not seen or stretch.cycle is not None:
        return quantity.label, quantity.unit, None, None
    value, sigma = np.median(np.array(seen, dtype=float), axis=0)
    return quantity.label, quantity.unit, float(value), float(sigma)
