"""Paints people out of a picture, so that the pose model cannot drift from one person to another."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.pose.person import Person

LIMB_M = 0.25
HEAD_M = 0.35
_HEAD = ((7, 8),)
_LIMBS = (
    *((11, 12), (11, 23), (12, 24), (23, 24), (11, 24), (12, 23)),
    *((11, 13), (13, 15), (12, 14), (14, 16), (23, 25), (25, 27), (24, 26), (26, 28), (27, 31), (28, 32)),
)


def paint_out(image: NDArray[np.uint8], others: Sequence[Person], keep: Person) -> NDArray[np.uint8]:
    """Return the picture with `others` black, save where they meet `keep`.

    Examples
    --------
    >>> image = np.full((60, 80, 3), 200, dtype=np.uint8)
    >>> world = np.random.default_rng(0).normal(0, 0.3, (33, 3))
    >>> left, right = (Person(world[:, :2] * 20 + [x, 30], world, world[:, 0], world[:, 0]) for x in (20, 60))
    >>> alone = paint_out(image, [left], keep=right)
    >>> alone[30, 20].tolist(), alone[30, 60].tolist()
    ([0, 0, 0], [200, 200, 200])
    """
    mask = np.full(image.shape[:2], 255, dtype=np.uint8)
    for other in others:
        _draw(mask, other, 0)
    _draw(mask, keep, 255)
    return np.asarray(cv2.bitwise_and(image, image, mask=mask), dtype=np.uint8)


def _draw(mask: NDArray[np.uint8], person: Person, value: int) -> None:
    for bones, thickness_m in ((_HEAD, HEAD_M), (_LIMBS, LIMB_M)):
        thickness = max(1, round(thickness_m * person.px_per_m))
        for start, end in bones:
            # A landmark far outside the picture would overflow the drawing.
            a, b = np.clip(person.image_px[[start, end]], -9999, 9999).astype(int)
            cv2.line(mask, tuple(a.tolist()), tuple(b.tolist()), value, min(thickness, 255))
