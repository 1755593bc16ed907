"""Accuracy of the whole pipeline on clips with exact ground truth, beside plain MediaPipe angles.

    python -m benchmarks.accuracy [--model full] [--only hip_abduction] [--csv all.csv] [--write docs/validation.md]

Landmarks are cached in `--cache`, so that a second run needs no pose model.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from benchmarks.markdown import table
from benchmarks.truth import Truth, load_truths
from posecheck import PosecheckError
from posecheck.angles import ANGLE_IDS, CATALOG, joint_angles
from posecheck.pipeline import Result, check, find_landmarks
from posecheck.pose.landmarks import MIRRORED, Landmark, Landmarks
from posecheck.stretches.load import stretch_ids

Floats = NDArray[np.float64]

BODY = slice(Landmark.LEFT_SHOULDER, None)
LEGS = slice(Landmark.LEFT_KNEE, Landmark.RIGHT_ANKLE + 1)
ANGLES = [column for column, definition in enumerate(CATALOG) if definition.kind == "angle"]


@dataclass(frozen=True)
class Run:
    """One clip through the pipeline, beside its truth; every array has the truth's frames."""

    truth: Truth
    result: Result
    raw: Landmarks

    @property
    def error(self) -> Floats:
        """Measured minus true, degrees, shape [T, A]."""
        return _difference(self.result.angles.value, self.truth.angles)

    @property
    def plain_error(self) -> Floats:
        """The same for world landmarks as MediaPipe gives them and a level camera."""
        plain = np.full_like(self.truth.angles, np.nan)
        for name, values in joint_angles(self.raw.world_m, up=np.array([0.0, -1.0, 0.0])).items():
            plain[:, ANGLE_IDS.index(name)] = values
        return _difference(plain, self.truth.angles)


def _difference(measured: Floats, true: Floats) -> Floats:
    difference = measured - true
    heading = ANGLE_IDS.index("pelvic_heading")
    # Only the change of heading has a meaning: its zero is where the person faced when the clip began.
    difference[:, heading] -= _start(measured[:, heading]) - _start(true[:, heading])
    return (difference + 180.0) % 360.0 - 180.0


def _start(values: Floats) -> float:
    seen = values[np.isfinite(values)]
    return float(np.median(seen[:10])) if len(seen) else 0.0


@dataclass(frozen=True)
class Errors:
    """Error statistics of one angle in one group of frames, in degrees."""

    angle: str
    group: str
    frames: int
    bias: float
    mae: float
    rmse: float
    low95: float
    high95: float
    within_1_sigma: float
    within_2_sigma: float
    mean_sigma: float
    not_seen: float
    plain_mae: float
    plain_rmse: float


def errors_of(runs: Sequence[Run], column: int, group: str) -> Errors | None:
    """Return the statistics of one angle over all frames of the runs; None where it was never seen."""
    error = np.concatenate([run.error[:, column] for run in runs])
    plain = np.concatenate([run.plain_error[:, column] for run in runs])
    sigma = np.concatenate([run.result.angles.sigma[:, column] for run in runs])
    known = np.concatenate([np.isfinite(run.truth.angles[:, column]) for run in runs])
    seen = np.isfinite(error)
    e, s, p = error[seen], sigma[seen], plain[np.isfinite(plain)]
    if not len(e):
        return None
    return Errors(
        angle=ANGLE_IDS[column],
        group=group,
        frames=int(seen.sum()),
        bias=float(e.mean()),
        mae=float(np.abs(e).mean()),
        rmse=float(np.sqrt(np.mean(e**2))),
        low95=float(e.mean() - 1.96 * e.std()),
        high95=float(e.mean() + 1.96 * e.std()),
        within_1_sigma=float(np.mean(np.abs(e) <= s)),
        within_2_sigma=float(np.mean(np.abs(e) <= 2 * s)),
        mean_sigma=float(s.mean()),
        not_seen=float(1 - seen.sum() / max(known.sum(), 1)),
        plain_mae=float(np.abs(p).mean()),
        plain_rmse=float(np.sqrt(np.mean(p**2))),
    )


def run_clip(truth: Truth, model: str, cache: Path) -> Run:
    """Run one clip; a stretch that cannot be scored yet is measured with any other."""
    kept = cache / f"{truth.clip.stem}.{model}.npz"
    stretch = truth.stretch if truth.stretch in stretch_ids() else stretch_ids()[0]
    raw = find_landmarks(truth.clip, model=model, cache=kept)
    return Run(truth, check(kept, stretch), raw)


def landmark_rows(runs: Iterable[Run]) -> list[list[str]]:
    """Return per clip: person found, PCK@0.2 torso, and frames with the legs' sides swapped before and after."""
    rows = []
    for run in runs:
        true = run.truth.image_px
        torso = np.linalg.norm(true[:, 11:13].mean(axis=1) - true[:, 23:25].mean(axis=1), axis=1)
        away = np.linalg.norm(run.raw.image_px[:, BODY] - true[:, BODY], axis=2)
        rows.append(
            [
                run.truth.clip.stem,
                run.truth.view,
                f"{run.raw.seen.mean():.1%}",
                f"{np.mean(away <= 0.2 * torso[:, None]):.2f}",
                f"{_swapped(run.raw, true):.1%}",
                f"{_swapped(run.result.landmarks, true):.1%}",
            ]
        )
    return rows


