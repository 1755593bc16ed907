"""The chart of the summary is the one that `posecheck routine` writes."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from posecheck.live.chart import chart_of
from posecheck.live.coaching.sets import plan_routine
from posecheck.report.range_chart import NARROW, range_chart
from posecheck.scoring.assessment import assess
from posecheck.scoring.results import Assessment
from posecheck.scoring.routine_progress import routine_progress
from posecheck.stretches.routine import load_routine
from tests.performances import perform

ROUTINE = load_routine("hip_range_of_motion")


@pytest.fixture(scope="module")
def done() -> list[Assessment]:
    """Assess the first two of the six movements, each side by itself as the coach does."""
    sets = plan_routine(ROUTINE, [step.stretch for step in ROUTINE.steps if step.stretch])[:4]
    return [
        assess(
            perform(one.stretch.id, side=one.side or "right", fps=15, reps=2).angles, one.stretch, one.side
        )
        for one in sets
        if one.side
    ]


def test_the_summary_shows_what_the_routine_command_draws(done: list[Assessment]) -> None:
    chart, bars = chart_of(ROUTINE, done), routine_progress(ROUTINE, done).chart
    assert chart is not None
    assert [(bar.stretch, bar.side) for bar in bars] == [
        (stretch, side) for stretch in ("hip_flexion", "hip_extension") for side in ("left", "right")
    ]
    assert chart.wide == range_chart(ROUTINE.title, bars)
    assert chart.narrow == range_chart(ROUTINE.title, bars, NARROW)
    assert len(chart.words) == len(bars)
    for words, bar in zip(chart.words, bars, strict=True):
        assert words.startswith(f"{bar.title}, {bar.side}: {bar.reached:.0f}° ±")
        assert "norm" in words
        assert bar.source in words


def test_nothing_lies_outside_either_picture(done: list[Assessment]) -> None:
    chart = chart_of(ROUTINE, done)
    assert chart is not None
    for svg in (chart.wide, chart.narrow):
        drawn = ElementTree.fromstring(svg)
        _, _, width, height = map(float, drawn.attrib["viewBox"].split())
        for element in drawn.iter():
            across = [
                float(element.attrib[name]) for name in ("x", "x1", "x2", "cx") if name in element.attrib
            ]
            down = [float(element.attrib[name]) for name in ("y", "y1", "y2", "cy") if name in element.attrib]
            assert all(0 <= x <= width for x in across)
            assert all(0 <= y <= height for y in down)


def test_a_routine_that_measures_nothing_has_no_chart(done: list[Assessment]) -> None:
    assert chart_of(load_routine("hip_mobility"), done) is None
