"""Arguments of a wrong type are one sentence; paths may be text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import posecheck
from posecheck.batch import Entry, Settings, find_clips
from posecheck.pose.landmarks import Landmarks
from posecheck.stretches.load import FOLDER
from tests.batch.batches import abductions

EMPTY = Landmarks.empty([0.0], 8, 8)

WRONG: dict[str, tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = {
    "clip": (posecheck.check, (3, "childs_pose"), {}),
    "stretch": (posecheck.check, ("clip.mp4", 3), {}),
    "side": (posecheck.check, ("clip.mp4", "childs_pose"), {"side": 3}),
    "sampling": (posecheck.check, ("clip.mp4", "childs_pose"), {"sampling": 3}),
    "library": (posecheck.check, ("clip.mp4", "childs_pose"), {"library": 3}),
    "cache": (posecheck.check, ("clip.mp4", "childs_pose"), {"cache": 3}),
    "model": (posecheck.check, ("sample_videos/childs_pose_good.mp4", "childs_pose"), {"model": 3}),
    "landmarks": (posecheck.measure, ("clip.mp4",), {}),
    "angles": (posecheck.score, (EMPTY, "childs_pose"), {}),
    "path": (EMPTY.save, (3,), {}),
    "path ": (Landmarks.load, (3,), {}),
    "path  ": (posecheck.find_landmarks, (None,), {}),
    "out": (Settings, (3,), {}),
    "entry": (find_clips, (["clip.mp4"], "childs_pose"), {}),
    "input": (find_clips, ([3], Entry()), {}),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_type_is_one_sentence(what: str) -> None:
    call, arguments, named = WRONG[what]
    with pytest.raises(TypeError, match=rf"^{what.strip()} must be [^\n]*, not [^\n]*\.$"):
        call(*arguments, **named)


def test_paths_may_be_text(tmp_path: Path) -> None:
    clip, own = str(tmp_path / "body.npz"), tmp_path / "own"
    own.mkdir()
    (own / "mine.toml").write_text((FOLDER / "hip_abduction.toml").read_text("utf-8"), "utf-8")
    abductions(35, seconds=9.0).save(clip)
    result = posecheck.check(clip, "mine", library=str(own), cache=str(tmp_path / "kept.npz"))
    assert len(Landmarks.load(str(tmp_path / "kept.npz"))) == len(result.landmarks)
    result.save(str(tmp_path / "result.json"))
    clips, _ = find_clips(clip, Entry("mine"), str(own))
    assert [each.path for each in clips] == [Path(clip)]
    settings = Settings(str(tmp_path / "out"), library=str(own))
    assert settings.library.load("mine").id == "mine"


def test_angles_are_chosen_by_their_id_or_by_frames() -> None:
    angles = posecheck.measure(abductions(35, seconds=9.0))
    with pytest.raises(
        TypeError, match="what is chosen must be the id of an angle, a slice or an array, not 0"
    ):
        angles[0]  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="angle must be the id of an angle, not 3"):
        angles.column(3)  # type: ignore[arg-type]
    assert len(angles[angles.time_s < 1.0]) == 20
