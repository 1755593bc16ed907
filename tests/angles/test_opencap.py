"""Joint angles of one person's markers against OpenSim's inverse kinematics, where the definitions coincide."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from benchmarks.real_data import OPENCAP, Trial, opencap

pytestmark = pytest.mark.skipif(not OPENCAP.is_dir(), reason=f"needs the OpenCap trials in {OPENCAP}")


@cache
def recording(trial: str) -> dict[str, Trial]:
    return {row.angle: row for row in opencap(trial)}


@pytest.mark.parametrize("trial", ["squats1", "STS1"])
@pytest.mark.parametrize(
    ("angle", "bias", "deviation"),
    [
        ("pelvic_obliquity", 1.0, 1.5),
        ("pelvic_heading", 1.5, 1.5),
        ("trunk_rotation", 1.5, 1.5),
        ("trunk_side_bend", 1.5, 1.5),
        ("knee_flexion_left", 3.0, 4.0),
        ("knee_flexion_right", 3.0, 4.0),
        # Against the pelvis, whose tilt is an estimate. Hip flexion itself is trunk-referenced: another angle.
        ("hip_flexion_pelvic_left", 10.0, 8.0),
        ("hip_flexion_pelvic_right", 10.0, 8.0),
        ("pelvic_tilt", 10.0, 9.0),
    ],
)
def test_agrees_with_opensim(trial: str, angle: str, bias: float, deviation: float) -> None:
    row = recording(trial)[angle]
    error = row.ours - row.theirs
    assert np.isfinite(error).mean() > 0.9
    assert abs(np.nanmean(error)) < bias
    assert np.nanstd(error) < deviation
