"""Joint angles of 3D points: the formulas and signs of the catalog, for any body in any right-handed frame."""

from __future__ import annotations

import numpy as np

from posecheck.angles.lumbar import lumbar_share_deg
from posecheck.angles.segments import Segments
from posecheck.angles.vectors import angle_deg, cross, dot, elevation_deg, norm, unit
from posecheck.arrays import Floats

STRAIGHT_KNEE_DEG = 15.0
"""Below this flexion the plane of the leg, and with it hip rotation, is not defined."""

OUTWARD = np.array([-1.0, 1.0])
"""Sign of the person's right for left and right: turns 'to the right' into 'away from the midline'."""


def joint_angles(points: Floats, up: Floats, forward: Floats | None = None) -> dict[str, Floats]:
    """Return every joint angle of the catalog in degrees.

    Parameters
    ----------
    points : ndarray, shape [..., 33, 3]
        The 33 landmarks, metres (any unit will do: joint angles have no scale). Right-handed axes.
    up : ndarray, shape [3] or [..., 3]
        Unit vector against gravity in the same axes. Only `pelvic_tilt`, `pelvic_obliquity`, `pelvic_heading`,
        `trunk_inclination`, `trunk_lean`, `seated_hip_rotation`, `thorax_heading` and `thorax_roll` depend on it.
    forward : ndarray, shape [3] or [..., 3], optional
        Direction in which a person with heading zero faces: toward the camera. Default: minus z, the camera of
        MediaPipe's axes (x to the picture's right, y down, z away).

    Returns
    -------
    dict of str to ndarray, shape [...]
        One entry per angle id of the catalog. NaN where a landmark is missing or the angle is not defined.

    Notes
    -----
    Flexion, then ab/adduction, then rotation (Wu et al. 2002; Grood & Suntay 1983); pelvis in space by rotation,
    obliquity, tilt (Baker 2001). Flexion at 90 deg is not singular in this order, abduction at 90 deg is.
    Pelvic tilt and pelvis-referenced hip flexion rest on an estimate of the lower back (`lumbar`).

    Examples
    --------
    Optical motion capture with z up; only the landmarks that are there are filled in:

    >>> from posecheck.pose.landmarks import Landmark as L
    >>> body = np.full((33, 3), np.nan)
    >>> body[L.LEFT_HIP], body[L.RIGHT_HIP] = (0, 0.1, 0.9), (0, -0.1, 0.9)
    >>> body[L.LEFT_SHOULDER], body[L.RIGHT_SHOULDER] = (0, 0.2, 1.4), (0, -0.2, 1.4)
    >>> body[L.RIGHT_KNEE], body[L.RIGHT_ANKLE] = (0.4, -0.1, 0.9), (0.4, -0.1, 0.5)
    >>> angles = joint_angles(body, up=np.array([0, 0, 1.0]), forward=np.array([1.0, 0, 0]))
    >>> [round(float(angles[name])) for name in ("hip_flexion_right", "knee_flexion_right", "pelvic_obliquity")]
    [90, 90, 0]
    >>> float(angles["knee_flexion_left"])
    nan
    """
    return angles_between(Segments.of(points), up, forward)


def angles_between(body: Segments, up: Floats, forward: Floats | None = None) -> dict[str, Floats]:
    """Return `joint_angles` of segments that are already there; `up` and `forward` as there."""
    up = np.asarray(up, dtype=float)
    toward = np.array([0.0, 0.0, -1.0]) if forward is None else np.asarray(forward, dtype=float)
    pelvis, thorax = body.pelvis, body.thorax
    x, y, z = pelvis.x[..., None, :], pelvis.y[..., None, :], pelvis.z[..., None, :]

    hip_flexion = angle_deg(-dot(x, body.thigh), dot(y, body.thigh))
    bend = cross(body.shank, body.thigh)
    knee_flexion = angle_deg(norm(bend), dot(body.thigh, body.shank))
    thigh_right = unit(bend)  # knees bend backward only, on both sides
    thigh_forward = cross(body.thigh, thigh_right)
    hip_rotation = OUTWARD * angle_deg(-dot(z, thigh_forward), dot(z, thigh_right))
    hip_rotation = np.where(knee_flexion < STRAIGHT_KNEE_DEG, np.nan, hip_rotation)

    arm_forward, arm_up = thorax.x[..., None, :], thorax.y[..., None, :]
    shoulder_flexion = angle_deg(-dot(arm_forward, body.upper_arm), dot(arm_up, body.upper_arm))
    # Cut at -90: an arm overhead or behind the ear in child's pose stays near 180 and never jumps to -180.
    shoulder_flexion = np.where(shoulder_flexion <= -90.0, shoulder_flexion + 360.0, shoulder_flexion)
    elbow_flexion = angle_deg(norm(cross(body.upper_arm, body.forearm)), dot(body.upper_arm, body.forearm))

    inclination = angle_deg(-dot(pelvis.x, up), dot(pelvis.y, up))
    share = lumbar_share_deg(hip_flexion)
    facing, picture_right = cross(up, pelvis.z), cross(up, toward)
    chest = cross(up, body.shoulder_line)
    level = unit(pelvis.z - dot(pelvis.z, up)[..., None] * up)[..., None, :]
    seated_rotation = angle_deg(-OUTWARD * dot(level, body.shank), dot(up[..., None, :], body.shank))
    return {
        **by_side("hip_flexion", hip_flexion),
        **by_side("hip_flexion_pelvic", hip_flexion - share[..., None]),
        **by_side("hip_abduction", -OUTWARD * elevation_deg(dot(z, body.thigh))),
        **by_side("hip_rotation", hip_rotation),
        **by_side("seated_hip_rotation", seated_rotation),
        **by_side("knee_flexion", knee_flexion),
        "pelvic_tilt": inclination - share,
        "pelvic_obliquity": elevation_deg(dot(pelvis.z, up)),
        "pelvic_heading": angle_deg(dot(facing, picture_right), dot(facing, toward)),
        "thorax_heading": angle_deg(dot(chest, picture_right), dot(chest, toward)),
        "trunk_rotation": angle_deg(-dot(pelvis.z, thorax.x), dot(pelvis.z, thorax.z)),
        "trunk_side_bend": elevation_deg(dot(body.spine, pelvis.z)),
        "trunk_lean": angle_deg(dot(body.spine, level[..., 0, :]), dot(body.spine, up)),
        "trunk_inclination": inclination,
        **by_side("shoulder_flexion", shoulder_flexion),
        **by_side("elbow_flexion", elbow_flexion),
        "head_flexion": angle_deg(dot(thorax.x, body.neck), dot(thorax.y, body.neck)),
        "thorax_roll": elevation_deg(dot(body.shoulder_line, up)),
    }


def by_side(name: str, value: Floats) -> dict[str, Floats]:
    """Return the left and the right angle or measure of an array [..., 2] by their ids.

    Examples
    --------
    >>> by_side("heel_gap", np.array([0.5, 0.25]))
    {'heel_gap_left': array(0.5), 'heel_gap_right': array(0.25)}
    """
    return {f"{name}_left": np.asarray(value[..., 0]), f"{name}_right": np.asarray(value[..., 1])}
