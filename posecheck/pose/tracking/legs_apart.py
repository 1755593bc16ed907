"""Looks again at legs that the pose model has run together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from posecheck.arrays import Pixels
from posecheck.pose.mixed_legs import are_mixed
from posecheck.pose.model.pose_model import PeopleFinder
from posecheck.pose.person import Person, are_apart

LONGEST_PAUSE_S = 1.0


class LegsApart:
    """Takes mixed legs from another look at the same picture.

    The picture is looked at afresh, then its mirror image, and the legs are those of the first look that has them
    apart: the model is in two minds there, and another view of the same makes it up.

    Parameters
    ----------
    finder : PeopleFinder
        Looks at any picture afresh.
    every_s : float
        A look costs as much as following through several pictures. After one that had the legs apart, mixed legs
        stay as they are for this long, for the cleaning of a recording to fill; after one look in vain the
        next picture is looked at, after several the pauses double from this up to `LONGEST_PAUSE_S`.

    Examples
    --------
    >>> from posecheck.pose.model.models import load_model
    >>> image, apart = np.zeros((48, 64, 3), dtype=np.uint8), np.arange(99.0).reshape(33, 3)
    >>> person = Person(apart[:, :2], apart, apart[:, 0], apart[:, 0])
    >>> LegsApart(load_model("lite").finder(1))(person, image, 0.0) is person
    True
    """

    def __init__(self, finder: PeopleFinder, *, every_s: float = 0.0) -> None:
        self._finder = finder
        self._every_s = every_s
        self._next_s = -np.inf
        self._in_vain = 0

    def __call__(self, person: Person, image: Pixels, time_s: float, quarter_turns: int = 0) -> Person:
        """Return the person with the legs apart, as far as any look has them so.

        Parameters
        ----------
        person : Person
            As followed.
        image : ndarray of uint8, shape [H, W, 3]
            The upright picture, RGB.
        time_s : float
            Its time in seconds.
        quarter_turns : int
            Clockwise quarter turns in which the person is found best.
        """
        if time_s < self._next_s or not are_mixed(person.image_px, person.world_m, person.px_per_m):
            return person
        for other in self._seen_otherwise(image, quarter_turns):
            if not are_apart(other, person) and not are_mixed(other.image_px, other.world_m):
                self._pause(time_s, self._every_s, in_vain=0)
                return person.with_legs_of(other)
        self._pause(time_s, self._every_s * (2**self._in_vain - 1), in_vain=self._in_vain + 1)
        return person

    def _pause(self, time_s: float, pause_s: float, *, in_vain: int) -> None:
        # Times are sums of rounded frame durations.
        self._next_s = time_s + min(pause_s, LONGEST_PAUSE_S) - 1e-6
        self._in_vain = min(in_vain, 9)

    def _seen_otherwise(self, image: Pixels, quarter_turns: int) -> Iterator[Person]:
        yield from self._finder(image, quarter_turns=quarter_turns)
        mirror = np.ascontiguousarray(image[:, ::-1])
        for person in self._finder(mirror, quarter_turns=-quarter_turns % 4):
            yield person.mirrored(image.shape[1])
