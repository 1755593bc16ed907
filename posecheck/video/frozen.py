"""Finds pictures that are repeated in place of those that are missing, as programs for calls do."""

from __future__ import annotations

from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from posecheck.video.clock import is_gap

SAMPLES = 80
"""So many pixels across tell pictures apart."""

SAME = 0.25
"""What a repeated picture differs by on average, in grey levels: encoders refine it."""

REDRAWN, REDRAWN_SHARE = 1.5, 0.003
"""As much, and the share of pixels that changes, where a keyframe draws it anew."""

CHANGED = 16
"""A pixel that differs by more shows something else, in grey levels."""

JUMP, CUT = 0.012, 0.3
"""The share of pixels that changes where a recording goes on: by less nobody moved, by more it is a cut."""

STEP_S = 0.13
"""In a longer time a body at rest goes far by itself."""

JUMP_STEPS = 2
"""Encoders may blend the repeated picture with the one that follows."""

AFTER_S = 0.25
"""Whoever begins to move gets faster; after a jump of the recording no step is as large for so long."""

_Span = tuple[float, float]


class Frozen:
    """Finds where a picture was repeated and the recording then went on elsewhere.

    A person at rest may give the same picture for long, too, but then goes on from there.

    Parameters
    ----------
    interval_s : float
        Usual time from one frame to the next.

    Examples
    --------
    >>> frozen = Frozen(0.1)
    >>> found = []
    >>> for number in range(40):
    ...     image = np.zeros((60, 80, 3), np.uint8)
    ...     place = number if number < 10 else 10 if number < 30 else number
    ...     image[20:40, place : place + 10] = 255
    ...     found.append(frozen.add(number / 10, av.VideoFrame.from_ndarray(image).reformat(format="gray")))
    >>> [span for span in found if span]
    [(1.0, 3.0)]
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._since_s = self._last_s = 0.0
        self._reference: NDArray[np.int16] | None = None
        self._last: NDArray[np.int16] | None = None
        self._ended: tuple[float, list[tuple[float, float]]] | None = None

    @property
    def unsettled(self) -> bool:
        """Whether it is not known yet if the last frames lie behind such a place."""
        return self._ended is not None

    def add(self, time_s: float, frame: av.VideoFrame) -> _Span | None:
        """Look at the next frame, and return from when to when a picture was repeated, once that is known."""
        picture = _thumbnail(frame)
        before, before_s, reference = self._last, self._last_s, self._reference
        self._last, self._last_s = picture, time_s
        if before is None or reference is None or before.shape != picture.shape:
            self._reference, self._since_s, self._ended = picture, time_s, None
            return None
        step = _changed(before, picture)
        found = self._settled(time_s, step)
        other, changed = float(np.abs(picture - reference).mean()), _changed(reference, picture)
        if frame.key_frame and other < REDRAWN and changed < REDRAWN_SHARE:
            self._reference = picture
        elif changed > 0 or other >= SAME:
            if time_s - before_s <= STEP_S and is_gap(self._since_s, time_s, self._interval_s):
                self._ended = self._since_s, [(step, time_s)]
            self._reference, self._since_s = picture, time_s
        return found

    def _settled(self, time_s: float, step: float) -> _Span | None:
        if self._ended is None:
            return None
        since_s, steps = self._ended
        steps.append((step, time_s))
        if len(steps) <= JUMP_STEPS or time_s - steps[0][1] < AFTER_S:
            return None
        self._ended = None
        jump, jump_s = max(steps[:JUMP_STEPS])
        if JUMP <= jump < CUT and all(later < jump for later, _ in steps[JUMP_STEPS:]):
            return since_s, jump_s
        return None


def _thumbnail(frame: av.VideoFrame) -> NDArray[np.int16]:
    """Return some of the pixels of the first plane, which holds the brightness of nearly all videos."""
    plane: Any = frame.planes[0]
    unused_bits = max(0, frame.format.components[0].bits - 8)
    rows: NDArray[Any] = np.frombuffer(plane, np.uint16 if unused_bits else np.uint8)
    rows = rows.reshape(plane.height, -1)
    every = max(1, plane.width // SAMPLES)
    few: NDArray[np.int16] = (rows[::every, : plane.width : every] >> unused_bits).astype(np.int16)
    return few


def _changed(a: NDArray[np.int16], b: NDArray[np.int16]) -> float:
    return float((np.abs(a - b) > CHANGED).mean())
