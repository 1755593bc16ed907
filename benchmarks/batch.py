"""Throughput of a batch against the bare pose model on the same clip, in one run.

    python -m benchmarks.batch [CLIP] [--copies 4] [--workers 2] [--model full]

Bare is what nobody can go below: one process that decodes every frame and runs MediaPipe on it, keeping nothing.
The batch gets copies of that clip and its time includes starting the workers. The processor's time tells the truth
on a busy machine too, where the clock's does not.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.markdown import table
from benchmarks.pipeline import bare
from benchmarks.truth import SAMPLES
from posecheck.batch import Entry, Settings, find_clips, run
from posecheck.stretches.load import stretch_ids
from posecheck.video import Video


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return the time by the clock and by the processors, those of ended child processes too."""
    wall, before = time.perf_counter(), os.times()
    work()
    after = os.times()
    return time.perf_counter() - wall, sum(after[:4]) - sum(before[:4])


def main(
    clip: Annotated[Path, typer.Argument()] = SAMPLES / "childs_pose_good.mp4",
    copies: int = 4,
    workers: int = 2,
    model: str = "full",
    fps: float = 10.0,
) -> None:
    """Print frames per second of the bare model, the batch, the sampled batch and rescoring, with their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "clips"
        folder.mkdir()
        for number in range(copies):
            shutil.copy(clip, folder / f"{number}{clip.suffix}")
        clips, _ = find_clips([folder], Entry(stretch_ids()[0]))
        out = Path(name) / "out"

        def batch(out: Path, fps: float | None = None, *, rescore: bool = False) -> None:
            summary = run(clips, Settings(out, model, fps, rescore=rescore, workers=workers))
            assert (summary.done, summary.failed) == (copies, 0), summary.failures

        with Video(clip) as video:
            frames = sum(1 for _ in video)
        floor = seconds(lambda: bare(clip, model))
        whole = seconds(lambda: batch(out))
        sampled = seconds(lambda: batch(Path(name) / "sampled", fps))
        again = seconds(lambda: batch(out, rescore=True))
    print(f"{clip.name}, {frames} frames, {copies} copies, {workers} workers, model {model}\n")
    bare_ms = [1000 * value / frames for value in floor]
    rows = [["bare, one process", *(f"{ms:.2f}" for ms in bare_ms), "", ""]]
    for what, times, limit in (
        ("batch", whole, "speed / bare >= 0.92"),
        (f"batch at {fps:g} fps", sampled, "speed / batch >= 2.7"),
        ("rescoring", again, "speed / batch >= 100"),
    ):
        wall_ms, cpu_ms = (1000 * value / (frames * copies) for value in times)
        if times is whole:
            ratios = bare_ms[0] / (workers * wall_ms), bare_ms[1] / cpu_ms
        else:
            ratios = whole[0] / times[0], whole[1] / times[1]
        rows.append([what, f"{wall_ms:.2f}", f"{cpu_ms:.2f}", f"{ratios[0]:.2f} / {ratios[1]:.2f}", limit])
    print(
        table(
            ["", "clock, ms a frame", "processor, ms a frame", "ratio by clock / processor", "limit"],
            rows,
        )
    )


if __name__ == "__main__":
    typer.run(main)
