"""In which postures somebody can be: what heights, trunk and legs rule out, frame by frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.arrays import Flags, Floats
from posecheck.scoring.quantities import Readings, columns_of, read_columns
from posecheck.stretches.load import posture_of
from posecheck.stretches.signature import Posture, PostureId

RULED_OUT = 4.0
"""What speaks against a posture, in natural logarithms of odds, from which it is ruled out."""

MOST_OF_A_LINE = 8.0
"""How much a single line of a posture may speak against it."""

ALONG_DEG = 60.0
"""Who is seen along the spine, from less than this, looks the same lying, sitting and standing."""

CLEARER = 1.5
"""By so much less must speak against one posture than against another for that one to be named."""


KNOWN: tuple[PostureId, ...] = get_args(PostureId)


@dataclass(frozen=True)
class Postures:
    """What speaks against each posture in each frame.

    Attributes
    ----------
    against : dict of str to ndarray, shape [T]
        By id of the posture, in natural logarithms of odds; NaN where nothing tells.
    """

    against: dict[PostureId, Floats]

    @property
    def told(self) -> float:
        """Share of the frames that tell of the posture."""
        return float(np.mean([np.isfinite(each).mean() for each in self.against.values()]))

    def least(self, postures: Iterable[PostureId]) -> Floats:
        """Return what speaks against all of these at once, shape [T]."""
        least: Floats = np.min([self.against[each] for each in postures], axis=0)
        return least

    def mean_against(self, postures: Sequence[PostureId], frames: slice) -> float:
        """Return what speaks against all of these at once in some frames, on average; 0 where nothing tells."""
        least = self.least(postures)[frames] if postures else np.full(0, np.nan)
        told = least[np.isfinite(least)]
        return float(np.mean(np.minimum(told, MOST_OF_A_LINE))) if len(told) else 0.0


def postures_of(angles: Angles) -> Postures:
    """Return what speaks against each posture, from single frames.

    Parameters
    ----------
    angles : Angles
        T frames.

    Notes
    -----
    A line of a posture speaks against it by how far outside of it the reading lies, in units of its soft margin and
    twice its uncertainty. The uncertainty has that of the camera's pitch in it, so that a camera that looks down
    makes less sure and not wrong. What is not seen says nothing.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> from posecheck.pose.landmarks import Landmarks
    >>> postures_of(compute_angles(Landmarks.empty([0.0], 640, 480))).against["standing"]
    array([nan])
    """
    along, readings = _seen_along(angles), Readings.outside_any(angles)
    return Postures({each: np.where(along, np.nan, _against(readings, posture_of(each))) for each in KNOWN})


def _seen_along(angles: Angles) -> Flags:
    """Return where the camera looks along the spine, shape [T]."""
    front, side = (np.cos(np.radians(off)) for off in (angles.view.from_front_deg, angles.view.from_side_deg))
    with np.errstate(invalid="ignore"):
        along: Flags = front**2 + side**2 < 1.0 - np.cos(np.radians(ALONG_DEG)) ** 2
    return along


def _against(readings: Readings, posture: Posture) -> Floats:
    """Return what speaks against a posture, on the side for which that is less, shape [T]."""
    sides: tuple[Side, ...] = ("left", "right")
    against: Floats = np.fmin(*(_on_side(readings, posture, side) for side in sides))
    return against


def _on_side(readings: Readings, posture: Posture, side: Side) -> Floats:
    total = np.zeros(len(readings.value))
    told = np.zeros(len(readings.value), dtype=bool)
    for line in posture.signature:
        value, sigma = read_columns(columns_of(line, side), readings)
        bottom = -np.inf if line.low is None else line.low
        top = np.inf if line.high is None else line.high
        outside = np.fmax(np.fmax(bottom - value, value - top), 0.0)
        against = np.minimum(2.0 * np.square(outside / np.hypot(line.soft, 2.0 * sigma)), MOST_OF_A_LINE)
        seen = np.isfinite(against)
        count = np.maximum(seen.sum(axis=1), 1)
        total += np.where(seen, against, 0.0).sum(axis=1) / count
        told |= seen.any(axis=1)
    return np.where(told, total, np.nan)
