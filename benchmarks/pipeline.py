"""The whole pipeline against the bare pose model on the same clip, in turn, in one run.

    python -m benchmarks.pipeline [CLIP ...] [--model full] [--rounds 3]

Bare is to decode every frame and run MediaPipe on it with the model as Google publishes it, keeping nothing. Ours
leaves the mask out of the model and adds locking on one person, shots, cleaning, angles with their uncertainty, and
the score; the limit is 1.10 times bare. Against the model without the mask nothing is gained, and the ratio is what
all the rest costs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.bare import bare
from benchmarks.markdown import table
from benchmarks.truth import SAMPLES
from posecheck.api import check
from posecheck.stretches.load import stretch_ids

LIMIT = 1.10
CLIPS = [SAMPLES / f"{name}.mp4" for name in ("childs_pose_good", "hip_abduction_good", "hip_flexion_good")]
"""A pose that is held, a movement seen from the front, and one where the legs hide each other."""


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
    head = [
        "clip",
        "frames",
        "time",
        "bare, ms a frame",
        "pipeline, ms a frame",
        "ratio",
        "of all rounds",
        "to bare without the mask",
    ]
    print(f"Model {model}, {rounds} rounds in turn, limit {LIMIT:.2f}\n")
    print(table(head, [row for clip in clips or CLIPS for row in compared(clip, stretch, model, rounds)]))


def compared(clip: Path, stretch: str, model: str, rounds: int) -> list[list[str]]:
    """Return a row for the clock and one for the processors."""
    frames = bare(clip, model)
    ours, floor, lean = [], [], []
    for _ in range(rounds):
        floor.append(seconds(lambda: bare(clip, model)))
        ours.append(seconds(lambda: check(clip, stretch, model=model)))
        lean.append(seconds(lambda: bare(clip, model, lean=True)))
    rows = []
    for number, clock in enumerate(("clock", "processor")):
        a, b, c = ([time[number] for time in times] for times in (ours, floor, lean))
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
                f"{statistics.median([x / y for x, y in zip(a, c, strict=True)]):.2f}",
            ]
        )
    return rows


if __name__ == "__main__":
    typer.run(main)
