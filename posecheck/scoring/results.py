"""What scoring a clip finds: repetitions, holds, targets, faults, passes, asymmetry and dose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.catalog import Side
from posecheck.arrays import Floats
from posecheck.stretches.bounds import FULL_DOUBT, Bounds, measured
from posecheck.stretches.schema import Evidence, Stretch

Standing = Literal["in", "doubt", "outside", "unseen"]


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
    side : {"left", "right"} or None
        The working side; None where the stretch has none.
    cycles : float or None
        Of a bout of rolling the times to and fro, of marching the steps; None for a repetition.
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
    side: Side | None = None
    cycles: float | None = None


@dataclass(frozen=True)
class TargetResult:
    """One angle against its target range.

    Attributes
    ----------
    title : str
        The angle in words, with its side: hip extension where the range of hip flexion lies below zero.
    angle : str
        Catalog id.
    sign : int
        -1 where `value`, `low` and `high` count the other way than the catalog's angle, else 1.
    positive : str
        What a positive value means, such as "to the left"; empty where the number has no sign.
    side : {"left", "right"} or None
        The working side of the pass it was judged in; None where the stretch has none.
    phase, unit : str
        The stretch's word for the phase, and the unit of the values.
    value, sigma : float or None
        Median over the judged frames, and its 1-sigma uncertainty; None where not seen.
    low, high : float or None
        The target range; None where an end is open.
    points_lost : float
        What this angle cost. The score is 100 minus the sum of these, exactly.
    points_sigma : float
        How far, by the uncertainty of the value, that may be off: half the range of what the angle would cost, with
        nothing forgiven, from one sigma below the value to one sigma above it.
    confidence : float
        How well the angle was seen, 0 to 1.
    judged : bool
        False where this view cannot judge it; it then costs nothing.
    evidence, source : str
        Whether the range is sourced, derived or assumed, and from where.
    advice : str
        What to change, in plain words; empty where the value is in range and cost nothing, or was not seen.
    partly : str
        Where the value is in range, or may be, and yet cost points: when it was surely out of range, such as
        "out of range in repetitions 7 and 8" or "out of range 40% of the time".
    forgiven_sigmas : float
        How many sigmas outside its range a value may be without costing anything.
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
    side: Side | None = None
    advice: str = ""
    partly: str = ""
    sign: int = 1
    positive: str = ""
    points_sigma: float = 0.0
    forgiven_sigmas: float = FULL_DOUBT

    @property
    def bounds(self) -> Bounds:
        """The target range."""
        return Bounds(self.low, self.high)

    @property
    def outside(self) -> float:
        """Distance outside the range in the unit; negative below it, 0 inside or not seen."""
        return 0.0 if self.value is None else self.bounds.outside(self.value)

    @property
    def standing(self) -> Standing:
        """Where the value is: surely outside, outside by no more than its uncertainty ("doubt"), or in range."""
        if not self.judged or self.value is None or self.sigma is None:
            return "unseen"
        away = abs(self.outside)
        if away > self.forgiven_sigmas * self.sigma:
            return "outside"
        # Two sides are never just alike; what the camera cannot tell apart counts as even.
        return "doubt" if away and self.forgiven_sigmas == FULL_DOUBT else "in"

    @property
    def range_text(self) -> str:
        """The target range in words, such as `90 to 125°`."""
        return self.bounds.words(self.unit)

    @property
    def measured_text(self) -> str:
        """The measured value with its uncertainty in words, such as `78° ±6°`."""
        if self.value is None or self.sigma is None:
            return "not seen"
        return measured(self.value, self.sigma, self.unit)


@dataclass(frozen=True)
class FaultResult:
    """A fault that showed: what to say, when it first showed, in which repetitions and on which working side.

    It is sure where it cost at least half a point, or lies beyond its limit by more than twice its uncertainty.
    """

    id: str
    cue: str
    priority: Literal["safety", "setup", "form"]
    first_s: float
    reps: tuple[int, ...]
    side: Side | None = None
    sure: bool = True


@dataclass(frozen=True)
class PelvisResult:
    """How the pelvis took part in the movement of the hip (median over the repetitions).

    Attributes
    ----------
    title : str
        The pelvic angle in words.
    pelvis_deg, hip_deg, sigma_deg : float
        How far the pelvis and the hip moved from rest to end range, and the uncertainty of the two together.
    share, share_sigma, share_limit : float
        The pelvis' share of the whole movement, its 1-sigma uncertainty, and the most that it should be.
    early, drags, braced : bool
        Whether the pelvis started to move before the hip was under way, was pulled along because the hip did not
        move in two of the last three repetitions, and was surely held still while the hip moved far.
    """

    title: str
    pelvis_deg: float
    hip_deg: float
    sigma_deg: float
    share: float
    share_sigma: float
    share_limit: float
    early: bool
    drags: bool
    braced: bool


