"""A long clip in chunks against the same clip in one piece: what the seams cost.

    python -m benchmarks.batch_long [CLIP] [--minutes 4] [--fps 12]

The clip is played forward and backward until it is long enough. Seams are compared by landmarks, angles and score.
"""

from __future__ import annotations

import tempfile
import time
from itertools import chain, cycle
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.markdown import table
from benchmarks.truth import SAMPLES
from posecheck.angles import compute_angles, estimate_reference
from posecheck.api import find_landmarks
from posecheck.batch import Clip, Entry, Settings, run
from posecheck.clip_landmarks import Sampling
from posecheck.pose.cleaning.cleaning import clean_landmarks
from posecheck.pose.landmarks import Landmarks
from posecheck.scoring.assessment import assess
from posecheck.stretches.load import load_stretch, stretch_ids
from posecheck.video import Video, VideoWriter


def write_long(clip: Path, path: Path, minutes: float, fps: float) -> None:
    """Write the clip, forward and backward in turn, for that long."""
    with Video(clip, fps=fps) as video:
        images = [frame.image for frame in video]
    order = cycle(chain(range(len(images) - 1), range(len(images) - 1, 0, -1)))
    with VideoWriter(path, fps=fps) as writer:
        for number in range(round(minutes * 60 * fps)):
            writer.write(images[next(order)], number / fps)


def compare(cut: Landmarks, whole: Landmarks, stretch: str) -> list[list[str]]:
    """Return rows of median, 99th percentile and largest difference."""
    trunk = np.linalg.norm(whole.image_px[:, 11:13].mean(1) - whole.image_px[:, 23:25].mean(1), axis=-1)
    apart = np.linalg.norm(cut.image_px - whole.image_px, axis=-1) / np.nanmedian(trunk)
    angles = []
    scores = []
    for raw in (cut, whole):
        landmarks = clean_landmarks(raw)
        angles.append(compute_angles(landmarks, estimate_reference(landmarks)))
        scores.append(assess(angles[-1], load_stretch(stretch)).score)
    degrees = np.abs(angles[0].value - angles[1].value)
    rows = [["landmarks, trunk lengths", *_spread(apart)], ["angles and measures", *_spread(degrees)]]
    return [*rows, ["score", f"{scores[0]:.2f}", f"{scores[1]:.2f}", "(cut, whole)"]]


def _spread(values: np.ndarray) -> list[str]:
    return [f"{value:.4f}" for value in (*np.nanpercentile(values, (50, 99)), np.nanmax(values))]


def main(
    clip: Annotated[Path, typer.Argument()] = SAMPLES / "hip_abduction_good.mp4",
    minutes: float = 4.0,
    fps: float = 12.0,
    model: str = "full",
) -> None:
    """Print how far the two lie apart."""
    stretch = next((known for known in stretch_ids() if clip.name.startswith(known)), stretch_ids()[0])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        long = folder / "long.mp4"
        write_long(clip, long, minutes, fps)
        job = Clip(long, (Entry(stretch),))
        begin = time.monotonic()
        run([job], Settings(folder / "cut", model, workers=2))
        cut_s, begin = time.monotonic() - begin, time.monotonic()
        cut = Landmarks.load(folder / "cut" / "landmarks" / f"{job.id}.npz")
        whole = find_landmarks(long, model=model, sampling=Sampling())
        whole_s = time.monotonic() - begin
        assert "chunk_s" in cut.source, "the seams did not agree, and the clip was done whole"
        print(
            f"{minutes:g} min of {clip.name} at {fps:g} fps, {model}: cut {cut_s:.0f} s, whole {whole_s:.0f} s\n"
        )
        print(table(["difference", "median", "99 %", "largest"], compare(cut, whole, stretch)))


if __name__ == "__main__":
    typer.run(main)
