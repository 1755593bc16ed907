"""The pose model of a live session."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.live.model_choice import ModelChoice
from posecheck.video import Video


@pytest.mark.slow
@pytest.mark.parametrize(("slowest_ms", "model"), [(0.0, "lite"), (1e6, "full")])
def test_auto_keeps_the_larger_model_only_where_it_is_fast(
    samples: Path, slowest_ms: float, model: str
) -> None:
    with (
        Video(samples / "hip_abduction_good.mp4") as video,
        ModelChoice("auto", slowest_ms=slowest_ms) as choice,
    ):
        for frame in video:
            landmarks = choice.track(frame)
    assert choice.name == model
    assert landmarks.seen[0]
