"""Every angle in every frame as a table: Arrow, Parquet, pandas and xarray. The columns are those of the CSV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from posecheck.angles.catalog import ANGLE_IDS, CATALOG
from posecheck.errors import extra
from posecheck.files import MARK, require_own, write_atomically
from posecheck.pose.landmarks import Landmark
from posecheck.report.angle_csv import column_names
from posecheck.report.result import Result

_HEAD = [
    ("s", "time of the frame from the start of the clip"),
    ("", "number of the camera shot"),
    ("", "number of the repetition, 0 outside any"),
    ("", "the stretch's word for the phase, empty outside any"),
    ("", "progress, 0 at rest and 1 at end range"),
    ("", "score of the frame, 0 to 100"),
    ("", "confidence of that score, 0 to 1"),
]


def columns() -> Iterator[tuple[str, str, str]]:
    """Yield name, unit and meaning of each column.

    Examples
    --------
    >>> list(columns())[0]
    ('time_s', 's', 'time of the frame from the start of the clip')
    """
    says = list(_HEAD)
    for entry in CATALOG:
        says.append((entry.unit, f"{entry.title}, positive {entry.positive}"))
        says.append((entry.unit, f"its uncertainty, one sigma: {entry.title}"))
    for name, (unit, meaning) in zip(column_names(), says, strict=True):
        yield name, unit, meaning


def arrow_table(result: Result) -> Any:
    """Return the table; what was not seen is null."""
    fields = [
        (name, {"unit": unit, "meaning": meaning}, _values(result, name)) for name, unit, meaning in columns()
    ]
    arrays = [pa.array(values, from_pandas=True) for _, _, values in fields]
    schema = pa.schema(
        pa.field(name, array.type, metadata=says)
        for (name, says, _), array in zip(fields, arrays, strict=True)
    ).with_metadata({"format": f"{MARK}angles/1", "clip": result.clip, "notes": "\n".join(result.notes)})
    return pa.Table.from_arrays(arrays, schema=schema)


def write_parquet(result: Result, path: Path) -> None:
    """Write the table to a Parquet file, unit and meaning of each column in its metadata."""
    require_own([path])
    with write_atomically(path) as temporary:
        pq.write_table(arrow_table(result), temporary, compression="zstd")


def pandas_frame(result: Result) -> Any:
    """Return the table as a data frame; what was not seen is NaN."""
    pandas = extra("pandas", "pandas", "A data frame")
    return pandas.DataFrame({name: _values(result, name) for name, _, _ in columns()})


def xarray_dataset(result: Result) -> Any:
    """Return angles and landmarks as a dataset with named axes."""
    xarray = extra("xarray", "xarray", "A dataset")
    angles, landmarks = result.angles, result.landmarks
    per_frame = ("shot", "rep", "phase", "progress", "score", "confidence")
    return xarray.Dataset(
        {
            "value": (("time", "angle"), angles.value),
            "sigma": (("time", "angle"), angles.sigma),
            "image_px": (("time", "landmark", "space"), _with_depth(landmarks.image_px)),
            "world_m": (("time", "landmark", "space"), landmarks.world_m),
            "visibility": (("time", "landmark"), landmarks.visibility),
            **{name: ("time", _values(result, name)) for name in per_frame},
        },
        coords={
            "time": ("time", angles.time_s, {"units": "s"}),
            "angle": list(ANGLE_IDS),
            "unit": ("angle", [entry.unit for entry in CATALOG]),
            "landmark": [landmark.name.lower() for landmark in Landmark],
            "space": ["x", "y", "z"],
        },
        attrs={"clip": result.clip, "stretch": result.assessment.stretch.id, "notes": list(result.notes)},
    )


def _values(result: Result, name: str) -> Any:
    angles, frames = result.angles, result.assessment.frames
    if name == "time_s":
        return angles.time_s
    if name == "shot":
        return angles.shot
    if name == "phase":
        words: dict[str, str] = {phase.role: phase.name for phase in result.assessment.stretch.phases}
        return np.array([words.get(role, "") for role in frames.role.tolist()], dtype=object)
    if name in ("rep", "progress", "score", "confidence"):
        return getattr(frames, name)
    place = column_names().index(name) - len(_HEAD)
    return (angles.sigma if place % 2 else angles.value)[:, place // 2]


def _with_depth(image_px: Any) -> Any:
    return np.concatenate([image_px, np.full((*image_px.shape[:-1], 1), np.nan)], axis=-1)
