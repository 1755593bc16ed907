"""What stands before a stretch of a routine."""

from __future__ import annotations

from datetime import datetime

import pytest

from posecheck.errors import PosecheckError
from posecheck.live.coaching.coach import Coach
from posecheck.live.history import History
from tests.live.begun import begin


def through(coach: Coach, hurts: str = "") -> list[str]:
    """Go through a session by skipping; one stretch hurts. Return the stretches that were begun."""
    begun: list[str] = []
    while not coach.over:
        if not begun or begun[-1] != coach.present.stretch.id:
            begun.append(coach.present.stretch.id)
        if coach.state == "rest":
            coach.skip()
        elif coach.present.stretch.id == hurts:
            coach._enter("ready")
            coach.pain()
            coach.pain(sharp=True)
        else:
            coach.skip()
    return begun


def test_the_routine_goes_in_the_articles_order(history: History) -> None:
    begun = through(begin("low_back_decompression", history))
    assert begun[0] == "roll_side_to_side"
    assert begun[-3:] == ["runners_lunge", "supine_rotation", "upward_dog"]


def test_who_cannot_kneel_bends_to_the_side_instead(history: History) -> None:
    begun = through(begin("low_back_decompression", history, kneeling=False))
    assert "standing_side_bend" in begun
    assert "boogie_board" not in begun


def test_acute_pain_leaves_out_what_the_article_says(history: History) -> None:
    assert "seated_toe_touch" not in through(begin("low_back_decompression", history, acute=True))
    with pytest.raises(PosecheckError, match="not for acute pain"):
        begin("seated_toe_touch", history, acute=True)


def test_what_hurts_closes_what_needs_it(history: History) -> None:
    begun = through(begin("low_back_decompression", history), hurts="childs_pose")
    assert "seated_toe_touch" not in begun
    assert "upward_dog" not in begun
    assert "runners_lunge" in begun


def test_the_rotation_is_locked_for_days_after_sharp_pain(history: History) -> None:
    through(begin("low_back_decompression", history), hurts="supine_rotation")
    today = datetime.now()
    begun = through(begin("low_back_decompression", history, today))
    assert "supine_rotation" not in begun
    assert "upward_dog" in begun
    with pytest.raises(PosecheckError, match="sharp pain"):
        begin("supine_rotation", history, today)
