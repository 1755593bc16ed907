"""The result of one clip as JSON, documented in `docs/formats.md` and versioned by its `format`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

import posecheck
from posecheck.angles.catalog import Side
from posecheck.files import require_own, write_atomically
from posecheck.report.result import Result
from posecheck.scoring.results import (
    AsymmetryResult,
    DoseResult,
    FaultResult,
    PassResult,
    RepResult,
    TargetResult,
)

FORMAT: Literal["posecheck.result/2"] = "posecheck.result/2"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class ClipInfo(_Model):
    """What was looked at, and with what."""

    name: str
    width_px: int
    height_px: int
    frames: int
    duration_s: float
    seen: float
    views: dict[str, float]
    source: dict[str, Any]


class StretchInfo(_Model):
    """What it was scored against."""

    id: str
    title: str
    side: Side | None
    probability: float | None
    kind: Literal["held", "oscillated", "active", "rolled", "steps"]
    reps: tuple[int, int]
    hold_s: tuple[float, float]


class ResultDocument(_Model):
    """The whole document."""

    format: Literal["posecheck.result/2"]
    posecheck_version: str
    clip: ClipInfo
    stretch: StretchInfo
    score: float | None
    score_sigma: float | None
    confidence: float
    wrong_view: str
    reason: str
    notes: tuple[str, ...]
    cue: str
    complete_reps: int
    reps: tuple[RepResult, ...]
    targets: tuple[TargetResult, ...]
    faults: tuple[FaultResult, ...]
    passes: tuple[PassResult, ...]
    asymmetry: AsymmetryResult | None
    dose: tuple[DoseResult, ...]


def document(result: Result) -> ResultDocument:
    """Return the result as a document."""
    found, landmarks = result.assessment, result.landmarks
    return ResultDocument(
        format=FORMAT,
        posecheck_version=posecheck.__version__,
        clip=ClipInfo(
            name=result.clip,
            width_px=landmarks.width_px,
            height_px=landmarks.height_px,
            frames=len(landmarks),
            duration_s=float(landmarks.time_s[-1] - landmarks.time_s[0]),
            seen=found.seen,
            views=found.views,
            source=landmarks.source,
        ),
        stretch=StretchInfo(
            id=found.stretch.id,
            title=found.stretch.title,
            side=found.side,
            probability=result.recognition.probability if result.recognition else None,
            kind=found.stretch.dose.kind,
            reps=found.stretch.dose.reps,
            hold_s=found.stretch.dose.hold_range_s,
        ),
        score=found.score,
        score_sigma=found.score_sigma,
        confidence=found.confidence,
        wrong_view=found.wrong_view,
        reason=found.reason,
        notes=result.notes,
        cue=found.cue,
        complete_reps=found.complete_reps,
        reps=found.reps,
        targets=found.targets,
        faults=found.faults,
        passes=found.passes,
        asymmetry=found.asymmetry,
        dose=found.dose,
    )


def write_json(result: Result, path: Path) -> None:
    """Write the result; equal results give equal bytes."""
    require_own([path])
    # Nothing is never negative: -0.0 is what remains of rounding, and reads like a direction.
    text = re.sub(r"(?<= )-0\.0(?=,?\n)", "0.0", document(result).model_dump_json(indent=2))
    with write_atomically(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
