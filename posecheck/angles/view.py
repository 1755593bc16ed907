"""From where the person is seen: facing, front or side view, and which side is nearer to the camera."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.segments import middle, pair
from posecheck.angles.vectors import angle_deg, cross, dot, elevation_deg, unit
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, EARS, HIPS, KNEES, SHOULDERS, TOES
from posecheck.pose.landmarks import Landmark

TOWARD_CAMERA = np.array([0.0, 0.0, -1.0])
ACROSS = np.array([1.0, 1.0, 0.0])
"""Drops the line of sight."""
OBLIQUE_FROM_DEG = 32.0
"""Farther than this from both the front and the side view is called oblique."""

HEELS = [Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL]


@dataclass(frozen=True)
class View:
    """How each frame sees the body, standing, sitting or lying.

    Attributes
    ----------
    facing_deg : ndarray, shape [T]
        Heading of the body: 0 toward the camera, +90 the picture's right, 180 away.
    from_side_deg, from_front_deg : ndarray, shape [T]
        Angle between the line of sight and the body's sideways axis, and its forward axis: 0 is a pure side or
        front (or back) view.
    right_nearer : ndarray, shape [T]
        Evidence, positive where the person's right side is nearer to the camera; beyond +-2 it is certain.
    """

    facing_deg: Floats
    from_side_deg: Floats
    from_front_deg: Floats
    right_nearer: Floats

    @property
    def misalignment_deg(self) -> Floats:
        """Angle to the nearer of front and side view, shape [T]."""
        return np.fmin(self.from_side_deg, self.from_front_deg)

    @property
    def name(self) -> NDArray[np.str_]:
        """Return "front", "side" or "oblique" for each frame; "" where nobody is seen. Shape [T]."""
        near = np.where(self.from_side_deg < self.from_front_deg, "side", "front")
        named = np.where(self.misalignment_deg <= OBLIQUE_FROM_DEG, near, "oblique")
        return np.where(np.isfinite(self.misalignment_deg), named, "")

    def __getitem__(self, frames: slice | NDArray[Any]) -> Self:
        """Return the chosen frames."""
        return replace(self, **{name: getattr(self, name)[frames] for name in self.__dataclass_fields__})

    def mirrored(self) -> Self:
        """Return the view of the mirrored scene."""
        return replace(self, facing_deg=-self.facing_deg, right_nearer=-self.right_nearer)


def view_of(points: Floats, up: Floats) -> View:
    """Return the view of each frame.

    Parameters
    ----------
    points : ndarray, shape [T, 33, 3]
        Landmarks in metres, camera axes: x to the picture's right, y down, z away from the camera.
    up : ndarray, shape [3]
        Unit vector against gravity.
    """
    hip_line = unit(points[:, HIPS[1]] - points[:, HIPS[0]])
    shoulder_line = unit(points[:, SHOULDERS[1]] - points[:, SHOULDERS[0]])
    either = np.where(np.isnan(hip_line), shoulder_line, hip_line)
    sideways = unit(either + np.where(np.isnan(shoulder_line), either, shoulder_line))
    spine = unit(middle(pair(points, SHOULDERS)) - middle(pair(points, HIPS)))
    forward = unit(cross(spine, sideways))
    facing, picture_right = cross(up, sideways), cross(up, TOWARD_CAMERA)
    return View(
        facing_deg=angle_deg(dot(facing, picture_right), dot(facing, TOWARD_CAMERA)),
        from_side_deg=_off_sight_deg(sideways),
        from_front_deg=_off_sight_deg(forward),
        right_nearer=right_nearer(points),
    )


def _off_sight_deg(direction: Floats) -> Floats:
    return 90.0 - elevation_deg(np.abs(direction[..., 2]))


def right_nearer(points: Floats) -> Floats:
    """Weigh the signs of which way the body is turned, seen from the side; any posture, lying too.

    Knees bend backward only, thighs fold far forward only, noses and toes point forward: none of these cares
    whether the model has exchanged left and right, as it often does in a side view. Depth comes last.
    """
    flat = points * ACROSS
    hips, knees = pair(flat, HIPS), pair(flat, KNEES)
    thigh, shank = unit(knees - hips), unit(knees - pair(flat, ANKLES))
    trunk = unit(middle(pair(flat, SHOULDERS)) - middle(hips))
    knee = _toward(thigh, shank)
    toes = _toward(pair(flat, TOES) - pair(flat, HEELS), shank) / 0.12
    nose = _toward(flat[:, Landmark.NOSE] - middle(pair(flat, EARS)), trunk) / 0.10
    spine = np.broadcast_to(trunk[:, None], thigh.shape)
    folded = np.degrees(np.arccos(np.clip(dot(thigh, -spine), -1.0, 1.0)))
    fold = np.sign(_toward(thigh, spine)) * np.clip((folded - 60.0) / 30.0, 0.0, 1.0)
    across = points[:, [SHOULDERS, HIPS], 2]
    depth = (across[..., 0] - across[..., 1]).sum(axis=-1) / 0.5
    both_sides = knee, fold, 0.4 * np.clip(toes, -1, 1)
    votes = [vote[..., side] for vote in both_sides for side in (0, 1)] + [np.clip(nose, -1, 1), depth]
    total = np.zeros(len(points))
    for vote in np.nan_to_num(votes):
        total += vote
    return total


def _toward(a: Floats, b: Floats) -> Floats:
    """Return how far the vector product of two vectors in the picture points toward the camera."""
    return a[..., 1] * b[..., 0] - a[..., 0] * b[..., 1]
