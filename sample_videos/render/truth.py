"""What is exactly true in a clip: joint centres, landmarks, catalog angles and the angles the rig was set to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.joints import joint_angles
from posecheck.pose.landmarks import Landmark
from sample_videos.render.body import Body, topology
from sample_videos.render.camera import Camera
from sample_videos.render.contacts import Points, surface_points
from sample_videos.render.rig import DOF_INDEX, Posed, forward
from sample_videos.render.skeleton import BONE_INDEX, SIDES

Array = NDArray[np.float64]

SCHEMA = "posecheck.truth/1"
UP = np.array([0.0, 1.0, 0.0])

JOINT_CENTRES = {
    "SHOULDER": "upperarm01", "ELBOW": "lowerarm01", "WRIST": "hand", "PINKY": "finger5-1", "INDEX": "finger2-1",
    "THUMB": "finger1-2", "HIP": "upperleg01", "KNEE": "lowerleg01", "ANKLE": "foot",
}  # fmt: skip

# Set angles written beside the catalog's, because the catalog's formulas cannot or need not see them.
SET_ANGLES = (
    "pelvic_tilt", "pelvic_obliquity", "pelvic_heading", "lumbar_flexion", "lumbar_bend", "lumbar_rotation",
    "thoracic_flexion", "thoracic_bend", "thoracic_rotation", "neck_flexion", "neck_bend", "neck_rotation",
    *(f"{name}_{side}" for name in ("hip_flexion", "hip_abduction", "hip_rotation", "knee_flexion",
                                    "ankle_dorsiflexion", "shoulder_flexion", "shoulder_abduction",
                                    "elbow_flexion") for side in SIDES),
)  # fmt: skip


def landmark_points(body: Body) -> Points:
    """Return the 33 landmarks as points fixed to bones, in MediaPipe's order.

    Shoulders, elbows, wrists, hips, knees and ankles are joint centres; the others lie on the skin.

    Parameters
    ----------
    body
        The body at rest.

    Returns
    -------
    Points
        33 points.
    """
    surface = surface_points(body)
    shared = topology()
    skin = body.vertices[shared.ranges["skin"]]
    head = shared.bone_of[: len(skin), 0] == BONE_INDEX["head"]
    origin = body.bone("head")
    bones, offsets = [], []

    def on_head(point: Array) -> None:
        bones.append(BONE_INDEX["head"])
        offsets.append(point - origin)

    for mark in Landmark:
        side = "left" if "LEFT" in mark.name else "right"
        out = -1.0 if side == "left" else 1.0
        part = mark.name.replace("LEFT", "").replace("RIGHT", "").strip("_")
        if part in JOINT_CENTRES:
            bones.append(BONE_INDEX[f"{JOINT_CENTRES[part]}_{side}"])
            offsets.append(np.zeros(3))
        elif part in ("HEEL", "FOOT_INDEX"):
            i = surface.index(f"{'heel_back' if part == 'HEEL' else 'toe'}_{side}")
            bones.append(int(surface.bones[i]))
            offsets.append(surface.offsets[i])
        elif part == "NOSE":
            i = surface.index("nose")
            bones.append(int(surface.bones[i]))
            offsets.append(surface.offsets[i])
        elif part == "EAR":
            eye = body.eyes[0 if side == "left" else 1]
            level = head & (np.abs(skin[:, 1] - eye[1] + 0.01) < 0.02) & (skin[:, 0] < eye[0] - 0.04)
            pool = skin[level]
            on_head(pool[np.argmax(pool[:, 2] * out)] - [0.0, 0.0, 0.012 * out])
        elif part == "MOUTH":
            lips = skin[(shared.lips[: len(skin)] > 0.5) & (skin[:, 2] * out > 0)]
            on_head(lips[np.argmax(lips[:, 2] * out)])
        else:
            eye = body.eyes[0 if side == "left" else 1]
            shift = {"EYE_INNER": -0.014, "EYE": 0.0, "EYE_OUTER": 0.015}[part]
            on_head(eye + [0.012, 0.0, shift * out])
    return Points(tuple(mark.name.lower() for mark in Landmark), np.array(bones), np.array(offsets))


def catalog_angles(centres: Array, camera: Camera, posed: Posed, frames: Array) -> dict[str, Array]:
    """Catalog angles of exact joint centres.

    Parameters
    ----------
    centres
        Landmarks [T, 33, 3] in the world.
    camera
        The camera; headings are relative to it.
    posed
        The bones of the same frames.
    frames
        Degrees of freedom [T, D].

    Returns
    -------
    dict of str to Array
        [T] per catalog id, degrees. Pelvic tilt and pelvis-referenced hip flexion are those of the true pelvis,
        which no formula over landmarks can see; pelvic heading is the change since the first frame.
    """
    axes = camera.axes
    angles = true_angles(centres @ axes.T, axes @ UP, frames)
    heading = np.unwrap(angles["pelvic_heading"], period=360.0)
    angles["pelvic_heading"] = heading - heading[0]
    return angles


def true_angles(points: Array, up: Array, frames: Array) -> dict[str, Array]:
    """Catalog angles of exact joint centres, with the tilt of the true pelvis.

    Parameters
    ----------
    points
        Landmarks [T, 33, 3] in camera axes.
    up
        Direction against gravity [3] or [T, 3] in camera axes.
    frames
        Degrees of freedom [T, D].

    Returns
    -------
    dict of str to Array
        [T] per catalog id, degrees.
    """
    angles = joint_angles(points, up)
    angles["pelvic_tilt"] = frames[:, DOF_INDEX["pelvic_tilt"]].copy()
    for side in SIDES:
        angles[f"hip_flexion_pelvic_{side}"] = frames[:, DOF_INDEX[f"hip_flexion_{side}"]].copy()
    return angles


def _rounded(values: Array, digits: int) -> list[Any]:
    def tidy(x: Any) -> Any:
        if isinstance(x, list):
            return [tidy(item) for item in x]
        return None if x != x else (x or 0.0)

    return list(tidy(np.round(values, digits).tolist()))


def truth_of(body: Body, frames: Array, times_s: Array, camera: Camera) -> dict[str, Any]:
    """Return the measured part of a truth file: times, angles and landmarks.

    Parameters
    ----------
    body
        The body at rest.
    frames
        Degrees of freedom [T, D].
    times_s
        Time [T] of each frame.
    camera
        The camera.

    Returns
    -------
    dict
        Entries ``times_s``, ``angles``, ``set_angles``, ``landmarks_px`` and ``landmarks_m`` of the schema.
    """
    posed = forward(body, frames)
    centres = landmark_points(body).positions(posed)
    middle = 0.5 * (centres[:, Landmark.LEFT_HIP] + centres[:, Landmark.RIGHT_HIP])
    return {
        "times_s": _rounded(times_s, 4),
        "angles": {k: _rounded(v, 2) for k, v in catalog_angles(centres, camera, posed, frames).items()},
        "set_angles": {name: _rounded(frames[:, DOF_INDEX[name]], 2) for name in SET_ANGLES},
        "landmarks_px": _rounded(camera.to_pixels(centres), 1),
        "landmarks_m": _rounded((centres - middle[:, None]) @ camera.axes.T, 4),
    }
