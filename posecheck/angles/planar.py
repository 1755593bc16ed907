"""How well the picture plane shows an angle whose plane of movement lies across the line of sight.

In a side view the hip line runs along the depth, which is the worst known direction, and every sagittal angle of
the 3D points inherits its error. The same formulas on the same points with their depth dropped, and with the line
of sight for the person's right, do not. Likewise the frontal plane in a front view. What they have instead is an
error that grows as the person turns out of the picture plane; it is worked out here, from the 3D points.
"""

from __future__ import annotations

import numpy as np

from posecheck.angles.catalog import CATALOG
from posecheck.angles.segments import Segments
from posecheck.angles.vectors import Floats, dot, elevation_deg
from posecheck.angles.view import View

ACROSS = np.array([1.0, 1.0, 0.0])
"""Drops the line of sight."""


def sagittal_error_deg(body: Segments, view: View) -> Floats:
    """Return the error of each joint angle in the picture of a side view, [T, J]; NaN for angles it cannot show.

    Knee and elbow flexion only need leg and arm to lie in the picture, whatever the view of the trunk.
    """
    seen = _nothing(view)
    off = view.from_side_deg
    spine = np.abs(dot(body.spine, body.pelvis.z))
    thigh = np.abs(dot(body.thigh, body.pelvis.z[:, None]))
    arm = np.abs(dot(body.upper_arm, body.thorax.z[:, None]))
    seen["trunk_inclination"] = np.hypot(foreshortening_deg(off), slant_deg(off, spine))
    seen["head_flexion"] = np.hypot(foreshortening_deg(off), slant_deg(off, spine))
    for side, name in enumerate(("left", "right")):
        trunk_and_thigh, trunk_and_arm = np.hypot(spine, thigh[:, side]), np.hypot(spine, arm[:, side])
        seen[f"hip_flexion_{name}"] = np.hypot(foreshortening_deg(off), slant_deg(off, trunk_and_thigh))
        seen[f"shoulder_flexion_{name}"] = np.hypot(foreshortening_deg(off), slant_deg(off, trunk_and_arm))
        seen[f"knee_flexion_{name}"] = foreshortening_deg(_off_picture_deg(body.thigh, body.shank)[:, side])
        seen[f"elbow_flexion_{name}"] = foreshortening_deg(
            _off_picture_deg(body.upper_arm, body.forearm)[:, side]
        )
    # An angle lies between two segments, and the picture may turn each of them by so much. Against four
    # triangulated cameras this factor lowers the error in oblique views; 1 trusts the picture too long.
    return 2.0 * np.stack(list(seen.values()), axis=-1)


def frontal_error_deg(body: Segments, view: View) -> Floats:
    """Return the error of each joint angle in the picture of a front or back view, [T, J]; NaN likewise."""
    seen = _nothing(view)
    turned = foreshortening_deg(view.from_front_deg)
    # A thigh, or a trunk, that points at the camera looks farther to the side than it is.
    thigh, spine = _off_picture_deg(body.thigh), _off_picture_deg(body.spine)
    ahead = slant_deg(view.from_front_deg[:, None], np.abs(dot(body.thigh, body.pelvis.x[:, None])))
    seen["pelvic_obliquity"] = seen["thorax_roll"] = turned
    seen["trunk_side_bend"] = np.hypot(turned, foreshortening_deg(spine))
    for side, name in enumerate(("left", "right")):
        seen[f"hip_abduction_{name}"] = np.hypot(
            np.hypot(turned, ahead[:, side]), foreshortening_deg(thigh[:, side])
        )
    return np.stack(list(seen.values()), axis=-1)


def foreshortening_deg(off_deg: Floats) -> Floats:
    """Return the largest error of an angle measured in a picture that its plane is turned away from.

    From ``tan(seen) = tan(true) * cos(off)``: 1.8 deg at 20, 4.1 at 30, 9.9 at 45.

    Examples
    --------
    >>> np.round(foreshortening_deg(np.array([0.0, 20.0, 30.0, 45.0])), 1)
    array([0. , 1.8, 4.1, 9.9])
    """
    half = np.radians(np.clip(off_deg, 0.0, 90.0)) / 2.0
    error: Floats = np.degrees(np.arcsin(np.clip(np.tan(half) ** 2, 0.0, 1.0)))
    return error


def slant_deg(off_deg: Floats, sideways: Floats) -> Floats:
    """Return the error of a segment that points out of the plane by its component `sideways` (0 to 1).

    Turned away, the picture takes some of what goes sideways for forward.
    """
    error: Floats = np.degrees(np.sin(np.radians(off_deg)) * np.clip(sideways, 0.0, 1.0))
    return error


def _nothing(view: View) -> dict[str, Floats]:
    blank = np.full(len(view.facing_deg), np.nan)
    return {definition.id: blank for definition in CATALOG if definition.kind == "angle"}


def _off_picture_deg(*segments: Floats) -> Floats:
    steepest = np.max([np.abs(segment[..., 2]) for segment in segments], axis=0)
    return elevation_deg(steepest)
