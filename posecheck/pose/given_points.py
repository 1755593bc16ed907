"""What is given as points of the body, checked: shapes, pixels, metres and the size of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from posecheck.arrays import Floats
from posecheck.errors import PosecheckError
from posecheck.pose.body import Landmark

SHARES = 2.0
"""Points that all lie within so many pixels are shares of the picture; a little outside of it is usual."""

LARGEST_M, SMALLEST_M = 4.0, 0.03
"""No body is longer, and no two points of one lie closer."""

SLOW_S = 1.0
"""Nobody films a movement with fewer frames."""


def picture_size(size: Any) -> tuple[int, int]:
    """Return width and height of a picture as they were given, once they are known to be some.

    Raises
    ------
    PosecheckError
        If they are missing, or are no two numbers from 1 up.

    Examples
    --------
    >>> picture_size([640.0, 480.0])
    (640, 480)
    >>> picture_size("640x480")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: size is '640x480'; give the picture's width and height in pixels: (1280, 720).
    """
    if isinstance(size, Sequence | np.ndarray) and len(size) == 2 and not isinstance(size, str):
        with suppress(TypeError, ValueError, OverflowError):
            width, height = (int(side) for side in size)
            if min(width, height) > 0:
                return width, height
    said = "missing" if isinstance(size, tuple) and size == (0, 0) else repr(size)
    raise PosecheckError(f"size is {said}; give the picture's width and height in pixels: (1280, 720).")


def require_pixels(image_px: Floats) -> None:
    """Refuse places in shares of the picture: a whole body in no more than a pixel or two."""
    image = image_px[np.isfinite(image_px)]
    if len(image) and 0 < np.abs(image).max() <= SHARES:
        raise PosecheckError(
            f"image_px goes from {image.min():.2g} to {image.max():.2g}, as shares of the picture do; "
            "give pixels: x times its width, y times its height."
        )


def require_metres(world_m: Floats) -> None:
    """Refuse a body that is far larger or smaller than any."""
    lowest, highest = (reduce(world_m, axis=1) for reduce in (np.fmin.reduce, np.fmax.reduce))
    spans = (highest - lowest).max(axis=-1)
    span = float(np.nanmedian(spans)) if np.isfinite(spans).any() else 0.0
    if span > LARGEST_M or 0 < span < SMALLEST_M:
        raise PosecheckError(f"The body in world_m is {span:.3g} m long; give metres, not another unit.")


def slow(time_s: Floats) -> str | None:
    """Return a sentence where the frames lie so far apart that the times are in another unit, else None."""
    step_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    if step_s < SLOW_S:
        return None
    return f"The frames lie {step_s:.3g} s apart; times are in seconds, not in milliseconds or frames."


def array(values: Any, name: str, shape: tuple[int | None, ...]) -> Floats:
    """Return numbers of this shape, None in it for any length, or raise a PosecheckError that names them."""
    try:
        given = np.array(values, dtype=float)
    except (TypeError, ValueError):
        raise PosecheckError(f"{name} must be numbers of shape {_words(shape)}; NaN where missing.") from None
    if given.ndim != len(shape) or any(n not in (None, m) for n, m in zip(shape, given.shape, strict=True)):
        raise PosecheckError(
            f"{name} has the shape {_words(given.shape)} and must have {_words(shape)}: frames, points, "
            "coordinates, as time_s and names say."
        )
    return given


def _words(shape: Sequence[int | None]) -> str:
    return f"[{', '.join('T' if n is None else str(n) for n in shape)}]"


def origin(world_m: Floats) -> Floats:
    """Return the middle of the hips of each frame, shape [T, 1, 3]; where neither is known, of all points."""
    origin = np.zeros((len(world_m), 1, 3))
    for points in (slice(None), slice(Landmark.LEFT_HIP, Landmark.RIGHT_HIP + 1)):
        known = np.isfinite(world_m[:, points]).all(axis=-1, keepdims=True)
        count = known.sum(axis=1, keepdims=True)
        middle = np.where(known, world_m[:, points], 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)
        origin = np.where(count > 0, middle, origin)
    return origin
