"""Landmarks in the axes of a room instead of a camera's, and their times as a rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.reference import estimate_reference
from posecheck.angles.vectors import cross, dot, unit
from posecheck.arrays import Floats
from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.report.result import Measured

TOWARD_CAMERA = np.array([0.0, 0.0, -1.0])


def mostly_faces_deg(angles: Angles) -> Floats:
    """Return where the pelvis mostly faces in the shot of each frame, [T]: 0 toward the camera, left positive.

    It is the direction of the mean of unit vectors, and 0 where no heading of the shot is known.
    """
    heading = np.radians(angles.column("pelvic_heading"))
    mostly = np.zeros(len(angles))
    for shot in np.unique(angles.shot):
        known = heading[(angles.shot == shot) & np.isfinite(heading)]
        if len(known):
            mostly[angles.shot == shot] = np.degrees(np.arctan2(np.sin(known).mean(), np.cos(known).mean()))
    return mostly


def markers_m(measured: Measured, path: object) -> dict[str, Floats]:
    """Return the landmarks that were ever seen, each [T, 3], in metres from the middle of the hips.

    The axes are OpenSim's: x to where the person mostly faces in this shot, y up, z to the person's right then.

    Parameters
    ----------
    measured : Measured
        The recording, T frames.
    path : Path
        The file that they are for, as the error begins.

    Raises
    ------
    PosecheckError
        If the landmarks have no depth.
    """
    places = room_m(measured.landmarks, mostly_faces_deg(measured.angles))
    seen = np.flatnonzero(np.isfinite(places).any(axis=(0, 2)))
    if not len(seen):
        raise PosecheckError(
            f"{path} holds points in space, and the landmarks of {measured.clip} have no depth; "
            "choose csv, parquet, mot or nc."
        )
    return {Landmark(point).name.lower(): places[:, point] for point in seen.tolist()}


def room_m(landmarks: Landmarks, facing_deg: Floats) -> Floats:
    """Return the landmarks in the axes of the room, [T, 33, 3], x to where the person faces; NaN where missing.

    What is up is known from a still stand, or the camera is taken to be level.

    Parameters
    ----------
    landmarks : Landmarks
        T frames.
    facing_deg : ndarray, shape [T]
        That direction, the same throughout a shot: 0 toward the camera, positive to the person's left.
    """
    reference = estimate_reference(landmarks)
    places = np.empty_like(landmarks.world_m)
    for shot in np.unique(landmarks.shot):
        frames = landmarks.shot == shot
        up = reference.camera(int(shot)).up
        toward = unit(TOWARD_CAMERA - dot(TOWARD_CAMERA, up) * up)
        turn = np.radians(facing_deg[frames][0])
        forward = np.cos(turn) * toward + np.sin(turn) * cross(up, toward)
        places[frames] = landmarks.world_m[frames] @ np.stack([forward, up, cross(forward, up)]).T
    places[~np.isfinite(places).all(axis=-1)] = np.nan
    return places


def mean_rate(time_s: Floats) -> float:
    """Return the mean number of frames a second; of a single frame 1.

    Examples
    --------
    >>> mean_rate(np.array([0.0, 0.1, 0.2]))
    10.0
    """
    return float((len(time_s) - 1) / (time_s[-1] - time_s[0])) if len(time_s) > 1 else 1.0


def regular(time_s: Floats) -> tuple[float, NDArray[np.int64]]:
    """Return a constant rate, and the frame at that rate that is nearest to each time.

    Frames that are missing leave numbers out; where two come nearest to the same, the second is -1, and lost.

    Parameters
    ----------
    time_s : ndarray, shape [T]
        Times that increase; they may jitter by half a frame, and have gaps.

    Returns
    -------
    float
        Frames a second.
    ndarray of int, shape [T]
        Number of each frame from 0.

    Examples
    --------
    >>> rate, frame = regular(np.array([0.0, 0.11, 0.2, 0.5]))
    >>> round(rate, 1), frame.tolist()
    (10.0, [0, 1, 2, 5])
    """
    if len(time_s) < 2:
        return 1.0, np.zeros(len(time_s), dtype=np.int64)
    steps = np.diff(time_s)
    count = np.maximum(1, np.rint(steps / np.median(steps))).sum()
    rate = float(count / (time_s[-1] - time_s[0]))
    frame = np.rint((time_s - time_s[0]) * rate).astype(np.int64)
    frame[1:][np.diff(frame) == 0] = -1
    return rate, frame
