"""Mistakes in what is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.errors import PosecheckError
from posecheck.live.options import LiveOptions as live_options


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ({"exercise": "childs_poes"}, "childs_pose"),
        ({"exercise": "low_back_decompresion"}, "low_back_decompression"),
        ({"side": "middle"}, "side"),
        ({"exercise": "childs_pose", "reps": 0}, "1 to 100"),
        ({"model": "fulll"}, "model"),
        ({"record": Path("video.avi")}, ".mp4"),
    ],
)
def test_a_mistake_is_one_sentence(mistake: dict[str, object], words: str) -> None:
    with pytest.raises(PosecheckError, match=words):
        live_options(**mistake)  # type: ignore[arg-type]
