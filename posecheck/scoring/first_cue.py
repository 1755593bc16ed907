"""The one thing to work on first; and where there is none, what can honestly be said instead."""

from __future__ import annotations

from collections.abc import Sequence

from posecheck.scoring.advice import repetitions
from posecheck.scoring.results import FaultResult, RepResult, TargetResult

WORTH_SAYING = 3.0
"""Points that an angle without a fault of its own costs when it is named plainly; below it is a small thing."""

SURE_SIGMAS = 2.0
"""Of a dozen angles that are right one is read more than a sigma out of its range by chance; a small loss is named
only from here on."""

MOST_OF_IT = 0.5
"""Share of the form that must be seen before it is called good."""


NOTHING, GOOD, SEEN, LITTLE = "Nothing ", "Good form", "What this view can judge", "Little "
UNSURE_END = "It cannot be told whether end range was reached: "
"""How the sentences begin that ask for nothing."""

TIMES = ("s", "Hz")
"""Units of what no view shows better than another."""


def heading_of(cue: str) -> str:
    """Return what stands before the first cue: it is something to work on, or what can be said instead.

    Examples
    --------
    >>> heading_of("Sit back farther toward the heels."), heading_of(f"{GOOD}: all is in range.")
    ('Work on first', 'In short')
    """
    return "In short" if cue.startswith((NOTHING, GOOD, SEEN, LITTLE, UNSURE_END)) else "Work on first"


def first_cue(
    targets: Sequence[TargetResult],
    faults: Sequence[FaultResult],
    reps: Sequence[RepResult],
    confidence: float,
    cut_off: bool = False,
    nearest: tuple[str, str] | None = None,
) -> str:
    """Return what to work on first.

    A fault is named only when it is sure, an angle only when it is farther out of its range than its uncertainty
    explains, in all repetitions or in some. "Good form" is said only of whole repetitions, most of whose form was
    seen, with every angle in range and no point lost.

    Parameters
    ----------
    targets, faults : sequence of TargetResult, of FaultResult
        The costliest, and the most urgent, first.
    reps : sequence of RepResult
        The repetitions.
    confidence : float
        Share of the form that could be judged.
    cut_off : bool
        Whether a part of the body is outside the picture, so that nobody knows what it does.
    nearest : (str, str), optional
        Where no repetition reached end range, but one came so near that the camera cannot tell: what was measured
        by, and how much.

    Examples
    --------
    >>> first_cue([], [], [], confidence=0.9)
    'No repetition was seen to reach end range: go a little farther, as long as it is comfortable.'
    """
    sure = next((fault for fault in faults if fault.sure), None)
    if sure is not None:
        return sure.cue + _some_of(sure, reps)
    costly = [t for t in targets if t.points_lost > 0 and t.advice and (t.standing == "outside" or t.partly)]
    if costly and costly[0].points_lost >= WORTH_SAYING:
        return costly[0].advice
    if not any(rep.complete for rep in reps):
        if nearest is not None:
            return "{}{} reads {}.".format(UNSURE_END, *nearest)
        return "No repetition was seen to reach end range: go a little farther, as long as it is comfortable."
    surely = (t for t in costly if abs(t.outside) > SURE_SIGMAS * (t.sigma or 0.0))
    small = next(surely, costly[0] if costly and costly[0].partly else None)
    if small is not None:
        return f"Only one small thing is left. {small.advice}"
    if costly:
        return f"{LITTLE}is out of range, by no more than chance may explain: {_reading(costly[0])}."
    doubts = [target for target in targets if target.standing in ("doubt", "outside")]
    if doubts:
        return _cannot_tell(doubts)
    if faults:
        return f"{NOTHING}that this view can judge is surely out of range."
    if confidence < MOST_OF_IT:
        return f"{SEEN} is in range, but that is only {confidence:.0%} of the form."
    if cut_off:
        return f"{SEEN} is in range, but a part of the body is outside the picture; film the whole body."
    return f"{GOOD}: all that this view can judge is in range."


def _some_of(fault: FaultResult, reps: Sequence[RepResult]) -> str:
    """Return in which repetitions a fault showed, where that was not in all of its side."""
    own = [rep for rep in reps if fault.side in (None, rep.side)]
    return f" (Seen in {repetitions(fault.reps)} of {len(reps)}.)" if len(fault.reps) < len(own) else ""


def _reading(target: TargetResult) -> str:
    assert target.value is not None
    return (
        f"{target.title} reads {target.measured_text}, {target.bounds.away_words(target.value, target.unit)}"
    )


def _sigmas_outside(target: TargetResult) -> float:
    return abs(target.outside) / target.sigma if target.sigma else 0.0


def _cannot_tell(doubts: Sequence[TargetResult]) -> str:
    worst = max(doubts, key=_sigmas_outside)
    why = "it is too close to tell" if worst.unit in TIMES else "this view cannot tell"
    others = len(doubts) - 1
    more = f" Of {others} more it cannot be told either." if others else ""
    return f"{NOTHING}is surely out of range, but {why}: {_reading(worst)}.{more}"
