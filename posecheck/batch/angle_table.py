"""Every angle of one clip over time as a Parquet file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from posecheck.angles import Angles
from posecheck.batch.columns import ANGLES, schema_of
from posecheck.files import write_atomically

_SCHEMA = schema_of(ANGLES, "angles over time")


def write_angles(angles: Angles, path: Path) -> None:
    """Write one row a frame; equal angles give equal bytes. What was not seen is null."""
    table = np.stack([angles.value, angles.sigma], axis=2).reshape(len(angles), -1)
    columns = [pa.array(angles.time_s), pa.array(angles.shot.astype(np.int32))]
    columns += [pa.array(column, mask=np.isnan(column)) for column in np.ascontiguousarray(table.T)]
    with write_atomically(path) as temporary:
        pq.write_table(
            pa.Table.from_arrays(columns, schema=_SCHEMA), temporary, compression="zstd", use_dictionary=False
        )
