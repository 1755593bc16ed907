"""The whole pipeline against the bare pose model on the same clip, in turn, in one run.

    python -m benchmarks.pipeline [CLIP ...] [--model full] [--published FILE] [--rounds 3]

Bare is to decode every frame and run MediaPipe on it, keeping nothing. Ours adds locking on one person, shots,
cleaning, angles with their uncertainty, and the score. `--published` names the same bundle as Google publishes it,
which `models/make_models.py --whole` makes. Bare runs that too: it draws the mask of the person, which ours leaves
out, and the limit is 1.10 times as long.
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
    published: Path | None = None,
    rounds: int = 3,
) -> None:
    """Print the ratio of the whole pipeline to the bare pose model."""
    stretch = stretch_ids()[0]
    head = ["clip", "frames", "time", "bare", "ms a frame", "pipeline, ms a frame", "ratio", "of all rounds"]
    floors: dict[str, str | Path] = {"as it comes": model}
    if published is not None:
        floors[f"as published, limit {LIMIT:.2f}"] = published
    print(f"Model {model}, {rounds} rounds in turn\n")
    chosen = clips or CLIPS
    print(table(head, [row for clip in chosen for row in compared(clip, stretch, model, floors, rounds)]))


def compared(
    clip: Path, stretch: str, model: str, floors: dict[str, str | Path], rounds: int
) -> list[list[str]]:
    """Return rows for the clock and for the processors, one for each bare model."""
    frames = bare(clip, model)
    ours: list[tuple[float, float]] = []
    bares: dict[str, list[tuple[float, float]]] = {name: [] for name in floors}
    for _ in range(rounds):
        for name, floor in floors.items():
            bares[name].append(seconds(lambda floor=floor: bare(clip, floor)))  # type: ignore[misc]
        ours.append(seconds(lambda: check(clip, stretch, model=model)))
    rows = []
    for number, clock in enumerate(("clock", "processor")):
        a = [time[number] for time in ours]
        for name, times in bares.items():
            b = [time[number] for time in times]
            ratios = [x / y for x, y in zip(a, b, strict=True)]
            rows.append(
                [
                    *(clip.name, str(frames), clock, name),
                    f"{1000 * statistics.median(b) / frames:.1f}",
                    f"{1000 * statistics.median(a) / frames:.1f}",
                    f"{statistics.median(ratios):.2f}",
                    f"{min(ratios):.2f} to {max(ratios):.2f}",
                ]
            )
    return rows


if __name__ == "__main__":
    typer.run(main)
