"""OpenSim's motion (`.mot`): joint angles by the names and signs of its full-body models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from posecheck.angles import Angles
from posecheck.arrays import Floats
from posecheck.errors import PosecheckError
from posecheck.files import EXPORTED, require_own, write_atomically
from posecheck.report.exports.room import mostly_faces_deg
from posecheck.report.result import Measured

PELVIS = {
    "pelvis_tilt": ("pelvic_tilt", -1.0),
    "pelvis_list": ("pelvic_obliquity", -1.0),
    "pelvis_rotation": ("pelvic_heading", 1.0),
}
"""Angle and sign of each coordinate of the pelvis as long as it turns about one axis; see `in_opensims_order`."""

JOINTS = {
    **{
        coordinate.format(side[0]): (f"{angle}_{side}", sign)
        for side in ("right", "left")
        for coordinate, angle, sign in (
            ("hip_flexion_{}", "hip_flexion_pelvic", 1.0),
            ("hip_adduction_{}", "hip_abduction", -1.0),
            ("hip_rotation_{}", "hip_rotation", 1.0),
            ("knee_angle_{}", "knee_flexion", 1.0),
        )
    },
    "lumbar_bending": ("trunk_side_bend", 1.0),
    "lumbar_rotation": ("trunk_rotation", 1.0),
    **{
        f"{coordinate}_{side[0]}": (f"{angle}_{side}", 1.0)
        for side in ("right", "left")
        for coordinate, angle in (("arm_flex", "shoulder_flexion"), ("elbow_flex", "elbow_flexion"))
    },
}
"""Angle and sign of each coordinate of a joint: those of Rajagopal et al. 2016 and of OpenCap's model of it."""


def coordinates_deg(angles: Angles) -> dict[str, Floats]:
    """Return OpenSim's coordinates in degrees, each of shape [T]; NaN where not seen.

    Hip and back are taken from the pelvis, whose tilt is an estimate; the back extends by what the trunk leans
    less than the pelvis.
    """
    signed = {name: sign * angles.column(angle) for name, (angle, sign) in (PELVIS | JOINTS).items()}
    signed["pelvis_rotation"] = signed["pelvis_rotation"] - mostly_faces_deg(angles)
    pelvis = in_opensims_order(np.stack([signed[name] for name in PELVIS], axis=-1), angles.shot)
    bend = angles.column("pelvic_tilt") - angles.column("trunk_inclination")
    return {**signed, **dict(zip(PELVIS, pelvis.T, strict=True)), "lumbar_extension": bend}


def in_opensims_order(pelvis_deg: Floats, shot: NDArray[np.int64]) -> Floats:
    """Return the same orientation of the pelvis turned in OpenSim's order: tilt, list, rotation.

    Ours is rotation, obliquity, tilt (Baker 2001). Where the pelvis turns about more than one axis the same
    orientation has other numbers in the other order.

    Parameters
    ----------
    pelvis_deg : ndarray, shape [T, 3]
        Tilt, list and rotation with OpenSim's signs, applied in our order; NaN where not seen.
    shot : ndarray of int, shape [T]
        Number of the shot; within one no angle leaps by 360 degrees.

    Examples
    --------
    >>> one = np.array([[-30.0, 0.0, 0.0], [0.0, 0.0, 45.0], [-30.0, 0.0, 45.0]])
    >>> in_opensims_order(one, np.zeros(3)).round(1).tolist()
    [[-30.0, 0.0, 0.0], [0.0, 0.0, 45.0], [-22.2, -20.7, 40.9]]
    """
    turned = np.full_like(pelvis_deg, np.nan)
    for number in np.unique(shot):
        known = np.flatnonzero((shot == number) & np.isfinite(pelvis_deg).all(axis=-1))
        if len(known):
            ours = Rotation.from_euler("YXZ", pelvis_deg[known][:, [2, 1, 0]], degrees=True)
            turned[known] = np.unwrap(ours.as_euler("ZXY", degrees=True), period=360.0, axis=0)
    return turned


def write_mot(measured: Measured, path: Path) -> tuple[str, ...]:
    """Write the coordinates in degrees, and return what was left out.

    OpenSim 4.6 ends at the first number that is missing and takes the rest of that row for 0. So of the angles
    and the frames as many are written as make the most numbers with none missing.

    Raises
    ------
    PosecheckError
        If no angle is known.
    """
    columns = coordinates_deg(measured.angles)
    table = np.stack(list(columns.values()), axis=-1)
    kept, frames = fullest(np.isfinite(table))
    if not len(frames):
        raise PosecheckError(f"{path} would be empty: no angle of {measured.clip} is known.")
    names = [list(columns)[column] for column in kept]
    said = tuple(_left_out([name for name in columns if name not in names], len(frames), len(table)))
    rows = np.column_stack([measured.angles.time_s[frames], table[frames][:, kept]])
    head = [
        *(Path(measured.clip).stem or "posecheck", "version=1", f"nRows={len(rows)}"),
        *(f"nColumns={rows.shape[1]}", "inDegrees=yes", f"format={EXPORTED}", ""),
        # OpenSim takes what stands before an = for the name of a value.
        *(note.replace("=", ":") for note in (*said, *measured.notes)),
        *("endheader", "\t".join(["time", *names])),
    ]
    require_own([path])
    with write_atomically(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{line}\n" for line in head)
        np.savetxt(stream, rows + 0.0, fmt="%.6f", delimiter="\t")
    return said


def fullest(known: NDArray[np.bool_]) -> tuple[list[int], NDArray[np.int64]]:
    """Return the columns and rows of a table that make the most numbers with none missing.

    Every choice of columns is tried: of each the whole rows are those that lack none but columns that are left out,
    counted for all choices at once as sums over subsets.

    Parameters
    ----------
    known : ndarray of bool, shape [T, N]
        Which numbers there are, in no more than some twenty columns.

    Examples
    --------
    >>> columns, rows = fullest(np.array([[1, 1, 0], [1, 1, 0], [1, 1, 1], [1, 0, 1]], dtype=bool))
    >>> columns, rows.tolist()
    ([0, 1], [0, 1, 2])
    """
    width = known.shape[1]
    lacks = (~known) @ (1 << np.arange(width))
    whole = np.bincount(lacks, minlength=1 << width)
    for column in range(width):
        halves = whole.reshape(-1, 2, 1 << column)
        halves[:, 1] += halves[:, 0]
    numbers = whole * (width - np.bitwise_count(np.arange(1 << width)))
    left_out = int(np.argmax(numbers))
    columns = [column for column in range(width) if not left_out >> column & 1]
    return columns, np.flatnonzero(known[:, columns].all(axis=1))


def _left_out(names: list[str], frames: int, of: int) -> list[str]:
    said = []
    if names:
        said.append(f"Left out, since they are missing too often: {', '.join(names)}.")
    if frames < of:
        said.append(f"{of - frames} of {of} frames are left out, in which an angle of this file is missing.")
    return said
