"""One camera that stands still: which way is up in its axes, how surely, and its scale at the person."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from posecheck.arrays import Floats


@dataclass(frozen=True, eq=False)
class Camera:
    """One camera that stands still before one person.

    Attributes
    ----------
    up : ndarray, shape [3]
        Unit vector against gravity: x to the picture's right, y down, z away from the camera.
    pitch_sigma_deg, roll_sigma_deg : float
        One sigma of `up` about the picture's horizontal axis (camera looks up or down) and about the line of
        sight (picture turned). A camera is often pitched and hardly ever rolled; a side view feels the roll
        alone.
    source : str
        "stand" (somebody stood still), "level" (assumed) or "given".
    px_per_m : float
        Scale of the picture at the person; NaN where it is not known, and each frame's own is taken.

    Examples
    --------
    >>> Camera().up
    array([ 0., -1.,  0.])
    """

    up: Floats = field(default_factory=lambda: np.array([0.0, -1.0, 0.0]))
    pitch_sigma_deg: float = 15.0
    roll_sigma_deg: float = 2.5
    source: str = "level"
    px_per_m: float = float("nan")

    def mirrored(self) -> Self:
        """Return the camera that sees the mirror image."""
        return replace(self, up=self.up * [-1.0, 1.0, 1.0])


LEVEL_CAMERA = Camera()
