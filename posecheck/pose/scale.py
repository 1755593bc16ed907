"""How many pixels a metre is at the person's distance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Floats
from posecheck.pose.body import HIPS, KNEES, SHOULDERS

_POINTS = np.array([*SHOULDERS, *HIPS, *KNEES])


def px_per_m(image_px: NDArray[Any], world_m: NDArray[Any]) -> Floats:
    """Return pixels per metre by weak perspective over shoulders, hips and knees; NaN where those are missing.

    Image and world are foreshortened alike, so that the measure holds from every side, unlike the length of the
    trunk in the picture.

    Parameters
    ----------
    image_px : ndarray, shape [..., 33, 2]
        Pixels.
    world_m : ndarray, shape [..., 33, 3]
        Metres, camera axes.

    Returns
    -------
    ndarray, shape [...]

    Examples
    --------
    >>> world = np.random.default_rng(0).normal(size=(5, 33, 3))
    >>> px_per_m(world[..., :2] * 300 + 100, world).round(6).tolist()
    [300.0, 300.0, 300.0, 300.0, 300.0]
    """
    places = np.concatenate([image_px[..., _POINTS, :2], world_m[..., _POINTS, :2]], axis=-1)
    known = np.isfinite(places).all(axis=-1, keepdims=True)
    count = known.sum(axis=-2, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = _sum(np.where(known, places, 0.0))[..., None, :] / count
        places = np.where(known, places - middle, 0.0)
        image, world = places[..., :2], places[..., 2:]
        across, along = _sum(image * world), _sum(world * world)
        scale = (across[..., 0] + across[..., 1]) / (along[..., 0] + along[..., 1])
        return np.asarray(np.where(scale > 0, scale, np.nan))


def _sum(values: NDArray[Any]) -> NDArray[Any]:
    # One addition after the other: numpy's own sum may pair differently with the number of frames, and a live frame
    # would differ from the recording in the last bit.
    total: NDArray[Any] = values[..., 0, :].copy()
    for point in range(1, values.shape[-2]):
        total += values[..., point, :]
    return total
