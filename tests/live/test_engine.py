"""The engine with the real pose model: what goes wrong in one frame stays in it."""

from __future__ import annotations

import logging
import time
from itertools import islice
from pathlib import Path

import pytest

from posecheck.live.coaching.coach import Coach
from posecheck.live.coaching.sets import plan_stretch
from posecheck.live.engine import Engine, Finding, Picture
from posecheck.stretches.load import load_stretch
from posecheck.video import Video


class Stumbling(Coach):
    """A coach whose second reflection fails."""

    reflections = 0

    def reflect(self) -> None:
        super().reflect()
        self.reflections += 1
        if self.reflections == 2:
            raise ValueError("lost in thought")


@pytest.mark.slow
def test_a_failed_reflection_is_told_once_and_the_coaching_goes_on(
    samples: Path, caplog: pytest.LogCaptureFixture
) -> None:
    findings: list[Finding] = []
    coach = Stumbling(plan_stretch(load_stretch("hip_abduction")))
    with (
        caplog.at_level(logging.ERROR, "posecheck.live.engine"),
        Video(samples / "hip_abduction_good.mp4") as video,
        Engine("lite", findings.append) as engine,
    ):
        engine.start(coach)
        for number, frame in enumerate(islice(video, 6), start=1):
            engine.frames.put(Picture(number, frame.time_s, time.perf_counter(), frame.image))
            # Each is either answered or complained of; a picture that comes too soon would replace it.
            end_s = time.monotonic() + 60
            while len(findings) + len(caplog.records) < number and time.monotonic() < end_s:
                time.sleep(0.005)
    [record] = caplog.records
    assert record.getMessage() == "frame 3 could not be judged"
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "lost in thought"
    assert [finding.picture.seq for finding in findings if finding.picture] == [1, 2, 4, 5, 6]
    assert findings[-1].feedback.seen
    assert coach.reflections == 5
