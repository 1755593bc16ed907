"""The one thing to work on first; and where there is none, what can honestly be said instead."""

from __future__ import annotations

from collections.abc import Sequence

from posecheck.scoring.results import FaultResult, RepResult, TargetResult

WORTH_SAYING = 3.0
"""Points that an angle without a fault of its own costs when it is named plainly; below it is a small thing."""

SURE_SIGMAS = 2.0
"""Of a dozen angles that are right one is read more than a sigma out of its range by chance; a small loss is named
only from here on."""

MOST_OF_IT = 0.5
"""Share of the form that must be seen before it is called good."""


NOTHING, GOOD, SEEN = "Nothing ", "Good form", "What this view can judge"
"""How the sentences begin that ask for nothing."""


def heading_of(cue: str) -> str:
    """Return what stands before the first cue: it is something to work on, or what can be said instead.

    Examples
    --------
    >>> heading_of("Sit back farther toward the heels."), heading_of(f"{GOOD}: all is in range.")
    ('Work on first', 'In short')
    """
    return "In short" if cue.startswith((NOTHING, GOOD, SEEN)) else "Work on first"


def first_cue(
    targets: Sequence[TargetResult],
    faults: Sequence[FaultResult],
    reps: Sequence[RepResult],
    confidence: float,
    cut_off: bool = False,
) -> str:
    """Return what to work on first.

    A fault is named only when it is sure, an angle only when it is farther out of its range than its uncertainty
    explains. "Good form" is said only of whole repetitions, most of whose form was seen, with every angle in range.

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

    Examples
    --------
    >>> first_cue([], [], [], confidence=0.9)
    'No repetition was seen to reach end range: go a little farther, as long as it is comfortable.'
    """
    sure = next((fault for fault in faults if fault.sure), None)
    if sure is not None:
        return sure.cue
    outside = [target for target in targets if target.standing == "outside" and target.advice]
    if outside and outside[0].points_lost >= WORTH_SAYING:
        return outside[0].advice
    uneven = next((t for t in targets if t.points_lost >= WORTH_SAYING and t.standing != "unseen"), None)
    if uneven is not None:
        return f"Keep it the same all the time: {uneven.title} is sometimes out of range."
    if not any(rep.complete for rep in reps):
        return "No repetition was seen to reach end range: go a little farther, as long as it is comfortable."
    small = next((t for t in outside if abs(t.outside) > SURE_SIGMAS * (t.sigma or 0.0)), None)
    if small is not None:
        return f"Only one small thing is left. {small.advice}"
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


def _cannot_tell(doubts: Sequence[TargetResult]) -> str:
    worst = max(doubts, key=lambda target: target.points_sigma)
    assert worst.value is not None
    away = worst.bounds.away_words(worst.value, worst.unit)
    more = f" The same goes for {len(doubts) - 1} more." if len(doubts) > 1 else ""
    return (
        f"{NOTHING}is surely out of range, but this view cannot tell: {worst.title} reads {worst.measured_text}, "
        f"{away}.{more}"
    )
