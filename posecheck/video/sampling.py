"""Which frames of a clip are used when only some a second are asked for, and which need no decoding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


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