@dataclass(frozen=True)
class PassResult:
    """All repetitions on one side.

    Attributes
    ----------
    side : {"left", "right"} or None
        The working side; None where the stretch has none.
    reps : tuple of int
        Numbers of its repetitions.
    score, confidence : float or None, float
        Its own score (None where it could not be judged) and confidence.
    view : str
        From where the person is seen at rest, mostly: "front", "side" or "oblique".
    near : bool or None
        In a side view, whether the working side is the one nearer to the camera; None in other views.
    title, unit : str
        What its end range is measured by.
    end_range, sigma : float or None
        Median over the repetitions, and its 1-sigma uncertainty.
    pelvis : PelvisResult or None
        How the pelvis took part; None where the stretch does not ask or it was not seen.
    """

    side: Side | None
    reps: tuple[int, ...]
    score: float | None
    confidence: float
    view: str
    near: bool | None
    title: str
    unit: str
    end_range: float | None
    sigma: float | None
    pelvis: PelvisResult | None


@dataclass(frozen=True)
class AsymmetryResult:
    """Left against right at end range.

    Attributes
    ----------
    title, unit : str
        What is compared.
    left, right, difference, sigma : float or None
        Both sides, left minus right and its 1-sigma uncertainty; None where they cannot be compared.
    limit : float
        A smaller difference is not told.
    differs : bool
        Whether the difference exceeds the limit and twice its uncertainty.
    reason : str
        Why the two passes cannot be compared, else empty.
    """

    title: str
    unit: str
    left: float | None
    right: float | None
    difference: float | None
    sigma: float | None
    limit: float
    differs: bool
    reason: str


@dataclass(frozen=True)
class DoseResult:
    """What was done of the dose on one side.

    Attributes
    ----------
    side : {"left", "right"} or None
        The working side; None where the stretch has none.
    unit : {"repetitions", "seconds", "steps"}
        What is counted.
    done, low, high : float
        How much was done (complete repetitions, seconds of rolling, steps), and the dose.
    in_range : int
        Of the repetitions those held as long as the dose says.
    enough : bool
        Whether the lowest dose was reached.
    """

    side: Side | None
    unit: Literal["repetitions", "seconds", "steps"]
    done: float
    low: float
    high: float
    in_range: int
    enough: bool


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
    side : ndarray of str, shape [T]
        Working side of the repetition, "left" or "right"; "" outside any and where the stretch has none.
    """

    role: NDArray[np.str_]
    rep: NDArray[np.int64]
    hold_s: Floats
    progress: Floats
    score: Floats
    confidence: Floats
    side: NDArray[np.str_]


@dataclass(frozen=True)
class Assessment:
    """The result of scoring one clip against one stretch.

    Attributes
    ----------
    stretch : Stretch
        What it was scored against.
    side : {"left", "right"} or None
        The working side; None where the stretch has none, or both sides were done.
    score : float or None
        Form, 0 to 100: exactly 100 minus the sum of the points lost by the targets. None where no repetition
        could be judged, and `reason` then says why.
    score_sigma : float or None
        One sigma of the score in points: the `points_sigma` of the targets added in quadrature.
    confidence : float
        How much of the form the camera could judge, 0 to 1.
    views : dict of str to float
        Share of the frames in which the person is seen from the "front", the "side" or in between ("oblique").
    reps, targets, faults : tuple
        The repetitions; the targets, costliest first; the faults that showed, most urgent first.
    passes : tuple of PassResult
        The repetitions of each side together, in the order of time.
    asymmetry : AsymmetryResult or None
        Left against right; None unless both sides were done.
    dose : tuple of DoseResult
        What was done of the dose, for each side that was done.
    cue : str
        The one thing to work on first.
    wrong_view : str
        From where it is filmed and from where it should be, where the two differ; else empty. To be said first.
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
    passes: tuple[PassResult, ...]
    asymmetry: AsymmetryResult | None
    dose: tuple[DoseResult, ...]
    cue: str
    frames: FrameResults = field(repr=False, compare=False)
    score_sigma: float | None = None
    wrong_view: str = ""

    @property
    def seen(self) -> float:
        """Share of the frames in which a person was seen."""
        return sum(self.views.values())

    @property
    def complete_reps(self) -> int:
        """Number of repetitions that reached end range."""
        return sum(rep.complete for rep in self.reps)