def _swapped(landmarks: Landmarks, true: Floats) -> float:
    """Return the share of frames in which knees and ankles lie nearer to those of the other side."""
    found = landmarks.image_px[:, LEGS]
    straight = np.linalg.norm(found - true[:, LEGS], axis=2).sum(axis=1)
    crossed = np.linalg.norm(found - true[:, MIRRORED][:, LEGS], axis=2).sum(axis=1)
    apart = np.linalg.norm(true[:, LEGS] - true[:, MIRRORED][:, LEGS], axis=2).sum(axis=1)
    # Where the legs cover each other nobody can tell, and it does not matter.
    telling = np.isfinite(straight) & (apart > 40)
    return float(np.mean(crossed[telling] < straight[telling])) if telling.any() else 0.0


def score_rows(runs: Iterable[Run]) -> list[list[str]]:
    """Return per clip: score, repetitions, hold times and faults, found and true."""
    rows = []
    for run in runs:
        found, truth = run.result.assessment, run.truth
        known = truth.stretch in stretch_ids()
        held = [rep.hold.duration_s for rep in found.reps if rep.hold]
        rows.append(
            [
                truth.clip.stem,
                f"{found.score:.0f}" if known and found.score is not None else "-",
                f"{found.confidence:.0%}" if known else "-",
                f"{len(found.reps) if known else '-'} / {len(truth.reps)}",
                f"{np.mean(held):.1f}" if known and held else "-",
                f"{np.mean(np.diff(truth.holds)):.1f}" if len(truth.holds) else "-",
                ", ".join(fault.id for fault in found.faults) if known else "stretch not in the library",
                ", ".join(truth.faults) or "none",
            ]
        )
    return rows


def angle_rows(runs: Sequence[Run], *, by_stretch: bool = False) -> list[Errors]:
    """Return the statistics of every angle per view, or per view and stretch."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        group = f"{run.truth.stretch} {run.truth.view}" if by_stretch else run.truth.view
        groups.setdefault(group, []).append(run)
    cells = [(members, column, group) for column in ANGLES for group, members in sorted(groups.items())]
    return [errors for cell in cells if (errors := errors_of(*cell)) is not None]


def report(runs: Sequence[Run], model: str) -> str:
    """Return the tables as Markdown."""
    angle_head = ["angle", "view", "frames", "bias", "MAE", "RMSE", "95 % limits", "sigma", "in 1σ", "in 2σ"]
    angle_head += ["not seen", "plain MAE", "plain RMSE"]
    lines = [
        [
            e.angle,
            e.group,
            str(e.frames),
            f"{e.bias:+.1f}",
            f"{e.mae:.1f}",
            f"{e.rmse:.1f}",
            f"{e.low95:+.0f} to {e.high95:+.0f}",
            f"{e.mean_sigma:.1f}",
            f"{e.within_1_sigma:.0%}",
            f"{e.within_2_sigma:.0%}",
            f"{e.not_seen:.0%}",
            f"{e.plain_mae:.1f}",
            f"{e.plain_rmse:.1f}",
        ]
        for e in angle_rows(runs)
    ]
    clip_head = ["clip", "view", "person found", "PCK@0.2", "legs swapped, raw", "after repair"]
    score_head = [
        "clip",
        "score",
        "confidence",
        "reps found / true",
        "held s",
        "true s",
        "faults found",
        "shown",
    ]
    return "\n\n".join(
        [
            f"### Angles, model {model} (degrees)",
            table(angle_head, lines),
            f"### Landmarks, model {model}",
            table(clip_head, landmark_rows(runs)),
            f"### Scores, model {model}",
            table(score_head, score_rows(runs)),
        ]
    )


def write_csv(runs: Sequence[Run], path: Path) -> None:
    """Write the statistics per angle, stretch and view."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(Errors.__dataclass_fields__)
        for e in angle_rows(runs, by_stretch=True):
            writer.writerow(vars(e).values())


def main(
    model: Annotated[list[str] | None, typer.Option(help="lite, full or heavy; may be given again.")] = None,
    only: Annotated[str, typer.Option(help="Only clips whose name contains this.")] = "",
    cache: Annotated[Path, typer.Option(help="Folder for landmarks.")] = Path("build/landmarks"),
    csv_out: Annotated[Path | None, typer.Option("--csv", help="Write the table per stretch here.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the Markdown here.")] = None,
) -> None:
    """Print how far the measured angles are from the truth."""
    cache.mkdir(parents=True, exist_ok=True)
    truths = [truth for truth in load_truths() if only in truth.clip.stem]
    parts = []
    for name in model or ["full"]:
        runs, failed = [], []
        for truth in track(truths, description=name, console=Console(stderr=True)):
            try:
                runs.append(run_clip(truth, name, cache))
            except PosecheckError as error:
                failed.append(f"- {error}")
        parts.append("\n\n".join([report(runs, name), *failed]))
        if csv_out is not None:
            write_csv(runs, csv_out.with_stem(f"{csv_out.stem}_{name}"))
    text = "\n\n".join(parts) + "\n"
    if out is not None:
        out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    typer.run(main)
