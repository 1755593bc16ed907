"""What can be started, and the coach of what is started."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Literal

from posecheck.errors import PosecheckError
from posecheck.live.chart import chart_of
from posecheck.live.coaching.coach import Coach
from posecheck.live.coaching.feedback import SetResult
from posecheck.live.coaching.sets import plan_routine, plan_stretch
from posecheck.live.gates import Gates, locked_days, not_when_acute
from posecheck.live.history import History
from posecheck.live.options import LiveOptions
from posecheck.stretches.load import BUILT_IN, Library
from posecheck.stretches.routine import load_routine, routine_ids


@dataclass(frozen=True)
class Choice:
    """A stretch or routine that can be started; `locked` is the day until which it rests, or ""."""

    id: str
    title: str
    kind: Literal["stretch", "routine"]
    detail: str
    sided: bool
    locked: str = ""


def choices(options: LiveOptions, history: History, today: date) -> list[Choice]:
    """Return the routines and stretches to choose from; the one asked for alone where there is one."""
    library = options.library
    ids = [options.exercise] if options.exercise else [*routine_ids(), *library.ids()]
    return [_routine(id_) if id_ in routine_ids() else _stretch(id_, library, history, today) for id_ in ids]


def coach_for(
    exercise: str,
    history: History,
    now: datetime,
    *,
    acute_pain: bool,
    kneeling_ok: bool,
    side: str = "both",
    reps: int | None = None,
    library: Library = BUILT_IN,
) -> Coach:
    """Return the coach of a stretch or a routine; its results go to the history.

    Parameters
    ----------
    exercise : str
        Id of a stretch or routine, or a stretch file.
    history : History
        Keeps the results, and tells of sharp pain on earlier days.
    now : datetime
        When the session begins.
    acute_pain, kneeling_ok : bool
        The answers to the article's questions.
    side, reps
        As for `plan_stretch`.
    library : Library
        Where stretches are looked up.

    Raises
    ------
    PosecheckError
        If there is no such stretch or routine, or it is better not done today.
    """

    def keep(result: SetResult) -> None:
        # That pain was sharp is the answer to a question about a set that is already kept.
        write = history.complete if result.stopped == "sharp pain" else history.add
        try:
            write(result, datetime.now())
        except PosecheckError as error:
            # A disk that is full by now must not keep anybody from stopping.
            logging.getLogger(__name__).error("This set is not kept: %s", error)

    if exercise in routine_ids():
        routine = load_routine(exercise, library)
        gates = Gates(routine, acute_pain, kneeling_ok, history, now)
        sets = plan_routine(routine, [step.stretch for step in gates.steps()], side=side, reps=reps)
        chart = partial(chart_of, routine)
        return Coach(sets, on_result=keep, closed=gates.reason, caution=routine.safety, chart=chart)
    sets = plan_stretch(library.load(exercise), side=side, reps=reps)
    stretch = sets[0].stretch
    if acute_pain and not_when_acute(stretch.id):
        raise PosecheckError(f"{stretch.title} is not for acute pain; choose a gentler one, or see a doctor.")
    until = history.locked_until(stretch.id, locked_days(stretch.id), now.date())
    if until:
        raise PosecheckError(
            f"{stretch.title} gave you sharp pain; leave it out until {_day(until)} and do others."
        )
    return Coach(sets, on_result=keep, caution=_CAUTION if acute_pain else stretch.safety)


_CAUTION = "Go gently. If any movement is very painful, stop and see a doctor or physiotherapist."


def _routine(id_: str) -> Choice:
    routine = load_routine(id_)
    detail = f"{len(routine.steps)} stretches. {routine.about}"
    return Choice(id=id_, title=routine.title, kind="routine", detail=detail, sided=True)


def _stretch(id_: str, library: Library, history: History, today: date) -> Choice:
    stretch = library.load(id_)
    until = history.locked_until(stretch.id, locked_days(stretch.id), today)
    return Choice(
        id=id_,
        title=stretch.title,
        kind="stretch",
        detail=stretch.dose.text,
        sided=stretch.sided,
        locked=_day(until) if until else "",
    )


def _day(day: date) -> str:
    return f"{day:%A, %d %B}"
