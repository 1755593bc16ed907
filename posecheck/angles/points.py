"""Metric points from the model's two outputs: the picture's x and y, with the world landmarks' depth."""

from __future__ import annotations

import numpy as np

from posecheck.angles.segments import ANKLES, HIPS, KNEES, SHOULDERS
from posecheck.angles.vectors import Floats
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
    world, picture = landmarks.world_m[:, _ANCHORS, :2], landmarks.image_px[:, _ANCHORS]
    seen = np.isfinite(world.sum(axis=-1) + picture.sum(axis=-1))
    weight = np.where(seen, np.nan_to_num(landmarks.visibility[:, _ANCHORS]), 0.0)[..., None]
    world, picture = np.where(seen[..., None], world, 0.0), np.where(seen[..., None], picture, 0.0)
    total = np.where(seen.sum(axis=1) > 1, _sum(weight)[:, 0], np.nan)[:, None, None]
    world = world - _sum(weight * world)[:, None] / total
    picture = picture - _sum(weight * picture)[:, None] / total
    with np.errstate(invalid="ignore", divide="ignore"):
        scale: Floats = _sum(weight * world * picture).sum(-1) / _sum(weight * world * world).sum(-1)
    return np.where(scale > 0, scale, np.nan)


def _sum(weighted: Floats) -> Floats:
    # One addition after the other: numpy's own sum over an axis may pair differently with the number of frames,
    # and a live frame would differ from the recording in the last bit.
    total: Floats = weighted[:, 0].copy()
    for landmark in range(1, weighted.shape[1]):
        total += weighted[:, landmark]
    return total


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
