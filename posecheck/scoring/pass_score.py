"""The repetitions of one side, scored against the targets and rules of the stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.arrays import Floats
from posecheck.scoring.advice import advice, repetitions
from posecheck.scoring.form import FrameScores, Ranges, points_sigma, score_frames
from posecheck.scoring.phases import frame_s
from posecheck.scoring.quantities import Column, Readings, at_start, columns_of, merged, read_columns
from posecheck.scoring.reps import RepSpan
from posecheck.scoring.results import HoldResult, RepResult, TargetResult
from posecheck.scoring.whole_phase import WholePhase
from posecheck.stretches.schema import Quantity, Role, Stretch, Target

LOWEST_CONFIDENCE = 0.4
"""Below this the camera cannot see well enough, and nothing is scored."""

CANNOT_JUDGE = 0.2
"""A target whose angle can say less than this (20 degrees of uncertainty) is listed as not judged."""

MOST, PART, PART_S = 1 / 2, 1 / 3, 1.0
"""A target costs points in a repetition when it is surely out of range for this share of its phase, or for the
second share where that is so many seconds: a shorter time is a moment on the way, or flicker about what may be in
range."""


@dataclass(frozen=True)
class RepScore:
    """One repetition, or bout, as it was scored.

    Attributes
    ----------
    number : int
        Its number in the clip.
    loss, stake : ndarray, shape [K]
        Points that each column lost, and could lose.
    out : ndarray, shape [K]
        Share of the judged time of its phase in which each column was surely out of range.
    confidence : float
        How much of the form the camera could judge, 0 to 1.
    judged : bool
        Whether end range was seen well enough to judge.
    """

    number: int
    loss: Floats
    stake: Floats
    out: Floats
    confidence: float
    judged: bool


@dataclass(frozen=True)
class PassScore:
    """The repetitions of one side as they were scored.

    Attributes
    ----------
    angles : Angles
        All frames of the clip.
    stretch : Stretch
        The stretch.
    working : {"left", "right"}
        The working side; either where the stretch has none.
    spans, numbers : sequence of RepSpan, sequence of int
        The repetitions of this side, and their numbers in the clip.
    columns, targets : list of Column, list of Target, length K
        What is read, and the target that asks for it; a target of both sides stands twice.
    readings : Readings
        The angle table with what changes are counted from.
    whole : WholePhase
        Gives the numbers over a whole phase.
    value, sigma : ndarray, shape [T, K]
        What was read.
    frames : FrameScores
        Every frame against every range.
    certainty : ndarray, shape [K]
        How well each column was seen in its phase, 0 to 1.
    results, judged : list of RepScore
        Each repetition, and those that count.
    withheld : str
        Why nothing is scored although repetitions were found; empty where it is.
    """

    angles: Angles
    stretch: Stretch
    working: Side
    spans: Sequence[RepSpan]
    numbers: Sequence[int]
    columns: list[Column]
    targets: list[Target]
    readings: Readings
    whole: WholePhase
    value: Floats
    sigma: Floats
    frames: FrameScores
    certainty: Floats
    results: list[RepScore]
    judged: list[RepScore]
    withheld: str = ""

    @property
    def side(self) -> Side | None:
        """The working side; None where the stretch has none."""
        return self.working if self.stretch.sided else None

    @property
    def loss(self) -> Floats:
        """Points lost by each column, mean over the judged repetitions, shape [K]."""
        return np.mean([r.loss for r in self.judged], axis=0) if self.judged else np.zeros(len(self.columns))

    @property
    def stake(self) -> Floats:
        """Points that each column could lose, mean over the judged repetitions, shape [K]."""
        return np.mean([r.stake for r in self.judged], axis=0) if self.judged else np.zeros(len(self.columns))

    @property
    def confidence(self) -> float:
        """How much of the form the camera could judge, 0 to 1."""
        chosen = self.judged or self.results
        return float(np.mean([r.confidence for r in chosen])) if chosen else 0.0

    def rep_results(self) -> list[RepResult]:
        """Return the repetitions."""
        return [
            RepResult(
                number=number,
                start_s=float(self.angles.time_s[rep.span.first]),
                end_s=float(self.angles.time_s[rep.span.last - 1]),
                complete=rep.complete,
                start_seen=rep.start_seen,
                hold=self._hold(rep),
                reached=reached[0],
                reached_sigma=reached[1],
                score=float(100.0 - scored.loss.sum()) if scored.judged else None,
                confidence=scored.confidence,
                side=self.side,
                cycles=rep.cycles,
            )
            for number, rep, scored, reached in zip(
                self.numbers, self.spans, self.results, map(self._reached, self.spans), strict=True
            )
        ]

    def _reached(self, rep: RepSpan) -> tuple[float | None, float | None]:
        return self.at_end_range(self.stretch.leads[0], rep) if self.stretch.leads else (None, None)

    def at_end_range(self, quantity: Quantity, rep: RepSpan) -> tuple[float | None, float | None]:
        """Return median, as it is told, and uncertainty of a quantity at end range; None where not seen."""
        frames = rep.frames_of("end")
        columns = columns_of(quantity, self.working)
        value, sigma = merged(*read_columns(columns, self.readings[frames]))
        if not np.isfinite(value).any():
            return None, None
        return columns[0].tell(float(np.nanmedian(value))), float(np.nanmedian(sigma))

    def _hold(self, rep: RepSpan) -> HoldResult | None:
        if rep.hold is None:
            return None
        start, end = self.angles.time_s[rep.hold.first], self.angles.time_s[rep.hold.last - 1]
        return HoldResult(float(start), float(end), float(end - start), self._steadiness(rep.hold.frames))

    def _steadiness(self, frames: slice) -> float | None:
        index = [column.index for column in columns_of(self.stretch.leads[0], self.working)]
        angle, _ = merged(self.angles.value[frames][:, index], self.angles.sigma[frames][:, index])
        time_s = self.angles.time_s[frames]
        seen = ~np.isnan(angle)
        if seen.sum() < 3:
            return None
        line = np.polynomial.Polynomial.fit(time_s[seen], angle[seen], 1)
        return float(np.sqrt(np.mean(np.square(angle[seen] - line(time_s[seen])))))

    def frames_of_role(self, role: Role) -> NDArray[np.int64]:
        """Return the frames of this role in the complete repetitions, or in all where none is complete."""
        return _frames_of_role(self.spans, role)

    def _frames_seen(self, role: Role, k: int) -> NDArray[np.int64]:
        """Return the frames of this role that show a column; where none does, those of the judged repetitions."""
        judged = [span for span, rep in zip(self.spans, self.results, strict=True) if rep.judged]
        frames = self.frames_of_role(role)
        if np.isnan(self.value[frames, k]).all() and judged:
            frames = np.concatenate([span.frames_of(role) for span in judged])
        return np.asarray(frames[~np.isnan(self.value[frames, k])])

    def target_results(self, share: float = 1.0) -> list[TargetResult]:
        """Return the targets, with this share of the points that they lost."""
        found = []
        for k, (column, target) in enumerate(zip(self.columns, self.targets, strict=True)):
            role = self.stretch.role_of(target.phase)
            frames = self._frames_seen(role, k)
            clear = self.frames.confidence[frames, roles_of(self.stretch).index(role)] >= LOWEST_CONFIDENCE
            frames = frames[clear] if clear.any() else frames
            value, sigma = self.value[frames, k], self.sigma[frames, k]
            measured = float(np.median(value)) if len(value) else None
            spread = float(np.median(sigma)) if len(value) else None
            told = target.told_bounds
            result = TargetResult(
                title=column.title,
                angle=column.angle_id,
                phase=target.phase,
                unit=target.unit,
                value=None if measured is None else column.tell(measured),
                sigma=spread,
                low=told.low,
                high=told.high,
                points_lost=float(self.loss[k] * share),
                confidence=float(self.certainty[k]),
                # However unsure: what is surely out of range, and cost points, has been judged.
                judged=bool(self.certainty[k] >= CANNOT_JUDGE or self.loss[k] > 0),
                evidence=target.evidence,
                source=target.source,
                side=self.side,
                advice=advice(column, target, measured),
                sign=int(column.sign * column.told_sign),
                positive=column.positive,
                points_sigma=points_sigma(measured, spread, target, float(self.stake[k] * share)),
            )
            part_of_it = result.points_lost > 0 and result.standing != "outside"
            found.append(self._partly(result, k) if part_of_it else result)
        return found

    def _partly(self, result: TargetResult, k: int) -> TargetResult:
        """Return a target that is in range, or may be, on the whole, with when it was not and what to do then."""
        column, target = self.columns[k], self.targets[k]
        costly = [rep for rep in self.judged if rep.loss[k] > 0]
        if len(costly) < len(self.judged):
            when = f"in {repetitions([rep.number for rep in costly])}"
        else:
            when = f"{np.mean([rep.out[k] for rep in costly]):.0%} of the time"
        spans = dict(zip(self.numbers, self.spans, strict=True))
        role = self.stretch.role_of(target.phase)
        frames = np.concatenate([spans[rep.number].frames_of(role) for rep in costly])
        then = float(np.median(self.value[frames[self.frames.loss[frames, k] > 0], k]))
        return replace(result, partly=f"out of range {when}", advice=advice(column, target, then, when))


def score_pass(
    angles: Angles, stretch: Stretch, working: Side, spans: Sequence[RepSpan], numbers: Sequence[int]
) -> PassScore:
    """Score the repetitions of one side; parameters are the attributes of `PassScore`."""
    pairs = [(column, target) for target in stretch.targets for column in columns_of(target, working)]
    columns, targets = [column for column, _ in pairs], [target for _, target in pairs]
    ranges = _ranges(stretch, columns, targets)
    readings = Readings(angles.value, angles.sigma, *_baselines(angles, stretch, spans))
    whole = WholePhase(angles, stretch, spans)
    value, sigma = read_columns(columns, readings)
    for k, (column, target) in enumerate(pairs):
        whole.fill([column], target.phase, value[:, k : k + 1], sigma[:, k : k + 1])
    frames = score_frames(value, sigma, ranges)
    certainty = np.zeros(len(targets))
    for k, target in enumerate(targets):
        own = _frames_of_role(spans, stretch.role_of(target.phase))
        certainty[k] = frames.say[own, k].mean() if len(own) else 0.0
    results = [
        _score_rep(number, rep, roles_of(stretch), ranges, frames, frame_s(angles.time_s))
        for number, rep in zip(numbers, spans, strict=True)
    ]
    complete = [r for r, rep in zip(results, spans, strict=True) if rep.complete and r.judged]
    return PassScore(
        *(angles, stretch, working, spans, numbers, columns, targets, readings, whole, value, sigma),
        frames=frames,
        certainty=certainty,
        results=results,
        judged=complete or [r for r in results if r.judged],
    )


def roles_of(stretch: Stretch) -> list[Role]:
    """Return what each phase of a stretch is to a repetition, in their order."""
    return [phase.role for phase in stretch.phases]


def _ranges(stretch: Stretch, columns: Sequence[Column], targets: Sequence[Target]) -> Ranges:
    def numbers(name: str) -> Floats:
        values = [getattr(target, name) for target in targets]
        return np.array([np.nan if v is None else v for v in values], dtype=float)

    roles = roles_of(stretch)
    soft = numbers("soft")
    # A pair of sides shares the weight that the stretch gives to both.
    count = [sum(other is target for other in targets) for target in targets]
    scale = [column.reference_sigma_scale for column in columns]
    return Ranges(
        low=numbers("low"),
        high=numbers("high"),
        soft=soft,
        weight=numbers("weight") / np.array(count),
        reference_sigma=np.array([1.25 * w if s is None else s for s, w in zip(scale, soft, strict=True)]),
        phase=np.array([roles.index(stretch.role_of(t.phase)) for t in targets]),
        phase_count=len(roles),
        partner=_partners(targets),
    )


def _partners(targets: Sequence[Target]) -> NDArray[np.int64]:
    """Return for each column that of the other side of the same target, else itself."""
    order = np.arange(len(targets))
    for k in order[1:]:
        if targets[k] is targets[k - 1]:
            order[k - 1], order[k] = k, k - 1
    return order


def _baselines(angles: Angles, stretch: Stretch, spans: Sequence[RepSpan]) -> tuple[Floats, Floats]:
    """Return the angles at the start of each frame's repetition and phase, both [T, A]."""
    rep_start, phase_start = np.full_like(angles.value, np.nan), np.full_like(angles.value, np.nan)
    for rep in spans:
        rest = rep.frames_of("rest") if rep.start_seen else np.arange(0)
        for role in roles_of(stretch):
            phase = rep.frames_of(role)
            rep_start[rep.rest_first : rep.span.last], phase_start[phase] = at_start(angles, rest, phase)
    return rep_start, phase_start


