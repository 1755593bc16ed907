"""How exact a landmark is, and what that makes of an angle."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from posecheck.angles.camera import Camera
from posecheck.angles.vectors import by_component, difference_deg
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, EARS, ELBOWS, HIPS, KNEES, SHOULDERS, TOES, WRISTS
from posecheck.pose.landmarks import Landmarks

CLEAR_M = 0.015
"""One sigma across the line of sight of a landmark that is clearly seen."""

DEPTH_FACTOR = 4.0
"""Depth is three to four times less exact than the picture (23-38 mm against 68-104 mm of absolute error)."""

Estimate = tuple[Floats, Floats]
"""Values and one sigma of each, both [T, A]."""

UNDEFINED_DEG = 60.0
"""Cap of a stated sigma; also what is assumed where a small error makes an angle undefined."""

DEPTH_SCALE = 0.3
"""Limbs that point at the camera are made too short or too long by so much: seated thighs, in a front view."""

TOGETHER = (
    [SHOULDERS[0]],
    [SHOULDERS[1]],
    [HIPS[0]],
    [HIPS[1]],
    [KNEES[0], WRISTS[0]],
    [KNEES[1], WRISTS[1]],
    [ANKLES[0], TOES[0], ELBOWS[0], EARS[0]],
    [ANKLES[1], TOES[1], ELBOWS[1], EARS[1]],
)
"""Landmarks moved at once to find the sensitivities: no angle needs two of one group, so eight groups do."""


def landmark_sigma(landmarks: Landmarks) -> Floats:
    """Return one sigma of each landmark's position.

    Returns
    -------
    ndarray, shape [T, 33, 3]
        Metres along camera axes: x to the picture's right, y down, z away from the camera.

    Notes
    -----
    ``0.015 m * exp(2.4 * max(0, 0.85 - visibility))``; 0.02 m more outside the picture. The course over visibility
    is that of the residuals against four triangulated cameras; the size is less than theirs, because landmarks
    of one body are off together, and is the one at which the stated sigmas cover the errors of joint angles.

    Examples
    --------
    >>> import dataclasses
    >>> frame = Landmarks.empty([0.0], 640, 480)
    >>> clear = dataclasses.replace(frame, visibility=np.ones((1, 33)), world_m=np.zeros((1, 33, 3)))
    >>> landmark_sigma(clear)[0, 0]
    array([0.015, 0.015, 0.06 ])
    """
    size = np.array([landmarks.width_px, landmarks.height_px])
    across = CLEAR_M * np.exp(2.4 * np.clip(0.85 - landmarks.visibility, 0.0, None))
    outside = (np.abs(landmarks.image_px / size - 0.5) > 0.55).any(axis=-1)
    across = np.hypot(across, np.where(outside, 0.02, 0.0))
    along = np.hypot(DEPTH_FACTOR * across, DEPTH_SCALE * np.abs(landmarks.world_m[..., 2]))
    return np.stack((across, across, along), axis=-1)


def _steps() -> Floats:
    """Return by how many sigmas each landmark is moved in each row, [R, 33, 3]."""
    steps = [(group, axis, sign) for group in TOGETHER for axis in range(3) for sign in (1.0, -1.0)]
    rows = np.zeros((1 + len(steps) + 4, 33, 3))  # as seen, landmarks moved, vertical tilted four ways
    for row, (group, axis, sign) in zip(rows[1:], steps, strict=False):
        row[group, axis] = sign
    return rows


_STEPS = _steps()


def moved_by_one_sigma(points: Floats, sigma: Floats, camera: Camera) -> tuple[Floats, Floats]:
    """Return the body as seen, and with each landmark and the vertical moved by one sigma, forward and back.

    Parameters
    ----------
    points, sigma : ndarray, shape [T, 33, 3]
        Metres.
    camera : Camera
        The vertical and its uncertainty.

    Returns
    -------
    points : ndarray, shape [R, T, 33, 3]
        The first row is as seen.
    up : ndarray, shape [R, 1, 3]
        Unit vector against gravity in each row.
    """
    (moved,) = by_component(points + _STEPS[:, None] * sigma)
    return moved, _ups(camera)


def spread(values: Floats, *, circular: bool) -> Estimate:
    """Return values as seen with the uncertainty that the moved rows show.

    The changes are added in quadrature. Steps of a full sigma, not of an infinitesimal, keep the answer honest
    near singular postures, where the derivative alone says 6 deg and the truth is 25.

    Parameters
    ----------
    values : ndarray, shape [R, T, A]
        Of the rows of `moved_by_one_sigma`.
    circular : bool
        Whether the values are degrees on a circle.
    """
    change = difference_deg(values[1:], values[0]) if circular else values[1:] - values[0]
    change = np.where(np.isnan(change), UNDEFINED_DEG, change) if circular else change
    total = np.square(change).sum(axis=0)
    return values[0], np.where(np.isfinite(values[0]), np.sqrt(0.5 * total), np.nan)


@lru_cache(maxsize=16)
def _ups(camera: Camera) -> Floats:
    """Return the vertical of each row, [R, 1, 3]: a camera that stands still has it worked out once."""
    up = [camera.up] * (len(_STEPS) - 4)
    for sigma_deg, (a, b) in ((camera.pitch_sigma_deg, (1, 2)), (camera.roll_sigma_deg, (0, 1))):
        for turn in np.radians([sigma_deg, -sigma_deg]):
            turned = camera.up.copy()
            turned[a] = np.cos(turn) * camera.up[a] - np.sin(turn) * camera.up[b]
            turned[b] = np.sin(turn) * camera.up[a] + np.cos(turn) * camera.up[b]
            up.append(turned)
    return by_component(*up)[:, None]
