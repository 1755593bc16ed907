"""Recognises legs that the pose model has run together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.pose.scale import px_per_m

LEGS = slice(25, 33)
"""Knees, ankles and feet of both sides."""

THIGH_SHARE = 0.40
KNEES_APART = 0.5
HIPS_APART = 0.14
HIPS_TO_ANKLES = 0.58


def are_mixed(image_px: NDArray[Any], world_m: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where both legs are put between where they are.

    Where one leg is lifted beside the other in a side view, the model may not know which is which and put both
    knees about half way. That makes both thighs short while shanks and trunk keep their lengths. Lengths are
    those of the world, which a thigh that points at the camera keeps, as shares of shank and trunk together.
    Standing people's thighs measure 0.46, kneeling and crouching people's down to 0.39: those have their knees
    far apart or the ankles near the hips. Legs are only mixed where they cover each other, one hip before the
    other.

    Parameters
    ----------
    image_px : ndarray, shape [..., 33, 2]
        Pixels.
    world_m : ndarray, shape [..., 33, 3]
        Metres.

    Returns
    -------
    ndarray of bool, shape [...]
        False where anything of this is missing.

    Examples
    --------
    >>> world = np.zeros((33, 3))
    >>> world[11:13, 1], world[25:27, 1], world[27:29, 1] = -0.5, 0.4, 0.8
    >>> bool(are_mixed(world[:, :2] * 200, world))
    False
    >>> world[25:27, :2], world[27:29, :2] = [0.2, 0.2], [0.2, 0.55]
    >>> bool(are_mixed(world[:, :2] * 200, world))
    True
    """

    def between(points: NDArray[Any], a: int, b: int) -> NDArray[np.float64]:
        return np.asarray(np.linalg.norm(points[..., a, :] - points[..., b, :], axis=-1))

    middle = (world_m[..., 11:29:2, :] + world_m[..., 12:30:2, :]) / 2
    shoulders, hips, ankles = 0, 6, 8
    thigh = (between(world_m, 23, 25) + between(world_m, 24, 26)) / 2
    shank = (between(world_m, 25, 27) + between(world_m, 26, 28)) / 2
    size = shank + between(middle, shoulders, hips)
    seen_size = size * px_per_m(image_px, world_m)
    return np.asarray(
        (thigh < THIGH_SHARE * size)
        & (between(image_px, 25, 26) < KNEES_APART * seen_size)
        & (between(image_px, 23, 24) < HIPS_APART * seen_size)
        & (between(middle, hips, ankles) > HIPS_TO_ANKLES * size)
    )
