"""Geometry, the learned estimate alone, and the mean of both, beside the truth, per angle and view.

    python -m benchmarks.estimator FILE.npz [--cache build/landmarks] [--markdown OUT.md]

The sample clips are read through the whole pipeline, from the landmarks that `benchmarks.accuracy` keeps. "Soft"
leaves out trunk lean and seated hip rotation, whose poles fill any mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.markdown import table
from benchmarks.truth import load_truths
from posecheck.angles import compute_angles, estimate_reference
from posecheck.angles.learned.estimator import JOINT_IDS, Estimator
from posecheck.angles.learned.files import read_estimator
from posecheck.angles.vectors import difference_deg
from posecheck.pipeline import measure
from posecheck.pose.landmarks import Landmarks

Floats = NDArray[np.float64]

HARD = ("trunk_lean", "seated_hip_rotation_left", "seated_hip_rotation_right")
SOFT = [column for column, name in enumerate(JOINT_IDS) if name not in HARD]
ALL = range(len(JOINT_IDS))
HEADING = JOINT_IDS.index("pelvic_heading")
LEAST_RANGE_DEG = 5.0
"""An angle that hardly changes in a clip has no slope there."""


@dataclass(frozen=True)
class Reading:
    """Joint angles of one clip or one group of stills as one estimator reads them, beside the truth, all [T, J]."""

    group: str
    stretch: str
    value: Floats
    sigma: Floats
    true: Floats

    @property
    def error(self) -> Floats:
        """Measured minus true."""
        return np.asarray(difference_deg(self.value, self.true))


class _Alone(Estimator):
    """The learned estimate without geometry."""

    def blend(self, guess, geometry, sigma, off_deg):  # type: ignore[no-untyped-def]
        """Return what was learned wherever geometry says something."""
        known = np.isfinite(guess.angles) & np.isfinite(geometry)
        return np.where(known, guess.angles, geometry), np.exp(guess.spread)


def sample_readings(estimator: Estimator | None, cache: Path) -> list[Reading]:
    """Return the readings of all sample clips whose raw landmarks are in a folder."""
    readings = []
    for truth in load_truths():
        path = cache / f"{truth.clip.stem}.npz"
        path = path if path.exists() else cache / f"{truth.clip.stem}.full.npz"
        if not path.exists():
            continue
        cleaned, _ = measure(Landmarks.load(path), truth.clip.stem)
        angles = compute_angles(cleaned, estimate_reference(cleaned), estimator)
        value, true = angles.value[:, ALL].copy(), truth.angles[:, ALL].copy()
        # Only the change of heading has a meaning in the truth of a clip.
        value[:, HEADING] -= _start(value[:, HEADING])
        true[:, HEADING] -= _start(true[:, HEADING])
        readings.append(Reading(truth.view, truth.clip.stem, value, angles.sigma[:, ALL], true))
    return readings


def _start(values: Floats) -> float:
    seen = values[np.isfinite(values)]
    return float(np.median(seen[:10])) if len(seen) else 0.0


def soft_mae(readings: Sequence[Reading]) -> float:
    """Return the mean absolute error over all soft angles and frames."""
    return float(np.nanmean(np.abs(np.concatenate([one.error[:, SOFT] for one in readings]))))


def statistics(readings: Sequence[Reading], column: int) -> list[str] | None:
    """Return frames, bias, MAE, slope and correlation within clips, and how much one and two sigmas cover."""
    error, sigma = (
        np.concatenate([getattr(r, name)[:, column] for r in readings]) for name in ("error", "sigma")
    )
    seen = np.isfinite(error)
    if not seen.any():
        return None
    off = np.abs(error[seen]) / sigma[seen]
    slope, correlation = within_clips(readings, column)
    return [
        str(seen.sum()),
        f"{error[seen].mean():+.1f}",
        f"{np.abs(error[seen]).mean():.1f}",
        *(("-" if np.isnan(number) else f"{number:.2f}") for number in (slope, correlation)),
        f"{np.mean(off <= 1.0):.0%}",
        f"{np.mean(off <= 1.96):.0%}",
    ]


def within_clips(readings: Sequence[Reading], column: int) -> tuple[float, float]:
    """Return slope and correlation of read over true changes, each clip's own means taken out of both."""
    ours, theirs = [], []
    for one in readings:
        true, error = one.true[:, column], one.error[:, column]
        seen = np.isfinite(true) & np.isfinite(error)
        if seen.sum() > 10 and np.ptp(true[seen]) > LEAST_RANGE_DEG:
            theirs.append(true[seen] - true[seen].mean())
            ours.append(true[seen] + error[seen] - (true[seen] + error[seen]).mean())
    if not ours:
        return np.nan, np.nan
    a, b = np.concatenate(ours), np.concatenate(theirs)
    return float((a @ b) / (b @ b)), float((a @ b) / np.sqrt(max((a @ a) * (b @ b), 1e-12)))


def report(by_name: dict[str, list[Reading]]) -> str:
    """Return the tables as Markdown: per clip group and per angle, the estimators beside each other."""
    names = list(by_name)
    first = by_name[names[0]]
    overall = [["all", *(f"{soft_mae(by_name[name]):.2f}" for name in names)]]
    for group in sorted({one.group for one in first}):
        overall.append([group, *(f"{soft_mae(_of(by_name[name], group)):.2f}" for name in names)])
    clips = [
        [a.stretch, a.group, *(f"{soft_mae([by_name[name][row]]):.1f}" for name in names)]
        for row, a in enumerate(first)
    ]
    head = ["angle", "view", "estimator", "frames", "bias", "MAE", "slope", "r", "in 1σ", "in 2σ"]
    rows = [
        [JOINT_IDS[column], group, name, *numbers]
        for column in ALL
        for group in sorted({one.group for one in first})
        for name in names
        if (numbers := statistics(_of(by_name[name], group), column)) is not None
    ]
    whole = [
        [JOINT_IDS[column], name, *numbers]
        for column in ALL
        for name in names
        if (numbers := statistics(by_name[name], column)) is not None
    ]
    return "\n\n".join(
        [
            "#### Soft MAE",
            table(["view", *names], overall),
            "#### Per angle, all views",
            table([head[0], *head[2:]], whole),
            "#### Per angle and view",
            table(head, rows),
            "#### Per clip, soft MAE",
            table(["clip", "view", *names], clips),
        ]
    )


def _of(readings: Sequence[Reading], group: str) -> list[Reading]:
    return [one for one in readings if one.group == group]


def main(
    file: Annotated[Path, typer.Argument(help="The estimator (.npz).")],
    cache: Annotated[Path, typer.Option(help="Folder with the landmarks of the sample clips.")] = Path(
        "build/landmarks"
    ),
    markdown: Annotated[Path | None, typer.Option(help="Write the tables here, too.")] = None,
) -> None:
    """Print the tables of the sample clips."""
    arrays, _ = read_estimator(file)
    made: dict[str, Callable[[], Estimator | None]] = {
        "geometry": lambda: None,
        "learned": lambda: _Alone(arrays),
        "mean": lambda: Estimator(arrays),
    }
    text = report({name: sample_readings(make(), cache) for name, make in made.items()})
    if markdown is not None:
        markdown.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    typer.run(main)
