"""Angles against what others measured on real people: optical markers beside OpenSim, and Vicon beside BlazePose.

The recordings are not part of the project; each row is left out, saying so, where its folder is missing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.markdown import table
from posecheck.angles import compute_angles, joint_angles
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.report.exports.opensim_motion import JOINTS, PELVIS

Floats = NDArray[np.float64]

DATA = Path(__file__).parents[2] / "shared" / "data"
OPENCAP, KERAAL = DATA / "opencap_subject4", DATA / "keraal"

MARKERS = {
    "LEFT_HIP": "L_HJC", "RIGHT_HIP": "R_HJC", "LEFT_KNEE": "L_knee", "RIGHT_KNEE": "r_knee",
    "LEFT_ANKLE": "L_ankle", "RIGHT_ANKLE": "r_ankle",
    "LEFT_SHOULDER": "L_Shoulder", "RIGHT_SHOULDER": "R_Shoulder",
}  # fmt: skip

_ALIKE = {
    "pelvic_obliquity", "pelvic_heading", "trunk_rotation", "trunk_side_bend", "knee_flexion_left",
    "knee_flexion_right", "hip_flexion_pelvic_left", "hip_flexion_pelvic_right", "pelvic_tilt",
}  # fmt: skip

OPENSIM = {
    angle: (coordinate, sign) for coordinate, (angle, sign) in (PELVIS | JOINTS).items() if angle in _ALIKE
}
"""Coordinate of OpenSim and its sign, for the angles whose definitions coincide."""


@dataclass(frozen=True)
class Trial:
    """One angle of one recording: ours and theirs over the same frames, degrees, shape [T]."""

    recording: str
    angle: str
    ours: Floats
    theirs: Floats


def markers(trial: str) -> Floats:
    """Return the markers of an OpenCap trial as points [T, 33, 3] in OpenSim's axes: x forward, y up, z right."""
    lines = (OPENCAP / f"{trial}.trc").read_text().splitlines()
    names = [name.replace("r.", "r_") for name in lines[3].split("\t")[2:] if name.strip()]
    rows = [
        [float(v) if v.strip() else np.nan for v in line.split("\t")[2:]]
        for line in lines[5:]
        if line.strip()
    ]
    places = np.array([row[: 3 * len(names)] for row in rows]).reshape(len(rows), len(names), 3)
    points = np.full((len(rows), 33, 3), np.nan)
    for landmark, name in MARKERS.items():
        points[:, Landmark[landmark]] = places[:, names.index(name)]
    return points


def opensim(trial: str) -> dict[str, Floats]:
    """Return OpenSim's joint coordinates of an OpenCap trial in degrees."""
    lines = (OPENCAP / f"{trial}_ik.mot").read_text().splitlines()
    start = lines.index("endheader") + 1
    values = np.array([line.split() for line in lines[start + 1 :] if line.strip()], dtype=float)
    return {name: np.degrees(values[:, i]) for i, name in enumerate(lines[start].split())}


def opencap(trial: str) -> list[Trial]:
    """Return our formulas over the joint centres of an OpenCap trial beside OpenSim's inverse kinematics."""
    ours = joint_angles(markers(trial), up=np.array([0.0, 1.0, 0.0]), forward=np.array([1.0, 0.0, 0.0]))
    theirs = opensim(trial)
    return [
        Trial(f"OpenCap {trial}", name, ours[name], sign * theirs[coordinate])
        for name, (coordinate, sign) in OPENSIM.items()
    ]


def keraal_landmarks() -> Landmarks:
    """Return the published BlazePose landmarks of the seated flank stretch.

    They are those of the mirrored video, normalised to the picture, with its depth instead of world landmarks; a
    trunk of half a metre gives the scale.
    """
    frames = json.loads((KERAAL / "G3-BP-ELK-P1T1-Unknown-C-0.json").read_text())["positions"]
    points = np.array([list(frames[number].values()) for number in sorted(frames, key=float)])
    points *= [1920, 1080, 1920]
    trunk_px = np.linalg.norm(points[:, [11, 12]].mean(axis=1) - points[:, [23, 24]].mean(axis=1), axis=-1)
    everywhere = np.ones(points.shape[:2])
    return Landmarks(
        time_s=np.arange(len(points)) / 15.0,
        image_px=points[..., :2],
        world_m=points * (0.5 / np.median(trunk_px)),
        visibility=everywhere,
        presence=everywhere,
        shot=np.zeros(len(points), dtype=np.int64),
        width_px=1920,
        height_px=1080,
    )


def keraal() -> Trial:
    """Return the slope of the shoulder line beside Vicon's, which runs at twice the video's rate.

    Only this line is comparable: Vicon's targets are not at the joints.
    """
    targets = np.loadtxt(KERAAL / "G3-Vicon-ELK-P1T1-Unknown-C-0.txt").reshape(-1, 17, 7)[::2, :, :3]
    ours = compute_angles(keraal_landmarks()).column("thorax_roll")
    shoulders = (targets[:, 8] - targets[:, 7])[: len(ours)]  # right to left, z up
    vicon = np.degrees(np.arcsin(shoulders[:, 2] / np.linalg.norm(shoulders, axis=-1)))[:-1]
    # The landmarks lag one frame.
    return Trial("Keraal flank stretch", "thorax_roll", ours[1 : len(vicon) + 1], vicon)


def report() -> str:
    """Return the table of all recordings as Markdown, and a line for each that is missing."""
    trials, missing = [], []
    if OPENCAP.is_dir():
        trials += [row for name in ("squats1", "STS1") for row in opencap(name)]
    else:
        missing.append(f"- OpenCap left out: {OPENCAP.name} is not there.")
    if KERAAL.is_dir():
        trials.append(keraal())
    else:
        missing.append(f"- Keraal left out: {KERAAL.name} is not there.")
    head = ["recording", "angle", "frames", "bias", "MAE", "RMSE", "95 % limits", "correlation"]
    return "\n\n".join(["### Real recordings (degrees)", table(head, [_row(t) for t in trials]), *missing])


def _row(trial: Trial) -> list[str]:
    both = np.isfinite(trial.ours) & np.isfinite(trial.theirs)
    error, theirs = (trial.ours - trial.theirs)[both], trial.theirs[both]
    bias, spread = error.mean(), 1.96 * error.std()
    return [
        trial.recording,
        trial.angle,
        str(both.sum()),
        f"{bias:+.1f}",
        f"{np.abs(error).mean():.1f}",
        f"{np.sqrt(np.mean(error**2)):.1f}",
        f"{bias - spread:+.0f} to {bias + spread:+.0f}",
        f"{np.corrcoef(theirs + error, theirs)[0, 1]:.3f}",
    ]
