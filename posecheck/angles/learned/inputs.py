"""What the network reads of one frame: the body turned upright in the picture, and how it stood there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Floats
from posecheck.pose.body import HIPS, MIRRORED, SHOULDERS
from posecheck.pose.cleaning.plausibility import MIN_VISIBILITY, OUTSIDE
from posecheck.pose.scale import px_per_m

POINTS = 33
ALL = list(range(POINTS))
CLIP_M = 3.0
"""No landmark of a person lies farther from the hips; what does is as good as missing."""


@dataclass(frozen=True)
class Inputs:
    """What the network reads of T frames.

    Attributes
    ----------
    values : ndarray, shape [T, N_INPUTS]
        Picture points (metres by weak perspective, from mid-hip), world points (metres, from mid-hip), both turned
        so that the trunk points up in the picture; visibilities; place and size in the picture; sine and cosine of
        the turn. A missing landmark has zeros.
    turn : ndarray, shape [T, 2]
        Sine and cosine of the turn, clockwise in the picture.
    usable : ndarray of bool, shape [T]
        Whether hips and shoulders are there; without them nothing is estimated.
    """

    values: Floats
    turn: Floats
    usable: NDArray[np.bool_]


def inputs_of(image_px: Floats, world_m: Floats, visibility: Floats, size_px: Floats) -> Inputs:
    """Return what the network reads.

    Parameters
    ----------
    image_px : ndarray, shape [T, 33, 2]
        Pixels of the upright picture.
    world_m : ndarray, shape [T, 33, 3]
        Metres in camera axes.
    visibility : ndarray, shape [T, 33]
        Of each landmark, 0 to 1.
    size_px : ndarray, shape [2] or [T, 2]
        Width and height of the picture.

    Examples
    --------
    >>> nobody = np.full((1, 33, 3), np.nan)
    >>> inputs = inputs_of(nobody[..., :2], nobody, nobody[..., 0], np.array([640.0, 480.0]))
    >>> inputs.values.shape == (1, N_INPUTS), bool(inputs.usable[0])
    (True, False)
    """
    size = np.broadcast_to(np.asarray(size_px, dtype=float), (len(image_px), 2))
    longer = size.max(axis=1)
    margin = (OUTSIDE * longer)[:, None, None]
    outside = ((image_px < -margin) | (image_px > size[:, None] + margin)).any(axis=-1)
    places = np.concatenate([image_px, world_m], axis=-1)
    missing = outside | ~(visibility >= MIN_VISIBILITY) | ~np.isfinite(places).all(axis=-1)
    scale = px_per_m(image_px, world_m)
    trunk = [*HIPS, *SHOULDERS]
    usable = np.isfinite(scale) & np.isfinite(places[:, trunk]).all(axis=(1, 2)) & np.isfinite(longer)
    image, world = (np.where(usable[:, None, None], part, 0.0) for part in (image_px, world_m))
    scale = np.where(usable, scale, 1.0)
    across = (image - _middle(image, HIPS)) / scale[:, None, None]
    solid = world - _middle(world, HIPS)
    spine = (_middle(across, SHOULDERS) + _middle(solid, SHOULDERS)[..., :2])[:, 0]
    length = np.hypot(spine[:, 0], spine[:, 1])
    sine, cosine = np.where(length > 0, [spine[:, 0], -spine[:, 1]], [[0.0], [1.0]]) / np.where(
        length > 0, length, 1.0
    )
    turn = np.stack([-sine, cosine], axis=-1)
    points = np.concatenate([turned(across, turn), turned(solid, turn)], axis=-1)
    points = np.clip(np.where(missing[..., None], 0.0, points), -CLIP_M, CLIP_M)
    seen = np.where(missing, 0.0, visibility)
    centre = turned((_middle(image, HIPS) - size[:, None] / 2.0) / longer[:, None, None], turn)
    extent = np.where(usable, scale / longer, 1.0)[:, None]
    values = np.concatenate(
        [points.reshape(len(points), -1), seen, centre[:, 0], np.log(extent), turn], axis=-1
    )
    return Inputs(np.where(usable[:, None], values, 0.0), turn, usable)


def _middle(points: Floats, pair: list[int] | list) -> Floats:  # type: ignore[type-arg]
    centre: Floats = 0.5 * (points[:, pair[0]] + points[:, pair[1]])[:, None]
    return centre


def turned(points: Floats, turn: Floats) -> Floats:
    """Return points [T, N, 2 or 3] turned in the picture by sine and cosine [T, 2], clockwise.

    Examples
    --------
    >>> turned(np.array([[[1.0, 0.0, 5.0]]]), np.array([[1.0, 0.0]])).tolist()
    [[[0.0, 1.0, 5.0]]]
    """
    sine, cosine = turn[:, 0, None], turn[:, 1, None]
    x, y = points[..., 0], points[..., 1]
    across = np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=-1)
    return np.concatenate([across, points[..., 2:]], axis=-1)


def _mirror() -> tuple[NDArray[np.int64], Floats]:
    """Return where each input comes from in the mirror image, and with which sign."""
    numbers = np.arange(POINTS * 5).reshape(POINTS, 5)[MIRRORED]
    signs = np.tile([-1.0, 1.0, -1.0, 1.0, 1.0], POINTS)
    first = POINTS * 5
    rest = np.arange(first + POINTS, first + POINTS + 5)
    order = np.concatenate([numbers.ravel(), first + MIRRORED, rest])
    return order, np.concatenate([signs, np.ones(POINTS), [-1.0, 1.0, 1.0, -1.0, 1.0]])


INPUT_ORDER, INPUT_SIGN = _mirror()
"""`values[:, INPUT_ORDER] * INPUT_SIGN` is what the network reads of the mirror image."""

N_INPUTS = len(INPUT_ORDER)
