"""Routines with their gates, and stretches that are rolled or marched instead of held."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from posecheck.angles import ANGLE_IDS, CATALOG, Angles, View, index_of
from posecheck.errors import PosecheckError
from posecheck.live.choices import choices, coach_for
from posecheck.live.coaching.coach import Coach
from posecheck.live.coaching.movement import Movement
from posecheck.live.history import History
from posecheck.live.options import LiveOptions
from posecheck.stretches.load import load_stretch, stretch_ids
from posecheck.stretches.routine import routine_ids

NOW = datetime(2030, 1, 10, 9)


def begin(
    exercise: str, history: History, now: datetime = NOW, *, acute: bool = False, kneeling: bool = True
) -> Coach:
    return coach_for(exercise, history, now, acute_pain=acute, kneeling_ok=kneeling)


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


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.jsonl")


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


def stopped(history: History) -> list[str | None]:
    lines = history.path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["stopped"] for line in lines]


def test_pain_is_one_line_whether_or_not_the_question_is_answered(history: History) -> None:
    coach = begin("hip_abduction", history)
    coach._enter("ready")
    coach.pain()
    # Who closes the page here has the line already, and is asked again on coming back.
    assert stopped(history) == ["pain"]
    coach.skip()
    coach.skip()
    assert stopped(history) == ["pain", "skipped"]
    assert coach.now().ask_sharp
    assert not coach.over
    coach.pain(sharp=True)
    assert stopped(history) == ["sharp pain", "skipped"]
    assert [result.stopped for result in coach.results] == ["sharp pain", "skipped"]
    assert coach.over


def test_a_history_that_cannot_be_written_keeps_nobody_from_stopping(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    coach = begin("hip_abduction", history)
    coach._enter("ready")
    history.path.unlink(missing_ok=True)
    history.path.mkdir()
    assert coach.pain().ask_sharp
    assert [result.stopped for result in coach.results] == ["pain"]
    [told] = caplog.messages
    assert "This set is not kept" in told
    assert "--history" in told


def test_a_history_that_cannot_be_written_is_told_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PosecheckError, match=r"cannot be written .* give another file with --history"):
        History(tmp_path / "file" / "history.jsonl")


def test_everything_in_the_library_can_be_chosen_and_started(history: History) -> None:
    offered = {choice.id for choice in choices(LiveOptions(), history, NOW.date())}
    assert offered == {*stretch_ids(), *routine_ids()}
    for name in offered:
        coach = begin(name, history)
        assert coach.now().say
        assert coach.state == "setup"


def test_rolling_is_timed() -> None:
    time_s = np.arange(0, 30, 0.1)
    movement = Movement(load_stretch("roll_side_to_side"), None)
    seconds = [
        movement.add(one(at_s, {"thorax_roll": 20 * np.sin(2 * np.pi * at_s / 4)})).hold_s for at_s in time_s
    ]
    assert seconds[-1] == pytest.approx(29, abs=2.5)
    assert movement.add(one(30.0, {"thorax_roll": 0.0})).gauge is None


def test_steps_are_counted() -> None:
    stretch = load_stretch("free_pelvis_march")
    cycle = stretch.cycle
    assert cycle is not None
    movement = Movement(stretch, None)
    for at_s in np.arange(0, 12, 1 / 15):
        swing = 3 * (cycle.least or 0.0) * np.sin(2 * np.pi * at_s / 2)
        legs = {f"{cycle.angle}_left": max(-swing, 0.0), f"{cycle.angle}_right": max(swing, 0.0)}
        moment = movement.add(one(float(at_s), legs))
    assert moment.reps_done == pytest.approx(12, abs=1)


def one(time_s: float, values: dict[str, float]) -> Angles:
    """Return one frame in which a few angles are seen."""
    value = np.full((1, len(ANGLE_IDS)), np.nan)
    for angle, degrees in values.items():
        value[0, index_of(angle)] = degrees
    usual = np.array([3.0 if angle.unit == "deg" else 0.05 for angle in CATALOG])
    sigma = np.where(np.isnan(value), np.nan, usual)
    return Angles(np.array([time_s]), value, sigma, View(*np.zeros((4, 1))), np.zeros(1, dtype=np.int64))
