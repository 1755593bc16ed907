"""The main job on real frames with the real pose model, started as a user starts it."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import posecheck
from posecheck.pose.landmarks import Landmarks

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_videos"
DATA = ROOT.parent / "shared" / "data"
CHILDS_POSE = SAMPLES / "childs_pose_good.mp4"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="evaluation data ../shared/data is not there")
pytestmark = pytest.mark.slow


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    command = [sys.executable, "-m", "posecheck", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """One run with every output: the folder, and what was printed."""
    folder = tmp_path_factory.mktemp("check")
    done = run(
        *("check", CHILDS_POSE, "--stretch", "childs_pose", "--json", folder / "result.json"),
        *("--csv", folder / "angles.csv", "--video", folder / "annotated.mp4"),
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return folder, done.stdout


def test_the_page_says_what_was_found(outputs: tuple[Path, str]) -> None:
    page = outputs[1]
    for words in (
        "Child's pose",
        "Score",
        "confidence",
        "Repetitions: 2",
        "points lost",
        "In short",
        "±",
    ):
        assert words in page


def test_the_result_adds_up(outputs: tuple[Path, str]) -> None:
    found = json.loads((outputs[0] / "result.json").read_text())
    truth = json.loads((SAMPLES / "childs_pose_good.truth.json").read_text())
    assert found["format"] == "posecheck.result/2"
    assert found["score"] == 100 - sum(target["points_lost"] for target in found["targets"])
    assert found["complete_reps"] == len(truth["reps"])
    for rep, hold in zip(found["reps"], truth["holds"], strict=True):
        middle = (hold["start_s"] + hold["end_s"]) / 2
        assert rep["hold"]["start_s"] < middle < rep["hold"]["end_s"]


def test_the_angles_are_near_the_truth(outputs: tuple[Path, str]) -> None:
    table = np.genfromtxt(outputs[0] / "angles.csv", delimiter=",", names=True, usecols=range(7), dtype=None)
    truth = json.loads((SAMPLES / "childs_pose_good.truth.json").read_text())
    np.testing.assert_allclose(table["time_s"], truth["times_s"], atol=1e-3)
    result = posecheck.check(outputs[0] / "result.npz", "childs_pose")
    error = result.angles.column("trunk_inclination") - np.array(
        truth["angles"]["trunk_inclination"], dtype=float
    )
    assert np.nanmedian(np.abs(error)) < 10


def test_the_annotated_clip_plays_as_long_as_the_clip(outputs: tuple[Path, str]) -> None:
    from posecheck.video import Video

    with Video(outputs[0] / "annotated.mp4") as drawn, Video(CHILDS_POSE) as clip:
        drawn_times = [frame.time_s for frame in drawn]
        times = [frame.time_s for frame in clip]
    np.testing.assert_allclose(drawn_times, times, atol=0.01)


def test_saved_landmarks_are_scored_without_the_model_and_alike(
    outputs: tuple[Path, str], tmp_path: Path
) -> None:
    again = tmp_path / "again.json"
    done = run("check", outputs[0] / "result.npz", "--stretch", "childs_pose", "--json", again)
    assert done.returncode == 0, done.stderr
    first, second = (json.loads(p.read_text()) for p in (outputs[0] / "result.json", again))
    assert {**first, "clip": None} == {**second, "clip": None}


def test_the_same_clip_gives_the_same_bytes(outputs: tuple[Path, str], tmp_path: Path) -> None:
    done = run("check", CHILDS_POSE, "--stretch", "childs_pose", "--json", tmp_path / "result.json")
    assert done.returncode == 0, done.stderr
    for name in ("result.json", "result.npz"):
        assert (tmp_path / name).read_bytes() == (outputs[0] / name).read_bytes()


def test_sampling_uses_fewer_frames_and_finds_the_same() -> None:
    sampling = posecheck.Sampling(start_s=1.0, end_s=9.0, fps=6.0)
    result = posecheck.check(CHILDS_POSE, "childs_pose", sampling=sampling)
    assert 40 <= len(result.landmarks) <= 50
    assert result.assessment.complete_reps == 1


def clip_of_nobody(path: Path) -> Path:
    from posecheck.video import VideoWriter

    noise = np.random.default_rng(0).integers(90, 110, (240, 320, 3), dtype=np.uint8)
    with VideoWriter(path) as writer:
        for t in range(15):
            writer.write(noise, t / 15)
    return path


def bad_input(kind: str, folder: Path) -> tuple[list[object], list[str]]:
    """Return the arguments of a mistake, and words that the one sentence must have."""
    clip, stretch = folder / "clip.mp4", ["--stretch", "childs_pose"]
    match kind:
        case "missing file":
            return [clip, *stretch], ["clip.mp4", "does not exist"]
        case "empty file":
            clip.touch()
            return [clip, *stretch], ["clip.mp4", "empty"]
        case "text file":
            clip.write_text("this is no video\n" * 100)
            return [clip, *stretch], ["clip.mp4", "video"]
        case "truncated":
            whole = CHILDS_POSE.read_bytes()
            clip.write_bytes(whole[: len(whole) // 2])
            return [clip, *stretch], ["clip.mp4"]
        case "nobody":
            return [clip_of_nobody(clip), *stretch], ["clip.mp4", "nobody was seen"]
        case "folder":
            return [folder, *stretch], [folder.name, "folder"]
        case "unknown stretch":
            return [CHILDS_POSE, "--stretch", "child_pose"], ["child_pose", "did you mean childs_pose"]
        case "unknown side":
            return [CHILDS_POSE, *stretch, "--side", "lft"], ["lft", "did you mean left"]
        case "unwritable output":
            (folder / "no").touch()
            return [CHILDS_POSE, *stretch, "--json", folder / "no" / "result.json"], [
                "result.json",
                "written",
            ]
        case "output is a folder":
            return [CHILDS_POSE, *stretch, "--csv", folder], [folder.name, "folder"]
        case "unknown model":
            return [CHILDS_POSE, *stretch, "--model", "ful"], ["ful", "full"]
        case "corrupt model":
            (folder / "pose.task").write_bytes(b"PK\x03\x04 this is no model")
            return [CHILDS_POSE, *stretch, "--model", folder / "pose.task"], ["pose.task"]
        case "stretch file":
            source = (ROOT / "posecheck/stretches/library/childs_pose.toml").read_text()
            (folder / "mine.toml").write_text(source.replace("weight = 3", 'weight = "heavy"', 1))
            return [CHILDS_POSE, "--stretch", folder / "mine.toml"], [
                "mine.toml",
                "targets[0].weight",
                "number",
            ]
        case "video of landmarks":
            Landmarks.empty([0.0], 8, 8).save(folder / "kept.npz")
            return [folder / "kept.npz", *stretch, "--video", folder / "out.mp4"], ["kept.npz", "pictures"]
    raise AssertionError(kind)


@pytest.mark.parametrize(
    "kind",
    [
        "missing file",
        "empty file",
        "text file",
        "truncated",
        "nobody",
        "folder",
        "unknown stretch",
        "unknown side",
    ]
    + ["unwritable output", "output is a folder", "unknown model", "corrupt model", "stretch file"]
    + ["video of landmarks"],
)
def test_a_mistake_gives_one_sentence_and_exit_code_2(kind: str, tmp_path: Path) -> None:
    arguments, words = bad_input(kind, tmp_path)
    done = run("check", *arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("posecheck: ")
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_ctrl_c_leaves_no_half_written_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "posecheck", "check", str(CHILDS_POSE), "--stretch", "childs_pose"]
    command += [
        "--model",
        "heavy",
        "--json",
        str(tmp_path / "result.json"),
        "--video",
        str(tmp_path / "out.mp4"),
    ]
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    time.sleep(4)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=30)
    assert started.returncode == 130
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@needs_data
class TestRealClips:
    def test_childs_pose_is_one_repetition(self) -> None:
        found = posecheck.check(
            DATA / "clips/childs_pose_outdoor.mp4", "childs_pose", sampling=posecheck.Sampling(fps=10)
        )
        [rep] = found.assessment.reps
        assert rep.complete
        assert rep.hold is not None
        assert 1.0 < rep.hold.start_s < 3.5
        assert 7.0 < rep.hold.end_s < 8.5
        at_hold = np.abs(found.angles.time_s - 5.0).argmin()
        near = found.angles.column("hip_flexion_left")[at_hold]
        assert 110 < near < 155
        assert 120 < found.angles.column("knee_flexion_left")[at_hold] < 150

    def test_upward_dog_is_held_and_title_cards_are_not_seen(self) -> None:
        found = posecheck.check(
            DATA / "clips/upward_dog_cobra.mp4", "upward_dog", sampling=posecheck.Sampling(fps=6)
        )
        assert not np.isfinite(found.angles.value[found.angles.time_s < 2.5]).any()
        holds = [rep.hold for rep in found.assessment.reps if rep.hold is not None]
        assert sum(hold.duration_s for hold in holds) > 8
        side = (found.angles.time_s > 7) & (found.angles.time_s < 9)
        assert -70 < np.nanmedian(found.angles.column("hip_flexion_right")[side]) < -15

    def test_abduction_of_the_right_leg_is_counted_in_both_shots(self) -> None:
        clip = DATA / "clips/standing_hip_abduction_two_shots.mp4"
        found = posecheck.check(clip, "hip_abduction", sampling=posecheck.Sampling(fps=15)).assessment
        assert found.side == "right"
        assert found.complete_reps == 6
