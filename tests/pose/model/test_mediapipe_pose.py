import threading

import numpy as np
import pytest

from benchmarks.truth import SAMPLES
from posecheck.pose.model import mediapipe_pose
from posecheck.pose.model.mediapipe_pose import MediapipePose
from posecheck.pose.model.models import load_model
from posecheck.video import Video


def test_follows_in_the_thread_of_the_caller_and_finds_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Video(SAMPLES / "hip_abduction_good.mp4", end_s=0.5) as video:
        frames = list(video)
    model, before = load_model("lite"), threading.active_count()
    with MediapipePose(model, max_people=1, video=True) as follow:
        here = [follow(frame.image, frame.time_s) for frame in frames]
        assert threading.active_count() == before
    monkeypatch.setattr(mediapipe_pose, "_stay_in_thread", lambda landmarker: None)
    with MediapipePose(model, max_people=1, video=True) as follow:
        elsewhere = [follow(frame.image, frame.time_s) for frame in frames]
        assert threading.active_count() > before
    for ours, theirs in zip(here, elsewhere, strict=True):
        np.testing.assert_array_equal(ours[0].image_px, theirs[0].image_px)
        np.testing.assert_array_equal(ours[0].world_m, theirs[0].world_m)
