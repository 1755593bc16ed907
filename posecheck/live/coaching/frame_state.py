"""What one frame of a stretch says: where in the repetition it is, how the lead angle stands, what is wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.live.coaching.cues import Cue
from posecheck.scoring.quantities import Readings, columns_of, merged, read_columns
from posecheck.stretches.bounds import Bounds
from posecheck.stretches.schema import Lead, Stretch, Target

Standing = Literal["in", "unsure", "below", "above", "unseen"]


@dataclass(frozen=True)
class LeadReading:
    """The lead angle against its target range.

    Attributes
    ----------
    title, unit : str
        The angle in words, and the unit of all numbers here.
    value, sigma : float or None
        What is measured, with one sigma; None where it is not seen.
    low, high : float or None
        The target range; None where an end is open.
    start, end : float
        The angle where the movement begins and where it is all the way.
    range_text : str
        The target range in words, with its unit.
    standing : {"in", "unsure", "below", "above", "unseen"}
        Where the value lies; "unsure" where it is outside by no more than its uncertainty.
    """

    title: str
    unit: str
    value: float | None
    sigma: float | None
    low: float | None
    high: float | None
    start: float
    end: float
    range_text: str
    standing: Standing


@dataclass(frozen=True)
class Moment:
    """One frame of one stretch.

    Attributes
    ----------
    time_s : float
        Time of the session in seconds.
    role : str
        "rest", "out", "end" or "back".
    reps_done : int
        Complete repetitions that have come back to rest; of marching, steps.
    partial_reps : int
        Repetitions that came back without having reached end range.
    in_rep, reached_end : bool
        Whether a repetition is under way, and whether it has been at end range.
    hold_s : float
        Seconds held in this repetition, with the form in range; of rolling and marching, seconds in motion.
    holding : bool
        Whether the hold timer runs now.
    gauge : LeadReading or None
        The lead angle; None for what is rolled or marched.
    score : float or None
        Form in this frame, 0 to 100; None where the camera sees too little.
    wrong : tuple of Cue
        Everything that could be corrected now.
    other_side_moves : bool
        Whether the side that should rest moves instead.
    """

    time_s: float
    role: str
    reps_done: int
    partial_reps: int
    in_rep: bool
    reached_end: bool
    hold_s: float
    holding: bool
    gauge: LeadReading | None
    score: float | None
    wrong: tuple[Cue, ...]
    other_side_moves: bool


class LeadAngle:
    """The first lead of a stretch, read frame by frame against the range that end range asks of it.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> lead = LeadAngle(load_stretch("hip_abduction"), "left")
    >>> lead.title, lead.bounds.words("deg")
    ('left hip abduction', '25 to 45°')
    """

    def __init__(self, stretch: Stretch, working: Side) -> None:
        self.lead: Lead = stretch.leads[0]
        self.columns = columns_of(self.lead, working)
        self.title = self.columns[0].title if len(self.columns) == 1 else self.lead.label.lower()
        target = _target_of(self.lead, stretch)
        rising = self.lead.end > self.lead.start
        # Without a range of its own, being all the way is what counts.
        all_the_way = Bounds(low=self.lead.end) if rising else Bounds(high=self.lead.end)
        asked = target.bounds if target else all_the_way
        self.bounds = asked.turned() if self.lead.backward else asked

    def read(self, frame: Angles) -> LeadReading:
        """Return the angle in this frame, T = 1."""
        value, sigma = merged(*read_columns(self.columns, Readings.outside_any(frame)))
        tell = self.columns[0].tell
        now = tell(float(value[0]))
        return LeadReading(
            title=self.title,
            unit=self.lead.unit,
            value=or_none(now),
            sigma=or_none(sigma[0]),
            low=self.bounds.low,
            high=self.bounds.high,
            start=tell(self.lead.start),
            end=tell(self.lead.end),
            range_text=self.bounds.words(self.lead.unit),
            standing=self._standing(now, float(sigma[0])),
        )

    def _standing(self, value: float, sigma: float) -> Standing:
        if math.isnan(value) or math.isnan(sigma):
            return "unseen"
        away = self.bounds.surely_outside(value, sigma)
        if away:
            return "below" if away < 0 else "above"
        return "unsure" if self.bounds.outside(value) else "in"


def _target_of(lead: Lead, stretch: Stretch) -> Target | None:
    for target in stretch.targets:
        same = (target.angle, target.side, target.absolute) == (lead.angle, lead.side, lead.absolute)
        if same and target.change is None and target.over is None and stretch.role_of(target.phase) == "end":
            return target
    return None


def or_none(number: float) -> float | None:
    """Return a number, None where it is NaN."""
    return float(number) if math.isfinite(number) else None
