"""Cuts one person out of a picture, so that the pose model can begin with nobody else."""

from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np

from posecheck.arrays import Pixels
from posecheck.pose.body import ANKLES, EARS, LIMB_BONES, TOES, TRUNK
from posecheck.pose.person import Person

LIMB_M = 0.35
HEAD_M = 0.45
_HEAD = (EARS,)
_LIMBS = (
    *combinations(TRUNK, 2),
    *LIMB_BONES,
    *zip(ANKLES, TOES, strict=True),
)


def cut_out(person: Person, image: Pixels) -> Pixels:
    """Return the picture, black but for the person.

    Examples
    --------
    >>> image = np.full((60, 80, 3), 200, dtype=np.uint8)
    >>> world = np.random.default_rng(0).normal(0, 0.3, (33, 3))
    >>> right = Person(world[:, :2] * 20 + [60, 30], world, world[:, 0], world[:, 0])
    >>> alone = cut_out(right, image)
    >>> alone[30, 20].tolist(), alone[30, 60].tolist()
    ([0, 0, 0], [200, 200, 200])
    """
    mask = np.zeros(image.shape[:2], dtype=np.uint8)
    for bones, thickness_m in ((_HEAD, HEAD_M), (_LIMBS, LIMB_M)):
        # OpenCV draws no thicker line, and overflows on landmarks far outside the picture.
        thickness = int(np.clip(thickness_m * person.px_per_m, 1, 32767))
        for start, end in bones:
            if not np.isfinite(person.image_px[[start, end]]).all():
                continue
            a, b = np.clip(person.image_px[[start, end]], -9999, 9999).astype(int)
            cv2.line(mask, tuple(a.tolist()), tuple(b.tolist()), 255, thickness)
    return np.asarray(cv2.bitwise_and(image, image, mask=mask), dtype=np.uint8)
