"""Lines, shapes and text on an RGB picture, all sized by the picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Floats, Pixels

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
PALE: Colour = (205, 212, 220)
DARK: Colour = (16, 20, 26)

_SHIFT = 4  # OpenCV takes sixteenths of a pixel, so that a slow movement does not jump from pixel to pixel.
_CAP_HEIGHT = 21.0  # of OpenCV's fonts at scale 1
_PLAIN, _BOLD = cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX

# OpenCV 5 draws any text; OpenCV 4, which mediapipe allows too, has ASCII letters only.
_UNICODE_TEXT = int(cv2.__version__.split(".")[0]) >= 5
_ASCII = str.maketrans({"°": " deg", "±": "+-", "–": "-", "−": "-", "’": "'", "·": "|"})


@dataclass(frozen=True)
class Text:
    """One line of text; `cap` is the height of its capitals in units of the canvas."""

    words: str
    cap: float = 8.0
    colour: Colour = WHITE
    bold: bool = False


class Canvas:
    """A copy of a picture to draw on.

    Parameters
    ----------
    image : ndarray of uint8, shape [H, W, 3]
        RGB; it is left as it is.

    Attributes
    ----------
    image : ndarray of uint8, shape [H, W, 3]
        The picture with the drawing on it.
    unit : float
        Pixels per unit of drawing: 1 at 640 x 360, 3 at 1920 x 1080.

    Examples
    --------
    >>> canvas = Canvas(np.zeros((720, 1280, 3), dtype=np.uint8))
    >>> canvas.lines([np.array([[0.0, 10.0], [50.0, 10.0]])], WHITE, width=2)
    >>> canvas.unit, canvas.image[10, 25].tolist()
    (2.0, [255, 255, 255])
    """

    def __init__(self, image: Pixels) -> None:
        self.image = np.array(image, order="C")
        self.height, self.width = int(image.shape[0]), int(image.shape[1])
        self.unit = min(self.height / 360, self.width / 400)

    def _width(self, width: float) -> int:
        return max(1, round(width * self.unit))

    def lines(self, paths: Iterable[Floats], colour: Colour, width: float) -> None:
        """Draw paths of as many points each, [N, 2] in pixels; `width` in units."""
        fixed = list(_fixed(np.array(list(paths))))
        if fixed:
            cv2.polylines(self.image, fixed, False, colour, self._width(width), cv2.LINE_AA, _SHIFT)

    def dashed(self, paths: Iterable[Floats], colour: Colour, width: float, dash: float) -> None:
        """Draw dashed straight lines, each [2, 2] in pixels; `width` and length of a `dash` in units."""
        for path in paths:
            self.lines(_dashes(path, dash * self.unit), colour, width)

    def disc(self, centre: Floats, radius: float, colour: Colour) -> None:
        """Fill a circle; `radius` in units."""
        x, y = _fixed(centre).tolist()
        reach = round(radius * self.unit * (1 << _SHIFT))
        cv2.circle(self.image, (x, y), reach, colour, -1, cv2.LINE_AA, _SHIFT)

    def fill(self, outline: Floats, colour: Colour, opacity: float = 1.0) -> None:
        """Fill a polygon of points [N, 2] in pixels."""
        if opacity >= 1.0:
            cv2.fillPoly(self.image, [_fixed(outline)], colour, cv2.LINE_AA, _SHIFT)
            return
        low = np.clip(np.floor(outline.min(axis=0)), 0, [self.width, self.height]).astype(int)
        high = np.clip(np.ceil(outline.max(axis=0)) + 1, 0, [self.width, self.height]).astype(int)
        part = self.image[low[1] : high[1], low[0] : high[0]]
        if part.size:
            painted = part.copy()
            cv2.fillPoly(painted, [_fixed(outline - low)], colour, cv2.LINE_AA, _SHIFT)
            part[:] = cv2.addWeighted(painted, opacity, part, 1.0 - opacity, 0.0)

    def shade(self, box: Floats, darkness: float = 0.72) -> None:
        """Darken a box (left, top, right, bottom), so that white text on it is legible on any picture."""
        left, top, right, bottom = np.round(box).astype(int)
        part = self.image[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
        if part.size:
            part[:] = cv2.convertScaleAbs(part, alpha=1.0 - darkness, beta=20.0 * darkness)

    def text_width(self, text: Text) -> float:
        """Return the width in pixels."""
        font, scale, thick = self._font(text)
        return float(cv2.getTextSize(_written(text.words), font, scale, thick)[0][0])

    def text(self, text: Text, left: float, base: float) -> None:
        """Write with the left end of the base line at (left, base), in pixels."""
        font, scale, thick = self._font(text)
        where = (round(left), round(base))
        cv2.putText(self.image, _written(text.words), where, font, scale, text.colour, thick, cv2.LINE_AA)

    def _font(self, text: Text) -> tuple[int, float, int]:
        cap = text.cap * self.unit
        thick = max(1, round(cap / (9 if text.bold else 12))) if not _UNICODE_TEXT else 1
        return _BOLD if text.bold else _PLAIN, cap / _CAP_HEIGHT, thick

    def block_size(self, lines: Sequence[Text], leading: float = 5.0) -> Floats:
        """Return width and height in pixels of lines of text below each other."""
        high = sum(line.cap for line in lines) + leading * (len(lines) - 1)
        return np.array([max(self.text_width(line) for line in lines), high * self.unit])

    def block(self, lines: Sequence[Text], left: float, top: float, leading: float = 5.0) -> None:
        """Write lines of text below each other."""
        for line in lines:
            top += line.cap * self.unit
            self.text(line, left, top)
            top += leading * self.unit


def arc(centre: Floats, radius: float, start_deg: float, sweep_deg: float) -> Floats:
    """Return points along an arc, shape [N, 2]; degrees from the picture's right, clockwise on the screen.

    Examples
    --------
    >>> arc(np.zeros(2), 10.0, 0.0, 90.0)[-1].round(6).tolist()
    [0.0, 10.0]
    """
    steps = 2 + int(abs(sweep_deg) / 10)
    bearing = np.radians(np.linspace(start_deg, start_deg + sweep_deg, steps))
    return np.asarray(centre + radius * np.stack([np.cos(bearing), np.sin(bearing)], axis=1))


def toward(start: Floats, distance: float, bearing_deg: float) -> Floats:
    """Return the point at a distance and a bearing, in degrees from the picture's right, clockwise."""
    bearing = math.radians(bearing_deg)
    return np.asarray(start + [distance * math.cos(bearing), distance * math.sin(bearing)])


def ascii_words(words: str) -> str:
    """Return words in the letters that OpenCV 4 can draw.

    Examples
    --------
    >>> ascii_words("−12° ±6° · 5–10")
    '-12 deg +-6 deg | 5-10'
    """
    return words.translate(_ASCII).encode("ascii", "replace").decode()


def _written(words: str) -> str:
    return words if _UNICODE_TEXT else ascii_words(words)


def _fixed(points: Floats) -> NDArray[np.int32]:
    # Far outside the picture nothing shows, and OpenCV's integers must not overflow.
    near = np.minimum(np.maximum(points, -1e5), 1e5)
    return np.asarray(np.rint(near * (1 << _SHIFT)), dtype=np.int32)


def _dashes(path: Floats, length: float) -> Floats:
    """Return every other piece of a line, shape [D, 2, 2]."""
    count = max(1, int(np.linalg.norm(path[1] - path[0]) / length))
    ends = np.stack([np.arange(0, count, 2), np.arange(0, count, 2) + 1], axis=1) / count
    return np.asarray(path[0] + ends[..., None] * (path[1] - path[0]))
