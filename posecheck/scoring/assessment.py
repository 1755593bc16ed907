"""One clip of one stretch, assessed: repetitions, holds, score, points lost, faults and the first cue."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np

from posecheck.angles import Angles
from posecheck.angles.angles import unwrap_deg
from posecheck.angles.catalog import CATALOG, Side
from posecheck.arrays import Floats
from posecheck.pose.outside_picture import NOT_JUDGED
from posecheck.scoring.comparison import compare_sides, evenness
from posecheck.scoring.first_cue import first_cue
from posecheck.scoring.pass_score import LOWEST_CONFIDENCE, PassScore, roles_of, score_pass
from posecheck.scoring.pass_summary import faults_of, summary_of
from posecheck.scoring.reps import END_ENTER
from posecheck.scoring.results import (
    Assessment,
    AsymmetryResult,
    DoseResult,
    FaultResult,
    FrameResults,
    RepResult,
    TargetResult,
)
from posecheck.scoring.seen_from import judged_outside, wrong_view
from posecheck.scoring.sides import lead_progress, spans_of_sides
from posecheck.stretches.bounds import measured
from posecheck.stretches.schema import Stretch

HOLD_TOLERANCE_S = 0.5
"""A hold that misses the dose by less than it can be measured counts."""

_PRIORITY = {"safety": 0, "setup": 1, "form": 2}
_HEADINGS = [i for i, definition in enumerate(CATALOG) if definition.plausible_range == (-180, 180)]


def assess(angles: Angles, stretch: Stretch, side: Side | Literal["auto"] = "auto") -> Assessment:
    """Score the angles of a clip against a stretch.

    Parameters
    ----------
    angles : Angles
        Joint angles over T frames.
    stretch : Stretch
        The stretch to score against.
    side : {"auto", "left", "right"}
        The working side; "auto" finds the side, or both where both were done.

    Returns
    -------
    Assessment
    """
    angles = _unwrapped(angles)
    scorers, leads = scored_passes(angles, stretch, side)
    return _joined(angles, stretch, scorers, leads)


def scored_passes(
    angles: Angles, stretch: Stretch, side: Side | Literal["auto"] = "auto"
) -> tuple[list[PassScore], dict[Side, Floats]]:
    """Return the scored repetitions of each side that was done, and the progress of each that might have been.

    Where no repetition is found, one side stands for none. Parameters are those of `assess`.
    """
    asked: tuple[Side, ...] = (side,) if side != "auto" and stretch.sided else stretch.sides
    leads = {working: lead_progress(angles, stretch, working) for working in asked}
    found = spans_of_sides(angles, stretch, leads)
    workings = list(dict.fromkeys(working for working, _ in found)) or [asked[0]]
    passes = []
    for working in workings:
        own = [(n, rep) for n, (one, rep) in enumerate(found, start=1) if one == working]
        scored = score_pass(angles, stretch, working, [rep for _, rep in own], [n for n, _ in own])
        outside = judged_outside(stretch, angles, working)
        passes.append(_withheld(scored, outside) if outside else scored)
    return passes, leads


def _joined(
    angles: Angles,
    stretch: Stretch,
    scorers: list[PassScore],
    leads: dict[Side, Floats],
) -> Assessment:
    """Put the passes together; each counts by its judged repetitions."""
    judged = [len(scorer.judged) for scorer in scorers]
    total = sum(judged)
    targets = [
        target
        for scorer, count in zip(scorers, judged, strict=True)
        for target in scorer.target_results(count / total if total else 1.0)
    ]
    reps = tuple(sorted((rep for s in scorers for rep in s.rep_results()), key=lambda rep: rep.number))
    passes = tuple(summary_of(scorer) for scorer in scorers)
    asymmetry = compare_sides(stretch, passes)
    form = 100.0 - sum(target.points_lost for target in targets) if total else 0.0
    even = evenness(stretch, asymmetry, form)
    targets += [even] if even is not None else []
    targets.sort(key=lambda target: -target.points_lost)
    faults = _faults(scorers, asymmetry, even)
    score = 100.0 - sum(target.points_lost for target in targets) if total else None
    weights = judged if total else [1] * len(scorers)
    confidence = float(np.average([scorer.confidence for scorer in scorers], weights=weights))
    frames = _frame_results(angles, scorers, leads)
    wrong = wrong_view(stretch, angles.view, np.flatnonzero(frames.role == "rest"))
    return Assessment(
        stretch=stretch,
        side=scorers[0].side if len(scorers) == 1 else None,
        score=score,
        score_sigma=min(math.hypot(*(target.points_sigma for target in targets)), 100.0) if total else None,
        confidence=confidence,
        reason="" if total else " ".join(filter(None, (wrong, _why_not(angles, scorers, reps)))),
        wrong_view=wrong,
        views=_views(angles),
        reps=reps,
        targets=tuple(targets),
        faults=faults,
        passes=passes if reps else (),
        asymmetry=asymmetry,
        dose=_dose_done(stretch, reps),
        cue=first_cue(targets, faults, reps, confidence, _is_cut_off(angles), _nearest(stretch, reps))
        if total
        else "",
        frames=frames,
    )


def _withheld(scored: PassScore, why: str) -> PassScore:
    results = [replace(rep, judged=False) for rep in scored.results]
    return replace(scored, results=results, judged=[], withheld=why)


def _is_cut_off(angles: Angles) -> bool:
    return angles.landmarks is not None and any(NOT_JUDGED in note for note in angles.landmarks.notes)


def _unwrapped(angles: Angles) -> Angles:
    """Return the angles with headings that do not jump, so that they can be subtracted."""
    value = angles.value.copy()
    for column in _HEADINGS:
        value[:, column] = unwrap_deg(value[:, column], angles.shot)
    return replace(angles, value=value)


def _faults(
    scorers: list[PassScore], asymmetry: AsymmetryResult | None, even: TargetResult | None
) -> tuple[FaultResult, ...]:
    found = [entry for scorer in scorers for entry in faults_of(scorer)]
    if asymmetry is not None and asymmetry.differs and even is not None:
        last = scorers[-1]
        first_s = float(last.angles.time_s[last.spans[0].frames_of("end")[0]])
        numbers = tuple(sorted(number for scorer in scorers for number in scorer.numbers))
        found.append((even.points_lost, FaultResult("uneven", even.advice, "form", first_s, numbers)))
    return tuple(r for _, r in sorted(found, key=lambda pair: (_PRIORITY[pair[1].priority], -pair[0])))


def _nearest(stretch: Stretch, reps: tuple[RepResult, ...]) -> tuple[str, str] | None:
    """Return what came so near to end range that its uncertainty explains the rest, and how much; else None."""
    if not stretch.leads:
        return None
    lead = stretch.leads[0]
    start, end = (-lead.start, -lead.end) if lead.backward else (lead.start, lead.end)
    onward = 1.0 if end > start else -1.0
    needed = start + END_ENTER * (end - start)
    for rep in reps:
        if rep.reached is None or rep.reached_sigma is None:
            continue
        if onward * (needed - rep.reached) <= rep.reached_sigma:
            return lead.label.lower(), measured(rep.reached, rep.reached_sigma, lead.unit)
    return None


def _why_not(angles: Angles, scorers: list[PassScore], reps: tuple[RepResult, ...]) -> str:
    stretch = scorers[0].stretch
    withheld = next((scorer.withheld for scorer in scorers if scorer.withheld), "")
    if not np.isfinite(angles.value).any():
        return (
            "Too little of the body is seen to measure an angle. "
            "Check that shoulders, hips, knees and ankles are in the picture and well lit."
        )
    if withheld:
        return withheld
    if not reps:
        return f"No repetition of {stretch.title.lower()} was found in this clip."
    return f"The camera cannot see well enough to judge this. {stretch.camera.advice}"


def _views(angles: Angles) -> dict[str, float]:
    names = angles.view.name
    return {view: float(np.mean(names == view)) for view in ("front", "side", "oblique")}


def _frame_results(angles: Angles, scorers: list[PassScore], leads: dict[Side, Floats]) -> FrameResults:
    time_s, count = angles.time_s, len(angles)
    role, number = np.full(count, "", dtype="<U4"), np.zeros(count, dtype=np.int64)
    side, hold_s = np.full(count, "", dtype="<U5"), np.zeros(count)
    progress = leads[scorers[0].working].copy()
    score, confidence = np.full(count, np.nan), np.full(count, np.nan)
    for scorer in scorers:
        for n, rep in zip(scorer.numbers, scorer.spans, strict=True):
            number[rep.span.frames] = n
            whole = slice(rep.rest_first, rep.span.last)
            side[whole], progress[whole] = scorer.side or "", leads[scorer.working][whole]
            for index, name in enumerate(roles_of(scorer.stretch)):
                frames = rep.frames_of(name)
                role[frames] = name
                confidence[frames] = scorer.frames.confidence[frames, index]
                clear = (confidence[frames] >= LOWEST_CONFIDENCE) & (not scorer.withheld)
                score[frames] = np.where(clear, scorer.frames.score[frames, index], np.nan)
            if rep.hold is not None:
                hold_s[rep.hold.frames] = time_s[rep.hold.frames] - time_s[rep.hold.first]
            elif len(rep.turn):
                hold_s[rep.span.frames] = time_s[rep.span.frames] - time_s[rep.span.first]
    return FrameResults(role, number, hold_s, progress, score, confidence, side)


def _dose_done(stretch: Stretch, reps: tuple[RepResult, ...]) -> tuple[DoseResult, ...]:
    """Return what was done of the dose on each side that was done, left first."""
    sides: list[Side | None] = ["left", "right"] if stretch.sided else [None]
    return tuple(
        _dose_of_side(stretch, side, own)
        for side in sides
        if (own := [rep for rep in reps if rep.side == side])
    )


def _dose_of_side(stretch: Stretch, side: Side | None, reps: list[RepResult]) -> DoseResult:
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
