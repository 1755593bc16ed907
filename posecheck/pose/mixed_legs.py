"""Recognises legs that the pose model has run together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Flags, Floats
from posecheck.pose.body import ANKLES, HIPS, KNEES, SHOULDERS
from posecheck.pose.scale import px_per_m

THIGH_SHARE = 0.40
KNEES_APART = 0.5
HIPS_APART = 0.14
HIPS_TO_ANKLES = 0.58


def are_mixed(image_px: NDArray[Any], world_m: NDArray[Any], scale: Floats | float | None = None) -> Flags:
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
    scale : ndarray, shape [...], or float, optional
        Pixels per metre, where they are worked out already (`px_per_m`).

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

    def between(points: NDArray[Any], a: Sequence[int], b: Sequence[int]) -> Floats:
        return np.asarray(np.linalg.norm(points[..., a, :] - points[..., b, :], axis=-1))

    left, right = zip(SHOULDERS, HIPS, ANKLES, strict=True)
    middle = (world_m[..., left, :] + world_m[..., right, :]) / 2
    shoulders, hips, ankles = range(3)
    limbs = between(world_m, [*HIPS, *KNEES], [*KNEES, *ANKLES])
    thigh, shank = (limbs[..., 0] + limbs[..., 1]) / 2, (limbs[..., 2] + limbs[..., 3]) / 2
    trunk = between(middle, [shoulders, hips], [hips, ankles])
    apart = between(image_px, *zip(KNEES, HIPS, strict=True))
    size = shank + trunk[..., 0]
    seen_size = size * (px_per_m(image_px, world_m) if scale is None else scale)
    return np.asarray(
        (thigh < THIGH_SHARE * size)
        & (apart[..., 0] < KNEES_APART * seen_size)
        & (apart[..., 1] < HIPS_APART * seen_size)
        & (trunk[..., 1] > HIPS_TO_ANKLES * size)
    )
