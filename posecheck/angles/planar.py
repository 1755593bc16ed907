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
from posecheck.angles.vectors import dot, elevation_deg, smoothstep
from posecheck.angles.view import View
from posecheck.arrays import Floats

_ANGLES = sum(definition.kind == "angle" for definition in CATALOG)
_FIRST_COLUMN = {
    definition.id.removesuffix("_left"): column
    for column, definition in enumerate(CATALOG)
    if definition.side != "right"
}


def sagittal_error_deg(body: Segments, view: View) -> Floats:
    """Return the error of each joint angle in the picture of a side view, [T, J]; NaN for angles it cannot show.

    Knee and elbow flexion only need leg and arm to lie in the picture, whatever the view of the trunk.
    """
    off = view.from_side_deg[:, None]
    turned = foreshortening_deg(off)
    spine = np.abs(dot(body.spine, body.pelvis.z))[:, None]
    thighs = np.hypot(spine, dot(body.thigh, body.pelvis.z[:, None]))
    arms = np.hypot(spine, dot(body.upper_arm, body.thorax.z[:, None]))
    # Side by side, since for a live frame it is the number of steps that costs.
    slanted = np.hypot(turned, slant_deg(off, np.concatenate((spine, thighs, arms), axis=1)))
    bent = _bend_error_deg(
        np.concatenate((body.thigh, body.upper_arm), axis=1),
        np.concatenate((body.shank, body.forearm), axis=1),
    )
    # An angle lies between two segments, and the picture may turn each of them by so much. Against four
    # triangulated cameras this factor lowers the error in oblique views; 1 trusts the picture too long.
    return 2.0 * _columns(
        trunk_inclination=slanted[:, :1],
        head_flexion=slanted[:, :1],
        hip_flexion=slanted[:, 1:3],
        shoulder_flexion=slanted[:, 3:],
        knee_flexion=bent[:, :2],
        elbow_flexion=bent[:, 2:],
    )


def frontal_error_deg(body: Segments, view: View) -> Floats:
    """Return the error of each joint angle in the picture of a front or back view, [T, J]; NaN likewise."""
    off = 90.0 - view.from_side_deg[:, None]  # of the hip line; leaning forward does no harm to it
    turned = foreshortening_deg(off)
    # Nearer to a side view the hip line is a dot in the picture and its slope means nothing.
    shown = 1.0 - smoothstep(40.0, 65.0, off)
    sloped = turned / np.where(shown > 0, shown, np.nan)
    # A thigh, or a trunk, that points at the camera looks farther to the side than it is.
    depths = np.concatenate((body.spine[:, None, 2], body.thigh[..., 2], body.shank[..., 2]), axis=1)
    pointing = pointing_deg(elevation_deg(depths))
    ahead = slant_deg(off, np.abs(dot(body.thigh, body.pelvis.x[:, None])))
    return _columns(
        pelvic_obliquity=sloped,
        thorax_roll=sloped,
        trunk_lean=turned,
        trunk_side_bend=np.hypot(sloped, pointing[:, :1]),
        hip_abduction=2.0 * np.hypot(np.hypot(turned, ahead), pointing[:, 1:3]),
        seated_hip_rotation=np.hypot(turned, pointing[:, 3:]),
    )


def perspective_error_deg(view: View) -> Floats:
    """Return the error of the hip line's slope in 3D, [T, 1], which grows to 8 deg in a side view.

    A camera that stands above or below the hips shows the far one higher or lower than the near one, and how far
    the camera is, is not known.
    """
    return 8.0 * np.cos(np.radians(view.from_side_deg))[:, None]


def foreshortening_deg(off_deg: Floats) -> Floats:
    """Return the largest error of an angle measured in a picture that its plane is turned away from.

    From ``tan(seen) = tan(true) * cos(off)``: 1.8 deg at 20, 4.1 at 30, 9.9 at 45.

    Examples
    --------
    >>> np.round(foreshortening_deg(np.array([0.0, 20.0, 30.0, 45.0])), 1)
    array([0. , 1.8, 4.1, 9.9])
    """
    half = np.radians(np.minimum(off_deg, 90.0)) / 2.0
    error: Floats = np.degrees(np.arcsin(np.minimum(np.tan(half) ** 2, 1.0)))
    return error


def slant_deg(off_deg: Floats, sideways: Floats) -> Floats:
    """Return the error of a segment that points out of the plane by its component `sideways` (0 to 1).

    Turned away, the picture takes some of what goes sideways for forward.
    """
    error: Floats = np.degrees(np.sin(np.radians(off_deg)) * np.minimum(sideways, 1.0))
    return error


def _columns(**errors: Floats) -> Floats:
    """Put errors, [T, 1] or [T, 2] for left and right, into the columns of the joint angles; the others are NaN."""
    frames = len(next(iter(errors.values())))
    columns = np.full((frames, _ANGLES), np.nan)
    for stem, error in errors.items():
        first = _FIRST_COLUMN[stem]
        columns[:, first : first + error.shape[1]] = error
    return columns


def pointing_deg(off_deg: Floats) -> Floats:
    """Return the error of a direction in the picture when the segment points out of it by so much.

    Up to about 30 deg that may be depth badly seen, and only foreshortens; from 60 deg on it is real, and the
    picture does not show the direction at all.
    """
    off = np.abs(off_deg)
    return np.hypot(foreshortening_deg(off), off * smoothstep(30.0, 60.0, off))


def _bend_error_deg(proximal: Floats, distal: Floats) -> Floats:
    above, below = elevation_deg(proximal[..., 2]), elevation_deg(distal[..., 2])
    steepest = np.maximum(np.abs(above), np.abs(below))
    return np.hypot(foreshortening_deg(steepest), pointing_deg(above - below))
