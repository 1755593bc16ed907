"""What a result can become: files by their suffix, tables, a plot, a notebook's cell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import matplotlib
import numpy as np
import pyarrow.parquet as pq
import pytest

import posecheck
from posecheck.angles import ANGLE_IDS
from posecheck.errors import PosecheckError
from posecheck.report.angle_csv import column_names
from posecheck.report.result import Result
from posecheck.report.writers import WRITERS, writer_of
from tests.kinematic_body import pose, to_landmarks

matplotlib.use("Agg")

FPS = 10.0
LIFT = 95.0 * np.clip(2.0 - np.abs(np.arange(60) - 30) / 10.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def result() -> Result:
    """One lift of the right thigh to 95 degrees, held for two seconds, seen from the side."""
    body = pose(heading=90.0, hip_flexion_right=LIFT, knee_flexion_right=LIFT)
    return posecheck.check(to_landmarks(body, fps=FPS), "hip_flexion", side="right")


def test_one_line_tells_what_it_is(result: Result) -> None:
    assert repr(result).startswith("<Result of kinematic body: Standing hip flexion, score")
    assert repr(result).endswith(", 1 repetition>")


def test_the_stages_one_by_one_give_what_check_gives(result: Result) -> None:
    body = pose(heading=90.0, hip_flexion_right=LIFT, knee_flexion_right=LIFT)
    angles = posecheck.measure(to_landmarks(body, fps=FPS))
    found = posecheck.score(angles, "hip_flexion", side="right")
    assert found.assessment == result.assessment
    assert np.array_equal(
        angles["hip_flexion_right"], result.angles.column("hip_flexion_right"), equal_nan=True
    )
    assert angles.landmarks is found.landmarks


def test_angles_without_their_landmarks_cannot_be_scored(result: Result) -> None:
    with pytest.raises(PosecheckError, match="make them with measure"):
        posecheck.score(result.angles.mirrored(), "hip_flexion")


def test_the_suffix_says_the_format(result: Result, tmp_path: Path) -> None:
    for suffix in (".json", ".csv", ".parquet"):
        result.save(tmp_path / f"out{suffix.upper() if suffix == '.csv' else suffix}")
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert document["score"] == result.assessment.score
    rows = (tmp_path / "out.CSV").read_text(encoding="utf-8").splitlines()
    assert rows[0].split(",") == column_names()
    assert len(rows) == 1 + len(LIFT)
    assert pq.read_table(tmp_path / "out.parquet").equals(result.to_arrow())


def test_what_cannot_be_written_is_said(result: Result, tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match=r"end the name in \.json, \.csv, \.parquet, \.mp4"):
        result.save(tmp_path / "out.xlsx")
    with pytest.raises(PosecheckError, match="holds landmarks and no pictures"):
        result.save(tmp_path / "out.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_new_format_touches_its_module_and_the_table() -> None:
    package = Path(posecheck.__file__).parent
    # The command `check` has an option of its own for each of its three; what came later needs none.
    for target in {target for suffix, target in WRITERS.items() if suffix not in (".json", ".csv", ".mp4")}:
        module, _, function = target.partition(":")
        name = re.compile(rf"\b{function}\b")
        files = [path for path in package.rglob("*.py") if name.search(path.read_text(encoding="utf-8"))]
        assert {path.name for path in files} == {f"{module.rpartition('.')[2]}.py", "writers.py"}
    assert all(callable(writer_of(Path(f"out{suffix}"))) for suffix in WRITERS)


def test_tables_hold_the_same_numbers(result: Result) -> None:
    table, frame, dataset = result.to_arrow(), result.to_pandas(), result.to_xarray()
    assert table.column_names == list(frame.columns) == column_names()
    values = result.angles["hip_flexion_right"]
    assert np.array_equal(frame["hip_flexion_right_deg"], values, equal_nan=True)
    assert np.array_equal(dataset["value"].sel(angle="hip_flexion_right"), values, equal_nan=True)
    assert table["hip_flexion_right_deg"].null_count == int(np.isnan(values).sum())
    assert np.array_equal(
        dataset["world_m"].sel(landmark="left_knee"), result.landmarks.world_m[:, 25], equal_nan=True
    )
    assert set(frame["phase"]) > {""}
    assert table.schema.field("hip_flexion_right_sigma_deg").metadata[b"unit"] == b"deg"
    assert dataset.sizes["angle"] == len(ANGLE_IDS)


def test_the_plot_tells_an_angle_as_the_table_does() -> None:
    back = -15.0 * np.clip(2.0 - np.abs(np.arange(60) - 30) / 10.0, 0.0, 1.0)
    body = to_landmarks(pose(heading=90.0, hip_flexion_right=back), fps=FPS)
    result = posecheck.check(body, "hip_extension", side="right")
    told = next(t for t in result.assessment.targets if t.title == "right hip extension")
    ax = result.plot("hip_flexion_right")
    assert (
        ax.get_ylabel() == "right hip extension (°)\npositive: thigh backward, behind the line of the trunk"
    )
    np.testing.assert_allclose(np.asarray(ax.lines[0].get_ydata()), -result.angles["hip_flexion_right"])
    bands = [area.get_paths()[0].get_extents() for area in ax.collections]
    assert (told.low, told.high) in [(box.y0, box.y1) for box in bands]


def test_the_plot_shows_course_uncertainty_and_target(result: Result) -> None:
    ax = result.plot("hip_flexion_right")
    [course] = [line for line in ax.lines if line.get_label() == "right hip flexion"]
    assert np.nanmax(course.get_ydata()) == pytest.approx(95.0, abs=6.0)
    assert ax.get_legend_handles_labels()[1] == ["right hip flexion", "1 sigma", "target"]
    wanted = next(
        t for t in result.assessment.targets if t.angle == "hip_flexion_right" and (t.low or 0) > 50
    )
    bands = [area.get_paths()[0].get_extents() for area in ax.collections]
    [held] = [box for box in bands if box.y0 == wanted.low]
    assert held.y1 == wanted.high
    assert (held.x0, held.x1) == (pytest.approx(2.0, abs=0.6), pytest.approx(4.0, abs=0.6))
    with pytest.raises(PosecheckError, match="did you mean hip_flexion_right"):
        result.plot("hip_flexion_rigth")


def test_the_notebook_shows_score_table_and_cue(result: Result) -> None:
    page = result._repr_html_()
    assert f"Score {result.assessment.score:.0f} ±" in page
    judged = [target for target in result.assessment.targets if target.judged]
    assert page.count("<tr>") == 1 + len(judged)
    assert all(target.range_text in page for target in judged)
