"""The whole pipeline against the bare pose model on the same clip, in turn, in one run.

    python -m benchmarks.pipeline [CLIP ...] [--model full] [--rounds 3]

Bare is what nobody can go below: decode every frame and run MediaPipe on it, keeping nothing. Ours adds locking on
one person, shots, cleaning, angles with their uncertainty, and the score. The limit is 1.10 times bare.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import av
import mediapipe
import typer
from mediapipe.tasks.python import BaseOptions, vision

from benchmarks.markdown import table
from benchmarks.truth import SAMPLES
from posecheck.pipeline import check
from posecheck.pose.models import load_model
from posecheck.stretches.load import stretch_ids

LIMIT = 1.10
CLIPS = [SAMPLES / f"{name}.mp4" for name in ("childs_pose_good", "hip_abduction_good", "hip_flexion_good")]
"""A pose that is held, a movement seen from the front, and one where the legs hide each other."""


def bare(clip: Path, model: str) -> int:
    """Decode and run the pose model on every frame; return their number."""
    base = BaseOptions(model_asset_buffer=load_model(model).data)
    options = vision.PoseLandmarkerOptions(base_options=base, running_mode=vision.RunningMode.VIDEO)
    count = 0
    with av.open(str(clip)) as container, vision.PoseLandmarker.create_from_options(options) as landmarker:
        container.streams.video[0].thread_type = "AUTO"
        for count, frame in enumerate(container.decode(video=0), start=1):
            image = mediapipe.Image(mediapipe.ImageFormat.SRGB, frame.to_ndarray(format="rgb24"))
            landmarker.detect_for_video(image, count * 33)
    return count


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long one call takes on the clock, and how long the processors worked for it."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def main(
    clips: Annotated[list[Path] | None, typer.Argument()] = None,
    model: str = "full",
    rounds: int = 3,
) -> None:
    """Print the ratio of the whole pipeline to the bare pose model."""
    stretch = stretch_ids()[0]
    head = ["clip", "frames", "time", "bare, ms a frame", "pipeline, ms a frame", "ratio", "of all rounds"]
    print(f"Model {model}, {rounds} rounds in turn, limit {LIMIT:.2f}\n")
    print(table(head, [row for clip in clips or CLIPS for row in compared(clip, stretch, model, rounds)]))


def compared(clip: Path, stretch: str, model: str, rounds: int) -> list[list[str]]:
    """Return a row for the clock and one for the processors."""
    frames = bare(clip, model)
    ours, floor = [], []
    for _ in range(rounds):
        floor.append(seconds(lambda: bare(clip, model)))
        ours.append(seconds(lambda: check(clip, stretch, model=model)))
    rows = []
    for number, clock in enumerate(("clock", "processor")):
        a, b = [time[number] for time in ours], [time[number] for time in floor]
        ratios = [x / y for x, y in zip(a, b, strict=True)]
        rows.append(
            [
                clip.name,
                str(frames),
                clock,
                f"{1000 * statistics.median(b) / frames:.1f}",
                f"{1000 * statistics.median(a) / frames:.1f}",
                f"{statistics.median(ratios):.2f}",
                f"{min(ratios):.2f} to {max(ratios):.2f}",
            ]
        )
    return rows


if __name__ == "__main__":
    typer.run(main)
