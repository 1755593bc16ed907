"""What stands before a stretch: acute pain, what was not tolerable, and days of rest after sharp pain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from posecheck.live.coaching.feedback import SetResult
from posecheck.live.coaching.sets import Set
from posecheck.live.history import History
from posecheck.scoring.routine_progress import Felt, StepResult, routine_progress
from posecheck.stretches.routine import Routine, load_routine, routine_ids


@dataclass(frozen=True)
class Gates:
    """The gates of one routine for one person today.

    Attributes
    ----------
    routine : Routine
        The routine.
    acute, kneeling_ok : bool
        The answers to the article's questions.
    history : History
        Tells of sharp pain on earlier days.
    now : datetime
        When the session began.
    """

    routine: Routine
    acute: bool
    kneeling_ok: bool
    history: History
    now: datetime

    def steps(self, results: Sequence[SetResult] = ()) -> tuple[StepResult, ...]:
        """Return each step with the stretch to do, and why it is closed if it is."""
        hurt = {result.stretch for result in results if result.stopped in ("pain", "sharp pain")}
        if not self.kneeling_ok:
            # What has an alternative in the article has it for those who cannot kneel.
            hurt |= {step.stretch for step in self.routine.steps if step.stretch and step.instead}
        felt = Felt(self.acute, frozenset(hurt), self.history.sharp_pain())
        return routine_progress(self.routine, [], felt, self.now.date()).steps

    def reason(self, planned: Set, results: Sequence[SetResult]) -> str:
        """Return why a set is left out now, or ""."""
        if planned.step is None:
            return ""
        if any(r.stretch == planned.stretch.id and r.stopped in ("pain", "sharp pain") for r in results):
            return "It was not tolerable today."
        step = self.steps(results)[planned.step]
        # The alternative was chosen at the start; a stretch that hurt since then is left out above.
        return step.reason if step.state == "closed" and step.stretch == planned.stretch.id else ""


def locked_days(stretch: str) -> int:
    """Return for how many days a stretch is left out after sharp pain, as a routine says; 0 is today.

    Examples
    --------
    >>> locked_days("supine_rotation"), locked_days("childs_pose")
    (3, 0)
    """
    steps = [step for name in routine_ids() for step in load_routine(name).steps]
    return max((step.locked_days for step in steps if step.stretch == stretch), default=0)


def not_when_acute(stretch: str) -> bool:
    """Return whether a routine leaves this stretch out while pain is acute.

    Examples
    --------
    >>> not_when_acute("seated_toe_touch"), not_when_acute("childs_pose")
    (True, False)
    """
    steps = [step for name in routine_ids() for step in load_routine(name).steps]
    return any(step.not_when_acute for step in steps if step.stretch == stretch)
