"""The bare pose model on every frame of a clip, keeping nothing: what the rest is measured against."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import av
import mediapipe
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray

from posecheck.pose.model.models import read_model


def bare(clip: Path, model: str | Path) -> int:
    """Decode and run the pose model on every frame; return their number."""
    return sum(1 for _ in _each_frame_s(clip, model))


def frame_times_ms(clip: Path, model: str) -> NDArray[np.float64]:
    """Return how long the pose model alone takes for each frame, less the first few."""
    return 1e3 * np.array(list(_each_frame_s(clip, model))[5:])


def _each_frame_s(clip: Path, model: str | Path) -> Iterator[float]:
    """Yield the time of each frame in the model."""
    base = BaseOptions(model_asset_buffer=read_model(model).data)
    options = vision.PoseLandmarkerOptions(base_options=base, running_mode=vision.RunningMode.VIDEO)
    with av.open(str(clip)) as container, vision.PoseLandmarker.create_from_options(options) as landmarker:
        container.streams.video[0].thread_type = "AUTO"
        for count, frame in enumerate(container.decode(video=0), start=1):
            image = mediapipe.Image(mediapipe.ImageFormat.SRGB, frame.to_ndarray(format="rgb24"))
            begin = time.perf_counter()
            landmarker.detect_for_video(image, count * 33)
            yield time.perf_counter() - begin
