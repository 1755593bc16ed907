"""Angles read in the picture plane, for joints whose plane of movement lies across the line of sight.

In a side view the hip line runs along the depth, which is the worst known direction, and every sagittal angle of
the 3D points inherits its error. The same formulas on the same points with their depth dropped, and with the line
of sight for the person's right, do not. Likewise the frontal plane in a front view.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from posecheck.angles.camera import Camera
from posecheck.angles.catalog import CATALOG, AngleDefinition
from posecheck.angles.joints import joint_angles
from posecheck.angles.segments import Segments
from posecheck.angles.uncertainty import Estimate, propagate
from posecheck.angles.vectors import Floats, difference_deg
from posecheck.angles.view import TOWARD_CAMERA, View

JOINTS = tuple(definition for definition in CATALOG if definition.kind == "angle")
"""The joint angles of the catalog: its first columns."""

ACROSS = np.array([1.0, 1.0, 0.0])
"""Drops the line of sight."""


def stacked_joint_angles(points: Floats, up: Floats, lateral: Floats | None = None) -> Floats:
    """Return `joint_angles` as one array [..., J], in the order of `JOINTS`."""
    angles = joint_angles(points, up, lateral=lateral)
    return np.stack(np.broadcast_arrays(*(angles[definition.id] for definition in JOINTS)), axis=-1)


def sagittal_in_picture(points: Floats, sigma_m: Floats, view: View, camera: Camera) -> Estimate:
    """Return value and sigma [T, J] as the picture of a side view shows them; NaN where it cannot.

    The sign needs to know which side of the body is nearer; where that is in doubt sigma grows accordingly.
    """
    nearer = np.where(view.right_nearer == 0, np.nan, np.sign(view.right_nearer))
    as_seen = partial(stacked_joint_angles, lateral=nearer[:, None] * TOWARD_CAMERA)
    value, sigma = propagate(as_seen, points * ACROSS, sigma_m * ACROSS, camera)
    body = Segments.of(points)
    limb = {
        "of the leg": _off_picture_deg(body.thigh, body.shank),
        "of the arm": _off_picture_deg(body.upper_arm, body.forearm),
    }

    def off_deg(joint: AngleDefinition) -> Floats:
        if joint.plane in limb:
            return limb[joint.plane][:, int(joint.side == "right")]
        return view.from_side_deg if joint.plane == "sagittal" else np.full(len(points), np.nan)

    wrong_way = np.abs(difference_deg(value, -value)) * np.exp(-np.abs(view.right_nearer))[:, None]
    doubt = np.where([joint.plane == "sagittal" for joint in JOINTS], wrong_way, 0.0)
    return _with_foreshortening(value, np.hypot(sigma, doubt), [off_deg(joint) for joint in JOINTS])


def frontal_in_picture(points: Floats, sigma_m: Floats, view: View, camera: Camera) -> Estimate:
    """Return value and sigma [T, J] as the picture of a front or back view shows them; NaN where it cannot."""
    value, sigma = propagate(stacked_joint_angles, points * ACROSS, sigma_m * ACROSS, camera)
    thigh = _off_picture_deg(Segments.of(points).thigh)

    def off_deg(joint: AngleDefinition) -> Floats:
        if joint.plane != "frontal":
            return np.full(len(points), np.nan)
        # A lifted thigh points at the camera, and its sideways angle looks larger than it is.
        return (
            np.hypot(view.from_front_deg, thigh[:, int(joint.side == "right")])
            if joint.side
            else view.from_front_deg
        )

    return _with_foreshortening(value, sigma, [off_deg(joint) for joint in JOINTS])


def foreshortening_deg(off_deg: Floats) -> Floats:
    """Return the largest error of an angle measured in a picture that its plane is turned away from.

    From ``tan(seen) = tan(true) * cos(off)``: 1.8 deg at 20, 4.1 at 30, 9.9 at 45.

    Examples
    --------
    >>> np.round(foreshortening_deg(np.array([0.0, 20.0, 30.0, 45.0])), 1)
    array([0. , 1.8, 4.1, 9.9])
    """
    half = np.radians(np.clip(off_deg, 0.0, 90.0)) / 2.0
    return np.degrees(np.arcsin(np.clip(np.tan(half) ** 2, 0.0, 1.0)))


def _with_foreshortening(value: Floats, sigma: Floats, off_deg: list[Floats]) -> Estimate:
    bias = foreshortening_deg(np.stack(off_deg, axis=-1))
    return np.where(np.isnan(bias), np.nan, value), np.hypot(sigma, bias)


def _off_picture_deg(*segments: Floats) -> Floats:
    steepest = np.max([np.abs(segment[..., 2]) for segment in segments], axis=0)
    return np.degrees(np.arcsin(np.clip(steepest, 0.0, 1.0)))
