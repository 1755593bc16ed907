"""A routine on the terminal and its chart: what was done, what comes next, and the ranges beside the norms."""

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console
from typer.testing import CliRunner

from posecheck.cli import app
from posecheck.errors import PosecheckError
from posecheck.report.range_chart import compared, range_chart
from posecheck.report.routine_page import routine_page
from posecheck.scoring.assessment import assess
from posecheck.scoring.routine_progress import Felt, RangeResult, routine_progress
from posecheck.stretches.load import load_stretch
from posecheck.stretches.routine import load_routine, routine_ids
from tests.performances import perform


def bar(reached: float, title: str = "Hip abduction") -> RangeResult:
    return RangeResult("hip_abduction", title, "left", "deg", reached, 4.0, 25, 45, "Wilson 2014")


@pytest.fixture
def clips(tmp_path: Path) -> list[str]:
    """Save the landmarks of two of the six movements."""
    paths = []
    for stretch in ("hip_flexion", "hip_extension"):
        path = tmp_path / f"{stretch}.npz"
        perform(stretch, fps=15, reps=2).landmarks.save(path)
        paths.append(f"{stretch}={path}")
    return paths


def read(*arguments: str) -> str:
    ran = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["routine", *arguments])
    if ran.exception is not None:
        raise ran.exception
    return " ".join(ran.stdout.split())


def test_every_routine_is_listed_and_shown() -> None:
    listed = read()
    for known in routine_ids():
        assert known in listed
        assert load_routine(known).title in read(known)


def test_clips_of_an_assessment_give_what_was_done_what_is_next_and_a_chart(
    clips: list[str], tmp_path: Path
) -> None:
    chart = tmp_path / "hips.svg"
    said = read("hip_range_of_motion", *clips, "--chart", str(chart))
    assert said.count("right 2 of 8") == 2
    assert said.count("2 held long enough") == 2
    assert "Next Standing hip flexion" in said
    assert said.count("within the norm") == 1
    assert said.count("which the camera cannot tell from within it") == 1
    drawn = ElementTree.fromstring(chart.read_text(encoding="utf-8"))
    assert sum(element.tag.endswith("circle") for element in drawn.iter()) == 1 + 2


def test_extension_is_shown_upward() -> None:
    found = assess(perform("hip_extension", fps=15, reps=2).angles, load_stretch("hip_extension"))
    [shown] = routine_progress(load_routine("hip_range_of_motion"), [found]).chart
    assert shown.reached > 0
    assert (shown.low, shown.high) == (8, 20)


def test_a_chart_of_a_routine_that_measures_nothing_is_refused(clips: list[str], tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match="assesses"):
        read("hip_mobility", *clips, "--chart", str(tmp_path / "hips.svg"))


@pytest.mark.parametrize(
    ("reached", "words"),
    [
        (30.0, "within the norm"),
        (23.0, "2° short of the norm, which the camera cannot tell from within it"),
        (24.8, "just short of the norm, which the camera cannot tell from within it"),
        (10.0, "15° short of the norm"),
        (60.0, "15° beyond the norm"),
    ],
)
def test_a_range_is_compared_in_words(reached: float, words: str) -> None:
    assert compared(bar(reached)) == words


def test_what_a_title_says_cannot_break_the_picture() -> None:
    drawn = ElementTree.fromstring(range_chart("Hips & <more>", [bar(30.0, title='"<b>" & hip')]))
    assert drawn.tag.endswith("svg")


def test_a_closed_step_says_why() -> None:
    routine = load_routine("low_back_decompression")
    console = Console(width=120, record=True, file=StringIO())
    console.print(routine_page(routine, routine_progress(routine, [], Felt(acute=True))))
    assert "Not while pain is acute" in console.export_text()
