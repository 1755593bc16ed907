"""The best estimate of every angle from one camera: in 3D, and in the picture where the view allows it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.camera import Camera
from posecheck.angles.catalog import ANGLE_IDS, CATALOG, index_of
from posecheck.angles.guessed_depth import SIGMA_M as GUESSED_DEPTH_SIGMA_M
from posecheck.angles.guessed_depth import with_guessed_depth
from posecheck.angles.joints import angles_between
from posecheck.angles.learned.estimator import Estimator
from posecheck.angles.lumbar import lumbar_share_deg, lumbar_sigma_deg
from posecheck.angles.measures import body_measures, picture_measures
from posecheck.angles.planar import frontal_error_deg, perspective_error_deg, sagittal_error_deg
from posecheck.angles.points import FOCAL_LENGTH, metric_points, px_per_metre, without_perspective
from posecheck.angles.reference import Reference
from posecheck.angles.segments import Segments
from posecheck.angles.uncertainty import (
    UNDEFINED_DEG,
    Estimate,
    landmark_sigma,
    moved_by_one_sigma,
    spread,
)
from posecheck.angles.vectors import by_component, difference_deg
from posecheck.angles.view import ACROSS, TOWARD_CAMERA, View, view_of
from posecheck.arrays import Floats
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.without_depth import is_flat

UNSEEN_BELOW = 0.3
"""A landmark less visible than this is missing."""

TOO_UNSURE_DEG = 45.0
"""An angle with a larger sigma says nothing and is missing."""

CHANGE_FACTOR = 0.3
"""A change in the picture is known better than a place in it: the model's bias stays where it is."""

_IS_ANGLE = np.array([definition.kind == "angle" for definition in CATALOG])
_IS_SAGITTAL = np.array([definition.plane == "sagittal" for definition in CATALOG])[_IS_ANGLE]
_IS_FRONTAL = np.array([definition.plane == "frontal" for definition in CATALOG])[_IS_ANGLE]
# Seen from the side, a camera above the hips shows the far hip higher than the near one. The model's own world has
# that taken out; with the picture's x and y it comes back. Measured on rendered people: 12 deg against 5.
_IS_LEVEL = np.isin(
    [definition.id for definition in CATALOG if definition.kind == "angle"],
    ["pelvic_obliquity", "trunk_side_bend", "thorax_roll", "pelvic_heading"],
)
_MODEL_SIGMA = np.array([definition.model_sigma for definition in CATALOG])
_NEEDS = np.array([[landmark in definition.landmarks for landmark in range(33)] for definition in CATALOG])


def estimate(
    landmarks: Landmarks, reference: Reference, camera: Camera, estimator: Estimator | None = None
) -> tuple[Floats, Floats, View]:
    """Return value and sigma, each [T, A], and the view of every frame; NaN where it cannot be judged.

    Joint angles are those of geometry, or with an estimator the mean of both by how surely each is known.
    """
    value, sigma, view = geometric_estimate(landmarks, reference, camera)
    if estimator is not None:
        value, sigma = estimator.joints(landmarks, value, sigma, view)
    return (*_judged(value, sigma, landmarks, reference), view)


def geometric_estimate(
    landmarks: Landmarks, reference: Reference, camera: Camera
) -> tuple[Floats, Floats, View]:
    """Return what geometry says: value and sigma, each [T, A], and the view; nothing is left out yet.

    Each joint angle is measured in 3D and, where its plane lies across the line of sight, in the picture too;
    the two are averaged by inverse variance, so that nothing jumps as the person turns.
    """
    flat = is_flat(landmarks)
    if flat.any():
        landmarks = with_guessed_depth(landmarks, reference, flat)
    scale = px_per_metre(landmarks)
    points = metric_points(landmarks, scale)
    view = view_of(points, camera.up)
    unsure = landmark_sigma(landmarks)
    unsure[flat, :, 2] = GUESSED_DEPTH_SIGMA_M
    rows, up = moved_by_one_sigma(points, unsure, camera)
    distance_m = FOCAL_LENGTH * max(landmarks.width_px, landmarks.height_px) / scale
    planes = _segments(rows, rows - points + landmarks.world_m, view, distance_m)
    bodies = planes[0]
    measures = body_measures(rows, bodies, up, reference)
    body = spread(_stack(measures), circular=False)
    steady = np.where(np.isnan(camera.px_per_m), 1.0, scale / camera.px_per_m)
    place = spread(_stack(picture_measures(rows * steady[:, None, None], up, reference)), circular=False)
    # In the order of the catalog: joint angles, measures of the body, measures of the picture.
    columns = (_joints(planes, up, view, flat), body, (place[0], CHANGE_FACTOR * place[1]))
    value, sigma = (np.concatenate([column[which] for column in columns], axis=-1) for which in (0, 1))
    sigma = np.hypot(sigma, _MODEL_SIGMA)
    return value, np.where(_IS_ANGLE, np.minimum(sigma, UNDEFINED_DEG), sigma), view


def _stack(by_id: dict[str, Floats]) -> Floats:
    ordered = [by_id[name] for name in ANGLE_IDS if name in by_id]
    return np.stack(np.broadcast_arrays(*ordered), axis=-1)


def _segments(rows: Floats, world: Floats, view: View, distance_m: Floats) -> Segments:
    """Return the segments in 3D, in the picture as a side and as a front view, and as the model's own world."""
    right_nearer = np.where(view.right_nearer < 0, -1.0, 1.0)[:, None] * TOWARD_CAMERA
    unknown = np.full_like(right_nearer, np.nan)
    flat = rows * ACROSS
    solid = without_perspective(rows, distance_m)
    right = by_component(unknown, right_nearer, unknown, unknown)[:, None]
    return Segments.of(by_component(solid, flat, flat, world), right)


def _joints(planes: Segments, up: Floats, view: View, flat: NDArray[np.bool_]) -> Estimate:
    best, side, front, world = (
        spread(values, circular=True) for values in _stack(angles_between(planes, up))
    )
    wrong_way = np.abs(difference_deg(side[0], -side[0])) * np.exp(-np.abs(view.right_nearer))[:, None]
    doubt = np.where(_IS_SAGITTAL, wrong_way, 0.0)
    body = planes[0][0]
    best = best[0], np.hypot(best[1], np.where(_IS_FRONTAL, perspective_error_deg(view), 0.0))
    best = np.where(_IS_LEVEL, world[0], best[0]), np.where(_IS_LEVEL, world[1], best[1])
    if flat.any():  # A guessed depth shows nothing; the picture plane does.
        best = np.where(flat[:, None], np.nan, best[0]), np.where(flat[:, None], np.nan, best[1])
    best = _average(best, (side[0], np.hypot(side[1], np.hypot(doubt, sagittal_error_deg(body, view)))))
    best = _average(best, (front[0], np.hypot(front[1], frontal_error_deg(body, view))))
    return _with_lumbar(*best)


def _average(a: Estimate, b: Estimate) -> Estimate:
    """Average two estimates of the same angles made from the same landmarks; `b` is left out where it is NaN.

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


def _judged(value: Floats, sigma: Floats, landmarks: Landmarks, reference: Reference) -> Estimate:
    unseen = ~(landmarks.visibility >= UNSEEN_BELOW) | np.isnan(landmarks.image_px).any(axis=-1)
    missing = (unseen[:, None, :] & _NEEDS).any(axis=-1)
    missing |= ~np.isfinite(value) | ~np.isfinite(sigma) | (_IS_ANGLE & (sigma > TOO_UNSURE_DEG))
    return np.where(missing, np.nan, value - reference.neutral), np.where(missing, np.nan, sigma)
