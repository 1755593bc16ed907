"""What one frame of a stretch says: where in the repetition it is, how the lead angle stands, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posecheck.live.coaching.cues import Cue

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
