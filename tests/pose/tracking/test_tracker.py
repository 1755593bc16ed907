import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.truth import SAMPLES, load_truth
from posecheck.errors import PosecheckError
from posecheck.pose.cleaning.cleaning import clean_landmarks
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.pose.mixed_legs import are_mixed
from posecheck.pose.model.models import Model, load_model, read_model
from posecheck.pose.model.quiet_stderr import without_chatter
from posecheck.pose.tracking.tracker import PoseTracker, detect_landmarks
from posecheck.video import Frame, Video

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared/data"
TRUNK = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


def data(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the project in shared/data")
    return path


def detect(path: Path, model: str = "lite", **part: Any) -> Landmarks:
    with Video(path, **part) as video:
        return detect_landmarks(video, load_model(model), width_px=video.width_px, height_px=video.height_px)


def read_picture(path: Path) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    return np.asarray(picture, dtype=np.uint8)


def first_frame(path: Path) -> NDArray[np.uint8]:
    with Video(path) as video:
        return next(iter(video)).image


def track(pictures: Iterator[NDArray[np.uint8]], model: str = "lite", fps: float = 30) -> list[Landmarks]:
    with PoseTracker(load_model(model)) as tracker:
        return [tracker.track(Frame(n, n / fps, picture)) for n, picture in enumerate(pictures)]


def test_nobody_is_missing_and_not_zero() -> None:
    seen = track(np.full((240, 320, 3), 90, dtype=np.uint8) for _ in range(3))
    assert all(np.isnan(one.image_px).all() and np.isnan(one.visibility).all() for one in seen)


def test_no_frames_give_no_landmarks() -> None:
    nothing = detect_landmarks([], load_model("lite"), width_px=64, height_px=48)
    assert len(nothing) == 0
    assert nothing.source["model"] == "lite"


def test_an_unusable_model_is_named() -> None:
    with pytest.raises(PosecheckError, match=r"broken\.task"):
        PoseTracker(Model("broken.task", "", read_model("lite").data[:1000]))


def test_an_error_while_reading_arrives_and_progress_is_told() -> None:
    def frames() -> Iterator[Frame]:
        yield Frame(0, 0.0, np.zeros((48, 64, 3), dtype=np.uint8))
        raise PosecheckError("clip.mp4 breaks off at 0.1 s; copy it again.")

    done: list[int] = []
    with pytest.raises(PosecheckError, match="breaks off"):
        detect_landmarks(
            frames(),
            load_model("lite"),
            width_px=64,
            height_px=48,
            on_frame=lambda frame: done.append(frame.index),
        )
    assert done == [0]


def test_frames_within_one_millisecond_are_taken() -> None:
    assert len(track((np.zeros((48, 64, 3), dtype=np.uint8) for _ in range(5)), fps=5000)) == 5


def test_mediapipe_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    track(np.zeros((48, 64, 3), dtype=np.uint8) for _ in range(2))
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_only_chatter_is_held_back(capfd: pytest.CaptureFixture[str]) -> None:
    with without_chatter(), without_chatter():
        os.write(
            2, b"W0000 00:00:1795360139.16 a warning\nE0000 00:00:1795360139.16 an error\nINFO: fine\nplain\n"
        )
    assert capfd.readouterr().err == "E0000 00:00:1795360139.16 an error\nplain\n"


@pytest.mark.slow
def test_the_same_clip_gives_the_same_bytes(tmp_path: Path) -> None:
    clip = data("clips/bridging_webcam.mp4")
    for name in ("one", "two"):
        detect(clip, end_s=1.5).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.slow
def test_landmarks_agree_with_the_published_ones() -> None:
    published = np.array(json.loads(data("tfjs_pose/pose_squats.full.json").read_text()))[..., :2]
    landmarks = detect(data("tfjs_pose/pose_squats.mp4"), "full")
    trunk = np.linalg.norm(
        published[:, TRUNK[:2]].mean(axis=1) - published[:, TRUNK[2:]].mean(axis=1), axis=1
    )
    error = np.linalg.norm(landmarks.image_px - published, axis=2) / trunk[:, None]
    # The same model in another runtime with other smoothing, in shares of the trunk's length.
    assert np.median(error) < 0.03
    assert np.percentile(error, 95) < 0.08


@pytest.mark.slow
@pytest.mark.parametrize("model", ["lite", "full"])
@pytest.mark.parametrize("mirrored", [False, True])
def test_of_three_people_the_one_in_front_is_kept(model: str, mirrored: bool) -> None:
    picture = read_picture(data("tfjs_pose/three_people.jpg"))
    picture = picture[:, ::-1] if mirrored else picture
    rng = np.random.default_rng(0)
    noisy = (np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255).astype(np.uint8) for _ in range(15))
    nose = np.array([one.image_px[0, Landmark.NOSE] for one in track(noisy, model)])
    expected = np.array([picture.shape[1] - 385 if mirrored else 385, 475])
    assert np.abs(nose - expected).max() < 50


