"""Whom to measure of the people that a file holds, and where they are in each frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from posecheck.arrays import Floats

NEAR = 0.4
"""Somebody may be this share of their size from where they were, ..."""
SPEED = 3.0
"""... and this many times their size a second farther, ..."""
FARTHEST = 1.5
"""... but no farther than this, however long they were away."""


def followed(places: Floats, time_s: Floats) -> NDArray[np.int64]:
    """Return whose place in each frame belongs to whom, shape [T, P]: the k-th person's, or -1 where not seen.

    People of one frame are linked to those before by where their points are, in shares of their size.

    Parameters
    ----------
    places : ndarray, shape [T, P, N, 2]
        Pixels of the points of up to P people in an order of its own in each frame; NaN where missing.
    time_s : ndarray, shape [T]
        Time of each frame.

    Examples
    --------
    >>> left = np.array([[0.0, 0.0], [0.0, 50.0], [0.0, 100.0]])
    >>> right = left + [300, 0]
    >>> followed(np.array([[left, right], [right, left]]), np.array([0.0, 0.1])).tolist()
    [[0, 1], [1, 0]]
    """
    tracks: list[tuple[Floats, float]] = []
    rows: list[dict[int, int]] = []
    for people, now in zip(places, time_s.tolist(), strict=True):
        seen = [slot for slot, points in enumerate(people) if np.isfinite(points).all(axis=-1).any()]
        cost = np.array([[_apart(people[slot], *track, now) for slot in seen] for track in tracks])
        row: dict[int, int] = {}
        known, columns = linear_sum_assignment(np.minimum(cost, FARTHEST)) if cost.size else ((), ())
        for number, column in zip(list(known), list(columns), strict=True):
            if cost[number, column] < FARTHEST:
                row[int(number)] = seen[column]
        row |= {len(tracks) + new: slot for new, slot in enumerate(sorted(set(seen) - set(row.values())))}
        for track, slot in row.items():
            tracks[track : track + 1] = [(people[slot], now)]
        rows.append(row)
    return np.array([[row.get(track, -1) for track in range(len(tracks))] for row in rows]).reshape(
        len(rows), -1
    )


def largest(places: Floats) -> int:
    """Return who of P people, shape [T, P, N, 2], fills most of the picture over the whole recording."""
    heights = np.array([[size(points) for points in people] for people in places])
    return int(np.argmax(heights.sum(axis=0)))


def size(points: Floats) -> float:
    """Return the diagonal of the box around points, shape [N, 2]; 0 where none is seen."""
    seen = points[np.isfinite(points).all(axis=-1)]
    return float(np.hypot(*np.ptp(seen, axis=0))) if len(seen) else 0.0


def _apart(points: Floats, before: Floats, before_s: float, now: float) -> float:
    """Return how far the points are from those before, beyond what a person moves meanwhile."""
    both = np.isfinite(points).all(axis=-1) & np.isfinite(before).all(axis=-1)
    if not both.any():
        return FARTHEST
    moved = np.linalg.norm(points[both] - before[both], axis=-1).mean() / max(size(points), size(before), 1.0)
    return float(moved) if moved <= min(NEAR + SPEED * (now - before_s), FARTHEST) else FARTHEST
