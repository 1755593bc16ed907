from pathlib import Path

import pytest

from posecheck.batch.clips import Entry
from posecheck.batch.inputs import find_clips
from posecheck.errors import PosecheckError


def manifest(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "clips.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_of_one_clip_are_kept_together_and_columns_carried(tmp_path: Path) -> None:
    path = manifest(
        tmp_path,
        "path,stretch,side,person,session,clinic\n"
        "b.mp4,childs_pose,,Anna,1,north\n"
        "a.mp4,hip_flexion,left,Ben,2,south\n"
        "a.mp4,hip_flexion,right,Ben,2,south\n",
    )
    clips, _ = find_clips([path], Entry())
    assert [clip.path for clip in clips] == [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    assert clips[0].entries == (
        Entry("hip_flexion", "left", "Ben", "2", (("clinic", "south"),)),
        Entry("hip_flexion", "right", "Ben", "2", (("clinic", "south"),)),
    )
    assert clips[1].entries == (Entry("childs_pose", "auto", "Anna", "1", (("clinic", "north"),)),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_save_is_read(tmp_path: Path, delimiter: str) -> None:
    text = "path,person\r\na.mp4,\"Smith; Anna, 'Ann'\t\"\r\n\r\n".replace(",", delimiter)
    [clip], _ = find_clips([manifest(tmp_path, text, "utf-8-sig")], Entry("childs_pose"))
    assert clip.entries[0].person.startswith("Smith; Anna")
    assert clip.entries[0].stretch == "childs_pose"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file\na.mp4\n", "no column 'path'"),
        ("", "no column 'path'"),
        ("path,score\na.mp4,5\n", "writes a column 'score' itself"),
        ("path,x,x\na.mp4,1,2\n", "two columns are called 'x'"),
        ("path,stretch\na.mp4,childs_pose\nb.mp4,childs_pse\n", "line 3: .*childs_pose"),
        ("path,side\na.mp4,lft\n", "line 2: .*left"),
        ("path,stretch\n,childs_pose\n", "line 2: there is no path"),
        ("path\na.mp4,b\n", "line 2: there are more cells than columns"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PosecheckError, match=said):
        find_clips([manifest(tmp_path, text)], Entry())


def test_latin_1_is_refused_with_the_fix(tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match="save it as CSV in UTF-8"):
        find_clips([manifest(tmp_path, "path,person\na.mp4,Zoë\n", "latin-1")], Entry())
