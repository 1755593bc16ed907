"""What a real camera and tracker do to a crop: a square slightly off, blur, noise, contrast, compression."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.pose.landmarks import Landmark
from sample_videos.render.training.crop import CROP_PX, MARGIN, Square, body_square

Array = NDArray[np.float64]
Image = NDArray[np.uint8]

# Errors of the square that MediaPipe follows people in, on the sample clips: 1 sigma of the logarithm of its side,
# of its turn (deg) and of its centre (share of the circle's radius). Of a trunk seen end on the turn is less sure.
LOG_SIDE, TURN_DEG, CENTRE = 0.07, 4.0, 0.035
LOST_SHARE, LOST_LOG_SIDE, LOST_TURN_DEG = 0.12, 0.25, 25.0
QUALITY = (55, 95)


def tracked_square(rng: np.random.Generator, points_px: Array) -> Square:
    """Return the square in which a tracker would look for a body, with the tracker's errors.

    Parameters
    ----------
    rng
        Where chance comes from.
    points_px
        True landmarks [33, 2] in pixels.
    """
    true = body_square(points_px)
    radius = true.side / (2 * MARGIN)
    hips = points_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    shoulders = points_px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0)
    # Of a trunk seen end on the direction says little.
    seen = float(np.clip(np.linalg.norm(shoulders - hips) / radius / 0.45, 0.15, 1.0))
    lost = rng.random() < LOST_SHARE
    side = rng.normal(0.06, LOST_LOG_SIDE) if lost else rng.normal(0.0, LOG_SIDE)
    turn = rng.normal(0, (LOST_TURN_DEG if lost else TURN_DEG) / seen)
    return Square(
        true.centre + radius * rng.normal(0, CENTRE / np.sqrt(seen), 2),
        true.side * float(np.exp(np.clip(side, -0.45, 0.7))),
        true.turn + float(np.radians(np.clip(turn, -180, 180))),
    )


def exposed(rng: np.random.Generator, crop: Image, side_px: float) -> NDArray[np.uint8]:
    """Return the JPEG bytes of a crop as a camera would have taken it.

    Parameters
    ----------
    rng
        Where chance comes from.
    crop
        [256, 256, 3] RGB, as drawn.
    side_px
        Side of the square in the picture: a small one was enlarged, and is as blurred.
    """
    sigma = 0.45 + (rng.exponential(0.5) if rng.random() < 0.5 else 0.0)
    picture = cv2.GaussianBlur(crop, (0, 0), float(min(sigma, 3.0)))
    if rng.random() < 0.1:
        picture = _moved(rng, np.asarray(picture, dtype=np.uint8))
    small = int(side_px)
    enlarged = small < CROP_PX
    if enlarged:
        picture = cv2.resize(picture, (max(small, 48), max(small, 48)), interpolation=cv2.INTER_AREA)
    values = picture.astype(np.float32)
    values = (values - 128) * rng.uniform(0.7, 1.2) + 128 + rng.normal(0, 14)
    values *= 1 + rng.normal(0, 0.04, 3).astype(np.float32)
    noise = rng.standard_normal(values.shape[:2], dtype=np.float32)[..., None]
    values += noise * np.float32(rng.choice([1.5, 3.0, 6.0, 11.0], p=[0.35, 0.4, 0.18, 0.07]))
    picture = np.clip(values, 0, 255).astype(np.uint8)
    if enlarged:
        picture = cv2.resize(picture, (CROP_PX, CROP_PX), interpolation=cv2.INTER_LINEAR)
    quality = int(rng.integers(*QUALITY))
    done, data = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise RuntimeError("OpenCV cannot write JPEG")
    return np.asarray(data, dtype=np.uint8)


def _moved(rng: np.random.Generator, picture: Image) -> Image:
    """Smear a picture in one direction, as of a movement."""
    length = int(rng.integers(3, 9))
    level = np.zeros((length, length), dtype=np.float32)
    level[length // 2] = 1.0
    turn = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), float(rng.uniform(0, 180)), 1.0)
    kernel = np.asarray(cv2.warpAffine(level, turn, (length, length)), dtype=np.float32)
    kernel = kernel / max(float(kernel.sum()), 1e-6)
    return np.asarray(cv2.filter2D(picture, -1, kernel), dtype=np.uint8)


def decoded(jpeg: NDArray[np.uint8]) -> Image:
    """RGB picture of JPEG bytes."""
    picture = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("these bytes are no JPEG picture")
    return np.asarray(picture[:, :, ::-1], dtype=np.uint8)
