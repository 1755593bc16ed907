"""One clip of one stretch, assessed: repetitions, holds, score, points lost, faults and the first cue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import ANGLE_IDS, Side
from posecheck.scoring.faults import fault_frames
from posecheck.scoring.form import Ranges, say_of, score_frames
from posecheck.scoring.phases import Floats, progress, runs
from posecheck.scoring.quantities import Column, columns_of, merged, read_columns
from posecheck.scoring.reps import RepSpan, find_reps
from posecheck.stretches.schema import Evidence, Role, Stretch

LOWEST_CONFIDENCE = 0.4
"""Below this the camera cannot see well enough, and nothing is scored."""

CANNOT_JUDGE = 0.2
"""A target whose angle can say less than this (20 degrees of uncertainty) is listed as not judged."""

UNIT_SYMBOLS = {"deg": "°", "m": " m"}
"""How a unit is written after a number; ratios have none."""

_PRIORITY = {"safety": 0, "setup": 1, "form": 2}


@dataclass(frozen=True)
class HoldResult:
    """A position held at end range.

    Attributes
    ----------
    start_s, end_s, duration_s : float
        When, and for how long.
    steadiness_deg : float or None
        Root mean square of the first lead angle about its own straight line, in degrees.
    """

    start_s: float
    end_s: float
    duration_s: float
    steadiness_deg: float | None


@dataclass(frozen=True)
class RepResult:
    """One repetition.

    Attributes
    ----------
    number : int
        From 1, in the order of time.
    start_s, end_s : float
        From leaving the rest position until coming back to it.
    complete : bool
        Whether end range was reached; a partial repetition is scored at its farthest point.
    start_seen : bool
        Whether the movement into it was seen.
    hold : HoldResult or None
        The longest still stretch at end range.
    reached, reached_sigma : float or None
        Median of the leading angle at end range, in its unit, and its 1-sigma uncertainty; None where not seen.
    score, confidence : float or None, float
        Score 0 to 100 (None where the camera saw too little), and how much of the form it could judge, 0 to 1.
    """

    number: int
    start_s: float
    end_s: float
    complete: bool
    start_seen: bool
    hold: HoldResult | None
    reached: float | None
    reached_sigma: float | None
    score: float | None
    confidence: float


@dataclass(frozen=True)
class TargetResult:
    """One angle against its target range.

    Attributes
    ----------
    title : str
        The angle in words, with its side.
    angle : str
        Catalog id.
    phase, unit : str
        The stretch's word for the phase, and the unit of the values.
    value, sigma : float or None
        Median over the judged frames, and its 1-sigma uncertainty; None where not seen.
    low, high : float or None
        The target range; None where an end is open.
    points_lost : float
        What this angle cost. The score is 100 minus the sum of these, exactly.
    confidence : float
        How well the angle was seen, 0 to 1.
    judged : bool
        False where this view cannot judge it; it then costs nothing worth telling.
    evidence, source : str
        Whether the range is sourced, derived or assumed, and from where.
    """

    title: str
    angle: str
    phase: str
    unit: str
    value: float | None
    sigma: float | None
    low: float | None
    high: float | None
    points_lost: float
    confidence: float
    judged: bool
    evidence: Evidence
    source: str

    @property
    def outside(self) -> float:
        """Distance outside the range in the unit; negative below it, 0 inside or not seen."""
        if self.value is None:
            return 0.0
        if self.low is not None and self.value < self.low:
            return self.value - self.low
        if self.high is not None and self.value > self.high:
            return self.value - self.high
        return 0.0

    @property
    def range_text(self) -> str:
        """The target range in words, such as `90 to 125°`."""
        unit = UNIT_SYMBOLS.get(self.unit, "")
        if self.low is None:
            return f"at most {self.high:g}{unit}"
        if self.high is None:
            return f"at least {self.low:g}{unit}"
        return f"{self.low:g} to {self.high:g}{unit}"

    @property
    def measured_text(self) -> str:
        """The measured value with its uncertainty in words, such as `78° ±6°`."""
        if self.value is None or self.sigma is None:
            return "not seen"
        digits = 0 if self.unit == "deg" else 2
        unit = UNIT_SYMBOLS.get(self.unit, "")
        return f"{self.value:.{digits}f}{unit} ±{self.sigma:.{digits}f}{unit}"


@dataclass(frozen=True)
class FaultResult:
    """A fault that showed: what to say, when it first showed, and in which repetitions."""

    id: str
    cue: str
    priority: Literal["safety", "setup", "form"]
    first_s: float
    reps: tuple[int, ...]


@dataclass(frozen=True)
class FrameResults:
    """What was found in each of T frames, for tables and the annotated clip.

    Attributes
    ----------
    role : ndarray of str, shape [T]
        "rest", "out", "end", "back", or "" outside any repetition.
    rep : ndarray of int, shape [T]
        Number of the repetition, 0 outside any.
    hold_s : ndarray, shape [T]
        Seconds held so far, 0 outside a hold.
    progress, score, confidence : ndarray, shape [T]
        Progress (0 at rest, 1 at end range), score 0 to 100 and confidence 0 to 1 of the frame's phase; NaN
        where not judged.
    """

    role: NDArray[np.str_]
    rep: NDArray[np.int64]
    hold_s: Floats
    progress: Floats
    score: Floats
    confidence: Floats


@dataclass(frozen=True)
class Assessment:
    """The result of scoring one clip against one stretch.

    Attributes
    ----------
    stretch : Stretch
        What it was scored against.
    side : {"left", "right"} or None
        The working side; None where the stretch has none.
    score : float or None
        Form, 0 to 100: exactly 100 minus the sum of the points lost by the targets. None where no repetition
        could be judged, and `reason` then says why.
    confidence : float
        How much of the form the camera could judge, 0 to 1.
    views : dict of str to float
        Share of the frames in which the person is seen from the "front", the "side" or in between ("oblique").
    reps, targets, faults : tuple
        The repetitions; the targets, costliest first; the faults that showed, most urgent first.
    cue : str
        The one thing to work on first.
    """

    stretch: Stretch
    side: Side | None
    score: float | None
    confidence: float
    reason: str
    views: dict[str, float]
    reps: tuple[RepResult, ...]
    targets: tuple[TargetResult, ...]
    faults: tuple[FaultResult, ...]
    cue: str
    frames: FrameResults = field(repr=False, compare=False)

    @property
    def seen(self) -> float:
        """Share of the frames in which a person was seen."""
        return sum(self.views.values())

    @property
    def main_view(self) -> str:
        """The view of most of the frames."""
        return max(self.views, key=lambda view: self.views[view])

    @property
    def complete_reps(self) -> int:
        """Number of repetitions that reached end range."""
        return sum(rep.complete for rep in self.reps)


def assess(angles: Angles, stretch: Stretch, side: Side | Literal["auto"] = "auto") -> Assessment:
    """Score the angles of a clip against a stretch.

    Parameters
    ----------
    angles : Angles
        Joint angles over T frames.
    stretch : Stretch
        The stretch to score against.
    side : {"auto", "left", "right"}
        The working side; "auto" takes the side that moved farther.

    Returns
    -------
    Assessment
    """
    tries = {working: _lead(angles, stretch, working) for working in stretch.sides}
    working = side if side != "auto" and stretch.sided else max(tries, key=lambda s: _reach(tries[s]))
    return _Scorer(angles, stretch, working, tries[working]).assessment()


def _lead(angles: Angles, stretch: Stretch, working: Side) -> Floats:
    """Return the progress of the movement, shape [T], as the stretch's leads tell it."""
    pairs = [(column, lead) for lead in stretch.leads for column in columns_of(lead, working)]
    value, sigma = _read([column for column, _ in pairs], angles)
    return progress(
        value,
        say_of(sigma),
        np.array([lead.start for _, lead in pairs]),
        np.array([lead.end for _, lead in pairs]),
        np.array([lead.weight for _, lead in pairs]),
    )


