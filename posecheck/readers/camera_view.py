"""Markers of a person in a room, as a level camera would see them that is far enough away for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.arrays import Floats
from posecheck.pose.landmarks import Landmark
from posecheck.readers.reading import Axis, View

SIZE_PX = (1280, 720)
DISTANCE_M = 3.5
FOCAL = 1.0
"""Focal length as a share of the picture's width: an ordinary webcam's."""
MARGIN = 0.05
"""Share of the picture that stays free on each side."""

_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]


@dataclass(frozen=True)
class Seen:
    """What the camera sees.

    Attributes
    ----------
    image_px : ndarray, shape [T, 33, 2]
        Pixels of a picture of `SIZE_PX`.
    world_m : ndarray, shape [T, 33, 3]
        Metres in its axes: x to the picture's right, y down, z away from the camera.
    distance_m : float
        How far it stands from the middle of the person.
    """

    image_px: Floats
    world_m: Floats
    distance_m: float


def seen_by_camera(places_m: Floats, up: Axis, view: View) -> Seen:
    """Return landmarks that stand in a room as a level camera sees them, which stands still.

    Parameters
    ----------
    places_m : ndarray, shape [T, 33, 3]
        Metres in the right-handed axes of the room; NaN where missing.
    up : {"x", "y", "z"}
        The axis that points up.
    view : {"front", "back", "left", "right"}
        The side of the person that the camera faces, as they mostly stand.

    Examples
    --------
    >>> body = np.full((1, 33, 3), np.nan)
    >>> body[0, [11, 12, 23, 24]] = [[-1.2, 0, 1.5], [-0.8, 0, 1.5], [-1.1, 0, 1.0], [-0.9, 0, 1.0]]
    >>> seen = seen_by_camera(body, "z", "front")
    >>> seen.image_px[0, [11, 12]].round().tolist(), round(seen.distance_m, 1)
    ([[713.0, 269.0], [567.0, 269.0]], 3.5)
    """
    right = _facing(places_m, up)
    vertical = np.eye(3)["xyz".index(up)]
    forward = np.cross(vertical, right)
    away = {"front": -forward, "back": forward, "left": right, "right": -right}[view]
    axes = np.stack([np.cross(-vertical, away), -vertical, away])
    world = places_m @ axes.T
    known = world[np.isfinite(world).all(axis=-1)]
    middle = (known.min(axis=0) + known.max(axis=0)) / 2
    known = known - middle
    width, height = SIZE_PX
    focal = FOCAL * width
    half = np.array([width, height]) * (0.5 - MARGIN)
    distance = max(DISTANCE_M, float((focal * np.abs(known[:, :2]) / half - known[:, 2:]).max()))
    centred = world - middle
    image = focal * centred[..., :2] / (distance + centred[..., 2:]) + [width / 2, height / 2]
    return Seen(image, world, distance)


def _facing(places_m: Floats, up: Axis) -> Floats:
    """Return the unit vector to the person's right along the floor, as they mostly stand."""
    level = np.array([axis != up for axis in "xyz"], dtype=float)
    across = (
        np.concatenate([places_m[:, right] - places_m[:, left] for left, right in (_HIPS, _SHOULDERS)])
        * level
    )
    known = across[np.isfinite(across).all(axis=-1)]
    total = known.sum(axis=0) if len(known) else np.zeros(3)
    # Who lies on one side shows no right on the floor: seen from where the file's own axes are.
    if np.linalg.norm(total) < 1e-6:
        total = np.roll(np.eye(3)["xyz".index(up)], 1)
    return np.asarray(total / np.linalg.norm(total))
