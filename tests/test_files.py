"""Output files: written whole or not at all, under any name, and never over what somebody else wrote."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from posecheck.batch.clips import Clip, Entry
from posecheck.batch.settings import Settings
from posecheck.batch.store.folder import Folder
from posecheck.errors import PosecheckError
from posecheck.files import require_own, require_writable, write_atomically
from posecheck.pose.landmarks import Landmarks
from posecheck.report.angle_csv import column_names
from posecheck.video import VideoWriter


@pytest.mark.parametrize(
    "name",
    ["x" * 251 + ".mp4", "é" * 125 + ".json", "x." + "y" * 253, "." * 3 + "z" * 252, "日" * 85],
    ids=["ascii", "two bytes a letter", "long suffix", "dots", "three bytes a letter"],
)
def test_names_of_255_bytes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert len(os.fsencode(name)) > 250
    require_writable([path])
    with write_atomically(path) as temporary:
        temporary.write_text("done")
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_name_that_is_too_long_is_said_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match="give a shorter one"):
        require_writable([tmp_path / ("x" * 256)])


def test_folders_are_made_when_there_is_something_to_put_into_them(tmp_path: Path) -> None:
    path = tmp_path / "new" / "newer" / "result.json"
    require_writable([path])
    assert list(tmp_path.iterdir()) == []
    with write_atomically(path) as temporary:
        temporary.write_text("done")
    assert path.read_text() == "done"


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in ("file/result.json", "file/deeper/result.json"):
        with pytest.raises(PosecheckError, match="cannot be written"):
            require_writable([tmp_path / place])


def video(path: Path, comment: str = "") -> Path:
    with VideoWriter(path, comment=comment) as writer:
        writer.write(np.zeros((64, 64, 3), np.uint8), 0.0)
    return path


def arrays(path: Path, **named: object) -> Path:
    np.savez(path, **named)  # type: ignore[arg-type]
    return path


def text(path: Path, content: str) -> Path:
    path.write_text(content)
    return path


FOREIGN = {
    "a list": lambda folder: text(folder / "a.json", '{"format": "something", "made_by": "posecheck."}'),
    "a table": lambda folder: text(folder / "a.csv", "name,posecheck.score\nAnna,3\n"),
    "notes": lambda folder: text(folder / "a.csv", "# posecheck.\nthings to do\n"),
    "a drawing": lambda folder: text(folder / "a.svg", "<svg><!-- posecheck. --></svg>"),
    "arrays": lambda folder: arrays(folder / "a.npz", x=np.zeros(3)),
    "arrays with a header": lambda folder: arrays(folder / "a.npz", header=np.array("mine"), x=np.zeros(3)),
    "a recording": lambda folder: video(folder / "a.mp4"),
    "another's clip": lambda folder: video(folder / "a.mp4", "made with posecheck."),
    "a broken clip": lambda folder: text(folder / "a.mp4", "    ftypisom and then nothing"),
    "a broken archive": lambda folder: text(folder / "a.npz", "PK\3\4 and then nothing"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_somebody_else_wrote_is_never_replaced(tmp_path: Path, kind: str) -> None:
    path = FOREIGN[kind](tmp_path)
    with pytest.raises(PosecheckError, match="give another name or remove it first"):
        require_own([path])
    before = path.read_bytes()
    with pytest.raises(PosecheckError, match="no result of posecheck"):
        Landmarks.empty([0.0], 8, 8).save(path)
    assert path.read_bytes() == before


def test_what_is_not_there_or_empty_may_be_written(tmp_path: Path) -> None:
    require_own([tmp_path / "none.json", text(tmp_path / "empty.json", "")])


def test_own_results_are_written_again(tmp_path: Path) -> None:
    landmarks = Landmarks.empty([0.0], 8, 8)
    landmarks.save(tmp_path / "kept.npz")
    landmarks.save(tmp_path / "kept.npz")
    whole = (tmp_path / "kept.npz").read_bytes()
    (tmp_path / "kept.npz").write_bytes(whole[: len(whole) // 2])
    landmarks.save(tmp_path / "kept.npz")
    require_own(
        [
            tmp_path / "kept.npz",
            video(tmp_path / "drawn.mp4", "posecheck.annotated/1"),
            text(tmp_path / "angles.csv", "# a note\n# and another\n" + ",".join(column_names())),
            text(tmp_path / "result.json", '{\n  "format": "posecheck.result/2",\n'),
        ]
    )


def test_a_batch_writes_over_no_table_of_somebody_else(tmp_path: Path) -> None:
    with (tmp_path / "failures.csv").open("w") as stream:
        csv.writer(stream).writerow(("machine", "failure"))
    with pytest.raises(PosecheckError, match=r"failures\.csv is there already"), Folder(tmp_path).held():
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["failures.csv"]


def test_a_batch_sweeps_away_only_what_it_left_itself(tmp_path: Path) -> None:
    folder = Folder(Settings(tmp_path).out)
    (tmp_path / ".gitignore").write_text("*")
    with folder.held():
        (tmp_path / ".posecheck-half.parquet").touch()
        (tmp_path / "landmarks" / ".posecheck-half.npz").touch()
        (tmp_path / "landmarks" / ".keep").touch()
        folder.sweep()
    assert (tmp_path / ".gitignore").exists()
    assert [path.name for path in (tmp_path / "landmarks").iterdir()] == [".keep"]


def test_results_of_clips_with_names_of_255_bytes_have_names_that_fit() -> None:
    assert len(Clip(Path("x" * 251 + ".mp4"), (Entry(),)).id) < 100
