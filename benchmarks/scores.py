"""Scores, repetitions, holds and faults against the truth, and every good clip beside its faulty twins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.markdown import table
from benchmarks.runs import Run
from posecheck.angles import ANGLE_IDS, Angles
from posecheck.scoring.assessment import scored_passes
from posecheck.scoring.quantities import columns_of, merged, read_columns
from posecheck.scoring.results import Assessment, TargetResult
from posecheck.stretches.bounds import measured
from posecheck.stretches.schema import Condition, Quantity, Role, Stretch

WORTH_TELLING = 1.0
"""An angle explains a wrong score when it costs at least this many points too many or too few."""


def score_table(runs: Iterable[Run]) -> str:
    """Return score, repetitions, hold times and faults of every clip, found and true, as Markdown."""
    head = ["clip", "score", "true landmarks", "confidence", "reps found / true", "held s", "true s"]
    return table([*head, "faults found", "shown"], [_score_row(run) for run in runs])


def _score_row(run: Run) -> list[str]:
    found, truth = run.result.assessment, run.truth
    held = [rep.hold.duration_s for rep in found.reps if rep.hold]
    return [
        truth.clip.stem,
        _points(found),
        _points(run.with_true_landmarks),
        f"{found.confidence:.0%}",
        f"{_count(found)} / {len(truth.reps)}",
        f"{np.mean(held):.1f}" if held else "-",
        f"{np.mean(np.diff(truth.holds)):.1f}" if len(truth.holds) else "-",
        ", ".join(fault.id for fault in found.faults),
        ", ".join(truth.faults) or "none",
    ]


def twin_table(runs: Sequence[Run]) -> str:
    """Return every faulty clip beside its good twin as Markdown: whether it scores lower and, where not, why."""
    head = [
        "stretch",
        "fault",
        "good",
        "faulty",
        "lower",
        "fault told",
        "true landmarks, good / faulty",
        "told",
    ]
    return table([*head, "why not"], [_twin_row(good, faulty) for good, faulty in twins(runs)])


def twins(runs: Sequence[Run]) -> Iterator[tuple[Run, Run]]:
    """Yield every faulty clip after the good one of the same stretch, both from the recommended camera."""
    seen = [run for run in runs if run.truth.placement == "recommended"]
    good = {run.truth.stretch: run for run in seen if run.truth.good}
    return ((good[run.truth.stretch], run) for run in seen if run.truth.faults and run.truth.stretch in good)


def is_lower(good: Assessment, faulty: Assessment) -> bool:
    """Return whether the faulty clip scores lower, both having a score."""
    return good.score is not None and faulty.score is not None and round(faulty.score) < round(good.score)


def _twin_row(good: Run, faulty: Run) -> list[str]:
    read = good.result.assessment, faulty.result.assessment
    true = good.with_true_landmarks, faulty.with_true_landmarks
    lower = is_lower(*read)
    told, told_of_true = (is_told(faulty.truth.faults, one) for one in (read[1], true[1]))
    why = [] if lower else [why_not(good, faulty)]
    if not told:
        why.append(f"not told: {_rule_of(faulty)}")
    return [
        good.truth.stretch,
        ", ".join(faulty.truth.faults),
        *map(_points, read),
        "yes" if lower else "no",
        "yes" if told else "no",
        f"{_points(true[0])} / {_points(true[1])}",
        "yes" if told_of_true else "no",
        "; ".join(why),
    ]


def is_told(faults: Sequence[str], found: Assessment) -> bool:
    """Return whether one of the faults shown is among those found."""
    return not set(faults).isdisjoint(fault.id for fault in found.faults)


def _rule_of(run: Run) -> str:
    """Return what the rule of a fault looks at, with true landmarks and as read."""
    stretch = run.result.assessment.stretch
    rules: dict[str, tuple[Role, tuple[Quantity, ...]]] = {
        fault.id: (stretch.role_of(fault.phase), (*fault.all_of, *fault.any_of)) for fault in stretch.faults
    }
    if stretch.pelvis is not None:
        moved = (stretch.pelvis.pelvis, stretch.pelvis.hip)
        rules[stretch.pelvis.id] = "end", tuple(one.model_copy(update={"change": "rep"}) for one in moved)
    if stretch.asymmetry is not None:
        rules["uneven"] = "end", (stretch.asymmetry,)
    role, quantities = rules[run.truth.faults[0]]
    return ", ".join(
        f"{quantity.label} {_at(run.true_angles, stretch, role, quantity)} with true landmarks, "
        f"{_at(run.result.angles, stretch, role, quantity)} read{_limit(quantity)}"
        for quantity in quantities
    )


def _limit(quantity: Quantity) -> str:
    if not isinstance(quantity, Condition):
        return ""
    return (
        f", told above {quantity.above:g}" if quantity.below is None else f", told below {quantity.below:g}"
    )


def _at(angles: Angles, stretch: Stretch, role: Role, quantity: Quantity) -> str:
    """Return a quantity in a phase with its uncertainty: median over the first side's repetitions."""
    scored = scored_passes(angles, stretch)[0][0]
    frames, columns = scored.frames_of_role(role), columns_of(quantity, scored.working)
    value, sigma = read_columns(columns, scored.readings)
    scored.whole.fill(columns, next(p.name for p in stretch.phases if p.role == role), value, sigma)
    seen, spread = merged(value[frames], sigma[frames])
    if not np.isfinite(seen).any():
        return "unseen"
    middle, unsure = (float(np.nanmedian(of)) for of in (seen, spread))
    return measured(columns[0].tell(middle), unsure, quantity.unit)


