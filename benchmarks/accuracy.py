"""Accuracy of the whole pipeline on clips with exact ground truth, beside plain MediaPipe angles.

    python -m benchmarks.accuracy [--model full --model lite] [--only hip_abduction] [--csv docs/accuracy.csv]
        [--write docs/validation.md]

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

from benchmarks import real_data
from benchmarks.markdown import table
from benchmarks.runs import Run, run_clip
from benchmarks.scores import is_lower, score_table, twin_table, twins
from benchmarks.truth import load_truths
from posecheck import PosecheckError
from posecheck.angles import ANGLE_IDS, CATALOG
from posecheck.pose.landmarks import MIRRORED, Landmark, Landmarks

Floats = NDArray[np.float64]

BODY = slice(Landmark.LEFT_SHOULDER, None)
LEGS = slice(Landmark.LEFT_KNEE, Landmark.RIGHT_ANKLE + 1)
MARK = "<!-- tables -->"

ANGLES = [column for column, definition in enumerate(CATALOG) if definition.kind == "angle"]


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


def landmark_rows(runs: Iterable[Run]) -> list[list[str]]:
    """Return per clip: person found, PCK@0.2 torso, and frames with the legs' sides swapped before and after."""
    rows = []
    for run in runs:
        true = run.truth.image_px
        rows.append(
            [
                run.truth.clip.stem,
                run.truth.view,
                f"{run.raw.seen.mean():.1%}",
                f"{_pck(run):.2f}",
                f"{_swapped(run.raw, true):.1%}",
                f"{_swapped(run.result.landmarks, true):.1%}",
            ]
        )
    return rows


def _pck(run: Run) -> float:
    """Return the share of landmarks of the body within a fifth of the trunk's length of the true place."""
    true = run.truth.image_px
    torso = np.linalg.norm(true[:, 11:13].mean(axis=1) - true[:, 23:25].mean(axis=1), axis=1)
    away = np.linalg.norm(run.raw.image_px[:, BODY] - true[:, BODY], axis=2)
    return float(np.mean(away <= 0.2 * torso[:, None]))


def _swapped(landmarks: Landmarks, true: Floats) -> float:
    """Return the share of frames in which knees and ankles lie nearer to those of the other side."""
    found = landmarks.image_px[:, LEGS]
    straight = np.linalg.norm(found - true[:, LEGS], axis=2).sum(axis=1)
    crossed = np.linalg.norm(found - true[:, MIRRORED][:, LEGS], axis=2).sum(axis=1)
    apart = np.linalg.norm(true[:, LEGS] - true[:, MIRRORED][:, LEGS], axis=2).sum(axis=1)
    # Where the legs cover each other nobody can tell, and it does not matter.
    telling = np.isfinite(straight) & (apart > 40)
    return float(np.mean(crossed[telling] < straight[telling])) if telling.any() else 0.0


