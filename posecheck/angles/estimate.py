"""The best estimate of every angle from one camera: in 3D, and in the picture where the view allows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from posecheck.angles.camera import Camera
from posecheck.angles.catalog import CATALOG, index_of
from posecheck.angles.lumbar import lumbar_share_deg, lumbar_sigma_deg
from posecheck.angles.measures import body_measures, picture_measures, picture_points
from posecheck.angles.planar import (
    ACROSS,
    frontal_in_picture,
    sagittal_in_picture,
    stacked_joint_angles,
)
from posecheck.angles.points import metric_points
from posecheck.angles.reference import Reference
from posecheck.angles.uncertainty import UNDEFINED_DEG, Estimate, landmark_sigma, propagate
from posecheck.angles.vectors import Floats, difference_deg
from posecheck.angles.view import View, view_of
from posecheck.pose.landmarks import Landmarks

UNSEEN_BELOW = 0.3
"""A landmark less visible than this is missing."""

TOO_UNSURE_DEG = 45.0
"""An angle with a larger sigma says nothing and is missing."""

_IS_ANGLE = np.array([definition.kind == "angle" for definition in CATALOG])
_MODEL_SIGMA = np.array([definition.model_sigma for definition in CATALOG])
_NEEDS = np.array([[landmark in definition.landmarks for landmark in range(33)] for definition in CATALOG])


def estimate(landmarks: Landmarks, reference: Reference, camera: Camera) -> tuple[Floats, Floats, View]:
    """Return value and sigma, each [T, A], and the view of every frame.

    Each joint angle is measured in 3D and, where its plane lies across the line of sight, in the picture too;
    the two are averaged by inverse variance, so that nothing jumps as the person turns.
    """
    points, sigma_m = metric_points(landmarks), landmark_sigma(landmarks)
    view = view_of(points, camera.up)
    joints = propagate(stacked_joint_angles, points, sigma_m, camera)
    for in_picture in (sagittal_in_picture, frontal_in_picture):
        joints = _average(joints, in_picture(points, sigma_m, view, camera))
    joints = _with_lumbar(*joints)

    body = _measures(lambda moved, up: body_measures(moved, reference), points, sigma_m, camera)
    # A change in the picture is known better than a place in it: the model's bias stays the same.
    place = picture_points(landmarks, camera.px_per_m)
    picture = _measures(partial(picture_measures, reference=reference), place, 0.3 * sigma_m * ACROSS, camera)

    measures = body | picture
    both = [
        np.stack(
            [part[:, i] if d.kind == "angle" else measures[d.id][which] for i, d in enumerate(CATALOG)],
            axis=-1,
        )
        for which, part in enumerate(joints)
    ]
    return (*_judged(*both, landmarks, reference), view)


def _average(a: Estimate, b: Estimate) -> Estimate:
    """Average two estimates of the same angles made from the same landmarks.

    The two share their errors, so that the sigma is never better than the better one's; where they differ by
    more than their sigmas explain it grows (Birge ratio).
    """
    (value_a, sigma_a), (value_b, sigma_b) = a, b
    variance_a, variance_b = sigma_a**2, sigma_b**2
    apart = difference_deg(value_b, value_a)
    value = value_a + apart * variance_a / (variance_a + variance_b)
    birge = np.maximum(1.0, apart**2 / (variance_a + variance_b))
    sigma = np.sqrt(np.minimum(variance_a, variance_b) * birge)
    alone_a, alone_b = ~np.isfinite(value_b + sigma_b), ~np.isfinite(value_a + sigma_a)
    return (
        np.where(alone_a, value_a, np.where(alone_b, value_b, value)),
        np.where(alone_a, sigma_a, np.where(alone_b, sigma_b, sigma)),
    )


def _with_lumbar(value: Floats, sigma: Floats) -> Estimate:
    sides = {f"hip_flexion_pelvic_{side}": index_of(f"hip_flexion_{side}") for side in ("left", "right")}
    share = lumbar_share_deg(value[:, list(sides.values())])
    value, sigma = value.copy(), sigma.copy()
    for name, whole in (sides | {"pelvic_tilt": index_of("trunk_inclination")}).items():
        value[:, index_of(name)] = value[:, whole] - share
        sigma[:, index_of(name)] = np.hypot(sigma[:, whole], lumbar_sigma_deg(share))
    return value, sigma


def _measures(
    measures: Callable[[Floats, Floats], dict[str, Floats]], points: Floats, sigma_m: Floats, camera: Camera
) -> dict[str, Estimate]:
    names = list(measures(points[:1], camera.up))

    def stacked(moved: Floats, up: Floats) -> Floats:
        *found, _ = np.broadcast_arrays(*measures(moved, up).values(), up[..., 0])
        return np.stack(found, axis=-1)

    value, sigma = propagate(stacked, points, sigma_m, camera, circular=False)
    return {name: (value[:, column], sigma[:, column]) for column, name in enumerate(names)}


def _judged(value: Floats, sigma: Floats, landmarks: Landmarks, reference: Reference) -> Estimate:
    sigma = np.hypot(sigma, _MODEL_SIGMA)
    sigma = np.where(_IS_ANGLE, np.minimum(sigma, UNDEFINED_DEG), sigma)
    unseen = ~(landmarks.visibility >= UNSEEN_BELOW) | np.isnan(landmarks.image_px).any(axis=-1)
    missing = (unseen[:, None, :] & _NEEDS).any(axis=-1)
    missing |= ~np.isfinite(value) | ~np.isfinite(sigma) | (_IS_ANGLE & (sigma > TOO_UNSURE_DEG))
    neutral = np.array([reference.neutral_deg.get(definition.id, 0.0) for definition in CATALOG])
    return np.where(missing, np.nan, value - neutral), np.where(missing, np.nan, sigma)
