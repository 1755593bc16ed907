"""A note about a clip reaches everything that a person may look at."""

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from posecheck.api import Result, check
from posecheck.batch import Entry, Settings, find_clips, run
from posecheck.report.angle_csv import column_names, write_csv
from posecheck.report.result_json import write_json
from posecheck.report.terminal_page import page
from tests.performances import perform

NOTE = "The clip is damaged from 1.0 to 1.5 s; what is before and after was used."


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("noted") / "clip.npz"
    perform("childs_pose").landmarks.noted(NOTE).save(path)
    return path


@pytest.fixture(scope="module")
def result(noted: Path) -> Result:
    return check(noted, "childs_pose")


def test_it_stands_on_the_page(result: Result) -> None:
    console = Console(width=100, record=True, file=StringIO())
    console.print(page(result))
    assert NOTE in console.export_text()


def test_it_stands_in_the_files(result: Result, tmp_path: Path) -> None:
    write_json(result, tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text())["notes"] == [NOTE]
    write_csv(result, tmp_path / "a.csv")
    first, *rest = (tmp_path / "a.csv").read_text().splitlines()
    assert first == f"# {NOTE}"
    assert next(csv.reader(rest)) == column_names()


def test_a_clip_without_notes_has_none(result: Result, tmp_path: Path) -> None:
    silent = replace(result, landmarks=replace(result.landmarks, notes=()))
    write_csv(silent, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().startswith("time_s,")


def test_it_stands_in_the_row_of_a_batch_and_on_its_page(noted: Path, tmp_path: Path) -> None:
    clips, problems = find_clips([noted], Entry("childs_pose"))
    run(clips, Settings(tmp_path / "out", workers=1), problems=problems)
    assert pq.read_table(tmp_path / "out" / "results.parquet")["notes"].to_pylist() == [[NOTE]]
    assert NOTE in (tmp_path / "out" / "summary.html").read_text()