def _read(columns: Sequence[Column], angles: Angles) -> tuple[Floats, Floats]:
    never = np.full_like(angles.value, np.nan)
    return read_columns(columns, angles.value, angles.sigma, never, never)


def _reach(progress: Floats) -> float:
    """Return how far the movement went: the time spent away from rest, weighted by how far."""
    return float(np.nansum(np.clip(progress, 0.0, 1.0) ** 2))


class _Scorer:
    """The steps of one assessment, over arrays that all of them share."""

    def __init__(self, angles: Angles, stretch: Stretch, working: Side, lead: Floats) -> None:
        self.angles, self.stretch, self.working, self.lead = angles, stretch, working, lead
        self.roles: list[Role] = [phase.role for phase in stretch.phases]
        self.spans = find_reps(lead, angles.time_s, angles.shot)
        pairs = [(column, target) for target in stretch.targets for column in columns_of(target, working)]
        self.columns = [column for column, _ in pairs]
        self.targets = [target for _, target in pairs]
        self.ranges = self._ranges()
        self.at_rep_start, self.at_phase_start = self._baselines()
        self.value, self.sigma = read_columns(
            self.columns, angles.value, angles.sigma, self.at_rep_start, self.at_phase_start
        )
        self.scores = score_frames(self.value, self.sigma, self.ranges)

    def _ranges(self) -> Ranges:
        def numbers(name: str) -> Floats:
            values = [getattr(target, name) for target in self.targets]
            return np.array([np.nan if v is None else v for v in values], dtype=float)

        soft = numbers("soft")
        # A pair of sides shares the weight that the stretch gives to both.
        pair = np.array([2.0 if target.side == "both" else 1.0 for target in self.targets])
        scale = [column.reference_sigma_scale for column in self.columns]
        return Ranges(
            low=numbers("low"),
            high=numbers("high"),
            soft=soft,
            weight=numbers("weight") / pair,
            reference_sigma=np.array(
                [1.25 * w if s is None else s for s, w in zip(scale, soft, strict=True)]
            ),
            phase=np.array([self.roles.index(self.stretch.role_of(t.phase)) for t in self.targets]),
            phase_count=len(self.roles),
            partner=self._partners(),
        )

    def _partners(self) -> NDArray[np.int64]:
        """Return for each column that of the other side of the same target, else itself."""
        order = np.arange(len(self.columns))
        for k in order[1:]:
            if self.targets[k] is self.targets[k - 1]:
                order[k - 1], order[k] = k, k - 1
        return order

    def _baselines(self) -> tuple[Floats, Floats]:
        """Return the angles at the start of each frame's repetition and phase, both [T, A]."""
        table, time_s = self.angles.value, self.angles.time_s
        rep_start, phase_start = np.full_like(table, np.nan), np.full_like(table, np.nan)
        for rep in self.spans:
            rest = rep.frames_of("rest")
            if rep.start_seen and len(rest):
                rep_start[rep.rest_first : rep.span.last] = _median(table[rest])
            for role in self.roles:
                frames = rep.frames_of(role)
                if len(frames):
                    begin = frames[time_s[frames] <= time_s[frames[0]] + 0.5]
                    phase_start[frames] = _median(table[begin])
        return rep_start, phase_start

    def assessment(self) -> Assessment:
        results = [self._score_rep(rep) for rep in self.spans]
        complete = [r for r, rep in zip(results, self.spans, strict=True) if rep.complete and r.judged]
        judged = complete or [r for r in results if r.judged]
        losses = np.mean([r.loss for r in judged], axis=0) if judged else np.zeros(len(self.columns))
        confidence = float(np.mean([r.confidence for r in judged or results])) if results else 0.0
        reps = tuple(
            self._rep_result(n, rep, r)
            for n, (rep, r) in enumerate(zip(self.spans, results, strict=True), start=1)
        )
        targets = self._target_results(losses)
        faults = self._faults(targets)
        score = 100.0 - sum(target.points_lost for target in targets) if judged else None
        return Assessment(
            stretch=self.stretch,
            side=self.working if self.stretch.sided else None,
            score=score,
            confidence=confidence,
            reason="" if judged else self._why_not(reps),
            views=self._views(),
            reps=reps,
            targets=targets,
            faults=faults,
            cue=_first_cue(score, targets, faults),
            frames=self._frame_results(),
        )

    def _score_rep(self, rep: RepSpan) -> _RepScore:
        """Average a repetition's frames phase by phase, and join the phases by their weight."""
        loss = np.zeros(len(self.columns))
        weights, trust = np.zeros(len(self.roles)), np.zeros(len(self.roles))
        judged_weight = np.zeros(len(self.roles))
        for number, role in enumerate(self.roles):
            own = self.ranges.phase == number
            frames = rep.frames_of(role)
            if not own.any() or not len(frames):
                continue
            confidence = self.scores.confidence[frames, number]
            clear = frames[confidence >= LOWEST_CONFIDENCE]
            weights[number] = self.ranges.weight[own].sum()
            trust[number] = confidence.mean()
            if len(clear):
                judged_weight[number] = weights[number]
                loss[own] = self.scores.loss[np.ix_(clear, own)].mean(axis=0) * weights[number]
        end = self.roles.index("end")
        judged = bool(judged_weight[end] > 0)
        total = judged_weight.sum()
        return _RepScore(
            loss=loss / total if total else loss,
            confidence=float(weights @ trust / weights.sum()) if weights.sum() else 0.0,
            judged=judged,
        )

    def _rep_result(self, number: int, rep: RepSpan, scored: _RepScore) -> RepResult:
        time_s = self.angles.time_s
        hold = None
        if rep.hold is not None:
            start, end = time_s[rep.hold.first], time_s[rep.hold.last - 1]
            hold = HoldResult(float(start), float(end), float(end - start), self._steadiness(rep.hold.frames))
        reached, sigma = self._reached(rep)
        return RepResult(
            number=number,
            start_s=float(time_s[rep.span.first]),
            end_s=float(time_s[rep.span.last - 1]),
            complete=rep.complete,
            start_seen=rep.start_seen,
            hold=hold,
            reached=reached,
            reached_sigma=sigma,
            score=float(100.0 - scored.loss.sum()) if scored.judged else None,
            confidence=scored.confidence,
        )

    def _reached(self, rep: RepSpan) -> tuple[float | None, float | None]:
        """Return the leading angle at end range and its uncertainty."""
        columns = columns_of(self.stretch.leads[0], self.working)
        value, sigma = (part[rep.frames_of("end")] for part in merged(*_read(columns, self.angles)))
        seen = ~np.isnan(value)
        if not seen.any():
            return None, None
        return float(np.median(value[seen])), float(np.median(sigma[seen]))

    def _steadiness(self, frames: slice) -> float | None:
        columns = columns_of(self.stretch.leads[0], self.working)
        angle, _ = merged(*_read(columns, self.angles[frames]))
        time_s = self.angles.time_s[frames]
        seen = ~np.isnan(angle)
        if seen.sum() < 3:
            return None
        line = np.polynomial.Polynomial.fit(time_s[seen], angle[seen], 1)
        return float(np.sqrt(np.mean(np.square(angle[seen] - line(time_s[seen])))))

    def _frames_of_role(self, role: Role) -> NDArray[np.int64]:
        complete = [rep for rep in self.spans if rep.complete] or self.spans
        frames = [rep.frames_of(role) for rep in complete]
        return np.concatenate(frames) if frames else np.zeros(0, dtype=np.int64)

    def _target_results(self, losses: Floats) -> tuple[TargetResult, ...]:
        found = []
        for k, (column, target) in enumerate(zip(self.columns, self.targets, strict=True)):
            frames = self._frames_of_role(self.stretch.role_of(target.phase))
            value, sigma, say = self.value[frames, k], self.sigma[frames, k], self.scores.say[frames, k]
            seen = ~np.isnan(value)
            certainty = float(say.mean()) if len(say) else 0.0
            found.append(
                TargetResult(
                    title=column.title,
                    angle=ANGLE_IDS[column.index],
                    phase=target.phase,
                    unit=target.unit,
                    value=float(np.median(value[seen])) if seen.any() else None,
                    sigma=float(np.median(sigma[seen])) if seen.any() else None,
                    low=target.low,
                    high=target.high,
                    points_lost=float(losses[k]),
                    confidence=certainty,
                    judged=certainty >= CANNOT_JUDGE,
                    evidence=target.evidence,
                    source=target.source,
                )
            )
        return tuple(sorted(found, key=lambda result: -result.points_lost))

    def _faults(self, targets: tuple[TargetResult, ...]) -> tuple[FaultResult, ...]:
        lost: dict[str, float] = {}
        for target in targets:
            lost[target.angle] = lost.get(target.angle, 0.0) + target.points_lost
        found: list[tuple[float, FaultResult]] = []
        for fault in self.stretch.faults:
            shows = fault_frames(
                fault,
                self.working,
                self.angles.value,
                self.angles.sigma,
                self.at_rep_start,
                self.at_phase_start,
            )
            starts = [self._fault_start(rep, shows, fault.phase, fault.min_s) for rep in self.spans]
            numbers = tuple(n for n, start in enumerate(starts, start=1) if start is not None)
            if numbers:
                conditions = (*fault.all_of, *fault.any_of)
                named = {ANGLE_IDS[c.index] for q in conditions for c in columns_of(q, self.working)}
                first = min(start for start in starts if start is not None)
                result = FaultResult(fault.id, fault.cue, fault.priority, first, numbers)
                found.append((sum(lost.get(name, 0.0) for name in named), result))
        return tuple(r for _, r in sorted(found, key=lambda pair: (_PRIORITY[pair[1].priority], -pair[0])))

    def _fault_start(self, rep: RepSpan, shows: NDArray[np.bool_], phase: str, min_s: float) -> float | None:
        """Return when the fault first shows long enough in this repetition."""
        frames = rep.frames_of(self.stretch.role_of(phase))
        time_s = self.angles.time_s
        for first, last in runs(shows[frames]):
            if time_s[frames[last - 1]] - time_s[frames[first]] >= min_s:
                return float(time_s[frames[first]])
        return None

    def _why_not(self, reps: tuple[RepResult, ...]) -> str:
        if not np.isfinite(self.angles.value).any():
            return "Nobody was seen. Check that the whole body is in the picture and well lit."
        if not reps:
            return f"No repetition of {self.stretch.title.lower()} was found in this clip."
        return f"The camera cannot see well enough to judge this. {self.stretch.camera.advice}"

    def _views(self) -> dict[str, float]:
        names = self.angles.view.name
        return {view: float(np.mean(names == view)) for view in ("front", "side", "oblique")}

    def _frame_results(self) -> FrameResults:
        time_s = self.angles.time_s
        count = len(time_s)
        role, rep_number = np.full(count, "", dtype="<U4"), np.zeros(count, dtype=np.int64)
        hold_s = np.zeros(count)
        score, confidence = np.full(count, np.nan), np.full(count, np.nan)
        for number, rep in enumerate(self.spans, start=1):
            rep_number[rep.span.frames] = number
            for index, name in enumerate(self.roles):
                frames = rep.frames_of(name)
                role[frames] = name
                confidence[frames] = self.scores.confidence[frames, index]
                clear = confidence[frames] >= LOWEST_CONFIDENCE
                score[frames] = np.where(clear, self.scores.score[frames, index], np.nan)
            if rep.hold is not None:
                hold_s[rep.hold.frames] = time_s[rep.hold.frames] - time_s[rep.hold.first]
        return FrameResults(role, rep_number, hold_s, self.lead, score, confidence)


@dataclass(frozen=True)
class _RepScore:
    loss: Floats
    confidence: float
    judged: bool


def _median(values: Floats) -> Floats:
    """Return the median over frames of each column, NaN where it was never seen."""
    result = np.full(values.shape[1], np.nan)
    seen = np.isfinite(values).any(axis=0)
    result[seen] = np.nanmedian(values[:, seen], axis=0)
    return result


def _first_cue(
    score: float | None, targets: tuple[TargetResult, ...], faults: tuple[FaultResult, ...]
) -> str:
    if score is None:
        return ""
    if faults:
        return faults[0].cue
    worst = targets[0]
    if worst.points_lost >= 3.0 and worst.value is not None and worst.outside:
        direction = "more" if worst.outside < 0 else "less"
        return f"{worst.title.capitalize()}: {direction}, toward {worst.range_text}."
    return "Good form: all that this view can judge is in range."
