"""Where labels go: inside the picture, off each other, and off the person as far as there is room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Floats
from posecheck.overlay.skeleton import BONES
from posecheck.pose.landmarks import Landmark

_TURNS_DEG = np.array([0, 20, -20, 40, -40, 60, -60, 90, -90, 120, -120, 150, -150, 180], dtype=float)
_GAPS = np.array([6.0, 18.0, 36.0, 60.0, 90.0])
_GRID = np.stack(np.meshgrid(np.linspace(0, 1, 7), np.linspace(0, 1, 7)), axis=-1).reshape(-1, 2)
"""Where labels are tried: round the joint, and for crowded pictures all over."""

_HIDES, _HIDES_GAUGE, _COVERS, _INERTIA = 0.7, 2.0, 1e3, 2.5
"""What it costs to hide a point of the person or of a gauge, to cover another label, and to move since the frame
before."""

# Across the trunk too: a label there hides the body as much as one on a limb.
_LINES = np.array(
    [
        *BONES,
        (Landmark.LEFT_SHOULDER, Landmark.RIGHT_HIP),
        (Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP),
        (Landmark.LEFT_EAR, Landmark.NOSE),
        (Landmark.RIGHT_EAR, Landmark.NOSE),
    ]
)
_ALONG = np.linspace(0, 1, 6)[:, None, None]


class Layout:
    """What of a picture is taken.

    Parameters
    ----------
    width_px, height_px : int
        Size of the picture.
    unit : float
        Pixels per unit of drawing.
    image_px : ndarray, shape [33, 2]
        Landmarks, which labels avoid; NaN where missing.

    Examples
    --------
    >>> layout = Layout(640, 360, 1.0, np.full((33, 2), np.nan))
    >>> size, corner = np.array([60.0, 30.0]), np.array([630.0, 350.0])
    >>> [layout.place(size, corner, 20.0, 0.0).tolist() for _ in range(2)]
    [[576.0, 294.0, 636.0, 324.0], [576.0, 326.0, 636.0, 356.0]]
    """

    def __init__(self, width_px: int, height_px: int, unit: float, image_px: Floats) -> None:
        self.size = np.array([width_px, height_px], dtype=float)
        self.unit = unit
        self.taken: list[Floats] = []
        start, end = image_px[_LINES[:, 0]], image_px[_LINES[:, 1]]
        points = (start + _ALONG * (end - start)).reshape(-1, 2)
        self._person = points[np.isfinite(points).all(axis=1)]
        self._gauges = np.empty((0, 2))

    def take(self, box: Floats) -> None:
        """Keep a box (left, top, right, bottom) free of labels."""
        self.taken.append(box)

    def avoid(self, points: Floats) -> None:
        """Keep labels off these points of a gauge, shape [N, 2], as far as there is room."""
        self._gauges = np.concatenate([self._gauges, points])

    def place(
        self, size: Floats, vertex: Floats, reach: float, bearing_deg: float, before: Floats | None = None
    ) -> Floats:
        """Return a free box for a label and take it.

        Parameters
        ----------
        size : ndarray, shape [2]
            Width and height in pixels.
        vertex : ndarray, shape [2]
            The joint that the label is about.
        reach : float
            How far the drawing reaches from the joint, in pixels.
        bearing_deg : float
            The direction to prefer, in degrees from the picture's right, clockwise.
        before : ndarray, shape [2], optional
            Where the label stood in the frame before, from the joint. It stays there while that is nearly as good.
        """
        centres = np.concatenate([self._beside(size, vertex, reach, bearing_deg), _GRID * self.size])
        stays = np.zeros(len(centres) + (before is not None))
        if before is not None:
            centres, stays[-1] = np.concatenate([centres, [vertex + before]]), _INERTIA
        edge = 4.0 * self.unit
        centres = np.clip(centres, edge + size / 2, np.maximum(self.size - edge - size / 2, edge + size / 2))
        low, high = centres - size / 2, centres + size / 2
        cost = self._distance(centres, size, vertex, reach, bearing_deg) - stays
        cost += _HIDES * _covered(self._person, low, high) + _HIDES_GAUGE * _covered(self._gauges, low, high)
        cost += _COVERS * self._overlap(low, high, edge / 2)
        best = int(np.argmin(cost))
        box = np.concatenate([low[best], high[best]])
        self.take(box)
        return box

    def _beside(self, size: Floats, vertex: Floats, reach: float, bearing_deg: float) -> Floats:
        """Return centres all round the joint, shape [N, 2]."""
        bearing = np.radians(bearing_deg + _TURNS_DEG)[None, :]
        ways = np.stack([np.cos(bearing), np.sin(bearing)], axis=-1)
        away = reach + _GAPS[:, None] * self.unit + np.abs(ways) @ (size / 2)
        return np.asarray((vertex + away[..., None] * ways).reshape(-1, 2))

    def _distance(
        self, centres: Floats, size: Floats, vertex: Floats, reach: float, bearing_deg: float
    ) -> Floats:
        """Return what it costs to be far from the joint and off the direction to prefer."""
        offset = centres - vertex
        length = np.maximum(np.linalg.norm(offset, axis=1), 1e-9)
        gap = length - reach - np.abs(offset) @ (size / 2) / length
        bearing = np.degrees(np.arctan2(offset[:, 1], offset[:, 0]))
        turn = np.abs((bearing - bearing_deg + 180.0) % 360.0 - 180.0)
        return np.asarray(np.maximum(gap, 0.0) / (25.0 * self.unit) + turn / 60.0)

    def _overlap(self, low: Floats, high: Floats, gap: float) -> Floats:
        """Return the share of each box that is taken."""
        share = np.zeros(len(low))
        for box in self.taken:
            common = np.minimum(high, box[2:] + gap) - np.maximum(low, box[:2] - gap)
            share += np.prod(np.maximum(common, 0.0), axis=1)
        return np.asarray(share / np.prod(high[0] - low[0]))


def _covered(points: Floats, low: Floats, high: Floats) -> NDArray[np.intp]:
    """Return how many of the points each box hides."""
    x, y = points.T
    inside = (x >= low[:, :1]) & (x <= high[:, :1]) & (y >= low[:, 1:]) & (y <= high[:, 1:])
    return np.asarray(np.count_nonzero(inside, axis=1))
