"""Finds everybody in a picture so wide that the pose model, which shrinks it into a square, overlooks some."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from posecheck.arrays import Pixels
from posecheck.pose.model.pose_model import PeopleFinder
from posecheck.pose.person import Person

AT_BORDER = 0.02
"""Who comes so near to a cut, in sides of the piece, may be cut by it; the next piece shows them whole."""

BODY_M = 0.35
"""Two people's trunks are farther apart; nearer it is one person, found in two pieces."""


def starts(length: int, side: int) -> list[int]:
    """Return where pieces begin that cover a length and overlap by half.

    Examples
    --------
    >>> starts(100, 100), starts(200, 100)
    ([0], [0, 50, 100])
    """
    if side >= length:
        return [0]
    count = 1 + math.ceil((length - side) / (side / 2))
    return [round(start) for start in np.linspace(0, length - side, count)]


def find_everybody(finder: PeopleFinder, image: Pixels, time_s: float, quarter_turns: int) -> list[Person]:
    """Return the people found in the whole picture, and those found only in square pieces of it.

    Parameters
    ----------
    finder : PeopleFinder
        Looks at a picture afresh.
    image : ndarray of uint8, shape [H, W, 3]
        A picture wider than high.
    time_s : float
        Its time.
    quarter_turns : int
        Clockwise quarter turns to look at it in.
    """
    people = list(finder(image, time_s, quarter_turns))
    side, width = image.shape[:2]
    for left in starts(width, side):
        piece = np.ascontiguousarray(image[:, left : left + side])
        for person in finder(piece, time_s, quarter_turns):
            low, high = np.nanmin(person.image_px[:, 0]), np.nanmax(person.image_px[:, 0])
            cut = (left > 0 and low < AT_BORDER * side) or (
                left + side < width and high > (1 - AT_BORDER) * side
            )
            whole = replace(person, image_px=person.image_px + [left, 0])
            if not cut and all(_are_two(whole, other) for other in people):
                people.append(whole)
    return people


def _are_two(person: Person, other: Person) -> bool:
    apart_px = float(np.linalg.norm(person.centre_px - other.centre_px))
    return apart_px > BODY_M * max(person.px_per_m, other.px_per_m, 1.0)
