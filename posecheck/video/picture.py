"""Decoded frames to upright RGB pictures of square pixels, without the comb of interlaced video."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, TypeVar

import av
import cv2
import numpy as np
from av.filter import Graph
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

T = TypeVar("T")
Turn = Callable[[Any], Any]


class Upright:
    """Turns the frames of one clip upright, with square pixels.

    Parameters
    ----------
    first : VideoFrame
        The first frame used, whose shape and orientation hold for the others.
    aspect : Fraction or None
        Width of a pixel to its height; square where it is not known.

    Attributes
    ----------
    width_px, height_px : int
        Size of the upright picture.
    """

    def __init__(self, first: av.VideoFrame, aspect: Fraction | None) -> None:
        self._coded = first.width, first.height
        self._square = _square_size(first, aspect)
        turned, self._turn = _orientation(first)
        self.width_px, self.height_px = self._square[::-1] if turned else self._square

    @property
    def coded_size(self) -> str:
        """Size as stored, in words."""
        return "{} x {}".format(*self._coded)

    def fits(self, frame: av.VideoFrame) -> bool:
        """Return whether a frame has this shape; video calls lower the resolution of one shape at times."""
        width, height = self._coded
        return abs(frame.width / frame.height - width / height) <= 0.02 * width / height

    def picture(self, frame: av.VideoFrame, reformatter: VideoReformatter) -> NDArray[np.uint8]:
        """Return a frame as RGB, [H, W, 3]."""
        width, height = self._square
        rgb = reformatter.reformat(frame, width=width, height=height, format="rgb24")
        image: NDArray[np.uint8] = self._turn(rgb.to_ndarray())
        return image


def deinterlaced(frames: Iterable[tuple[T, av.VideoFrame]]) -> Iterator[tuple[T, av.VideoFrame]]:
    """Give the same frames, each with what goes with it; interlaced ones without the two moments they mix."""
    graph: Graph | None = None
    shape: tuple[int, int, str] | None = None
    waiting: deque[T] = deque()
    for label, frame in frames:
        if graph is None and not frame.interlaced_frame:
            yield label, frame
            continue
        if graph is None or shape != (frame.width, frame.height, frame.format.name):
            yield from _pulled(graph, waiting, end=True)
            graph, shape = _bwdif(frame), (frame.width, frame.height, frame.format.name)
        waiting.append(label)
        graph.push(frame)
        yield from _pulled(graph, waiting)
    yield from _pulled(graph, waiting, end=True)


def _bwdif(frame: av.VideoFrame) -> Graph:
    graph = Graph()
    source = graph.add_buffer(template=None, width=frame.width, height=frame.height, format=frame.format,
                              time_base=frame.time_base)  # fmt: skip
    graph.link_nodes(source, graph.add("bwdif", "mode=send_frame:deint=interlaced"), graph.add("buffersink"))
    graph.configure()
    return graph


def _pulled(
    graph: Graph | None, waiting: deque[T], *, end: bool = False
) -> Iterator[tuple[T, av.VideoFrame]]:
    """Give what the filter has ready; it holds one frame back until the next or the end."""
    if graph is None:
        return
    if end:
        graph.push(None)
    while waiting:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        yield waiting.popleft(), frame  # type: ignore[misc]


def _square_size(frame: av.VideoFrame, aspect: Fraction | None) -> tuple[int, int]:
    """Return width and height with square pixels: in any others, an angle measured on the picture is wrong."""
    if not aspect or not 1 / 8 <= aspect <= 8:
        return frame.width, frame.height
    return round(frame.width * aspect), frame.height


def _orientation(frame: av.VideoFrame) -> tuple[bool, Turn]:
    """Return whether width and height change places, and what turns the picture upright.

    The display matrix [[a, b], [c, d]] takes a pixel to x' = a x + c y, y' = b x + d y.
    """
    data: Any = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return False, _TURNS[False, False, False]
    (a, b), (c, d) = np.frombuffer(bytes(data), np.int32).reshape(3, 3)[:2, :2].tolist()
    if abs(b) + abs(c) > abs(a) + abs(d):
        return True, _TURNS[True, c < 0, b < 0]
    return False, _TURNS[False, a < 0, d < 0]


# Keys: whether width and height change places, and whether the new x and the new y run backwards.
_TURNS: dict[tuple[bool, bool, bool], Turn] = {
    (False, False, False): lambda image: image,
    (False, True, True): lambda image: cv2.rotate(image, cv2.ROTATE_180),
    (True, True, False): lambda image: cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE),
    (True, False, True): lambda image: cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE),
    (False, True, False): lambda image: cv2.flip(image, 1),
    (False, False, True): lambda image: cv2.flip(image, 0),
    (True, False, False): lambda image: cv2.transpose(image),
    (True, True, True): lambda image: cv2.rotate(cv2.transpose(image), cv2.ROTATE_180),
}
