"""What the coach shows and says after each frame: the one message that page and window draw."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from posecheck.live.coaching.cues import Cue
from posecheck.live.coaching.frame_state import LeadReading

State = Literal["setup", "calibrate", "ready", "countdown", "stretch", "rest", "summary"]
Tone = Literal["hold_start", "hold_end", "rep", "begin", "done", "stop"]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class Say(_Message):
    """Something to speak. An urgent one cuts off what is being spoken."""

    text: str
    urgent: bool = False


class Hold(_Message):
    """The hold timer: seconds so far, the least and the most that the dose asks for, and whether it runs."""

    seconds: float
    least_s: float
    most_s: float
    running: bool


class Reps(_Message):
    """Repetitions done, the number that ends the set, and how many did not reach end range."""

    done: int
    goal: int
    partial: int


class SetResult(_Message):
    """One finished set.

    Attributes
    ----------
    stretch, title : str
        Id and name of the stretch.
    side : {"left", "right"} or None
        The working side.
    score, confidence : float or None, float
        Form, 0 to 100, and how much of it could be judged; None where it could not.
    reps, partial_reps, goal : int
        Complete and partial repetitions, and the number asked for.
    holds_s : list of float
        How long each repetition was held.
    range_title, range_value, range_sigma, range_unit
        The lead angle at end range.
    cue : str
        What to work on next time.
    stopped : {"pain", "sharp pain", "skipped"} or None
        Why the set ended early.
    """

    stretch: str
    title: str
    side: Literal["left", "right"] | None
    score: float | None
    confidence: float
    reps: int
    partial_reps: int
    goal: int
    holds_s: list[float]
    range_title: str
    range_value: float | None
    range_sigma: float | None
    range_unit: str
    cue: str
    stopped: Literal["pain", "sharp pain", "skipped"] | None = None

    @property
    def summary(self) -> str:
        """How the set went, in one line."""
        score = "" if self.score is None else f", form {self.score:.0f}"
        cue = f" {self.cue}" if self.cue and self.stopped is None else ""
        return f"{self.reps} of {self.goal}{score}.{cue}"


class Chart(_Message):
    """The ranges of an assessment beside their norms.

    Attributes
    ----------
    title : str
        What was assessed.
    wide, narrow : str
        The chart as SVG, for a laptop and for a phone.
    words : list of str
        The same in words, one range each.
    """

    title: str
    wide: str
    narrow: str
    words: list[str]


class Feedback(_Message):
    """The state of the session after a frame.

    Attributes
    ----------
    state : State
        Where in the session it is.
    title, side : str, str or None
        The present stretch and its working side.
    step, steps : int
        Number of the present set and how many there are.
    heading, detail : str
        What to do now, in a few large words, and more about it.
    advice : str
        Id of the picture that shows what to change about the place, such as "back"; empty where nothing.
    cue : Cue or None
        The cue on the page; `say` has it at the moment it is given.
    seen : bool
        Whether the person is seen.
    share : float or None
        How much of the calibration or of the rest is done.
    count : int or None
        The number of a countdown.
    gauge, hold, reps, score
        The lead angle, the hold timer, the repetitions and the form now; None outside a stretch.
    say, tones : list
        What to speak and to sound once.
    results : list of SetResult
        The sets that are finished.
    chart : Chart or None
        In the summary of a routine that assesses.
    ask_sharp : bool
        Whether to ask how the pain felt.
    """

    state: State
    title: str
    side: Literal["left", "right"] | None
    step: int
    steps: int
    heading: str = ""
    detail: str = ""
    advice: str = ""
    cue: Cue | None = None
    seen: bool = False
    share: float | None = None
    count: int | None = None
    gauge: LeadReading | None = None
    hold: Hold | None = None
    reps: Reps | None = None
    score: float | None = None
    say: list[Say] = []
    tones: list[Tone] = []
    results: list[SetResult] = []
    chart: Chart | None = None
    ask_sharp: bool = False