def why_not(good: Run, faulty: Run) -> str:
    """Return why the faulty clip does not score lower than the good one, in a few words.

    The angle blamed is the one by which the scores are farthest from those of the true landmarks, in the direction
    that hides the fault.
    """
    for name, run in (("good", good), ("faulty", faulty)):
        if run.result.assessment.score is None:
            told = "no repetition is found" if not run.result.assessment.reps else "too little is seen"
            return f"{told} in the {name} one: {_lead_of(run)}"
    blame = [
        (sign * (target.points_lost - true.points_lost), name, target, true)
        for name, sign, run in (("good", 1.0, good), ("faulty", -1.0, faulty))
        for target, true in _pairs(run.result.assessment, run.with_true_landmarks)
    ]
    points, name, target, true = max(blame, key=lambda entry: entry[0])
    if points < WORTH_TELLING:
        found, shown = _count(faulty.with_true_landmarks), len(faulty.truth.reps)
        counted = f"{found} of {shown} repetitions are counted and " if found < shown else ""
        return f"with true landmarks too {counted}no target costs points for it"
    return (
        f"{target.title} ({target.phase}, {name} one): {true.measured_text} with true landmarks, "
        f"{target.measured_text} read, target {target.range_text}"
    )


def _lead_of(run: Run) -> str:
    """Return how far the angles by which repetitions are counted go, with true landmarks and as read."""
    other = {"left": "right", "right": "left", "both": "right"}[run.truth.side]
    working = "right" if run.truth.side == "both" else run.truth.side
    told = []
    for lead in run.result.assessment.stretch.leads:
        side = other if lead.side == "other" else working
        name = lead.angle if lead.angle in ANGLE_IDS else f"{lead.angle}_{side}"
        ends = [_ends(angles.column(name)) for angles in (run.true_angles, run.result.angles)]
        told.append(
            f"{name} {ends[0]} with true landmarks, {ends[1]} read, wanted {lead.start:g} to {lead.end:g}"
        )
    return "; ".join(told)


def _ends(values: NDArray[np.float64]) -> str:
    seen = values[np.isfinite(values)]
    if len(seen) < 0.1 * len(values):
        return "unseen"
    low, high = np.percentile(seen, [5, 95])
    return f"{low:.2g} to {high:.2g}"


def _pairs(read: Assessment, true: Assessment) -> Iterator[tuple[TargetResult, TargetResult]]:
    """Yield the same targets of two assessments of one clip."""
    known = {(target.title, target.phase, target.unit): target for target in true.targets}
    for target in read.targets:
        if (key := (target.title, target.phase, target.unit)) in known:
            yield target, known[key]


def _count(found: Assessment) -> int:
    """Return the repetitions found, or of rolling and marching the times to and fro and the steps."""
    return round(sum(1.0 if rep.cycles is None else rep.cycles for rep in found.reps))


def _points(found: Assessment) -> str:
    return "-" if found.score is None else f"{found.score:.0f}"
