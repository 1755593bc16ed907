"""What can be chosen and started."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

import posecheck
from posecheck.errors import PosecheckError
from posecheck.live.choices import choices, coach_for
from posecheck.live.history import History
from posecheck.live.options import LiveOptions
from posecheck.live.options import LiveOptions as live_options
from posecheck.stretches.load import stretch_ids
from posecheck.stretches.routine import routine_ids
from tests.live.begun import NOW, begin


def test_a_stretch_of_the_users_own_can_be_coached(tmp_path: Path) -> None:
    shipped = Path(posecheck.__file__).parent / "stretches" / "library" / "childs_pose.toml"
    shutil.copy(shipped, tmp_path / "my_rest.toml")
    options = live_options("my_rest", library=tmp_path)
    history = History(tmp_path / "history.jsonl")
    [choice] = choices(options, history, date(2030, 1, 1))
    assert choice.id == "my_rest"
    coach = coach_for(
        "my_rest",
        history,
        datetime(2030, 1, 1),
        acute_pain=False,
        kneeling_ok=True,
        library=options.library,
    )
    assert coach.present.stretch.id == "my_rest"
    with pytest.raises(PosecheckError, match="my_rest"):
        live_options("my_rst", library=tmp_path)


def test_everything_in_the_library_can_be_chosen_and_started(history: History) -> None:
    offered = {choice.id for choice in choices(LiveOptions(), history, NOW.date())}
    assert offered == {*stretch_ids(), *routine_ids()}
    for name in offered:
        coach = begin(name, history)
        assert coach.now().say
        assert coach.state == "setup"
