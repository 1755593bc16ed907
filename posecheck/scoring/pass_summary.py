"""What sums up one side: the faults that showed, end range, view, and how the pelvis took part."""

from __future__ import annotations

import numpy as np

from posecheck.angles import ANGLE_IDS
from posecheck.scoring.faults import DOUBT, fault_frames
from posecheck.scoring.pass_scorer import PassScorer
from posecheck.scoring.pelvis import pelvis_takes_part
from posecheck.scoring.phases import Flags, runs
from posecheck.scoring.quantities import columns_of
from posecheck.scoring.reps import RepSpan
from posecheck.scoring.results import FaultResult, PassResult
from posecheck.stretches.bounds import FULL_DOUBT
from posecheck.stretches.schema import Fault, Quantity

NEAR_SURE = 1.0
"""Evidence from which on the nearer side of the body is taken for known."""


def faults_of(scorer: PassScorer) -> list[tuple[float, FaultResult]]:
    """Return the faults that showed, each with the points that its angles lost."""
    found = []
    for fault in scorer.stretch.faults:
        starts = _starts(scorer, fault)
        if starts:
            conditions = (*fault.all_of, *fault.any_of)
            numbers = tuple(scorer.numbers[n] for n in starts)
            lost = _lost_by(scorer, conditions)
            sure = lost > 0 or bool(_starts(scorer, fault, FULL_DOUBT))
            result = FaultResult(
                fault.id, fault.cue, fault.priority, min(starts.values()), numbers, scorer.side, sure
            )
            found.append((lost, result))
    return found + _drag(scorer)


def summary_of(scorer: PassScorer) -> PassResult:
    """Return what sums up the repetitions of one side."""
    end, rest = scorer.frames_of_role("end"), scorer.frames_of_role("rest")
    # Whoever turns farther to one side is seen from elsewhere at that end, but at rest from where they were.
    names, counts = np.unique(scorer.angles.view[rest if len(rest) else end].name, return_counts=True)
    seen_from = str(names[np.argmax(counts)]) if len(names) else ""
    title, unit, value, sigma = _end_range(scorer)
    pelvis = None
    if scorer.stretch.pelvis is not None:
        pelvis, _ = pelvis_takes_part(
            scorer.angles, scorer.stretch.pelvis, scorer.working, scorer.spans, scorer.at_rep_start
        )
    return PassResult(
        side=scorer.side,
        reps=tuple(scorer.numbers),
        score=float(100.0 - scorer.loss.sum()) if scorer.judged else None,
        confidence=scorer.confidence,
        view=seen_from,
        near=_near(scorer, float(np.median(scorer.angles.view[end].right_nearer)))
        if seen_from == "side"
        else None,
        title=title,
        unit=unit,
        end_range=value,
        sigma=sigma,
        pelvis=pelvis,
    )


def _starts(scorer: PassScorer, fault: Fault, doubt: float = DOUBT) -> dict[int, float]:
    """Return when the fault first shows long enough, by position of the repetition."""
    angles = scorer.angles
    shows = fault_frames(
        fault,
        scorer.working,
        angles.value,
        angles.sigma,
        scorer.at_rep_start,
        scorer.at_phase_start,
        scorer.whole,
        doubt,
    )
    starts = {n: _start(scorer, rep, shows, fault) for n, rep in enumerate(scorer.spans)}
    return {n: start for n, start in starts.items() if start is not None}


def _start(scorer: PassScorer, rep: RepSpan, shows: Flags, fault: Fault) -> float | None:
    frames = rep.frames_of(scorer.stretch.role_of(fault.phase))
    time_s = scorer.angles.time_s
    for first, last in runs(shows[frames]):
        whole_phase = last - first == len(frames)
        if whole_phase or time_s[frames[last - 1]] - time_s[frames[first]] >= fault.min_s:
            return float(time_s[frames[first]])
    return None


def _drag(scorer: PassScorer) -> list[tuple[float, FaultResult]]:
    rule = scorer.stretch.pelvis
    if rule is None:
        return []
    _, dragging = pelvis_takes_part(scorer.angles, rule, scorer.working, scorer.spans, scorer.at_rep_start)
    if not dragging:
        return []
    numbers = tuple(scorer.numbers[n] for n in dragging)
    first = float(scorer.angles.time_s[scorer.spans[dragging[0]].frames_of("end")[0]])
    result = FaultResult(rule.id, rule.cue, "form", first, numbers, scorer.side)
    return [(_lost_by(scorer, (rule.pelvis, rule.hip)), result)]


def _lost_by(scorer: PassScorer, quantities: tuple[Quantity, ...]) -> float:
    named = {ANGLE_IDS[c.index] for q in quantities for c in columns_of(q, scorer.working)}
    columns = enumerate(scorer.columns)
    return float(sum(scorer.loss[k] for k, column in columns if ANGLE_IDS[column.index] in named))


def _near(scorer: PassScorer, right_nearer: float) -> bool | None:
    if scorer.side is None or not abs(right_nearer) >= NEAR_SURE:
        return None
    return (right_nearer > 0) == (scorer.side == "right")


def _end_range(scorer: PassScorer) -> tuple[str, str, float | None, float | None]:
    """Return title, unit, median over the repetitions and uncertainty of what measures end range."""
    stretch = scorer.stretch
    quantity = stretch.told(stretch.asymmetry or stretch.cycle or stretch.leads[0])
    complete = [rep for rep in scorer.spans if rep.complete] or scorer.spans
    reached = [scorer.at_end_range(quantity, rep) for rep in complete]
    seen = [pair for pair in reached if None not in pair]
    if not seen or stretch.cycle is not None:
        return quantity.label, quantity.unit, None, None
    value, sigma = np.median(np.array(seen, dtype=float), axis=0)
    return quantity.label, quantity.unit, float(value), float(sigma)
