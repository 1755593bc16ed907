"""A session begun on a certain day."""

from __future__ import annotations

from datetime import datetime

from posecheck.live.choices import coach_for
from posecheck.live.coaching.coach import Coach
from posecheck.live.history import History

NOW = datetime(2030, 1, 10, 9)


def begin(
    exercise: str, history: History, now: datetime = NOW, *, acute: bool = False, kneeling: bool = True
) -> Coach:
    return coach_for(exercise, history, now, acute_pain=acute, kneeling_ok=kneeling)
