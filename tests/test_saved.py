"""Results that were saved, and `posecheck export`: what every format is written from, and what cannot be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import posecheck
from posecheck.cli import app
from posecheck.errors import PosecheckError
from posecheck.files import EXPORTED
from posecheck.report.result import Measured, Result
from posecheck.report.writers import WRITERS
from posecheck.saved import measured_again
from tests.batch.batches import abductions

STRETCH = "hip_abduction"


def run(*arguments: object) -> str:
    """Run a command in this process and return what it prints."""
    done = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a result with its landmarks beside it."""
    path = tmp_path_factory.mktemp("made") / "body.json"
    abductions(35, seconds=9.0).save(path.with_suffix(".npz"))
    run("check", path.with_suffix(".npz"), "--stretch", STRETCH, "--json", path)
    return path


def test_a_result_is_measured_again_as_it_was(made: Path) -> None:
    found, said = measured_again(made)
    assert isinstance(found, Result)
    assert said == ()
    assert found.assessment.score == json.loads(made.read_text())["score"]


def test_landmarks_alone_are_measured_and_scored_only_against_a_stretch(made: Path) -> None:
    found, _ = measured_again(made.with_suffix(".npz"))
    assert type(found) is Measured
    scored, _ = measured_again(made.with_suffix(".npz"), stretch=STRETCH)
    assert isinstance(scored, Result)
    assert np.array_equal(found.angles.value, scored.angles.value, equal_nan=True)


@pytest.mark.parametrize(
    "kind", [suffix[1:] for suffix in WRITERS if suffix not in (".json", ".mp4", ".rrd")]
)
def test_every_format_is_written_and_replaced(kind: str, made: Path, tmp_path: Path) -> None:
    to = tmp_path / "new" / f"out.{kind}"
    for _ in range(2):  # what was written is known to be posecheck's own
        assert f"Wrote {to}." in run("export", made, "--to", kind.upper(), "--out", to)
    assert [path.name for path in to.parent.iterdir()] == [to.name]
    if kind in ("mot", "trc", "c3d", "nc"):
        assert EXPORTED.encode() in to.read_bytes()
        mine = tmp_path / f"mine.{kind}"
        mine.write_bytes(to.read_bytes().replace(EXPORTED.encode(), b"somebody.export/1"))
        with pytest.raises(PosecheckError, match="is there already and is no result of posecheck"):
            run("export", made, "--to", kind, "--out", mine)


def test_tables_are_those_of_the_check(made: Path, tmp_path: Path) -> None:
    run("check", made.with_suffix(".npz"), "--stretch", STRETCH, "--csv", tmp_path / "checked.csv")
    run("export", made, "--to", "csv", "--out", tmp_path / "exported.csv")
    assert (tmp_path / "checked.csv").read_bytes() == (tmp_path / "exported.csv").read_bytes()
    run(
        "export",
        made.with_suffix(".npz"),
        "--to",
        "parquet",
        "--stretch",
        STRETCH,
        "--out",
        tmp_path / "a.parquet",
    )
    assert pq.read_table(tmp_path / "a.parquet").num_rows == len(abductions(35, seconds=9.0))


def test_beside_the_result_under_its_name(made: Path) -> None:
    run("export", made.with_suffix(".npz"), "--to", "trc")
    assert made.with_suffix(".trc").exists()


def test_what_a_motion_leaves_out_is_said(made: Path, tmp_path: Path) -> None:
    said = run("export", made, "--to", "mot", "--out", tmp_path / "a.mot")
    assert "Left out, since they are missing too often: hip_rotation_r, hip_rotation_l" in said


