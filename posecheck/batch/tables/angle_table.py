"""Every angle of one clip over time as a Parquet file, whole enough to be scored again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from posecheck.angles import Angles
from posecheck.angles.view import View
from posecheck.batch.tables.columns import ANGLES, VIEW, schema_of
from posecheck.files import code_fingerprint, write_atomically
from posecheck.pose.landmarks import Landmarks

_SCHEMA = schema_of(ANGLES, "angles over time")
_FIRST = 2 + len(VIEW)


@dataclass(frozen=True)
class Origin:
    """What a clip's angles were made from: size of the picture, source and notes of the landmarks."""

    width_px: int
    height_px: int
    source: dict[str, Any]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, landmarks: Landmarks) -> Origin:
        """Return the origin of angles made from these landmarks."""
        return cls(landmarks.width_px, landmarks.height_px, landmarks.source, landmarks.notes)


def write_angles(angles: Angles, origin: Origin, landmarks: Path, path: Path) -> None:
    """Write one row a frame; equal angles give equal rows. What was not seen is null.

    Parameters
    ----------
    angles : Angles
        The angles.
    origin : Origin
        What they were made from.
    landmarks : Path
        The file of the landmarks; when it changes, the angles are out of date.
    path : Path
        The file to write.
    """
    table = np.stack([angles.value, angles.sigma], axis=2).reshape(len(angles), -1)
    numbers = [*(getattr(angles.view, column.name) for column in VIEW), *table.T]
    columns = [
        pa.array(values, from_pandas=True)  # NaN is null
        for values in (angles.time_s, angles.shot.astype(np.int32), *numbers)
    ]
    metadata = {"origin": json.dumps(asdict(origin)), "made_from": _made_from(landmarks)}
    schema = _SCHEMA.with_metadata(_SCHEMA.metadata | metadata)
    with write_atomically(path) as temporary:
        pq.write_table(
            pa.Table.from_arrays(columns, schema=schema), temporary, compression="zstd", use_dictionary=False
        )


def read_angles(path: Path, landmarks: Path) -> tuple[Angles, Origin] | None:
    """Return the angles kept in `path`, or None if this code did not make them from these landmarks."""
    if not path.exists():
        return None
    try:
        # Not read_table and columns one by one, which load libraries for what is not here: folders, and pandas.
        with pq.ParquetFile(path) as file:
            table = file.read()
    except (OSError, pa.ArrowInvalid):
        return None
    metadata = table.schema.metadata or {}
    if (
        metadata.get(b"made_from", b"").decode() != _made_from(landmarks)
        or table.schema.names != _SCHEMA.names
    ):
        return None
    rows = np.vstack([part.to_tensor(null_to_nan=True).to_numpy() for part in table.to_batches()])
    time_s, shot, *view = np.ascontiguousarray(rows[:, :_FIRST].T)
    numbers = rows[:, _FIRST:]
    value, sigma = np.ascontiguousarray(numbers[:, 0::2]), np.ascontiguousarray(numbers[:, 1::2])
    angles = Angles(time_s, value, sigma, View(*view), shot.astype(np.int64))
    kept = json.loads(metadata[b"origin"])
    return angles, Origin(**kept | {"notes": tuple(kept["notes"])})


def _made_from(landmarks: Path) -> str:
    status = landmarks.stat()
    return f"{code_fingerprint('pose', 'angles')} {status.st_size} {status.st_mtime_ns}"
