"""Keeps one person apart from the others in the picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from posecheck.arrays import Floats, Pixels
from posecheck.pose.person import Person, are_apart
from posecheck.pose.tracking.clothes import clothes_colours, unlikeness

MAX_COST = 1.0
CLOSE_M = 0.8
COLOUR_WEIGHT = 3.0
MEMORY_S = 2.0
STEADY_S = 0.3
COLOUR_SHARE = 0.1


class Crowd:
    """Follows the person of interest among others by place, speed, size and the colours worn.

    Parameters
    ----------
    own : Person
        The person of interest.
    people : sequence of Person
        Everybody found in the same picture, `own` or not.
    image : ndarray of uint8, shape [H, W, 3]
        That picture.
    time_s : float
        Its time in seconds.

    Examples
    --------
    >>> world, image = np.random.default_rng(0).normal(0, 0.3, (33, 3)), np.zeros((400, 400, 3), dtype=np.uint8)
    >>> left, right = (Person(world[:, :2] * 100 + [x, 200], world, world[:, 0], world[:, 0]) for x in (90, 300))
    >>> crowd = Crowd(left, [right, left], image, 0.0)
    >>> crowd.find_own([right, left], image, 0.1) is left, crowd.find_own([right], image, 0.2) is None
    (True, True)
    """

    def __init__(self, own: Person, people: Sequence[Person], image: Pixels, time_s: float) -> None:
        self._own = _Track(own, clothes_colours(own, image), time_s)
        self._others = [
            _Track(person, clothes_colours(person, image), time_s)
            for person in people
            if are_apart(person, own)
        ]

    @property
    def others(self) -> list[Person]:
        """The others where they were last found."""
        return [track.person for track in self._others]

    @property
    def close(self) -> bool:
        """Whether anybody is near enough to be mistaken for the person of interest."""
        own = self._own.person
        reach_px = CLOSE_M * max(own.px_per_m, 1.0)
        return any(np.linalg.norm(other.centre_px - own.centre_px) < reach_px for other in self.others)

    def find_own(self, people: Sequence[Person], image: Pixels, time_s: float) -> Person | None:
        """Return who of `people` is the person of interest, or None; the rest are the others, old and new."""
        tracks = [self._own, *self._others]
        colours = [clothes_colours(person, image) for person in people]
        taken = set()
        own = None
        if people:
            costs = np.array(
                [[track.cost(*who, time_s) for who in zip(people, colours, strict=True)] for track in tracks]
            )
            # Beyond the limit all are equally wrong, so that a far one never displaces a near one.
            rows, columns = linear_sum_assignment(np.minimum(costs, MAX_COST))
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
                if costs[row, column] < MAX_COST:
                    tracks[row].update(people[column], colours[column], time_s)
                    taken.add(column)
                    own = people[column] if row == 0 else own
        self._others = [track for track in self._others if time_s - track.time_s <= MEMORY_S]
        for column, person in enumerate(people):
            if column not in taken and (own is None or are_apart(person, own)):
                self._others.append(_Track(person, colours[column], time_s))
        return own

    def is_own(self, person: Person, image: Pixels, time_s: float) -> bool:
        """Return whether `person`, found by other means, is the one of interest; if so, take note of it."""
        if any(track.time_s == time_s and not are_apart(person, track.person) for track in self._others):
            return False
        colours = clothes_colours(person, image)
        if self._own.cost(person, colours, time_s) >= MAX_COST:
            return False
        self._own.update(person, colours, time_s)
        return True


class _Track:
    def __init__(self, person: Person, colours: Floats, time_s: float) -> None:
        self.person = person
        self.time_s = time_s
        self._colours = colours
        self._speed_px_s: Floats = np.zeros(2)

    def cost(self, person: Person, colours: Floats, time_s: float) -> float:
        """Return metres from the expected place, plus log ratio of sizes, plus difference of colours."""
        # Nobody keeps their speed for long, least of all while hidden.
        ahead_s = min(time_s - self.time_s, STEADY_S)
        scale = max(self.person.px_per_m, 1.0)
        away_px = person.centre_px - self.person.centre_px - self._speed_px_s * ahead_s
        size = abs(float(np.log(max(person.px_per_m, 1.0) / scale)))
        return (
            float(np.linalg.norm(away_px)) / scale + size + COLOUR_WEIGHT * unlikeness(colours, self._colours)
        )

    def update(self, person: Person, colours: Floats, time_s: float) -> None:
        """Take note of where the person is now, how fast they move and what they wear."""
        elapsed_s = time_s - self.time_s
        if elapsed_s > 0:
            speed = (person.centre_px - self.person.centre_px) / elapsed_s
            self._speed_px_s += elapsed_s / (elapsed_s + STEADY_S) * (speed - self._speed_px_s)
        # Light changes slowly, and another person must not become this one at once.
        blend = self._colours + COLOUR_SHARE * (colours - self._colours)
        self._colours = np.where(np.isfinite(blend), blend, self._colours)
        self._colours = np.where(np.isfinite(self._colours), self._colours, colours)
        self.person, self.time_s = person, time_s
