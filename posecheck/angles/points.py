"""Metric points from the model's two outputs: the picture's x and y, with the world landmarks' depth."""

from __future__ import annotations

import numpy as np

from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, EARS, HIPS, KNEES, SHOULDERS
from posecheck.pose.landmarks import Landmarks

_ANCHORS = [*SHOULDERS, *HIPS, *KNEES, *ANKLES]


def px_per_metre(landmarks: Landmarks) -> Floats:
    """Return the scale of each frame: the weak-perspective factor between world landmarks and picture.

    Returns
    -------
    ndarray, shape [T]
        Pixels per metre; NaN where shoulders, hips, knees and ankles are all missing.

    Notes
    -----
    Least squares over eight points of trunk and legs, each weighted by its visibility.
    """
    places = np.concatenate((landmarks.world_m[..., :2], landmarks.image_px), axis=-1)[:, _ANCHORS]
    visibility = landmarks.visibility[:, _ANCHORS]
    seen = np.isfinite(places.sum(axis=-1))
    weight = np.where(seen & ~np.isnan(visibility), visibility, 0.0)[..., None]
    places = np.where(seen[..., None], places, 0.0)
    sums = _sum(np.concatenate((weight, weight * places), axis=-1))
    total = np.where(seen.sum(axis=1) > 1, sums[:, 0], np.nan)
    places = places - (sums[:, 1:] / total[:, None])[:, None]
    world = np.tile(weight * places[..., :2], 2)
    squares = _sum(world * places)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale: Floats = squares[:, 2:].sum(axis=-1) / squares[:, :2].sum(axis=-1)
    return np.where(scale > 0, scale, np.nan)


def _sum(weighted: Floats) -> Floats:
    # One addition after the other: numpy's own sum over an axis may pair differently with the number of frames,
    # and a live frame would differ from the recording in the last bit.
    total: Floats = weighted[:, 0].copy()
    for landmark in range(1, weighted.shape[1]):
        total += weighted[:, landmark]
    return total


FOCAL_LENGTH = 1.0
"""Focal length of an ordinary webcam or phone as a share of the picture's longer side."""

_PAIRS = (SHOULDERS, HIPS, EARS)


def without_perspective(points: Floats, distance_m: Floats) -> Floats:
    """Return points where they are, not where they look: what is nearer to the camera looks larger.

    Only depth along the body is used. Between the two hips, shoulders and ears it is too small to be seen well,
    and each pair is taken at its common depth.

    Parameters
    ----------
    points : ndarray, shape [..., T, 33, 3]
        Metres as from `metric_points`.
    distance_m : ndarray, shape [T]
        From the camera to the hips.
    """
    depth = points[..., 2].copy()
    for pair in _PAIRS:
        common = 0.5 * (depth[..., pair[0]] + depth[..., pair[1]])[..., None]
        depth[..., pair] = np.where(np.isnan(common), depth[..., pair], common)
    nearness = 1.0 + depth / distance_m[:, None]
    moved: Floats = points.copy()
    moved[..., :2] *= nearness[..., None]
    return moved


def metric_points(landmarks: Landmarks, scale: Floats) -> Floats:
    """Return landmarks in metres whose x and y are the picture's own and whose depth is the model's.

    The picture is about three times more exact than the depth, and the world landmarks are regressed apart from
    it, so that replacing their x and y makes every angle better.

    Parameters
    ----------
    landmarks : Landmarks
        T frames.
    scale : ndarray, shape [T]
        Pixels per metre, from `px_per_metre`.

    Returns
    -------
    ndarray, shape [T, 33, 3]
        Metres, camera axes: x to the picture's right, y down, z away from the camera; origin in the middle of
        the picture, at the depth of the hips. Where the picture's position is missing the whole landmark is.
    """
    centre = np.array([landmarks.width_px, landmarks.height_px]) / 2.0
    across = (landmarks.image_px - centre) / scale[:, None, None]
    points = np.concatenate((across, landmarks.world_m[..., 2:]), axis=-1)
    return np.where(np.isnan(points).any(axis=-1, keepdims=True), np.nan, points)