def test_mistakes_are_one_sentence_and_leave_nothing(made: Path, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "a")
    for arguments, said in (
        ((made, "--to", "xls"), r"There is no format 'xls'"),
        ((made, "--to", "json"), r"body\.json would be overwritten"),
        ((made, "--to", "mp4", *out), r"holds landmarks and no pictures"),
        ((made.with_suffix(".npz"), "--to", "csv", *out), r"score of a stretch; say which with --stretch"),
        ((made, "--to", "mot", "--out", made / "a.mot"), r"a\.mot cannot be written \(Not a directory\)"),
        ((made, "--to", "mot", "--side", "lft", *out), r"There is no side 'lft'"),
        ((tmp_path / "none.json", "--to", "mot", *out), r"none\.json does not exist"),
        ((tmp_path / "none.npz", "--to", "mot", *out), r"none\.npz does not exist"),
        ((Path(__file__), "--to", "mot", *out), r"is no result of posecheck"),
    ):
        with pytest.raises(PosecheckError, match=said):
            run("export", *arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"format": "posecheck.result/99"},
            r"by a newer version of posecheck \(posecheck.result/99\); install",
        ),
        ({"format": "posecheck.result/1"}, r"by an older version of posecheck .* check the clip again"),
        ({"format": "diary"}, r"is no result of posecheck"),
        ({"clip": None}, r"is damaged; check the clip again"),
        ({"clip": {"name": "b.mp4", "source": {"clip_sha256": "0"}}}, r"are of another clip"),
        ({"stretch": {"id": "juggling", "side": None}}, r"juggling"),
    ],
)
def test_a_result_of_another_version_or_clip(
    change: dict[str, object], said: str, made: Path, tmp_path: Path
) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps(json.loads(made.read_text()) | change))
    path.with_suffix(".npz").write_bytes(made.with_suffix(".npz").read_bytes())
    with pytest.raises(PosecheckError, match=said):
        measured_again(path)


def test_a_result_without_its_landmarks(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(made.read_bytes())
    with pytest.raises(PosecheckError, match=r"has no landmarks beside it: .*r\.npz is not there"):
        measured_again(path)
    # As `check body.npz --json r.json` leaves them.
    (tmp_path / "body.npz").write_bytes(made.with_suffix(".npz").read_bytes())
    document = json.loads(path.read_text())
    document["clip"]["name"] = "body.npz"
    path.write_text(json.dumps(document))
    assert isinstance(measured_again(path)[0], Result)


def test_a_result_that_is_not_the_same_today_is_said(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps(json.loads(made.read_text()) | {"score": 12.34, "posecheck_version": "0.0.1"}))
    path.with_suffix(".npz").write_bytes(made.with_suffix(".npz").read_bytes())
    [said] = measured_again(path)[1]
    assert "0.0.1 wrote: the score is" in said
    assert "and was 12.3" in said


def test_a_turn_that_was_asked_for_is_done_again(made: Path, tmp_path: Path) -> None:
    body, path = tmp_path / "body.npz", tmp_path / "r.json"
    posecheck.Landmarks.load(made.with_suffix(".npz")).save(body)
    run("check", body, "--stretch", STRETCH, "--turn", 5, "--json", path, "--landmarks", tmp_path / "r.npz")
    assert measured_again(path)[1] == ()


def test_a_full_disk_is_one_sentence_and_leaves_nothing(made: Path, tmp_path: Path) -> None:
    program = f"""
import resource
from pathlib import Path
from posecheck.errors import PosecheckError
from posecheck.report.writers import WRITERS, save
from posecheck.saved import measured_again
found, _ = measured_again(Path({str(made)!r}))
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
for suffix in set(WRITERS) - {{".mp4", ".rrd"}}:
    try:
        save(found, Path({str(tmp_path)!r}) / f"out{{suffix}}")
    except PosecheckError as error:
        print(suffix, error)
    else:
        print(suffix, "was written")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert set(said) == set(WRITERS) - {".mp4", ".rrd"}, done.stderr
    for suffix, sentence in said.items():
        assert f"out{suffix} cannot be written (" in sentence
        assert sentence.endswith("make room or choose another folder.")
    assert list(tmp_path.iterdir()) == []


def test_landmarks_of_a_newer_version(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.npz"
    with ZipFile(made.with_suffix(".npz")) as old, ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name,
                content.replace(
                    "posecheck.landmarks/1".encode("utf-32-le"), "posecheck.landmarks/9".encode("utf-32-le")
                ),
            )
    with pytest.raises(
        PosecheckError, match=r"by a newer version of posecheck \(posecheck.landmarks/9\); install"
    ):
        posecheck.Landmarks.load(path)
