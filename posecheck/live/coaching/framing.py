"""Whether the person stands where the stretch can be seen, and if not, the one thing to change first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.angles import View
from posecheck.angles.catalog import CATALOG, Side
from posecheck.arrays import Floats
from posecheck.live.coaching.words import PLACE
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.scoring.quantities import columns_of
from posecheck.stretches.schema import Stretch

LEAST_VISIBLE = 0.3
"""A landmark seen less surely than this is hidden."""

LARGEST, SMALLEST = 0.97, 0.3
"""A body longer than this share of the picture does not fit; one shorter is too far away."""

FARTHEST_OFF_DEG = 38.0
"""The view may be off by this much before the person is asked to turn."""

_PARTS: dict[str, tuple[str, ...]] = {
    "head": ("NOSE", "EYE", "EAR", "MOUTH"),
    "hands": ("WRIST", "PINKY", "INDEX", "THUMB"),
    "arms": ("ELBOW", "SHOULDER"),
    "feet": ("ANKLE", "HEEL", "FOOT"),
    "knees": ("KNEE",),
    "hips": ("HIP",),
}
SLIP_S = 0.3
"""Being badly placed for less is a slip, and does not count."""

_ORDER = ("feet", "head", "hands", "knees", "hips", "arms")


@dataclass(frozen=True)
class Advice:
    """What to change about place or camera; `id` names the picture that goes with it."""

    id: str
    text: str

    @classmethod
    def of(cls, id_: str, part: str = "") -> Advice:
        """Return the advice of this id, about this part of the body."""
        return cls(id_, PLACE[id_].format(part=part))


class Placement:
    """Checks the place of a person for one stretch.

    Parameters
    ----------
    stretch : Stretch
        What is going to be done.
    side : {"left", "right"} or None
        The working side.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> placement = Placement(load_stretch("hip_abduction"), "left")
    >>> nobody = Landmarks.empty([0.0], 640, 480)
    >>> placement.advice(nobody, None).id
    'nobody'
    """

    def __init__(self, stretch: Stretch, side: Side | None) -> None:
        self.stretch, self.side = stretch, side
        self._needed = _needed_landmarks(stretch, side)

    def advice(self, raw: Landmarks, view: View | None) -> Advice | None:
        """Return what to change first, or None where everything the stretch needs is seen.

        Parameters
        ----------
        raw : Landmarks
            One frame as the pose model gives it: landmarks outside the picture tell where the person is.
        view : View, optional
            How the frame sees the body.
        """
        if not raw.seen[0]:
            return Advice.of("nobody")
        points, size = raw.image_px[0], np.array([raw.width_px, raw.height_px], dtype=float)
        within = ((points >= 0) & (points <= size)).all(axis=1)
        inside, clear = within.tolist(), (within & (raw.visibility[0] >= LEAST_VISIBLE)).tolist()
        # Where either side of the body will do, the better seen one counts.
        needed = min(self._needed, key=lambda wanted: sum(not clear[i] for i in wanted))
        cut = [i for i in needed if not inside[i]]
        if cut:
            return _off_picture(points, size, cut)
        extent = (np.nanmax(points, axis=0) - np.nanmin(points, axis=0)) / size
        if extent.max() < SMALLEST:
            return Advice.of("closer")
        hidden = [i for i in needed if not clear[i]]
        if hidden:
            return Advice.of("hidden", _part(hidden))
        return self._turn(view)

    def _turn(self, view: View | None) -> Advice | None:
        wanted = self.stretch.camera.view
        if view is None or wanted == "any":
            return None
        off = view.from_side_deg[0] if wanted == "side" else view.from_front_deg[0]
        if not np.isfinite(off) or off <= FARTHEST_OFF_DEG:
            return None
        if wanted == "front":
            return Advice.of("face")
        return Advice.of("side", f"your {self.side} side" if self.side else "one side")


class Placed:
    """For how long the person has been well, or badly, placed.

    Attributes
    ----------
    well_s, badly_s : float
        Seconds; a moment's slip does not end being well placed.

    Examples
    --------
    >>> placed = Placed()
    >>> for time_s in (0.0, 1.0, 2.0):
    ...     placed.add(time_s, None)
    >>> placed.well_s, placed.badly_s
    (2.0, 0.0)
    """

    def __init__(self) -> None:
        self.well_s = self.badly_s = 0.0
        self._well_since_s: float | None = None
        self._badly_since_s: float | None = None

    def add(self, time_s: float, advice: Advice | None) -> None:
        """Take the advice of one frame."""
        if advice is None:
            self._badly_since_s = None
            self._well_since_s = time_s if self._well_since_s is None else self._well_since_s
        else:
            self._badly_since_s = time_s if self._badly_since_s is None else self._badly_since_s
            if time_s - self._badly_since_s > SLIP_S:
                self._well_since_s = None
        self.well_s = 0.0 if self._well_since_s is None else time_s - self._well_since_s
        self.badly_s = 0.0 if self._badly_since_s is None else time_s - self._badly_since_s


def _off_picture(points: Floats, size: Floats, cut: list[int]) -> Advice:
    part = _part(cut)
    extent = (np.nanmax(points, axis=0) - np.nanmin(points, axis=0)) / size
    if extent.max() > LARGEST:
        return Advice.of("back", part)
    y = points[cut, 1]
    if (y > size[1]).any():
        return Advice.of("down", part)
    if (y < 0).any():
        return Advice.of("up", part)
    return Advice.of("middle", part)


def _part(missing: list[int]) -> str:
    names = [Landmark(i).name for i in missing]
    found = {part for part, words in _PARTS.items() if any(word in name for name in names for word in words)}
    return next((part for part in _ORDER if part in found), "whole body")


def _needed_landmarks(stretch: Stretch, side: Side | None) -> list[frozenset[int]]:
    """Return the landmarks that must be seen; two sets where either side of the body is enough."""
    sides: tuple[Side, ...] = (side,) if side else ("left", "right")
    found = []
    for working in sides:
        needed: set[int] = set()
        cycle = (stretch.cycle,) if stretch.cycle else ()
        for quantity in (*stretch.leads, *cycle, *stretch.targets):
            for column in columns_of(quantity, working):
                if column.side in (None, working):
                    definition = CATALOG[column.index]
                    needed |= set(definition.landmarks) if column.side else set()
        found.append(frozenset(needed))
    return found
