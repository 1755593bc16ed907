"""Tells people apart by the colours they wear."""

from __future__ import annotations

import numpy as np

from posecheck.arrays import Floats, Pixels
from posecheck.pose.body import HIPS, KNEES, TRUNK
from posecheck.pose.person import Person

_ACROSS = np.array([0.3, 0.5, 0.7])


def clothes_colours(person: Person, image: Pixels) -> Floats:
    """Return the median colours of upper trunk, lower trunk and thighs, shape [3, 3], 0 to 1.

    NaN where a region lies outside the picture.

    Examples
    --------
    >>> world = np.random.default_rng(0).normal(0, 0.3, (33, 3))
    >>> person = Person(world[:, :2] * 20 + 40, world, world[:, 0], world[:, 0])
    >>> clothes_colours(person, np.full((80, 80, 3), 51, dtype=np.uint8)).round(3).tolist()
    [[0.2, 0.2, 0.2], [0.2, 0.2, 0.2], [0.2, 0.2, 0.2]]
    """
    left, right, hip_left, hip_right = person.image_px[TRUNK]
    down = np.array([0.15, 0.3, 0.6, 0.8])[:, None, None]
    across = _ACROSS[:, None]
    top, bottom = left + across * (right - left), hip_left + across * (hip_right - hip_left)
    trunk = top + down * (bottom - top)
    thighs = [
        person.image_px[hip] + across * (person.image_px[knee] - person.image_px[hip])
        for hip, knee in zip(HIPS, KNEES, strict=True)
    ]
    regions = trunk[:2].reshape(-1, 2), trunk[2:].reshape(-1, 2), np.concatenate(thighs)
    return np.array([_median_colour(image, region) for region in regions])


def unlikeness(a: Floats, b: Floats) -> float:
    """Return the mean difference of colours that both know; 0 where they share none.

    Examples
    --------
    >>> unlikeness(np.full((3, 3), 0.2), np.full((3, 3), 0.5)).__round__(3)
    0.3
    """
    difference = np.abs(a - b)
    known = np.isfinite(difference)
    return float(difference[known].mean()) if known.any() else 0.0


def _median_colour(image: Pixels, points: Floats) -> Floats:
    height, width = image.shape[:2]
    inside = ((points >= 0) & (points < [width, height])).all(axis=1)
    if not inside.any():
        return np.full(3, np.nan)
    column, row = points[inside].astype(int).T
    return np.asarray(np.median(image[row, column], axis=0) / 255)
