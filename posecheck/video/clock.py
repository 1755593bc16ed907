"""One clock that runs on, out of the times that a file gives its frames."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")

RESTART_S = 0.5
"""A clock that goes back by more than this has started again; by less, it stumbled."""

GAP_S = 1.0
"""After a longer time without a picture nobody knows what the person did meanwhile."""

GAP_FRAMES = 3
"""Slow recordings are no gaps: a gap is longer than so many frames, too."""

_REORDERED = 17
"""No encoder stores a frame farther from its place than this."""


class Clock:
    """Makes times strictly increasing: goes on where they start again, and leaves out what fits nowhere.

    Parameters
    ----------
    interval_s : float
        Time from one frame to the next, between the last frame before a restart and the first one after it.

    Attributes
    ----------
    restarts_s : list of float
        When the file's clock started again.
    left_out_s : list of float
        Where frames were left out, whose times do not lie after the one before, or lie after the one that follows:
        the times of those before them.

    Examples
    --------
    >>> clock = Clock(1.0)
    >>> [time_s for time_s, _ in clock([(0.0, "a"), (1.0, "b"), (1.0, "c"), (0.0, "d"), (1.0, "e")])]
    [0.0, 1.0, 2.0, 3.0]
    >>> clock.restarts_s, clock.left_out_s
    ([2.0], [1.0])
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self.restarts_s: list[float] = []
        self.left_out_s: list[float] = []

    def __call__(self, timed: Iterable[tuple[float, T]]) -> Iterator[tuple[float, T]]:
        """Give what is timed with its new times."""
        later_s, latest_s = 0.0, -math.inf
        for (time_s, item), following in pairwise(_ended(timed)):
            time_s += later_s
            next_s = math.nan if following is None else following[0] + later_s
            if time_s > latest_s:
                # Whoever jumps ahead of the frame that follows has a time that is wrong.
                sound = not (time_s - latest_s > GAP_S and latest_s < next_s < time_s)
            elif time_s > latest_s - RESTART_S or next_s > latest_s or following is None:
                sound = False
            else:
                again_s = latest_s + self._interval_s
                later_s, time_s, sound = later_s + again_s - time_s, again_s, True
                self.restarts_s.append(time_s)
            if sound:
                latest_s = time_s
                yield time_s, item
            else:
                self.left_out_s.append(latest_s)


def _ended(timed: Iterable[tuple[float, T]]) -> Iterator[tuple[float, T]]:
    yield from timed
    yield None  # type: ignore[misc]


def in_order(timed: Iterable[tuple[float, T]]) -> Iterator[tuple[float, T]]:
    """Give the same items, in their order, with the same times sorted.

    Files that lack the times of display have those of decoding, and frames which are stored before others that
    are shown first then come with the others' times.

    Examples
    --------
    >>> list(in_order([(0, "a"), (2, "b"), (1, "c"), (3, "d")]))
    [(0, 'a'), (1, 'b'), (2, 'c'), (3, 'd')]
    """
    times: list[float] = []
    items: list[T] = []
    for time_s, item in timed:
        # A clock that starts again is sorted on its own.
        while times and (len(times) > _REORDERED or time_s < times[0] - RESTART_S):
            yield heapq.heappop(times), items.pop(0)
        heapq.heappush(times, time_s)
        items.append(item)
    while times:
        yield heapq.heappop(times), items.pop(0)


def is_gap(from_s: float, to_s: float, interval_s: float) -> bool:
    """Return whether so much time without a picture leaves unknown what happened in it.

    Examples
    --------
    >>> is_gap(2.0, 4.7, 1 / 30), is_gap(2.0, 2.5, 1 / 30), is_gap(2.0, 4.0, 2.0)
    (True, False, False)
    """
    return to_s - from_s > max(GAP_S, GAP_FRAMES * interval_s)
