"""The square that MediaPipe's landmark network looks at, and how the camera draws straight into it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.pose.landmarks import Landmark
from sample_videos.render.camera import Camera

Array = NDArray[np.float64]
Image = NDArray[np.uint8]

CROP_PX = 256
# The square is this much larger than the circle round the body.
MARGIN = 1.25


def pixel_middles() -> Array:
    """Middle [256, 256, 2] of each pixel of a crop, x before y."""
    rows, columns = np.mgrid[:CROP_PX, :CROP_PX].astype(float)
    return np.stack([columns, rows], axis=-1) + 0.5


@dataclass(frozen=True)
class Square:
    """A turned square in a picture.

    Attributes
    ----------
    centre
        Pixels [2].
    side
        Pixels.
    turn
        Radians; positive turns the square clockwise, so that a person who leans to the right stands upright in it.
    """

    centre: Array
    side: float
    turn: float

    @classmethod
    def around(cls, centre: Array, rim: Array) -> Square:
        """Return MediaPipe's square about a circle: its centre, and the point of its rim on the side of the head.

        Examples
        --------
        >>> upright = Square.around(np.array([100.0, 200.0]), np.array([100.0, 120.0]))
        >>> upright.side, upright.turn
        (200.0, 0.0)
        """
        spoke = np.asarray(rim) - centre
        turn = np.pi / 2 - np.arctan2(-spoke[1], spoke[0])
        turn = float((turn + np.pi) % (2 * np.pi) - np.pi)
        return cls(np.asarray(centre, dtype=float), 2 * MARGIN * float(np.linalg.norm(spoke)), turn)

    @property
    def _axes(self) -> Array:
        c, s = np.cos(self.turn), np.sin(self.turn)
        return np.array([[c, -s], [s, c]])

    def to_picture(self, points: Array) -> Array:
        """Points [..., 2] of the crop in pixels of the picture."""
        return np.asarray((points / CROP_PX - 0.5) * self.side @ self._axes.T + self.centre)

    def to_crop(self, points: Array) -> Array:
        """Points [..., 2] of the picture in pixels of the crop."""
        return np.asarray(((points - self.centre) @ self._axes / self.side + 0.5) * CROP_PX)

    def turned(self, world: Array) -> Array:
        """World landmarks [..., 3] of the crop, turned back upright in the picture."""
        out = np.array(world, dtype=float)
        out[..., :2] = out[..., :2] @ self._axes.T
        return out

    @property
    def shown(self) -> Square:
        """The square whose middle of pixels this one's crop shows.

        OpenCV, and so MediaPipe, maps the corner of the square to the middle of the crop's first pixel and takes it
        from between the middles of the picture's pixels: half a pixel of each off from where the corner is.
        """
        shift = 0.5 * (1 - self.side / CROP_PX * self._axes.sum(axis=1))
        return Square(self.centre + shift, self.side, self.turn)

    def cut(self, picture: Image) -> Image:
        """Return the crop [256, 256, 3] of a picture, its border repeated where the square leaves it."""
        corners = np.array([[0.0, 0.0], [CROP_PX, 0.0], [0.0, CROP_PX]])
        matrix = cv2.getAffineTransform(corners.astype("f4"), self.to_picture(corners).astype("f4"))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = cv2.warpAffine(
            picture, matrix, (CROP_PX, CROP_PX), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(crop, dtype=np.uint8)

    def clip_matrix(self, camera: Camera) -> Array:
        """OpenGL matrix [4, 4] that draws what a camera sees straight into the crop, with no picture between."""
        square = self.shown
        half = np.array([camera.width, camera.height]) / 2
        # Device coordinates of the picture to those of the crop: scale to pixels, shift, turn back, scale.
        flip = np.diag([1.0, -1.0])
        turn = flip @ square._axes.T @ flip
        zoom = 2 / square.side * turn @ np.diag(half)
        shift = -2 / square.side * turn @ (flip @ (square.centre - half))
        plane = np.eye(4)
        plane[:2, :2], plane[:2, 3] = zoom, shift
        return np.asarray(plane @ camera.clip_matrix())

    def border_repeated(self, crop: Image, width: int, height: int) -> Image:
        """Return a crop drawn without the picture, with the picture's border repeated where it would end."""
        square = self.shown
        last = np.array([width, height]) - 0.5
        low, high = 0.5, CROP_PX - 0.5
        corners = square.to_picture(np.array([[low, low], [low, high], [high, low], [high, high]]))
        if (corners >= 0.5).all() and (corners <= last).all():
            return crop
        places = square.to_picture(pixel_middles())
        source = (square.to_crop(np.clip(places, 0.5, last)) - 0.5).astype(np.float32)
        out = cv2.remap(
            crop, source[..., 0], source[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(out, dtype=np.uint8)


def body_square(points_px: Array) -> Square:
    """Return the square about a body whose landmarks [33, 2] are exactly known.

    The circle is centred between the hips and holds every landmark; its rim point lies toward the shoulders.
    """
    hips = points_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    shoulders = points_px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0)
    radius = float(np.linalg.norm(points_px - hips, axis=1).max())
    toward = shoulders - hips
    return Square.around(hips, hips + radius * toward / max(float(np.linalg.norm(toward)), 1e-6))
