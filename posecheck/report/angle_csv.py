"""Every angle and its uncertainty over time as CSV, one row a frame."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from posecheck.angles.catalog import CATALOG
from posecheck.files import require_own, write_atomically
from posecheck.report.result import Result


def column_names() -> list[str]:
    """Return the names of the columns; the unit is the last word of a name where it has one.

    Examples
    --------
    >>> column_names()[:5]
    ['time_s', 'shot', 'rep', 'phase', 'progress']
    >>> "hip_flexion_left_sigma_deg" in column_names()
    True
    """
    names = ["time_s", "shot", "rep", "phase", "progress", "score", "confidence"]
    for definition in CATALOG:
        unit = f"_{definition.unit}" if definition.unit in ("deg", "m") else ""
        names += [f"{definition.id}{unit}", f"{definition.id}_sigma{unit}"]
    return names


def write_csv(result: Result, path: Path) -> None:
    """Write the table; what was not seen is an empty cell. Notes stand above it, each after a `#`."""
    angles, frames = result.angles, result.assessment.frames
    words = {phase.role: phase.name for phase in result.assessment.stretch.phases}
    table = np.stack([angles.value, angles.sigma], axis=2).reshape(len(angles.time_s), -1)
    require_own([path])
    with write_atomically(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as stream:
        stream.writelines(f"# {note}\n" for note in result.notes)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(column_names())
        for t, row in enumerate(table):
            numbers = [frames.progress[t], frames.score[t], frames.confidence[t], *row]
            head = [f"{angles.time_s[t]:.4f}", angles.shot[t], frames.rep[t], words.get(frames.role[t], "")]
            writer.writerow(head + [_cell(x) for x in numbers])


def _cell(value: float) -> str:
    text = "" if np.isnan(value) else f"{value:.4f}"
    return "0.0000" if text == "-0.0000" else text
