"""Where hands, knees, feet and hips are: measures of the body that tell how a posture is set up."""

from __future__ import annotations

from posecheck.angles.joints import OUTWARD, by_side
from posecheck.angles.reference import Reference
from posecheck.angles.segments import ANKLES, EARS, HIPS, KNEES, WRISTS, Segments, middle, pair
from posecheck.angles.vectors import Floats, cross, dot, norm, unit


def placement_measures(points: Floats, body: Segments, up: Floats, reference: Reference) -> dict[str, Floats]:
    """Return the measures of placement.

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
    hips, knees, ankles = pair(points, HIPS), pair(points, KNEES), pair(points, ANKLES)
    wrists, ears = pair(points, WRISTS), pair(points, EARS)
    right, up = body.pelvis.z, up[..., None, :]
    aside = OUTWARD * dot(knees - middle(hips)[..., None, :], right[..., None, :])
    floor, thigh = middle(ankles)[..., None, :], knees - hips
    ahead = unit(cross(up[..., 0, :], right))[..., None, :]
    return {
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
