"""Anatomical frames of pelvis, thorax, thighs, shanks and arms, from the landmarks.

Body axes of every frame: x forward (anterior), y up (toward the head, or the proximal joint), z to the person's
right; right-handed. A pair of limbs is an axis of length two, left first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from posecheck.angles.vectors import cross, unit
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, EARS, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS, Landmark


def pair(points: Floats, sides: list[Landmark]) -> Floats:
    """Return a view of the left and the right one, which follow each other, [..., 33, 3] -> [..., 2, 3]."""
    left, right = sides
    return points[..., left : right + 1, :]


def middle(pair: Floats) -> Floats:
    """Return the point midway between the two sides, [..., 2, 3] -> [..., 3]."""
    centre: Floats = 0.5 * (pair[..., 0, :] + pair[..., 1, :])
    return centre


@dataclass(frozen=True)
class Axes:
    """Unit axes of a segment, each [..., 3]: x forward, y up, z to the person's right."""

    x: Floats
    y: Floats
    z: Floats

    def __getitem__(self, index: int) -> Self:
        """Return the axes of one body, at an index of the first dimension."""
        return type(self)(self.x[index], self.y[index], self.z[index])


@dataclass(frozen=True)
class Segments:
    """The segments the joint angles are taken between.

    Attributes
    ----------
    spine, shoulder_line : ndarray, shape [..., 3]
        Unit vectors from mid-hip to mid-shoulder, and from the left shoulder to the right.
    neck : ndarray, shape [..., 3]
        Unit vector from mid-shoulder to mid-ear.
    pelvis : Axes
        Hip line first: z through both hips, x forward, y the part of the spine line across z. The pelvis has
        its own tilt, which two hip points cannot show; y stands in for it (see `lumbar`).
    thorax : Axes
        Spine line first: y along the spine line, z the part of the shoulder line across it.
    thigh, shank, upper_arm, forearm : ndarray, shape [..., 2, 3]
        Unit vectors from the distal to the proximal joint.

    Notes
    -----
    The hip line comes first in the pelvis, and the long axis in the thorax and thigh, because then an error in
    pelvic tilt changes hip flexion alone and by exactly its own size (Baker 2001 gives the pelvic order
    rotation, obliquity, tilt; Wu et al. 2002 the order at the hip: flexion, adduction, rotation).
    """

    spine: Floats
    shoulder_line: Floats
    neck: Floats
    pelvis: Axes
    thorax: Axes
    thigh: Floats
    shank: Floats
    upper_arm: Floats
    forearm: Floats

    def __getitem__(self, index: int) -> Self:
        """Return the segments at an index of the first axis."""
        return type(self)(**{name: getattr(self, name)[index] for name in self.__dataclass_fields__})

    @classmethod
    def of(cls, points: Floats, lateral: Floats | None = None) -> Self:
        """Return the segments of bodies given by their 33 landmarks.

        Parameters
        ----------
        points : ndarray, shape [..., 33, 3]
            Landmarks in any right-handed frame and unit of length.
        lateral : ndarray, shape [..., 3], optional
            Direction of the person's right where it is known better than from the hip and shoulder lines: in a
            side view it is the line of sight. NaN where it is not.
        """
        hips, shoulders = pair(points, HIPS), pair(points, SHOULDERS)
        knees, elbows = pair(points, KNEES), pair(points, ELBOWS)
        chest = middle(shoulders)
        spine = unit(chest - middle(hips))
        hip_line = unit(hips[..., 1, :] - hips[..., 0, :])
        shoulder_line = unit(shoulders[..., 1, :] - shoulders[..., 0, :])
        if lateral is not None:
            known = ~np.isnan(lateral)
            hip_line, shoulder_line = (np.where(known, lateral, line) for line in (hip_line, shoulder_line))
        return cls(
            spine=spine,
            shoulder_line=shoulder_line,
            neck=unit(middle(pair(points, EARS)) - chest),
            pelvis=_hip_line_first(spine, hip_line),
            thorax=_spine_first(spine, shoulder_line),
            thigh=unit(hips - knees),
            shank=unit(knees - pair(points, ANKLES)),
            upper_arm=unit(shoulders - elbows),
            forearm=unit(elbows - pair(points, WRISTS)),
        )


def _hip_line_first(spine: Floats, hip_line: Floats) -> Axes:
    x = unit(cross(spine, hip_line))
    return Axes(x=x, y=cross(hip_line, x), z=np.broadcast_to(hip_line, x.shape))


def _spine_first(spine: Floats, shoulder_line: Floats) -> Axes:
    x = unit(cross(spine, shoulder_line))
    return Axes(x=x, y=spine, z=cross(x, spine))
