"""What is kept of each set."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from posecheck.errors import PosecheckError
from posecheck.live.coaching.feedback import SetResult
from posecheck.live.history import History
from tests.live.begun import begin


def result(stopped: str | None) -> SetResult:
    return SetResult(
        stretch="childs_pose",
        title="Child's pose",
        side=None,
        score=None,
        confidence=0.0,
        reps=0,
        partial_reps=0,
        goal=3,
        holds_s=[],
        range_title="hip flexion",
        range_value=None,
        range_sigma=None,
        range_unit="deg",
        cue="",
        stopped=stopped,  # type: ignore[arg-type]
    )


def test_sharp_pain_locks_a_stretch_for_some_days(tmp_path: Path) -> None:
    history, day = History(tmp_path / "new" / "history.jsonl"), datetime(2030, 1, 10, 9)
    history.add(result("pain"), day)
    assert history.locked_until("childs_pose", 3, day.date()) is None
    history.add(result("sharp pain"), day)
    with history.path.open("a", encoding="utf-8") as stream:
        stream.write("half a li")
    history.add(result(None), day)
    assert history.path.read_text(encoding="utf-8").endswith("}\n")
    assert history.locked_until("childs_pose", 3, date(2030, 1, 12)) == date(2030, 1, 13)
    assert history.locked_until("childs_pose", 3, date(2030, 1, 13)) is None
    assert history.locked_until("childs_pose", 0, day.date()) == date(2030, 1, 11)
    assert history.locked_until("hip_abduction", 3, day.date()) is None


def test_a_later_answer_completes_its_own_line(tmp_path: Path) -> None:
    history, day = History(tmp_path / "history.jsonl"), datetime(2030, 1, 10, 9)
    for number, stopped in enumerate(("pain", "pain", "skipped")):
        history.add(result(stopped), day + timedelta(minutes=number))
    history.path.write_text(history.path.read_text(encoding="utf-8") + "[]\nhalf a li", encoding="utf-8")
    before = history.path.read_text(encoding="utf-8").splitlines()
    history.complete(result("sharp pain"), day + timedelta(hours=1))
    after = history.path.read_text(encoding="utf-8").splitlines()
    assert [after[n] for n in (0, 2, 3, 4)] == [before[n] for n in (0, 2, 3, 4)]
    assert json.loads(after[1]) == {**json.loads(before[1]), "stopped": "sharp pain"}
    history.path.unlink()
    history.complete(result("sharp pain"), day)
    assert history.sharp_pain() == {"childs_pose": day.date()}


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
