"""Joint angles of one person's markers against OpenSim's inverse kinematics, where the definitions coincide."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.angles import joint_angles
from posecheck.pose.landmarks import Landmark

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "opencap_subject4"
MARKERS = {
    "LEFT_HIP": "L_HJC", "RIGHT_HIP": "R_HJC", "LEFT_KNEE": "L_knee", "RIGHT_KNEE": "r_knee",
    "LEFT_ANKLE": "L_ankle", "RIGHT_ANKLE": "r_ankle",
    "LEFT_SHOULDER": "L_Shoulder", "RIGHT_SHOULDER": "R_Shoulder",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"needs the OpenCap trials in {FOLDER}")

Floats = NDArray[np.float64]


@cache
def markers(trial: str) -> Floats:
    """Return points [T, 33, 3] in OpenSim's axes: x forward, y up, z right, metres."""
    lines = (FOLDER / f"{trial}.trc").read_text().splitlines()
    names = [name.replace("r.", "r_") for name in lines[3].split("\t")[2:] if name.strip()]
    rows = [
        [float(v) if v.strip() else np.nan for v in line.split("\t")[2:]]
        for line in lines[5:]
        if line.strip()
    ]
    table = np.array([row[: 3 * len(names)] for row in rows]).reshape(len(rows), len(names), 3)
    points = np.full((len(rows), 33, 3), np.nan)
    for landmark, name in MARKERS.items():
        points[:, Landmark[landmark]] = table[:, names.index(name)]
    return points


@cache
def opensim(trial: str) -> dict[str, Floats]:
    """Return OpenSim's joint coordinates in degrees."""
    lines = (FOLDER / f"{trial}_ik.mot").read_text().splitlines()
    start = lines.index("endheader") + 1
    table = np.array([line.split() for line in lines[start + 1 :] if line.strip()], dtype=float)
    return {name: np.degrees(table[:, i]) for i, name in enumerate(lines[start].split())}


@cache
def angles_of(trial: str) -> dict[str, Floats]:
    return joint_angles(markers(trial), up=np.array([0.0, 1.0, 0.0]), forward=np.array([1.0, 0.0, 0.0]))


@pytest.mark.parametrize("trial", ["squats1", "STS1"])
@pytest.mark.parametrize(
    ("ours", "theirs", "sign", "bias", "deviation"),
    [
        ("pelvic_obliquity", "pelvis_list", -1, 1.0, 1.5),
        ("pelvic_heading", "pelvis_rotation", 1, 1.5, 1.5),
        ("trunk_rotation", "lumbar_rotation", 1, 1.5, 1.5),
        ("trunk_side_bend", "lumbar_bending", 1, 1.5, 1.5),
        ("knee_flexion_left", "knee_angle_l", 1, 3.0, 4.0),
        ("knee_flexion_right", "knee_angle_r", 1, 3.0, 4.0),
        # Against the pelvis, whose tilt is an estimate. Hip flexion itself is trunk-referenced: another angle.
        ("hip_flexion_pelvic_left", "hip_flexion_l", 1, 10.0, 8.0),
        ("hip_flexion_pelvic_right", "hip_flexion_r", 1, 10.0, 8.0),
        ("pelvic_tilt", "pelvis_tilt", -1, 10.0, 9.0),
    ],
)
def test_agrees_with_opensim(
    trial: str, ours: str, theirs: str, sign: int, bias: float, deviation: float
) -> None:
    error = angles_of(trial)[ours] - sign * opensim(trial)[theirs]
    assert np.isfinite(error).mean() > 0.9
    assert abs(np.nanmean(error)) < bias
    assert np.nanstd(error) < deviation