def angle_rows(runs: Sequence[Run], *, by_stretch: bool = False) -> list[Errors]:
    """Return the statistics of every angle per view, or per view and stretch."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        group = f"{run.truth.stretch} {run.truth.view}" if by_stretch else run.truth.view
        groups.setdefault(group, []).append(run)
    cells = [(members, column, group) for column in ANGLES for group, members in sorted(groups.items())]
    return [errors for cell in cells if (errors := errors_of(*cell)) is not None]


def report(runs: Sequence[Run], model: str) -> str:
    """Return the tables of one model as Markdown."""
    clip_head = ["clip", "view", "person found", "PCK@0.2", "legs swapped, raw", "after repair"]
    return "\n\n".join(
        [
            angle_report(runs, model),
            f"### Landmarks, model {model}",
            table(clip_head, landmark_rows(runs)),
            f"### Scores, model {model}",
            score_table(runs),
            f"### Good and faulty twins, model {model}",
            twin_table(runs),
        ]
    )


def angle_report(runs: Sequence[Run], model: str) -> str:
    """Return the table of every angle per view as Markdown."""
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
    return f"### Angles, model {model} (degrees)\n\n{table(angle_head, lines)}"


def model_table(by_model: dict[str, list[Run]]) -> str:
    """Return the pose models beside each other, over the clips that all of them ran, as Markdown."""
    shared = set.intersection(*({run.truth.clip.stem for run in runs} for runs in by_model.values()))
    head = ["model", "clips", "person found", "PCK@0.2", "MAE", "RMSE", "plain MAE", "plain RMSE"]
    head += ["trunk rotation from the front, plain: bias", "RMSE", "ours: bias", "RMSE", "twins lower"]
    rows = [
        [name, str(len(shared)), *_model_row([run for run in runs if run.truth.clip.stem in shared])]
        for name, runs in by_model.items()
    ]
    return table(head, rows)


def _model_row(runs: Sequence[Run]) -> list[str]:
    ours, plain = (
        _known([getattr(run, name)[:, ANGLES] for run in runs]) for name in ("error", "plain_error")
    )
    front = [run for run in runs if run.truth.view == "front"]
    column = ANGLE_IDS.index("trunk_rotation")
    turn, plain_turn = (
        _known([getattr(run, name)[:, column] for run in front]) for name in ("error", "plain_error")
    )
    pairs = [(good.result.assessment, faulty.result.assessment) for good, faulty in twins(runs)]
    return [
        f"{np.mean(np.concatenate([run.raw.seen for run in runs])):.1%}",
        f"{np.mean([_pck(run) for run in runs]):.2f}",
        *(f"{value:.1f}" for error in (ours, plain) for value in (np.abs(error).mean(), _rms(error))),
        *(text for error in (plain_turn, turn) for text in (f"{error.mean():+.1f}", f"{_rms(error):.1f}")),
        f"{sum(is_lower(*pair) for pair in pairs)} of {len(pairs)}",
    ]


def _known(errors: Iterable[Floats]) -> Floats:
    error = np.concatenate([np.empty(0), *(part.ravel() for part in errors)])
    known = error[np.isfinite(error)]
    return np.asarray(known if len(known) else np.array([np.nan]))


def _rms(error: Floats) -> float:
    return float(np.sqrt(np.mean(error**2)))


def write_csv(runs: Sequence[Run], path: Path) -> None:
    """Write the statistics per angle, stretch and view."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(Errors.__dataclass_fields__)
        for e in angle_rows(runs, by_stretch=True):
            writer.writerow(vars(e).values())


def main(
    model: Annotated[
        list[str] | None,
        typer.Option(help="lite, full or heavy; further ones run the recommended cameras only."),
    ] = None,
    only: Annotated[str, typer.Option(help="Only clips whose name contains this.")] = "",
    cache: Annotated[Path, typer.Option(help="Folder for landmarks.")] = Path("build/landmarks"),
    csv_out: Annotated[
        Path | None, typer.Option("--csv", help="Write the first model's table per stretch here.")
    ] = None,
    write: Annotated[Path | None, typer.Option(help="Put the tables behind the mark in this file.")] = None,
) -> None:
    """Print how far the measured angles are from the truth."""
    cache.mkdir(parents=True, exist_ok=True)
    truths = [truth for truth in load_truths() if only in truth.clip.stem]
    by_model: dict[str, list[Run]] = {}
    parts = []
    for name in model or ["full"]:
        by_model[name], failed = [], []
        some = truths if len(by_model) == 1 else [t for t in truths if t.placement == "recommended"]
        for truth in track(some, description=name, console=Console(stderr=True)):
            try:
                by_model[name].append(run_clip(truth, name, cache))
            except PosecheckError as error:
                failed.append(f"- {error}")
        tables = report if len(by_model) == 1 else angle_report
        parts.append("\n\n".join([tables(by_model[name], name), *failed]))
    if csv_out is not None:
        write_csv(next(iter(by_model.values())), csv_out)
    if len(by_model) > 1:
        parts.append("### Models beside each other\n\n" + model_table(by_model))
    parts.append(real_data.report())
    text = "\n\n".join(parts) + "\n"
    if write is not None:
        before, mark, _ = write.read_text(encoding="utf-8").partition(MARK)
        write.write_text(f"{before}{mark}\n\n{text}", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    typer.run(main)
