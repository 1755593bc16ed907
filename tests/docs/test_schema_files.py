"""The schemas in `docs/schemas` are up to date, and say of real files what the program itself says."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import url2pathname

import jsonschema
import numpy as np
import pytest

import posecheck
from docs.schema_files import main, schemas
from posecheck.batch.progress import JsonLines, Tally
from posecheck.batch.tables.columns import ANGLES, REPS, RESULTS
from posecheck.errors import PosecheckError
from posecheck.live.coaching.feedback import SetResult
from posecheck.live.history import History
from posecheck.report.angle_csv import column_names
from posecheck.stretches.new_file import start_stretch
from posecheck.stretches.schema import read_stretch
from tests.kinematic_body import pose, to_landmarks

ROOT = Path(__file__).parents[2]
STRETCHES = sorted((ROOT / "posecheck" / "stretches" / "library").glob("*.toml"))
ROUTINES = sorted((ROOT / "posecheck" / "stretches" / "routines").glob("*.toml"))


def mistakes(name: str, content: Any) -> list[str]:
    schema = schemas()[f"{name}.schema.json"]
    jsonschema.Draft202012Validator.check_schema(schema)
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(content)]


def test_they_are_up_to_date(tmp_path: Path) -> None:
    main(tmp_path)
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "schemas").iterdir()}
    assert kept == made, "run: python -m docs.schema_files"


@pytest.mark.parametrize("path", [*STRETCHES, *ROUTINES], ids=lambda path: path.stem)
def test_every_file_of_the_library_fits_and_names_its_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    kind = "stretch" if path in STRETCHES else "routine"
    named = text.splitlines()[0].removeprefix("#:schema ")
    assert (path.parent / named).resolve() == ROOT / "docs" / "schemas" / f"{kind}.schema.json"
    assert mistakes(kind, tomllib.loads(text)) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("title =", "titel ="),
        ("[dose]", "[doses]"),
        ('angle = "hip_flexion"', 'angle = "hip_flexionn"'),
        ('evidence = "', 'evidence = "un'),
    ],
)
def test_what_the_program_refuses_the_schema_refuses(was: str, becomes: str, tmp_path: Path) -> None:
    text = (STRETCHES[0].parent / "childs_pose.toml").read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(PosecheckError):
        read_stretch(path)
    assert mistakes("stretch", tomllib.loads(path.read_text(encoding="utf-8")))


def test_a_new_stretch_names_its_schema(tmp_path: Path) -> None:
    path = start_stretch("my_squat", tmp_path)
    first = path.read_text(encoding="utf-8").splitlines()[0]
    schema = Path(url2pathname(urlparse(first.removeprefix("#:schema ")).path))
    assert json.loads(schema.read_text(encoding="utf-8")) == schemas()["stretch.schema.json"]
    assert mistakes("stretch", tomllib.loads(path.read_text(encoding="utf-8"))) == []


def test_fields_are_described_as_in_the_code() -> None:
    target = schemas()["stretch.schema.json"]["$defs"]["Target"]["properties"]
    assert target["soft"]["description"] == "How far outside, in the same unit, leaves 61 % of the points."
    assert target["absolute"]["description"] == "Take the size and forget the sign."


@pytest.fixture(scope="module")
def result() -> posecheck.Result:
    lift = 95.0 * np.clip(2.0 - np.abs(np.arange(60) - 30) / 10.0, 0.0, 1.0)
    body = pose(heading=90.0, hip_flexion_right=lift, knee_flexion_right=lift)
    return posecheck.check(to_landmarks(body, fps=10.0), "hip_flexion", side="right")


def test_a_result_fits(result: posecheck.Result, tmp_path: Path) -> None:
    result.save(tmp_path / "result.json")
    document = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert mistakes("result", document) == []
    assert mistakes("result", {**document, "score": "good"})
    del document["reps"]
    assert mistakes("result", document)


def test_landmarks_fit(result: posecheck.Result, tmp_path: Path) -> None:
    result.landmarks.save(tmp_path / "landmarks.npz")
    with np.load(tmp_path / "landmarks.npz") as stored:
        assert mistakes("landmarks", json.loads(str(stored["header"]))) == []


def test_angles_over_time_fit(result: posecheck.Result) -> None:
    rows = result.to_arrow().to_pylist()
    assert all(mistakes("angles_over_time", row) == [] for row in (rows[0], rows[30], rows[-1]))
    assert list(schemas()["angles_over_time.schema.json"]["properties"]) == column_names()


def test_tables_of_a_batch_have_their_columns() -> None:
    for name, columns in (("batch_results", RESULTS), ("batch_reps", REPS), ("batch_angles", ANGLES)):
        properties = schemas()[f"{name}.schema.json"]["properties"]
        assert list(properties) == [column.name for column in columns]
        assert all(column.meaning in properties[column.name]["description"] for column in columns)


def test_lines_of_a_batch_fit() -> None:
    said: list[str] = []
    reporter = JsonLines(said.append)
    tally = Tally(8, clips=2, frames=500)
    reporter._tell_state("progress", tally)
    row = {"stretch": "childs_pose", "side": None, "score": 93.5, "cue": "Good form"}
    reporter._tell_clip({"clip": "a.mp4", "rows": [row, None], "failures": [("is empty", "record it again")]})
    assert [mistakes("batch_lines", json.loads(line)) for line in said] == [[], []]
    assert mistakes("batch_lines", {"clip": 1})


def test_the_history_fits(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    required = {name: _any(field) for name, field in SetResult.model_json_schema()["properties"].items()}
    history.add(SetResult.model_validate(required), datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    line = json.loads((tmp_path / "history.jsonl").read_text(encoding="utf-8"))
    assert mistakes("history", line) == []
    assert mistakes("history", {**line, "format": "posecheck.history/0"})


def _any(field: dict[str, Any]) -> Any:
    """Return some value that a field takes."""
    if "enum" in field or "const" in field:
        return field.get("const", (field.get("enum") or [None])[0])
    if "anyOf" in field:
        return _any(field["anyOf"][-1])
    return {"string": "x", "number": 1.5, "integer": 2, "boolean": True, "array": [], "null": None}[
        field["type"]
    ]


def test_the_csv_has_the_columns_of_its_schema(result: posecheck.Result, tmp_path: Path) -> None:
    result.save(tmp_path / "angles.csv")
    text = (tmp_path / "angles.csv").read_text(encoding="utf-8")
    head = next(
        csv.reader(io.StringIO("".join(line + "\n" for line in text.splitlines() if line[:1] != "#")))
    )
    assert head == schemas()["angles_over_time.schema.json"]["required"]