def _frames_of_role(spans: Sequence[RepSpan], role: Role) -> NDArray[np.int64]:
    complete = [rep for rep in spans if rep.complete] or spans
    frames = [rep.frames_of(role) for rep in complete]
    return np.concatenate(frames) if frames else np.zeros(0, dtype=np.int64)


def _score_rep(
    number: int,
    rep: RepSpan,
    roles: Sequence[Role],
    ranges: Ranges,
    scores: FrameScores,
    seconds: float,
) -> RepScore:
    """Average a repetition's frames phase by phase, and join the phases by their weight.

    What is out of range for but a small part of its phase costs nothing. Each frame stands for so many `seconds`.
    """
    loss, stake, out = np.zeros((3, len(ranges.weight)))
    long = np.zeros(len(ranges.weight), dtype=bool)
    weights, trust = np.zeros(len(roles)), np.zeros(len(roles))
    judged_weight = np.zeros(len(roles))
    for phase, role in enumerate(roles):
        own = ranges.phase == phase
        frames = rep.frames_of(role)
        if not own.any() or not len(frames):
            continue
        confidence = scores.confidence[frames, phase]
        clear = frames[confidence >= LOWEST_CONFIDENCE]
        weights[phase] = ranges.weight[own].sum()
        trust[phase] = confidence.mean()
        if len(clear):
            judged_weight[phase] = weights[phase]
            lost = scores.loss[np.ix_(clear, own)]
            out[own] = (lost > 0).mean(axis=0)
            out_s = (lost > 0).sum(axis=0) * seconds
            long[own] = (out[own] >= MOST) | ((out[own] >= PART) & (out_s >= PART_S))
            loss[own] = lost.mean(axis=0) * weights[phase]
            say = ranges.weight[own] * scores.say[np.ix_(clear, own)]
            stake[own] = 100.0 * (say / say.sum(axis=1, keepdims=True)).mean(axis=0) * weights[phase]
    loss[~long] = 0.0
    total = judged_weight.sum()
    return RepScore(
        number=number,
        loss=loss / total if total else loss,
        stake=stake / total if total else stake,
        out=out,
        confidence=float(weights @ trust / weights.sum()) if weights.sum() else 0.0,
        judged=bool(judged_weight[roles.index("end")] > 0),
    )