@pytest.mark.slow
def test_somebody_who_walks_past_in_front_does_not_take_the_place() -> None:
    room = first_frame(data("tfjs_pose/pose_squats.mp4"))
    with Video(data("clips/standing_hip_abduction_two_shots.mp4"), start_s=9.3) as video:
        walker = cv2.resize(next(iter(video)).image[200:1060, 760:1180], None, fx=1.1, fy=1.1)
    dark = (walker.max(axis=2) < 120) | (walker[..., 0].astype(int) - walker[..., 2] > 25)
    dark = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _, label, stats, _ = cv2.connectedComponentsWithStats(dark)
    shape = label == 1 + np.argmax(stats[1:, cv2.CC_STAT_AREA])

    def crossing() -> Iterator[NDArray[np.uint8]]:
        height, width = shape.shape
        for left in np.linspace(-width, room.shape[1], 100).astype(int):
            picture = room.copy()
            inside = np.s_[max(0, -left) : min(width, room.shape[1] - left)]
            place = picture[1100 - height : 1100, max(0, left) : max(0, min(left + width, room.shape[1]))]
            place[shape[:, inside]] = walker[:, inside][shape[:, inside]]
            yield picture

    seen = track(crossing(), "full")
    middle = np.array([one.image_px[0, TRUNK].mean(axis=0) for one in seen])
    away = np.linalg.norm(middle - middle[0], axis=1)
    assert np.nanmax(away) < 60
    assert np.isfinite(away).mean() > 0.5
    assert away[-1] < 20


@pytest.mark.slow
def test_a_leg_lifted_beside_the_other_is_neither_half_way_nor_the_other() -> None:
    truth = load_truth(SAMPLES / "hip_flexion_good.truth.json")
    raw = detect(truth.clip, "full", end_s=6.0)
    assert are_mixed(raw.image_px, raw.world_m).mean() < 0.3
    found = clean_landmarks(raw).image_px[:, Landmark.LEFT_KNEE : Landmark.RIGHT_ANKLE + 1]
    away = np.linalg.norm(found - truth.image_px[: len(raw), 25:29], axis=2)
    # The lifted knee is 127 pixels from the other.
    assert np.isfinite(away).mean() > 0.95
    assert np.nanpercentile(away, 95) < 25


@pytest.mark.slow
@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_a_turned_person_is_found_and_turned_back(quarter_turns: int) -> None:
    picture = first_frame(data("tfjs_pose/pose_squats.mp4"))
    upright = track(iter([picture] * 3), "full")[-1]
    turned = track(iter([np.ascontiguousarray(np.rot90(picture, quarter_turns))] * 3), "full")[-1]
    assert turned.seen.all()
    head_to_foot = turned.world_m[0, Landmark.LEFT_ANKLE] - turned.world_m[0, Landmark.NOSE]
    # Turned anticlockwise the feet point right, up, left.
    side = [1, 0, 0], [0, -1, 0], [-1, 0, 0]
    assert head_to_foot @ side[quarter_turns - 1] > 1.2
    trunk = np.linalg.norm(
        turned.image_px[0, TRUNK[:2]].mean(axis=0) - turned.image_px[0, TRUNK[2:]].mean(axis=0)
    )
    expected = np.linalg.norm(
        upright.image_px[0, TRUNK[:2]].mean(axis=0) - upright.image_px[0, TRUNK[2:]].mean(axis=0)
    )
    assert trunk == pytest.approx(expected, rel=0.15)


@pytest.mark.slow
def test_title_cards_and_dissolves_are_not_seen() -> None:
    landmarks = detect(data("clips/upward_dog_cobra.mp4"), end_s=11.0)
    seen = landmarks.seen
    assert not seen[:74].any()
    assert seen[80:275].all()
    assert not seen[280:285].any()
    assert seen[295:].all()
    assert np.unique(landmarks.shot).tolist() == [0, 1, 2]


DROPPED = """
import gc
from concurrent.futures.thread import _global_shutdown_lock
from posecheck.pose.model.mediapipe_pose import MediapipePose, shared_finder
from posecheck.pose.model.models import load_model
gc.disable()
ring = [MediapipePose(load_model("lite"), max_people=1, video=False)]
ring.append(ring)
del ring
# Closing a model takes this lock, which whoever hands work to a thread may hold when the garbage is collected.
with _global_shutdown_lock:
    assert gc.collect()
shared_finder(load_model("lite"), 1)
shared_finder(load_model("full"), 1)
print("done")
"""


@pytest.mark.slow
def test_what_nobody_closes_does_not_hang_the_garbage_collector() -> None:
    run = [sys.executable, "-c", DROPPED]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("done\n", "")
