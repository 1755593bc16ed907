"""Says how many people are in a recording, and which of them is followed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from posecheck.pose.person import Person, Whom

OFTEN = 0.25
"""Others who are there for a smaller share of the frames pass by, and nothing is said of them."""

SMALLEST = 0.4
"""Nor of who is smaller than this share of the person followed, and stands far behind."""


SAME_BOX = 0.6
"""Two who share more of what they cover of the picture are one, whose body the model has guessed in two ways, as it
does where a part of it is outside."""


class Company:
    """Counts who is in the picture with the person followed, frame after frame.

    Parameters
    ----------
    width_px, height_px : float
        Size of the picture.

    Examples
    --------
    >>> world = np.random.default_rng(0).normal(0, 0.3, (33, 3))
    >>> a, b = (Person(world[:, :2] * 90 + [x, 200], world, world[:, 0], world[:, 0]) for x in (90, 300))
    >>> company = Company()
    >>> for _ in range(4):
    ...     company.add(b, [a])
    >>> company.said(None)
    '2 people are seen, and the right one is followed; give --person left, middle, right or largest to choose.'
    """

    def __init__(self, width_px: float = np.inf, height_px: float = np.inf) -> None:
        self._size_px = np.array([width_px, height_px])
        self._seen = 0
        self._places: list[tuple[int, int]] = []

    def add(self, person: Person | None, others: Sequence[Person]) -> None:
        """Take note of one frame: who is followed in it, and who else is there."""
        if person is None:
            return
        self._seen += 1
        beside = [
            other
            for other in others
            if other.px_per_m >= SMALLEST * person.px_per_m and self._shared(person, other) <= SAME_BOX
        ]
        if beside:
            left = sum(bool(other.centre_px[0] < person.centre_px[0]) for other in beside)
            self._places.append((1 + len(beside), left))

    def _shared(self, one: Person, other: Person) -> float:
        """Return the intersection of two people's boxes within the picture, as a share of their union."""
        boxes = [
            [np.clip(end(person.image_px, axis=0), 0, self._size_px) for end in (np.nanmin, np.nanmax)]
            for person in (one, other)
        ]
        low, high = np.maximum(boxes[0][0], boxes[1][0]), np.minimum(boxes[0][1], boxes[1][1])
        both = float(np.prod(np.maximum(high - low, 0.0)))
        either = sum(float(np.prod(end - start)) for start, end in boxes) - both
        return both / either if either > 0 else 0.0

    def said(self, whom: Whom | None) -> str | None:
        """Return how many people are seen and which is followed, in one sentence; None where others are rare.

        Parameters
        ----------
        whom : {"left", "middle", "right", "largest"} or None
            Whom the user asked for.
        """
        if len(self._places) <= OFTEN * self._seen:
            return None
        count, left = np.median(np.array(self._places), axis=0).round().astype(int).tolist()
        place = "left" if left == 0 else "right" if left >= count - 1 else "middle"
        seen = f"{count} people are seen, and the {place} one is followed"
        choice = "; give --person left, middle, right or largest to choose" if whom is None else ""
        return f"{seen}{choice}."
