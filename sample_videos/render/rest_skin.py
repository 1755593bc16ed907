"""The skin of a body at rest, to look for places on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body, topology
from sample_videos.render.skeleton import BONE_INDEX

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
# Axes at rest: forward, up, right.
X, Y, Z = range(3)
TRUNK = ("pelvis", "spine05", "spine04", "spine03", "spine02", "spine01")


@dataclass(frozen=True)
class RestSkin:
    """Positions [V, 3] of the skin at rest, and for each vertex the bone that moves it most [V]."""

    vertices: Array
    main: NDArray[np.int64]

    @classmethod
    def of_body(cls, body: Body) -> RestSkin:
        """Take the skin of a body."""
        block = topology().ranges["skin"]
        return cls(body.vertices[block], topology().bone_of[block, 0])

    def of(self, *bones: str) -> Mask:
        """Which vertices [V] are moved most by one of the bones."""
        return np.isin(self.main, [BONE_INDEX[bone] for bone in bones])

    def near(self, axis: int, at: float, reach: float) -> Mask:
        """Which vertices [V] lie nearer than `reach` (m) to the place `at` along an axis."""
        return np.asarray(np.abs(self.vertices[:, axis] - at) < reach)

    def extreme(self, where: Mask, axis: int, sign: float) -> Array:
        """Position [3] of the vertex of a part that lies farthest along an axis, or against it."""
        pool = self.vertices[where]
        return np.asarray(pool[np.argmax(sign * pool[:, axis])])
