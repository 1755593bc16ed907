"""Turns pictures and landmarks clockwise by any angle, the whole picture kept."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from posecheck.arrays import Floats, Pixels
from posecheck.pose.landmarks import Landmarks

TURN = "turn_deg"
"""Where `Landmarks.source` says by how much the clip's picture was turned; not there where it was not."""

_QUARTERS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def turned_size(width_px: int, height_px: int, turn_deg: float) -> tuple[int, int]:
    """Return width and height of the picture that holds all of one turned by `turn_deg`.

    Examples
    --------
    >>> turned_size(640, 480, 90), turned_size(640, 480, 0), turned_size(100, 100, -45)
    ((480, 640), (640, 480), (141, 141))
    """
    if turn_deg % 90 == 0:
        return (height_px, width_px) if turn_deg % 180 else (width_px, height_px)
    cos, sin = abs(np.cos(np.radians(turn_deg))), abs(np.sin(np.radians(turn_deg)))
    return round(width_px * cos + height_px * sin), round(width_px * sin + height_px * cos)


def turned_picture(image: Pixels, turn_deg: float) -> Pixels:
    """Return a picture turned clockwise about its middle; what was not in it is black.

    Examples
    --------
    >>> image = np.arange(6, dtype=np.uint8).reshape(2, 3, 1).repeat(3, axis=2)
    >>> turned_picture(image, 90)[..., 0].tolist()
    [[3, 0], [4, 1], [5, 2]]
    """
    turn_deg %= 360
    if turn_deg == 0:
        return image
    if turn_deg in _QUARTERS:
        return np.asarray(cv2.rotate(image, _QUARTERS[int(turn_deg)]), dtype=np.uint8)
    height, width = image.shape[:2]
    size = turned_size(width, height, turn_deg)
    matrix = _matrix(turn_deg)
    # OpenCV counts from the middle of the first pixel, landmarks from its edge.
    shift = np.array(size) / 2 - matrix @ [width / 2, height / 2] + matrix @ [0.5, 0.5] - 0.5
    affine = np.column_stack([matrix, shift])
    return np.asarray(cv2.warpAffine(image, affine, size, flags=cv2.INTER_LINEAR), dtype=np.uint8)


def turned_landmarks(landmarks: Landmarks, turn_deg: float) -> Landmarks:
    """Return the landmarks as they lie in the picture turned clockwise, world axes turned with it.

    Examples
    --------
    >>> one = Landmarks.empty([0.0], 640, 480)
    >>> one.image_px[:] = [600.0, 20.0]
    >>> turned = turned_landmarks(one, 90)
    >>> turned.image_px[0, 0].tolist(), turned.width_px, turned.height_px
    ([460.0, 600.0], 480, 640)
    """
    if turn_deg % 360 == 0:
        return landmarks
    width, height = turned_size(landmarks.width_px, landmarks.height_px, turn_deg)
    matrix = _matrix(turn_deg)
    middle = np.array([landmarks.width_px, landmarks.height_px]) / 2
    world = landmarks.world_m.copy()
    world[..., :2] = world[..., :2] @ matrix.T
    return replace(
        landmarks,
        image_px=(landmarks.image_px - middle) @ matrix.T + np.array([width, height]) / 2,
        world_m=world,
        width_px=width,
        height_px=height,
    )


def _matrix(turn_deg: float) -> Floats:
    """Return what turns a point clockwise, y down; quarter turns exactly."""
    radians = np.radians(turn_deg)
    cos, sin = np.cos(radians), np.sin(radians)
    if turn_deg % 90 == 0:
        cos, sin = np.round(cos), np.round(sin)
    return np.array([[cos, -sin], [sin, cos]])
