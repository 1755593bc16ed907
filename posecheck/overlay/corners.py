"""Where an angle lies in the picture: its corner, the line it counts from and the line that moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from posecheck.angles.catalog import CATALOG, index_of
from posecheck.arrays import Floats
from posecheck.pose.landmarks import Landmark

UP = np.array([0.0, -1.0])

UNDECIDED_DEG = 15.0
"""Nearer than this to zero (or to 180) an angle does not tell by itself which way round it is counted."""


@dataclass(frozen=True)
class Corner:
    """An angle as it lies in the picture; bearings in degrees from the picture's right, clockwise on the screen.

    Attributes
    ----------
    vertex_px : ndarray, shape [2]
        The joint.
    zero_deg, moving_deg : float
        Bearing of the line from which the angle counts, as a goniometer's fixed arm, and of the moving one.
    positive : int
        +1 where positive is clockwise on the screen, -1 where anticlockwise, 0 where that is not known.
    """

    vertex_px: Floats
    zero_deg: float
    moving_deg: float
    positive: int

    def turn_of(self, value_deg: float) -> tuple[int, float]:
        """Return which way round the angle counts (+1 clockwise) and how far it turns in the picture.

        Examples
        --------
        >>> knee = Corner(np.zeros(2), zero_deg=90.0, moving_deg=30.0, positive=0)
        >>> knee.turn_of(65.0)
        (-1, -60.0)
        """
        seen = wrapped(self.moving_deg - self.zero_deg)
        clockwise, other = (abs(wrapped(way * value_deg - seen)) for way in (1, -1))
        way = 1 if clockwise <= other else -1
        if self.positive and abs(clockwise - other) < 2 * UNDECIDED_DEG:
            way = self.positive
        return way, way * value_deg + wrapped(seen - way * value_deg)


def wrapped(angle_deg: float) -> float:
    """Return the same angle between -180 and 180."""
    return (angle_deg + 180.0) % 360.0 - 180.0


class _Body:
    """The points of one side of the body, by name."""

    def __init__(self, image_px: Floats, side: str) -> None:
        def at(name: str) -> Floats:
            return np.asarray(image_px[Landmark[name]])

        own, other = side.upper(), "LEFT" if side == "right" else "RIGHT"
        self.shoulder, self.elbow, self.wrist = (at(f"{own}_{n}") for n in ("SHOULDER", "ELBOW", "WRIST"))
        self.hip, self.knee, self.ankle = (at(f"{own}_{n}") for n in ("HIP", "KNEE", "ANKLE"))
        self.outward = self.hip - at(f"{other}_HIP")
        self.shoulder_line = self.shoulder - at(f"{other}_SHOULDER")
        self.mid_hip = self.hip - self.outward / 2
        self.mid_shoulder = self.shoulder - self.shoulder_line / 2
        self.spine = self.mid_shoulder - self.mid_hip
        across = np.array([-self.outward[1], self.outward[0]])
        self.headward = across if across @ self.spine > 0 else -across
        nose = at("NOSE") - (at("LEFT_EAR") + at("RIGHT_EAR")) / 2
        self.front = _turn(-self.spine, nose)


_Lines = tuple[Floats, Floats, Floats, int]


def _level(line: Floats) -> Floats:
    """Return the horizontal direction that a line comes nearest to."""
    return np.array([np.sign(line[0]) or 1.0, 0.0])


_CORNERS: dict[str, Callable[[_Body], _Lines]] = {
    "hip_flexion": lambda b: (b.hip, -b.spine, b.knee - b.hip, b.front),
    "hip_abduction": lambda b: (b.hip, -b.headward, b.knee - b.hip, _turn(-b.headward, b.outward)),
    "knee_flexion": lambda b: (b.knee, b.knee - b.hip, b.ankle - b.knee, -b.front),
    "shoulder_flexion": lambda b: (b.shoulder, -b.spine, b.elbow - b.shoulder, b.front),
    "elbow_flexion": lambda b: (b.elbow, b.elbow - b.shoulder, b.wrist - b.elbow, b.front),
    "trunk_inclination": lambda b: (b.mid_hip, UP, b.spine, -b.front),
    "trunk_side_bend": lambda b: (b.mid_hip, b.headward, b.spine, _turn(b.headward, b.outward)),
    "pelvic_obliquity": lambda b: (b.mid_hip, _level(b.outward), b.outward, _turn(_level(b.outward), UP)),
    "thorax_roll": lambda b: (
        b.mid_shoulder,
        _level(b.shoulder_line),
        b.shoulder_line,
        _turn(_level(b.shoulder_line), UP),
    ),
}
"""For each angle that lies in the picture: vertex, zero line, moving line, and the sense of positive.

Midline angles are read on the right side, because the catalog counts them positive to the right, or right side up.
"""


def corner_of(angle_id: str, image_px: Floats) -> Corner | None:
    """Return where an angle lies in the picture.

    Flexions count from the prolonged other segment, as on a goniometer, so that the arc opens as the number
    grows: a straight knee is 0 and shows no arc.

    Parameters
    ----------
    angle_id : str
        Catalog id.
    image_px : ndarray, shape [33, 2]
        Landmarks in pixels; NaN where missing.

    Returns
    -------
    Corner or None
        None where a landmark is missing, or the angle is about the line of sight of no camera (a rotation).

    Examples
    --------
    >>> px = np.full((33, 2), np.nan)
    >>> px[[Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE]] = [[0, 0], [0, 100], [-100, 100]]
    >>> corner_of("knee_flexion_left", px).turn_of(90.0)
    (1, 90.0)
    """
    definition = CATALOG[index_of(angle_id)]
    lines = _CORNERS.get(angle_id.removesuffix(f"_{definition.side}"))
    if lines is None:
        return None
    vertex, zero, moving, positive = lines(_Body(image_px, definition.side or "right"))
    if not np.isfinite([*vertex, *zero, *moving]).all():
        return None
    return Corner(vertex, _bearing(zero), _bearing(moving), positive)


def _bearing(line: Floats) -> float:
    return float(np.degrees(np.arctan2(line[1], line[0])))


def _turn(start: Floats, end: Floats) -> int:
    """Return +1 where the short way from one direction to the other is clockwise on the screen; 0 if unknown."""
    cross = start[0] * end[1] - start[1] * end[0]
    return int(np.sign(cross)) if np.isfinite(cross) else 0
