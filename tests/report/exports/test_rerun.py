"""What Rerun opens, where it is installed; where it is not, which extra brings it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from posecheck.errors import PosecheckError
from posecheck.report.exports.rerun_recording import write_rrd
from tests.report.exports.recordings import lift, of

HAS_RERUN = importlib.util.find_spec("rerun") is not None


@pytest.mark.skipif(HAS_RERUN, reason="rerun-sdk is installed")
def test_without_rerun_the_extra_is_named(tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match=r"a\.rrd needs rerun; .*pip install 'posecheck\[rerun\]'"):
        write_rrd(of(lift()), tmp_path / "a.rrd")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not HAS_RERUN, reason="needs rerun-sdk (extra `rerun`)")
def test_angles_and_points_come_back(tmp_path: Path) -> None:
    recording = of(lift(heading=90.0))
    write_rrd(recording, tmp_path / "a.rrd")
    write_rrd(recording, tmp_path / "a.rrd")  # it is its own, and may be replaced
    found = columns(tmp_path / "a.rrd")
    value = np.array([each[0] for each in found["/angles/hip_flexion_right/value", "Scalars:scalars"]])
    assert np.array_equal(value, recording.angles["hip_flexion_right"], equal_nan=True)
    times = found["/angles/hip_flexion_right/value", "time"]
    assert np.allclose([each.total_seconds() for each in times], recording.angles.time_s, atol=1e-6)
    points = found["/picture/landmarks", "Points2D:positions"]
    assert np.allclose(points, recording.landmarks.image_px, atol=1e-2)
    assert len(found["/room/landmarks", "Points3D:positions"]) == len(recording.landmarks)


def columns(path: Path) -> dict[tuple[str, str], list[Any]]:
    """Return every column of a recording by its entity and its name."""
    from rerun.chunk import RrdReader

    found: dict[tuple[str, str], list[Any]] = {}
    for chunk in RrdReader(str(path)).stream().to_chunks():
        batch = chunk.to_record_batch()
        for name in batch.schema.names:
            key = chunk.entity_path, name.rpartition("/")[2].rpartition(f"{chunk.entity_path}:")[2]
            found.setdefault(key, []).extend(batch.column(name).to_pylist())
    return found
