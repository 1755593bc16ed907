"""Whole batches of landmarks through the command, as a user starts it."""

import csv
import json
import shutil
import time
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import posecheck
from posecheck.batch.clips import Clip, Entry
from posecheck.batch.inputs import find_clips
from posecheck.batch.progress import Tally
from posecheck.batch.runner import run
from posecheck.batch.settings import Settings, keys_of
from posecheck.batch.tables.columns import ANGLES, REPS, RESULTS
from posecheck.errors import PosecheckError
from posecheck.readers.reading import Reading
from posecheck.stretches.load import FOLDER, Library
from tests.batch.batches import ROOT, STRETCH, batch, rows, write_bodies
from tests.readers import files

COUNT = 6


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    write_bodies(folder, COUNT)
    (folder / "broken.mp4").write_text("not a video")
    return folder


@pytest.fixture(scope="module")
def out(bodies: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "deep" / "results"
    done = batch(bodies, "--out", out, "--stretch", STRETCH, "--workers", 2)
    assert done.returncode == 1, done.stderr
    assert STRETCH in done.stdout
    assert "broken.mp4: is not a video" in done.stderr
    return out


def test_the_tables_hold_every_clip(out: Path, bodies: Path) -> None:
    found = rows(out)
    assert [Path(row["clip"]).name for row in found] == [f"body {number:03}.npz" for number in range(COUNT)]
    assert {row["stretch"] for row in found} == {STRETCH}
    assert {row["side"] for row in found} == {"right"}
    assert all(row["reps_complete"] + row["reps_partial"] == 2 for row in found)
    assert found[0]["hip_abduction_right_high_deg"] == pytest.approx(20, abs=3)
    reps = rows(out, "reps.parquet")
    assert len(reps) == 2 * COUNT
    assert all((out / "angles" / f"{row['id']}.parquet").exists() for row in found)
    with (out / "failures.csv").open(newline="") as stream:
        [failure] = csv.DictReader(stream)
    assert failure["reason"] == "is not a video that can be read"
    assert failure["hint"].startswith("give an mp4")


def test_nothing_unfinished_is_left(out: Path) -> None:
    assert list(out.rglob(".*")) == []
    assert {path.name for path in (out / "work").rglob("*") if path.is_file()} == {"journal", "lock"}


def test_one_worker_gives_the_same(out: Path, bodies: Path, tmp_path: Path) -> None:
    batch(bodies, "--out", tmp_path, "--stretch", STRETCH, "--workers", 1)
    assert rows(tmp_path) == rows(out)
    assert rows(tmp_path, "reps.parquet") == rows(out, "reps.parquet")
    for path in (out / "angles").iterdir():
        assert path.read_bytes() == (tmp_path / "angles" / path.name).read_bytes()


def test_the_same_command_does_nothing_twice(out: Path, bodies: Path) -> None:
    before = (out / "work" / "journal").read_bytes()
    done = batch(bodies, "--out", out, "--stretch", STRETCH)
    assert done.returncode == 1
    assert (out / "work" / "journal").read_bytes() == before
    again = batch(bodies, "--out", out, "--stretch", STRETCH, "--retry-failed")
    assert again.returncode == 1
    assert (out / "work" / "journal").read_bytes().startswith(before)
    assert (out / "work" / "journal").read_bytes().count(b"\n") == before.count(b"\n") + 1


def test_a_changed_clip_is_done_again(out: Path, bodies: Path, tmp_path: Path) -> None:
    clips = shutil.copytree(bodies, tmp_path / "clips", ignore=shutil.ignore_patterns("*.mp4"))
    batch(clips, "--out", tmp_path / "out", "--stretch", STRETCH)
    before = rows(tmp_path / "out")
    shutil.copy(clips / "body 003.npz", clips / "body 000.npz")
    assert batch(clips, "--out", tmp_path / "out", "--stretch", STRETCH).returncode == 0
    after = rows(tmp_path / "out")
    assert after[1:] == before[1:]
    name = "hip_abduction_right_high_deg"
    assert after[0][name] == before[3][name] != before[0][name]


def test_a_manifest_is_carried_through(bodies: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "study.csv"
    manifest.write_text(
        "path,stretch,side,person,session,arm\n"
        f"{bodies}/body 000.npz,{STRETCH},both,Anna,1,control\n"
        f"{bodies}/body 001.npz,hip_flexion,,Ben,2,\n"
    )
    assert batch(manifest, "--out", tmp_path / "out").returncode == 0
    found = [(row["person"], row["stretch"], row["side"], row["arm"]) for row in rows(tmp_path / "out")]
    assert found == [
        ("Anna", STRETCH, "left", "control"),
        ("Anna", STRETCH, "right", "control"),
        ("Ben", "hip_flexion", found[2][2], ""),
    ]


def test_stretches_of_the_users_own_and_what_changes_in_them(bodies: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = (FOLDER / f"{STRETCH}.toml").read_text("utf-8")
    (own / "mine.toml").write_text(text, "utf-8")
    run = (bodies / "body 000.npz", "--out", tmp_path / "out", "--stretch", "mine", "--library", own)
    assert batch(*run).returncode == 0
    [first] = rows(tmp_path / "out")
    assert first["stretch"] == "mine"
    assert not batch(*run, "--dry-run").stdout
    (own / "mine.toml").write_text(text.replace("low = 25\nhigh = 45", "low = 60\nhigh = 80"), "utf-8")
    assert batch(*run, "--dry-run").stdout.strip() == str(bodies / "body 000.npz")
    assert batch(*run).returncode == 0
    assert rows(tmp_path / "out")[0]["score"] < first["score"]


def test_what_auto_chooses_from_is_part_of_the_key(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text((FOLDER / f"{STRETCH}.toml").read_text("utf-8"), "utf-8")
    clips = [Clip(tmp_path / "a.npz", (Entry(),))]
    keys = [keys_of(clips, Settings(tmp_path, model="lite", library=Library(of))) for of in (None, tmp_path)]
    assert keys[0] != keys[1]


def test_the_tables_open_in_pandas_polars_and_duckdb(out: Path) -> None:
    path = str(out / "results.parquet")
    expected = [row["score"] for row in rows(out)]
    assert pd.read_parquet(path)["score"].tolist() == expected
    assert pl.read_parquet(path)["score"].to_list() == expected
    database = duckdb.connect()
    assert [row[0] for row in database.execute(f"select score from '{path}'").fetchall()] == expected
    lost = database.execute(
        f"select clip, sum(target.points_lost) from (select clip, unnest(targets) as target from '{path}') "
        "group by clip order by clip"
    ).fetchall()
    assert [100 - points for _, points in lost] == pytest.approx(expected)
    assert len(pl.read_parquet(out / "angles" / "*.parquet", include_file_paths="file")) == COUNT * 180


def test_every_column_says_what_it_is(out: Path) -> None:
    for path, columns in (
        (out / "results.parquet", RESULTS),
        (out / "reps.parquet", REPS),
        (next((out / "angles").iterdir()), ANGLES),
    ):
        schema = pq.read_schema(path)
        assert schema.names == [column.name for column in columns]
        for column in columns:
            metadata = schema.field(column.name).metadata
            assert metadata[b"meaning"].decode() == column.meaning
            assert metadata[b"unit"].decode() == column.unit
            assert not column.unit or column.name.endswith(column.unit) or column.unit == "1/s"


def test_the_page_needs_nothing_else_and_tells_all(out: Path) -> None:
    page = (out / "summary.html").read_text()
    assert "Finished. 7 of 7 clips done, 1 failed." in page
    assert "is not a video that can be read" in page
    assert "http" not in page.replace("http-equiv", "")


def test_rescoring_needs_neither_clip_nor_model(tmp_path: Path) -> None:
    clips = tmp_path / "clips"
    (clips).mkdir()
    shutil.copy(ROOT / "sample_videos" / "hip_abduction_good.mp4", clips / "a.mp4")
    run = (clips, "--out", tmp_path / "out", "--model", "lite", "--fps", 5)
    assert batch(*run, "--stretch", STRETCH).returncode == 0
    [scored] = rows(tmp_path / "out")
    (clips / "a.mp4").write_bytes(b"")
    assert batch(*run, "--stretch", STRETCH, "--rescore").returncode == 0
    assert rows(tmp_path / "out") == [scored]
    assert batch(*run, "--stretch", "hip_flexion", "--rescore").returncode == 0
    [other] = rows(tmp_path / "out")
    assert other["stretch"] == "hip_flexion"
    (clips / "b.mp4").touch()
    assert batch(*run, "--stretch", STRETCH, "--rescore").returncode == 1
    assert "b.mp4,has no landmarks" in (tmp_path / "out" / "failures.csv").read_text()


def test_json_lines_are_all_that_a_machine_reads(bodies: Path, tmp_path: Path) -> None:
    done = batch(bodies, "--out", tmp_path, "--stretch", STRETCH, "--json-lines")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.stderr == ""
    clips = [event for event in events if event["event"] == "clip"]
    assert len(clips) == COUNT + 1
    assert sum(bool(clip["failures"]) for clip in clips) == 1
    assert events[-1]["event"] == "end"
    assert (events[-1]["clips"], events[-1]["clips_total"], events[-1]["failed"]) == (7, 7, 1)


def test_quiet_says_nothing_and_dry_run_does_nothing(bodies: Path, tmp_path: Path) -> None:
    done = batch(bodies, "--out", tmp_path / "out", "--stretch", STRETCH, "--dry-run")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == COUNT + 1
    assert not (tmp_path / "out").exists()
    done = batch(bodies / "body 000.npz", "--out", tmp_path / "out", "--stretch", STRETCH, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_fail_fast_stops_at_the_first_failure(tmp_path: Path) -> None:
    paths = write_bodies(tmp_path / "clips", 8)
    (tmp_path / "clips" / "a first.mp4").write_text("not a video")
    done = batch(tmp_path / "clips", "--out", tmp_path / "out", "--fail-fast", "--workers", 1)
    assert done.returncode == 2
    assert "a first.mp4: is not a video" in done.stderr
    assert len(rows(tmp_path / "out")) < len(paths)
    assert "Stopped" in (tmp_path / "out" / "summary.html").read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--stretch", "childs_pse"), "childs_pose"),
        (("--side", "lft"), "left"),
        (("--fps", "0"), "above 0"),
        (("--model", "huge"), "lite, full, heavy"),
        (("--scheduler", "tcp://127.0.0.1:9"), "dask scheduler"),
        (("--out", "README.md"), "choose another folder"),
    ],
)
def test_mistakes_are_one_sentence(bodies: Path, tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    begin = time.monotonic()
    done = batch(bodies, "--out", tmp_path / "out", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert time.monotonic() - begin < 60


def test_points_of_other_programs_are_scored_as_check_scores_them(tmp_path: Path) -> None:
    files.write_coco(tmp_path / "points.json", [files.picture()])
    files.write_openpose(tmp_path / "openpose", [files.picture()])
    (tmp_path / "broken.json").write_text("{}")
    inputs = [tmp_path / name for name in ("points.json", "openpose", "broken.json")]
    clips, _ = find_clips(inputs, Entry("hip_flexion"))
    said = Reading(fps=files.FPS, size=files.SIZE)
    summary = run(clips, Settings(tmp_path / "out", workers=1, reading=said))
    assert summary.failed == 1
    scored = {Path(row["clip"]).name: row["score"] for row in rows(tmp_path / "out")}
    for name in ("points.json", "openpose"):
        result = posecheck.check(tmp_path / name, "hip_flexion", reading=said)
        assert scored[name] == pytest.approx(result.assessment.score)
    failures = (tmp_path / "out" / "failures.csv").read_text()
    assert "broken.json" in failures
    assert "COCO" in failures


def test_saved_landmarks_are_sampled_as_check_samples_them(bodies: Path, tmp_path: Path) -> None:
    clips, _ = find_clips(sorted(bodies.glob("*.npz"))[:1], Entry(STRETCH))
    run(clips, Settings(tmp_path / "out", workers=1, fps=4.0))
    [row] = rows(tmp_path / "out")
    result = posecheck.check(clips[0].path, STRETCH, sampling=posecheck.Sampling(fps=4.0))
    assert row["score"] == pytest.approx(result.assessment.score)
    assert row["frames"] == len(result.angles)


def test_what_is_said_of_points_is_refused_where_there_are_none(bodies: Path, tmp_path: Path) -> None:
    clips, _ = find_clips(bodies, Entry(STRETCH))
    with pytest.raises(PosecheckError, match="holds points of another program; leave out --rate"):
        run(clips, Settings(tmp_path / "out", reading=Reading(fps=30)))


def test_no_frames_are_told_of_landmarks() -> None:
    assert Tally(8, clips=2).text() == "2 of 8 clips, 0 failed"
