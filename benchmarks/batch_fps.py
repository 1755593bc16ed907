"""What sampling frames costs in degrees and gains in time, on the sample clips with exact ground truth.

    python -m benchmarks.batch_fps [CLIP...] [--only good] [--model full] [--every 1]

The sample clips have 12 frames a second, so that is what "all" means for them. Errors are those of every angle that
the view is good for, against the truth of the same moment. Clips that are named have no truth: their sampled frames
are compared with the same frames when all are used.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.markdown import table
from benchmarks.truth import load_truths
from posecheck.angles import ANGLE_IDS, CATALOG, Angles, compute_angles, estimate_reference
from posecheck.api import Sampling, check, find_landmarks
from posecheck.pose.cleaning.cleaning import clean_landmarks
from posecheck.stretches.load import stretch_ids

RATES = (None, 10.0, 5.0, 3.0)


def against_all(clip: Path, model: str) -> str:
    """Return a table of how far the angles move when a clip is sampled."""
    rows = []
    everything: Angles | None = None
    whole_s = 0.0
    for fps in (None, 15.0, 10.0, 5.0):
        begin = time.process_time()
        found = find_landmarks(clip, model=model, sampling=Sampling(fps=fps))
        landmarks = clean_landmarks(found)
        angles = compute_angles(landmarks, estimate_reference(landmarks))
        spent_s = time.process_time() - begin
        if everything is None:
            everything, whole_s = angles, spent_s
        same = np.abs(everything.time_s[None] - angles.time_s[:, None]).argmin(axis=1)
        columns = [column for column, angle in enumerate(CATALOG) if angle.kind == "angle"]
        moved = np.abs(angles.value[:, columns] - everything.value[same][:, columns])
        moved = np.minimum(moved, 360 - moved)
        rows.append(
            [
                "all" if fps is None else f"{fps:g}",
                f"{len(angles)}",
                f"{np.nanmedian(moved):.2f}",
                f"{np.nanpercentile(moved, 90):.2f}",
                f"{whole_s / spent_s:.2f}",
            ]
        )
    return table(["fps", "frames", "median change, deg", "90 % below, deg", "speed"], rows)


def main(
    clips: Annotated[list[Path] | None, typer.Argument()] = None,
    only: str = "good",
    model: str = "full",
    every: Annotated[int, typer.Option(help="Every n-th clip.")] = 1,
) -> None:
    """Print one row for each sampling."""
    for clip in clips or ():
        print(f"{clip.name}, model {model}\n\n{against_all(clip, model)}\n")
    if clips:
        return
    truths = [t for t in load_truths() if only in t.clip.name and t.stretch in stretch_ids()][::every]
    errors: dict[float | None, list[np.ndarray]] = {fps: [] for fps in RATES}
    ends: dict[float | None, list[float]] = {fps: [] for fps in RATES}
    scores: dict[float | None, list[float]] = {fps: [] for fps in RATES}
    reps: dict[float | None, int] = dict.fromkeys(RATES, 0)
    seconds: dict[float | None, float] = dict.fromkeys(RATES, 0.0)
    for truth in truths:
        for fps in RATES:
            begin = time.process_time()
            result = check(truth.clip, truth.stretch, model=model, sampling=Sampling(fps=fps))
            seconds[fps] += time.process_time() - begin
            angles = result.angles
            moment = np.abs(truth.time_s[None] - angles.time_s[:, None]).argmin(axis=1)
            columns = [
                column
                for column, angle in enumerate(CATALOG)
                if angle.kind == "angle" and angle.best_view in (truth.view, "any")
            ]
            difference = angles.value[:, columns] - truth.angles[moment][:, columns]
            errors[fps].append(np.abs((difference + 180) % 360 - 180).ravel())
            high = np.nanpercentile(angles.value[:, columns], 95, axis=0)
            ends[fps] += list(high - np.nanpercentile(truth.angles[:, columns], 95, axis=0))
            scores[fps].append(np.nan if result.assessment.score is None else result.assessment.score)
            reps[fps] += len(result.assessment.reps) == len(truth.reps)
    print(f"{len(truths)} clips, {len(ANGLE_IDS)} angles and measures, model {model}\n")
    rows = []
    for fps in RATES:
        changed = np.abs(np.array(scores[fps]) - np.array(scores[None]))
        rows.append(
            [
                "all (12)" if fps is None else f"{fps:g}",
                f"{np.nanmedian(np.concatenate(errors[fps])):.2f}",
                f"{np.nanmean(np.concatenate(errors[fps])):.2f}",
                f"{np.nanmean(np.abs(ends[fps])):.2f}",
                f"{np.nanmedian(changed):.1f}",
                f"{reps[fps]} of {len(truths)}",
                f"{seconds[None] / seconds[fps]:.2f}",
            ]
        )
    head = [
        "fps",
        "median error, deg",
        "mean error, deg",
        "range end, deg",
        "score moved",
        "reps right",
        "speed",
    ]
    print(table(head, rows))


if __name__ == "__main__":
    typer.run(main)
