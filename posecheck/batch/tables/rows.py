"""One scored clip as rows of the tables."""

from __future__ import annotations

from typing import Any

import numpy as np

import posecheck
from posecheck.angles import Angles
from posecheck.batch.tables.angle_table import Origin
from posecheck.batch.tables.columns import TARGET, joint_angles
from posecheck.errors import NotScoredError
from posecheck.scoring.results import Assessment

Row = dict[str, Any]


def result_row(found: Assessment, angles: Angles, origin: Origin, recognised: float | None = None) -> Row:
    """Return one row of `results.parquet`, less what only the batch knows (clip, person, timings)."""
    holds = [rep.hold.duration_s for rep in found.reps if rep.hold is not None]
    return {
        "stretch": found.stretch.id,
        "status": "scored",
        "candidates": [],
        "recognised": recognised,
        "side": found.side,
        "score": found.score,
        "score_sigma": found.score_sigma,
        "confidence": found.confidence,
        "wrong_view": found.wrong_view,
        "reason": found.reason,
        "notes": list(origin.notes),
        "cue": found.cue,
        "reps_complete": found.complete_reps,
        "reps_partial": len(found.reps) - found.complete_reps,
        "holds": len(holds),
        "hold_median_s": float(np.median(holds)) if holds else None,
        "hold_longest_s": max(holds, default=None),
        "faults": [fault.id for fault in found.faults],
        "targets": _targets(found),
        "passes": _passes(found),
        **_asymmetry(found),
        "seen": found.seen,
        "view": max(found.views, key=found.views.__getitem__),
        **_of_the_clip(angles, origin),
    }


def not_scored_row(stretch: str | None, error: NotScoredError, angles: Angles, origin: Origin) -> Row:
    """Return the row of a clip that was looked at and not scored.

    Parameters
    ----------
    stretch : str or None
        What was asked for; None where it was to be recognised.
    error : NotScoredError
        Why, and what it may show.
    angles, origin
        As for `result_row`.
    """
    return {
        "stretch": stretch,
        "status": error.status,
        "candidates": [{"stretch": name, "probability": share} for name, share in error.candidates],
        "reason": str(error),
        "score": None,
        "notes": list(origin.notes),
        **_of_the_clip(angles, origin),
    }


def _of_the_clip(angles: Angles, origin: Origin) -> Row:
    """Return what a row says of the clip, whatever it was scored against."""
    source = origin.source
    return {
        **_ranges(angles),
        "frames": len(angles),
        "duration_s": float(angles.time_s[-1] - angles.time_s[0]),
        "width_px": origin.width_px,
        "height_px": origin.height_px,
        "sampling_fps": source.get("sampling", {}).get("fps"),
        "model": source.get("model"),
        "model_sha256": source.get("model_sha256"),
        "clip_sha256": source.get("clip_sha256"),
        "mediapipe_version": source.get("mediapipe"),
        "posecheck_version": posecheck.__version__,
    }


def _targets(found: Assessment) -> list[Row]:
    return [{field.name: getattr(target, field.name) for field in TARGET} for target in found.targets]


def _passes(found: Assessment) -> list[Row]:
    names = ("side", "score", "confidence", "view", "end_range", "sigma", "unit")
    return [{name: getattr(each, name) for name in names} | {"reps": len(each.reps)} for each in found.passes]


def _asymmetry(found: Assessment) -> Row:
    compared = found.asymmetry
    known = compared is not None and compared.difference is not None
    return {
        "asymmetry": compared.difference if compared and known else None,
        "asymmetry_sigma": compared.sigma if compared and known else None,
        "asymmetry_unit": compared.unit if compared and known else None,
        "asymmetry_of": compared.title if compared and known else None,
    }


def _ranges(angles: Angles) -> Row:
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for angle in joint_angles():
        seen = angles.column(angle.id)
        seen = seen[np.isfinite(seen)]
        if len(seen):
            low[angle.id], high[angle.id] = (float(end) for end in np.percentile(seen, (5, 95)))
    row: Row = {}
    for angle in joint_angles():
        row[f"{angle.id}_low_deg"], row[f"{angle.id}_high_deg"] = low.get(angle.id), high.get(angle.id)
    return row


def rep_rows(found: Assessment) -> list[Row]:
    """Return the rows of `reps.parquet` of one result, less clip and id."""
    return [
        {
            "stretch": found.stretch.id,
            "side": rep.side,
            "number": rep.number,
            "start_s": rep.start_s,
            "end_s": rep.end_s,
            "complete": rep.complete,
            "start_seen": rep.start_seen,
            "score": rep.score,
            "confidence": rep.confidence,
            "hold_start_s": rep.hold.start_s if rep.hold else None,
            "hold_end_s": rep.hold.end_s if rep.hold else None,
            "hold_s": rep.hold.duration_s if rep.hold else None,
            "reached": rep.reached,
            "reached_sigma": rep.reached_sigma,
            "cycles": rep.cycles,
            "steadiness_deg": rep.hold.steadiness_deg if rep.hold else None,
        }
        for rep in found.reps
    ]
