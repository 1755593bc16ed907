"""What can be started, and the sets of what is started."""

from __future__ import annotations

from datetime import datetime

from posecheck.errors import PosecheckError
from posecheck.live.history import History
from posecheck.live.messages import Choice, Start
from posecheck.live.options import LiveOptions
from posecheck.live.plan import Set, plan_stretch
from posecheck.stretches.load import load_stretch, stretch_ids


def choices(options: LiveOptions, history: History, now: datetime) -> list[Choice]:
    """Return the stretches to choose from; the one asked for alone where there is one."""
    ids = [options.exercise] if options.exercise else stretch_ids()
    return [_choice(id_, history, now) for id_ in ids]


def plan(message: Start, history: History, now: datetime) -> list[Set]:
    """Return the sets that a page asks for.

    Raises
    ------
    PosecheckError
        If there is no such stretch, or it is better not done today.
    """
    sets = plan_stretch(message.exercise, side=message.side, reps=message.reps)
    if message.acute_pain:
        raise PosecheckError(
            "While any movement is very painful, do not stretch on your own: see a doctor or physiotherapist."
        )
    locked = history.locked_until(sets[0].stretch.id, now)
    if locked:
        raise PosecheckError(
            f"{sets[0].stretch.title} gave you sharp pain; leave it out until {locked:%A, %d %B} and do others."
        )
    return sets


def _choice(id_: str, history: History, now: datetime) -> Choice:
    stretch = load_stretch(id_)
    (fewest, most), (shortest, longest) = stretch.dose.reps, stretch.dose.hold_range_s
    locked = history.locked_until(stretch.id, now)
    return Choice(
        id=id_,
        title=stretch.title,
        kind="stretch",
        detail=f"{fewest} to {most} repetitions, {shortest:g} to {longest:g} s each",
        sided=stretch.sided,
        locked=f"{locked:%A, %d %B}" if locked else "",
    )
