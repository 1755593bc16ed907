"""Throughput of a batch against the bare pose model on the same clips, in one run.

    python -m benchmarks.batch [CLIP...] [--number 12] [--seconds 1] [--copies 2] [--workers 2]

Bare is one process that decodes every frame and runs MediaPipe on it with the same model, or with the bundle
that `--published` names (as Google publishes it: `models/make_models.py --whole`), keeping nothing, with a new
landmarker for each clip, since it remembers. Without CLIP, sample clips are brought to 30 frames a second by
blending their frames, and repeated until they last as long as asked. The batch gets copies of the clips, and
its time includes starting the workers. On a busy machine the processor's time tells more than the clock's.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer

from benchmarks.bare import bare
from benchmarks.fresh import seconds_of_run
from benchmarks.markdown import table
from benchmarks.truth import SAMPLES
from posecheck.batch import Entry, Settings, find_clips
from posecheck.stretches.load import stretch_ids
from posecheck.video import Video, VideoWriter

CAMERA_FPS = 30.0


def at_camera_rate(clip: Path, path: Path, least_s: float) -> None:
    """Write a slow clip at 30 frames a second, over and over; the frames between are blends of their neighbours."""
    count, begin_s = 0, 0.0
    with VideoWriter(path, fps=CAMERA_FPS) as writer:
        while count / CAMERA_FPS < least_s:
            with Video(clip) as video:
                for before, after in pairwise(video):
                    while (time_s := count / CAMERA_FPS) < begin_s + after.time_s:
                        share = (time_s - begin_s - before.time_s) / (after.time_s - before.time_s)
                        blend = cv2.addWeighted(before.image, 1 - share, after.image, share, 0.0)
                        writer.write(np.asarray(blend, np.uint8), time_s)
                        count += 1
            begin_s = count / CAMERA_FPS


def seconds(work: Callable[[], object]) -> np.ndarray:
    """Return the time by the clock and by the processors, those of ended child processes too."""
    wall, before = time.perf_counter(), os.times()
    work()
    after = os.times()
    return np.array([time.perf_counter() - wall, sum(after[:4]) - sum(before[:4])])


def prepare(folder: Path, clips: Sequence[Path], number: int, copies: int, least_s: float) -> list[Path]:
    """Write the clips of the batch; return one of each."""
    if not clips:
        good = sorted(SAMPLES.glob("*_good.mp4"))
        clips = [good[place] for place in np.linspace(0, len(good) - 1, number).astype(int)]
    written = []
    for clip in clips:
        written.append(folder / f"{clip.stem} 0.mp4")
        if clip.parent == SAMPLES:
            at_camera_rate(clip, written[-1], least_s)
        else:
            shutil.copy(clip, written[-1])
        for copy in range(1, copies):
            shutil.copy(written[-1], folder / f"{clip.stem} {copy}.mp4")
    return written


def main(
    clips: Annotated[list[Path] | None, typer.Argument()] = None,
    number: Annotated[int, typer.Option(help="So many sample clips.")] = 12,
    least_s: Annotated[
        float, typer.Option("--seconds", help="Sample clips are repeated to last so long.")
    ] = 1.0,
    copies: int = 2,
    workers: int = 2,
    model: str = "full",
    published: Path | None = None,
    fps: float = 10.0,
) -> None:
    """Print frames per second of the bare model, the batch, the sampled batch and rescoring, with their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "clips"
        folder.mkdir()
        each = prepare(folder, clips or (), number, copies, least_s)
        lengths = [sum(1 for _ in Video(clip)) for clip in each]
        frames = sum(lengths)
        found, _ = find_clips([folder], Entry(stretch_ids()[0]))

        def batch(out: str, fps: float | None = None, *, rescore: bool = False) -> np.ndarray:
            settings = Settings(Path(name) / out, model, fps, rescore=rescore, workers=workers)
            return seconds_of_run(found, settings)

        bare(each[0], published or model)  # whatever is loaded once
        floor = seconds(lambda: [bare(clip, published or model) for clip in each])
        whole, sampled, again = batch("all"), batch("sampled", fps), batch("all", rescore=True)
    print(
        f"{len(each)} clips of {min(lengths)} to {max(lengths)} frames, {copies} copies of each, "
        f"{workers} workers, model {model}\n"
    )
    rows = [["bare, one process", *_per_frame(floor, frames), "", ""]]
    for what, times, ratios, limit in (
        (
            "batch",
            whole,
            copies * floor / whole / np.array([workers, 1]),
            "speed / bare, each worker >= 0.92",
        ),
        (f"batch at {fps:g} fps", sampled, whole / sampled, "speed / batch >= 2.7"),
        ("rescoring", again, whole / again, "speed / batch >= 100"),
    ):
        per_frame = _per_frame(times, frames * copies)
        rows.append([what, *per_frame, f"{ratios[0]:.2f} / {ratios[1]:.2f}", limit])
    head = ["", "clock, ms a frame", "processor, ms a frame", "ratio by clock / processor", "limit"]
    print(table(head, rows))


def _per_frame(times: np.ndarray, frames: int) -> list[str]:
    return [f"{1000 * value / frames:.2f}" for value in times]


if __name__ == "__main__":
    typer.run(main)
