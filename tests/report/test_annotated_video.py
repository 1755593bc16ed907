"""The annotated clip has the clip's frames at their times, with the drawing on each."""

from pathlib import Path

import numpy as np
import pytest

from posecheck.angles import compute_angles
from posecheck.clip_landmarks import Sampling
from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmarks
from posecheck.report.annotated_video import _Course, write_annotated_video
from posecheck.report.result import Result
from posecheck.scoring.assessment import assess
from posecheck.stretches.load import load_stretch
from posecheck.video import Video, VideoWriter
from tests.kinematic_body import pose, to_landmarks

SIZE = (320, 240)
FPS = 10.0


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "grey.mp4"
    with VideoWriter(path, fps=FPS) as writer:
        for index in range(40):
            writer.write(np.full((SIZE[1], SIZE[0], 3), 128, np.uint8), index / FPS)
    return path


def result_of(landmarks: Landmarks) -> Result:
    angles = compute_angles(landmarks)
    return Result("grey.mp4", landmarks, angles, assess(angles, load_stretch("hip_flexion"), "right"))


@pytest.fixture
def lifts() -> Landmarks:
    lift = 95.0 * np.clip(2.0 - np.abs(np.arange(40) - 20) / 8.0, 0.0, 1.0)
    body = pose(heading=90.0, hip_flexion_right=lift, knee_flexion_right=lift)
    return to_landmarks(body, fps=FPS, size_px=SIZE, focal=0.6)


def test_every_frame_is_drawn_at_its_time(clip: Path, lifts: Landmarks, tmp_path: Path) -> None:
    out = tmp_path / "annotated.mp4"
    told: list[tuple[int, int | None]] = []
    result = result_of(lifts)
    write_annotated_video(clip, result, out, on_frame=lambda done, of: told.append((done, of)))
    assert result.assessment.complete_reps == 1
    assert told == [(n, 40) for n in range(1, 41)]
    before, after = list(Video(clip)), list(Video(out))
    assert [frame.time_s for frame in after] == pytest.approx([frame.time_s for frame in before], abs=1e-3)
    for plain, drawn in zip(before, after, strict=True):
        assert drawn.image.shape == plain.image.shape
        assert (np.abs(drawn.image.astype(int) - plain.image.astype(int)) > 60).mean() > 0.02


def test_a_sampled_part_is_drawn(clip: Path, lifts: Landmarks, tmp_path: Path) -> None:
    sampling = Sampling(start_s=1.0, end_s=3.0, fps=5.0)
    times = [frame.time_s for frame in Video(clip, start_s=1.0, end_s=3.0, fps=5.0)]
    chosen = lifts[np.searchsorted(lifts.time_s, np.array(times) - 1e-6)]
    out = tmp_path / "part.mp4"
    write_annotated_video(clip, result_of(chosen), out, sampling)
    assert len(list(Video(out))) == len(times) == 10


def test_frames_that_were_not_scored_are_refused_and_leave_no_file(
    clip: Path, lifts: Landmarks, tmp_path: Path
) -> None:
    out = tmp_path / "annotated.mp4"
    with pytest.raises(PosecheckError, match="none of the frames that were scored"):
        write_annotated_video(clip, result_of(lifts), out, Sampling(start_s=0.5))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["grey.mp4"]


def test_a_clip_without_anybody_can_be_drawn(clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "nobody.mp4"
    write_annotated_video(clip, result_of(Landmarks.empty(np.arange(40) / FPS, *SIZE)), out)
    assert len(list(Video(out))) == 40


def test_the_score_of_the_whole_stands_there_when_all_of_it_is_done() -> None:
    lift = np.tile(95.0 * np.clip(2.0 - np.abs(np.arange(40) - 20) / 8.0, 0.0, 1.0), 2)
    body = pose(heading=90.0, hip_flexion_right=lift, knee_flexion_right=lift)
    result = result_of(to_landmarks(body, fps=FPS, size_px=SIZE, focal=0.6))
    first, last = result.assessment.reps
    states = [_Course(result).state(index) for index in range(len(result.angles))]
    shown = [
        time_s for time_s, state in zip(result.angles.time_s, states, strict=True) if state.score is not None
    ]
    assert first.end_s < last.end_s
    assert shown[0] == pytest.approx(last.end_s, abs=1.5 / FPS)
