import os
from pathlib import Path

import pytest

from posecheck.batch.clips import Clip, Entry
from posecheck.batch.inputs import find_clips
from posecheck.errors import PosecheckError
from posecheck.pose.point_names import point_set
from tests.readers import files


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def names(tmp_path: Path, *inputs: object) -> list[str]:
    clips, problems = find_clips([str(tmp_path / str(each)) for each in inputs], Entry())
    assert problems == []
    return [str(clip.path.relative_to(tmp_path)) for clip in clips]


def test_folders_are_searched_to_the_bottom_for_clips_alone(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.mp4", "a/b/2.MOV", "a/b/notes.txt", "a/.hidden.mp4", "a/3.truth.json", "a/4.npz")
    assert names(tmp_path, "a") == ["a/1.mp4", "a/4.npz", "a/b/2.MOV"]


def test_transport_streams_are_clips_and_programs_are_not(tmp_path: Path) -> None:
    touch(tmp_path, "a/empty.ts", "a/b.M2TS", "a/c.3g2", "a/d.asf")
    (tmp_path / "a/camera.ts").write_bytes(b"\x47\x40\0\x10" + bytes(5000))
    (tmp_path / "a/program.ts").write_text("export const a = 1;\n" * 900)
    assert names(tmp_path, "a") == ["a/b.M2TS", "a/c.3g2", "a/camera.ts", "a/d.asf", "a/empty.ts"]
    assert names(tmp_path, "a/program.ts") == ["a/program.ts"]


def test_the_results_of_a_batch_are_no_clips(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.mp4", "a/out/work/journal", "a/out/landmarks/1-0.npz")
    assert names(tmp_path, "a") == ["a/1.mp4"]
    assert names(tmp_path, "a/out/landmarks") == ["a/out/landmarks/1-0.npz"]


def test_a_named_file_is_always_taken_and_never_twice(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.mp4", "a/odd.dat")
    assert names(tmp_path, "a/odd.dat", "a", "a/1.mp4", "a/*.mp4") == ["a/1.mp4", "a/odd.dat"]


def test_globs_reach_into_folders(tmp_path: Path) -> None:
    touch(tmp_path, "a/x/1.mp4", "a/y/2.mp4", "a/y/3.avi")
    assert names(tmp_path, "**/*.mp4") == ["a/x/1.mp4", "a/y/2.mp4"]


def test_links_to_folders_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    touch(tmp_path, "elsewhere/1.mp4", "a/2.mp4")
    (tmp_path / "a/linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "a/back").symlink_to(tmp_path / "a")
    (tmp_path / "a/self.mp4").symlink_to(tmp_path / "a/self.mp4")
    clips, problems = find_clips([tmp_path / "a"], Entry())
    assert [clip.path.name for clip in clips] == ["2.mp4", "1.mp4", "self.mp4"]
    assert [(Path(each.file).name, each.reason) for each in problems] == [
        ("back", "is a link that leads back to a folder above it")
    ]


def test_names_of_any_bytes_have_text_and_a_safe_id() -> None:
    odd = Clip(Path(os.fsdecode(b"caf\xc3\xa9\n\xff.mp4")), (Entry(),))
    assert odd.name == "café\n\\xff.mp4"
    assert odd.id.startswith("caf_-")
    assert odd.id != Clip(Path("caf_.mp4"), (Entry(),)).id


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("missing.mp4", "missing.mp4 does not exist"),
        ("*.mp4", "Nothing matches"),
        ("empty", "No clip was found in"),
    ],
)
def test_what_is_not_there_is_said_at_once(tmp_path: Path, given: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PosecheckError, match=said.replace("*", r"\*")):
        find_clips([tmp_path / given], Entry())


def test_a_wrong_stretch_or_side_is_said_before_anything_is_done(tmp_path: Path) -> None:
    touch(tmp_path, "1.mp4")
    with pytest.raises(PosecheckError, match="stretch"):
        find_clips([tmp_path], Entry("childs_pse"))
    with pytest.raises(PosecheckError, match="side"):
        find_clips([tmp_path], Entry("childs_pose", "lft"))


def test_both_sides_are_two_rows(tmp_path: Path) -> None:
    touch(tmp_path, "1.mp4")
    [clip], _ = find_clips([tmp_path], Entry("hip_abduction", "both"))
    assert [entry.side for entry in clip.entries] == ["left", "right"]


def test_points_of_other_programs_are_clips_and_a_folder_of_openpose_is_one(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    files.write_openpose(tmp_path / "a/walk", [files.picture()])
    files.write_deeplabcut(tmp_path / "points.csv", {"anna": files.picture()}, point_set("halpe26"))
    touch(tmp_path, "a/1.trc", "a/2.c3d", "a/other.json")
    assert names(tmp_path, "a") == ["a/1.trc", "a/2.c3d", "a/walk"]
    assert names(tmp_path, "a/walk", "points.csv", "a/o*.json") == ["a/other.json", "a/walk", "points.csv"]
