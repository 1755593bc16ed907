"""Measures that are not joint angles: ratios of lengths, free of scale, from 3D points and from the picture."""

from __future__ import annotations

import numpy as np

from posecheck.angles.joints import OUTWARD, by_side
from posecheck.angles.reference import Reference
from posecheck.angles.segments import Segments, middle, pair
from posecheck.angles.vectors import cross, dot, norm, unit
from posecheck.angles.view import ACROSS
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, EARS, HIPS, KNEES, SHOULDERS, TOES, WRISTS

TRUNK_OF_ADULT_M = 0.53
"""Trunk by which a length in the picture is put into metres."""


def body_measures(points: Floats, body: Segments, up: Floats, reference: Reference) -> dict[str, Floats]:
    """Return the measures within the body: lengths, and where hands, knees, feet and hips are placed.

    Parameters
    ----------
    points : ndarray, shape [..., 33, 3]
        Landmarks in metres.
    body : Segments
        Of the same landmarks.
    up : ndarray, shape [..., 3]
        Unit vector against gravity.
    reference : Reference
        Whose lengths they are counted in.

    Returns
    -------
    dict of str to ndarray, shape [...]
        By id of the catalog.
    """
    hips, shoulders = pair(points, HIPS), pair(points, SHOULDERS)
    knees, ankles = pair(points, KNEES), pair(points, ANKLES)
    wrists, ears = pair(points, WRISTS), pair(points, EARS)
    flank = hips - shoulders
    from_chest = wrists - middle(shoulders)[..., None, :]
    right, up = body.pelvis.z, up[..., None, :]
    aside = OUTWARD * dot(knees - middle(hips)[..., None, :], right[..., None, :])
    floor, thigh = middle(ankles)[..., None, :], knees - hips
    ahead = unit(cross(up[..., 0, :], right))[..., None, :]
    return {
        **by_side("heel_gap", norm(hips - ankles) / reference.shank_m),
        **by_side("hand_position", dot(wrists - shoulders, flank) / dot(flank, flank)),
        **by_side(
            "hand_side", np.abs(dot(from_chest, body.thorax.z[..., None, :])) / reference.shoulder_width_m
        ),
        "neck_length": dot(middle(ears) - middle(shoulders), body.spine) / reference.trunk_m,
        "pelvis_shift": dot(middle(hips) - middle(ankles), right) / reference.hip_width_m,
        "kneeling_shift": dot(middle(hips) - middle(knees), right) / reference.hip_width_m,
        **by_side("hand_ear_gap", norm(wrists - ears) / reference.trunk_m),
        **by_side("hand_knee_gap", norm(wrists[..., ::-1, :] - knees) / reference.trunk_m),
        **by_side("knee_side", aside / reference.hip_width_m),
        **by_side("knee_ahead", dot(thigh, ahead) / reference.shank_m),
        "knees_width": norm(knees[..., 0, :] - knees[..., 1, :]) / reference.hip_width_m,
        "ankle_cross": dot(ankles[..., 0, :] - ankles[..., 1, :], right) / reference.hip_width_m,
        **by_side("foot_height", dot(ankles - ankles[..., ::-1, :], up) / reference.shank_m),
        **by_side("hand_height", dot(wrists - floor, up) / reference.shank_m),
        **by_side("hip_height", dot(hips - floor, up) / reference.trunk_m),
    }


def picture_measures(points: Floats, up: Floats, reference: Reference) -> dict[str, Floats]:
    """Return the measures of movement in the picture.

    World landmarks are centred on the hips and cannot show how the body moves; the picture can, as long as the
    camera stands still.

    Parameters
    ----------
    points : ndarray, shape [..., 33, 3]
        Landmarks in metres from the middle of the picture, in a scale that does not change within a shot: a
        change of scale would look like movement. Depth is not used.
    up : ndarray, shape [..., 3]
        Unit vector against gravity.
    reference : Reference
        Whose lengths they are counted in.

    Returns
    -------
    dict of str to ndarray, shape [...]
        By id of the catalog.
    """
    points, up = points * ACROSS, up * ACROSS
    floor = np.stack((-up[..., 1], up[..., 0], up[..., 2]), axis=-1)
    hips, ankles = middle(pair(points, HIPS)), middle(pair(points, ANKLES))
    head_to_feet = dot(ankles - middle(pair(points, SHOULDERS)), floor)
    # Upright, the floor has no head end: a foot then slides neither toward nor away from the head.
    away = np.where(np.abs(head_to_feet) < 0.3 * reference.trunk_m, np.nan, np.sign(head_to_feet))
    across = dot(points[..., HIPS[1], :] - points[..., HIPS[0], :], floor) / reference.hip_width_m
    # Seen from the side, a shift to the side does not show in the picture.
    rightward = np.where(np.abs(across) < 0.5, np.nan, np.sign(across))

    def slide(ends: Floats) -> Floats:
        from_head = away[..., None] * dot(ends, floor[..., None, :])
        return from_head * TRUNK_OF_ADULT_M / reference.trunk_m

    return {
        **by_side("foot_slide", slide(pair(points, TOES))),
        "hand_hip_reach": norm(middle(pair(points, WRISTS)) - hips) / reference.trunk_m,
        "pelvis_aside": rightward * dot(hips, floor) / reference.hip_width_m,
        "pelvis_height": dot(hips, up) / reference.trunk_m,
        "pelvis_travel": -away * dot(hips, floor) / reference.trunk_m,
        **by_side("hand_slide", slide(pair(points, WRISTS))),
    }
