"""What the network says of one frame: the joint centres, the vertical, and what the lower back takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.catalog import CATALOG
from posecheck.angles.learned.inputs import POINTS, turned
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, EARS, ELBOWS, HEELS, HIPS, KNEES, MIRRORED, SHOULDERS, TOES, WRISTS

CENTRES = np.array([*EARS, *SHOULDERS, *ELBOWS, *WRISTS, *HIPS, *KNEES, *ANKLES, *HEELS, *TOES])
"""The points that the network gives, in the order of its outputs, three numbers each."""

UP = slice(3 * len(CENTRES), 3 * len(CENTRES) + 3)
SHARE = UP.stop
N_PLACES = SHARE + 1

JOINTS = [column for column, definition in enumerate(CATALOG) if definition.kind == "angle"]
"""The columns of the catalog that are joint angles; they come first."""

SHARE_DEG = 57.29577951308232
"""The lower back's share is given in radians."""


def geometric_places(inputs: Floats) -> Floats:
    """Return what geometry would say, [T, N_PLACES]: the picture's x and y, the model's depth, a level camera.

    Parameters
    ----------
    inputs : ndarray, shape [T, N_INPUTS]
        From `inputs_of`.
    """
    points = inputs[:, : POINTS * 5].reshape(len(inputs), POINTS, 5)[:, CENTRES][..., [0, 1, 4]]
    turn = inputs[:, -2:]
    up = np.stack([turn[:, 0], -turn[:, 1], 0.0 * turn[:, 0]], axis=-1)
    return np.concatenate([points.reshape(len(inputs), -1), up, 0.0 * turn[:, :1]], axis=-1)


def body_of(places: Floats, turn: Floats) -> tuple[Floats, Floats, Floats]:
    """Return landmarks in camera axes [T, 33, 3], the vertical [T, 3] and the lower back's share in degrees [T].

    Landmarks that the network does not give are NaN.

    Parameters
    ----------
    places : ndarray, shape [T, N_PLACES]
        Outputs of the network.
    turn : ndarray, shape [T, 2]
        Of the same frames, from `inputs_of`.
    """
    back = turn * [-1.0, 1.0]
    points = np.full((len(places), POINTS, 3), np.nan)
    points[:, CENTRES] = turned(places[:, : UP.start].reshape(len(places), -1, 3), back)
    up = turned(places[:, None, UP], back)[:, 0]
    length = np.sqrt((up**2).sum(axis=-1, keepdims=True))
    return points, up / np.where(length > 0, length, np.nan), SHARE_DEG * places[:, SHARE]


def _mirror() -> tuple[NDArray[np.int64], Floats]:
    """Return where each output comes from in the mirror image, and with which sign."""
    place_of = {landmark: place for place, landmark in enumerate(CENTRES.tolist())}
    others = np.array([place_of[int(MIRRORED[landmark])] for landmark in CENTRES])
    numbers = np.arange(3 * len(CENTRES)).reshape(-1, 3)[others].ravel()
    order = np.concatenate([numbers, np.arange(UP.start, N_PLACES)])
    return order, np.concatenate([np.tile([-1.0, 1.0, 1.0], len(CENTRES)), [-1.0, 1.0, 1.0, 1.0]])


PLACE_ORDER, PLACE_SIGN = _mirror()
"""`places[:, PLACE_ORDER] * PLACE_SIGN` is the mirror image."""
