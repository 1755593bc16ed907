"""A pinhole camera: where it stands, and how points of the world become pixels and MediaPipe's camera axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """Position, aim and lens of one camera.

    Attributes
    ----------
    position, target
        Where the camera is and what it looks at, in metres of the world (X forward, Y up, Z right).
    focal_px
        Focal length in pixels.
    width, height
        Size of the picture in pixels.
    roll_deg
        Turn about the line of sight; positive turns the picture clockwise.
    """

    position: tuple[float, float, float]
    target: tuple[float, float, float]
    focal_px: float
    width: int = 640
    height: int = 480
    roll_deg: float = 0.0

    @property
    def axes(self) -> Array:
        """Rows: picture right, picture down, away from the camera (the axes of MediaPipe), as world vectors."""
        forward = np.subtract(self.target, self.position).astype(float)
        forward /= np.linalg.norm(forward)
        right = np.cross(forward, [0.0, 1.0, 0.0])
        right /= np.linalg.norm(right)
        down = np.cross(forward, right)
        c, s = np.cos(np.radians(self.roll_deg)), np.sin(np.radians(self.roll_deg))
        return np.stack([c * right - s * down, s * right + c * down, forward])

    @property
    def pitch_deg(self) -> float:
        """Tilt of the line of sight below the horizontal, in degrees."""
        return float(np.degrees(np.arcsin(-self.axes[2, 1])))

    @property
    def distance_m(self) -> float:
        """Distance from the camera to what it looks at."""
        return float(np.linalg.norm(np.subtract(self.target, self.position)))

    def to_camera(self, points: Array) -> Array:
        """Points [..., 3] of the world in MediaPipe's axes, origin at the camera."""
        return np.asarray((points - np.array(self.position)) @ self.axes.T)

    def to_pixels(self, points: Array) -> Array:
        """Points [..., 3] of the world as pixels [..., 2], origin at the top left corner."""
        local = self.to_camera(points)
        centre = np.array([self.width / 2, self.height / 2])
        return np.asarray(centre + self.focal_px * local[..., :2] / local[..., 2:])

    def clip_matrix(self, near: float = 0.05, far: float = 30.0) -> Array:
        """OpenGL matrix [4, 4] from the world to clip space."""
        axes = self.axes
        view = np.eye(4)
        view[:3, :3] = axes * np.array([[1.0], [-1.0], [-1.0]])
        view[:3, 3] = -view[:3, :3] @ np.array(self.position)
        lens = np.zeros((4, 4))
        lens[0, 0] = 2 * self.focal_px / self.width
        lens[1, 1] = 2 * self.focal_px / self.height
        lens[2, 2] = (far + near) / (near - far)
        lens[2, 3] = 2 * far * near / (near - far)
        lens[3, 2] = -1
        return np.asarray(lens @ view)


def around(
    azimuth_deg: float,
    height_m: float,
    distance_m: float,
    target: tuple[float, float, float],
    focal_px: float = 560.0,
    size: tuple[int, int] = (640, 480),
    roll_deg: float = 0.0,
) -> Camera:
    """Camera on a circle around a point.

    Parameters
    ----------
    azimuth_deg
        0 stands in front of a person with heading 0, +90 on the person's right, -90 on the left.
    height_m
        Height of the camera above the floor.
    distance_m
        Horizontal distance from the target.
    target
        The point looked at.
    focal_px, size, roll_deg
        Lens, picture size in pixels, and roll.

    Returns
    -------
    Camera
        The camera.
    """
    a = np.radians(azimuth_deg)
    position = (
        target[0] + distance_m * float(np.cos(a)),
        height_m,
        target[2] + distance_m * float(np.sin(a)),
    )
    return Camera(position, target, focal_px, size[0], size[1], roll_deg)
