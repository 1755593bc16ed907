"""The page of `check` and the cell of a notebook: in plain words, and nothing but what was seen."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

import posecheck
from posecheck.arrays import Floats
from posecheck.report.result import Result
from posecheck.report.terminal_page import page
from posecheck.scoring.results import RepResult
from posecheck.stretches.load import load_stretch
from tests.kinematic_body import pose, to_landmarks

FPS = 10.0
LIFT = 95.0 * np.clip(2.0 - np.abs(np.arange(60) - 30) / 10.0, 0.0, 1.0)


def lifted(heading: float = 90.0, lift: Floats = LIFT) -> Result:
    """Return lifts of the right thigh."""
    body = pose(heading=heading, hip_flexion_right=lift, knee_flexion_right=lift)
    return posecheck.check(to_landmarks(body, fps=FPS), "hip_flexion", side="right")


def printed(result: Result, width: int = 160) -> str:
    console = Console(width=width, record=True, file=StringIO())
    console.print(page(result))
    return console.export_text()


def with_reps(result: Result, *reached: float, cycles: float | None = None) -> Result:
    """Return the result with repetitions that reached so far, each known to four degrees."""
    reps = tuple(
        RepResult(n, 0.0, 9.0, True, True, None, far, 4.0, 100.0, 0.9, "right", cycles)
        for n, far in enumerate(reached, start=1)
    )
    return replace(result, assessment=replace(result.assessment, reps=reps))


@pytest.mark.parametrize(
    ("stretch", "cycles", "words"),
    [
        ("roll_up_down", 3.37822, " 3.4 times"),
        ("roll_up_down", 4.0, " 4 times"),
        ("free_pelvis_march", 112.0, " 112 steps"),
    ],
)
def test_rolling_is_counted_no_finer_than_it_is_known(stretch: str, cycles: float, words: str) -> None:
    result = with_reps(lifted(), 90.0, cycles=cycles)
    rolled = replace(result, assessment=replace(result.assessment, stretch=load_stretch(stretch), targets=()))
    assert words in printed(rolled)


@pytest.mark.parametrize(
    ("heading", "words"),
    [(0.0, "from the front"), (180.0, "from behind"), (90.0, "from the side"), (45.0, "at a slant")],
)
def test_the_page_says_once_and_in_english_from_where_it_is_filmed(heading: float, words: str) -> None:
    result = lifted(heading)
    found = result.assessment
    unseen = replace(found, targets=tuple(replace(target, judged=False) for target in found.targets))
    said = printed(replace(result, assessment=unseen))
    assert f"Seen {words}: " in said
    assert not found.wrong_view or f"Filmed {words};" in said


def test_what_was_not_done_is_not_what_the_camera_cannot_judge() -> None:
    result = lifted(lift=np.zeros(60))
    assert result.assessment.reps == ()
    assert any(not target.judged for target in result.assessment.targets)
    said = printed(result)
    assert "No repetition of standing hip flexion" in said
    assert "Seen from" not in said
    assert "time in this phase" not in said


def test_an_uncertainty_is_never_told_as_none() -> None:
    result = lifted()
    exact = replace(result, assessment=replace(result.assessment, score=100.0, score_sigma=0.2))
    assert "Score 100 ±1 of 100" in printed(exact)
    assert "Score 100 ±1 of 100" in exact._repr_html_()


@pytest.mark.parametrize(
    ("reached", "told"), [((90.0, 90.3, 90.1), False), ((90.0, 94.0), False), ((90.0, 103.0), True)]
)
def test_repetitions_are_compared_where_they_differ_beyond_the_noise(
    reached: tuple[float, ...], told: bool
) -> None:
    assert ("at end range: most " in printed(with_reps(lifted(), *reached))) == told


def test_a_notebook_says_the_uncertainty_and_what_the_signs_mean() -> None:
    result = lifted()
    cell, said = result._repr_html_(), printed(result, width=400)
    found = result.assessment
    assert found.score is not None
    assert found.score_sigma is not None
    assert f"Score {found.score:.0f} ±{max(found.score_sigma, 1):.0f} of 100" in cell
    [legend] = [line.strip() for line in said.splitlines() if line.startswith("Positive is: ")]
    assert legend in cell


def test_no_word_is_cut_where_the_terminal_is_narrow() -> None:
    result = lifted()
    for width in (40, 60, 80, 120):
        said = printed(with_reps(result, 80.0, 103.0), width)
        assert "…" not in said
        for target in result.assessment.targets:
            if target.judged:
                assert target.measured_text in " ".join(said.split()) or width > 40
    assert "reached 103° ±4°" in " ".join(printed(with_reps(result, 80.0, 103.0), 40).split())
