"""Which frames of a clip are used when only some a second are asked for, and which need no decoding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from posecheck.errors import PosecheckError

T = TypeVar("T")


def require_part(start_s: float, end_s: float | None, fps: float | None) -> None:
    """Make sure that the part of a clip that is asked for is one.

    Raises
    ------
    PosecheckError
        If the start is before the clip, the end not after it, or the frame rate not above 0.

    Examples
    --------
    >>> require_part(0.0, None, 0.0)
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: The frame rate is 0; give a number above 0.
    """
    if not (math.isfinite(start_s) and start_s >= 0):
        raise PosecheckError(f"The start is {start_s:g} s; give a number of seconds from 0 up.")
    if end_s is not None and not end_s > start_s:
        raise PosecheckError(
            f"The end ({end_s:g} s) is not after the start ({start_s:g} s); give a later end."
        )
    if fps is not None and not (math.isfinite(fps) and fps > 0):
        raise PosecheckError(f"The frame rate is {fps:g}; give a number above 0.")


def nearest(frames: Iterable[tuple[float, T]], start_s: float, fps: float) -> Iterator[tuple[float, T]]:
    """Give the frames nearest to start, start + 1 / fps, start + 2 / fps, ..., each frame at most once.

    Examples
    --------
    >>> list(nearest([(0.0, "a"), (0.1, "b"), (0.2, "c"), (0.3, "d")], 0.0, 5.0))
    [(0.0, 'a'), (0.2, 'c')]
    """
    held: tuple[float, T] | None = None
    due_s, half_s = start_s, 0.0
    for current in frames:
        if held is not None:
            half_s = (current[0] - held[0]) / 2
            middle_s = held[0] + half_s
            if due_s <= middle_s:
                yield held
                due_s = start_s + (math.floor((middle_s - start_s) * fps) + 1) / fps
        held = current
    if held is not None and due_s <= held[0] + half_s:
        yield held


def unneeded(frames: Sequence[tuple[float, T]], start_s: float, fps: float) -> frozenset[T]:
    """Return what of all frames in the order of time can be left out before `nearest`, which then gives the same.

    The last two stay: how long the last one is shown is known from the one before.

    Examples
    --------
    >>> sorted(unneeded([(0.0, "a"), (0.1, "b"), (0.2, "c"), (0.3, "d"), (0.4, "e")], 0.0, 5.0))
    ['b']
    """
    kept = {frame for _, frame in nearest(frames, start_s, fps)}
    return frozenset(frame for _, frame in frames[:-2] if frame not in kept)
