"""One person as the pose model returns them, and how people in one picture are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast, get_args

import numpy as np

from posecheck.arrays import Floats
from posecheck.errors import one_of
from posecheck.pose.body import EARS, HIPS_AND_LEGS, MIRRORED, TRUNK, Landmark
from posecheck.pose.body_jumps import body_axis_px
from posecheck.pose.scale import px_per_m

_BODY = [Landmark.NOSE, *EARS, *TRUNK]

Whom = Literal["left", "middle", "right", "largest"]
"""Which of several people to follow, as the picture shows them."""

WHOM: tuple[Whom, ...] = get_args(Whom)
LEAST_OF_LARGEST = 0.5
"""Who is smaller than this share of the largest stands far behind, and is not meant by left, middle or right."""


SPEED_M_S = 3.0
PLACE_M = 0.05
REACH_M = 1.0
SCALE_RATIO = 1.6
APART_M = 0.15


@dataclass(frozen=True)
class Person:
    """The 33 landmarks of one person in one picture.

    Attributes
    ----------
    image_px : ndarray, shape [33, 2]
        Pixels, x right, y down.
    world_m : ndarray, shape [33, 3]
        Metres from between the hips, camera axes.
    visibility, presence : ndarray, shape [33]
        Probabilities.

    Examples
    --------
    >>> world = np.zeros((33, 3))
    >>> world[[11, 12, 23, 24], :2] = [[0.2, -0.5], [-0.2, -0.5], [0.1, 0.0], [-0.1, 0.0]]
    >>> person = Person(world[:, :2] * 200 + [320, 240], world, np.ones(33), np.ones(33))
    >>> round(person.px_per_m), person.centre_px.tolist()
    (200, [320.0, 190.0])
    """

    image_px: Floats
    world_m: Floats
    visibility: Floats
    presence: Floats

    @property
    def centre_px(self) -> Floats:
        """Middle of the trunk, shape [2]."""
        return _middle(self.image_px[TRUNK])

    @cached_property
    def px_per_m(self) -> float:
        """Pixels per metre at the person's distance; foreshortened limbs do not change it."""
        return float(np.nan_to_num(px_per_m(self.image_px, self.world_m)))

    def turned(self, quarter_turns: int, width_px: int, height_px: int) -> Person:
        """Return the person after the picture is turned clockwise.

        Parameters
        ----------
        quarter_turns : int
            Number of clockwise quarter turns, of the picture and of the world axes x and y with it.
        width_px, height_px : int
            Size of the picture before turning.
        """
        image, world = self.image_px, self.world_m
        for _ in range(quarter_turns % 4):
            image = np.stack([height_px - image[:, 1], image[:, 0]], axis=1)
            world = np.stack([-world[:, 1], world[:, 0], world[:, 2]], axis=1)
            width_px, height_px = height_px, width_px
        return Person(image, world, self.visibility, self.presence)

    def mirrored(self, width_px: int) -> Person:
        """Return the person in the mirror image of a picture of `width_px`, the sides of the body exchanged."""
        return Person(
            image_px=self.image_px[MIRRORED] * [-1, 1] + [width_px, 0],
            world_m=self.world_m[MIRRORED] * [-1, 1, 1],
            visibility=self.visibility[MIRRORED],
            presence=self.presence[MIRRORED],
        )

    def with_legs_of(self, other: Person) -> Person:
        """Return this person with the hips and legs of another look at the same picture."""

        def joined(own: Floats, others: Floats) -> Floats:
            own = own.copy()
            own[HIPS_AND_LEGS] = others[HIPS_AND_LEGS]
            return own

        return Person(
            image_px=joined(self.image_px, other.image_px),
            world_m=joined(self.world_m, other.world_m),
            visibility=joined(self.visibility, other.visibility),
            presence=joined(self.presence, other.presence),
        )


def most_prominent(people: Sequence[Person], width_px: int, height_px: int) -> Person:
    """Return the largest most central person: being off the middle costs up to half of the size."""

    def prominence(person: Person) -> float:
        middle = np.array([width_px, height_px]) / 2
        centre = np.clip(person.centre_px, 0, 2 * middle)
        off_middle = float(np.abs(centre - middle)[0] / middle[0])
        return person.px_per_m * (1 - off_middle / 2)

    return max(people, key=prominence)


def whom(name: str | None) -> Whom | None:
    """Return who is meant by a name that a user gave.

    Raises
    ------
    PosecheckError
        If it is none.

    Examples
    --------
    >>> whom("nearest")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: There is no person 'nearest'; did you mean largest?
    """
    return None if name is None else cast(Whom, one_of(name, WHOM, "person"))


def chosen(people: Sequence[Person], whom: Whom | None, width_px: int, height_px: int) -> Person:
    """Return who is meant by `whom`; the most prominent one where nobody is named.

    Examples
    --------
    >>> world = np.random.default_rng(0).normal(0, 0.3, (33, 3))
    >>> places = (world[:, :2] * 80 + [90, 200], world[:, :2] * 99 + [300, 200])
    >>> a, b = (Person(place, world, world[:, 0], world[:, 0]) for place in places)
    >>> [chosen([a, b], whom, 640, 480) is b for whom in (None, "left", "middle", "right", "largest")]
    [True, False, True, True, True]
    """
    if whom is None:
        return most_prominent(people, width_px, height_px)
    largest = max(people, key=lambda person: person.px_per_m)
    if whom == "largest":
        return largest
    near = [person for person in people if person.px_per_m >= LEAST_OF_LARGEST * largest.px_per_m]
    wanted_px = {"left": 0.0, "middle": width_px / 2, "right": float(width_px)}[whom]
    return min(near, key=lambda person: abs(float(person.centre_px[0]) - wanted_px))


def have_leapt(person: Person, before: Person, least_m: float, least_ratio: float) -> bool:
    """Return whether head and trunk are elsewhere, or of another size, whichever side is called left."""
    scale = max(before.px_per_m, 1.0)
    away = body_axis_px(person.image_px) - body_axis_px(before.image_px)
    moved_m = float(np.median(np.linalg.norm(away, axis=-1))) / scale
    grown = abs(float(np.log(max(person.px_per_m, 1.0) / scale)))
    return moved_m > least_m or grown > np.log(least_ratio)


def is_same(person: Person, before: Person, elapsed_s: float) -> bool:
    """Return whether `person` can be the one seen `elapsed_s` earlier: near enough in place and size."""
    if not 1 / SCALE_RATIO < person.px_per_m / max(before.px_per_m, 1.0) < SCALE_RATIO:
        return False
    return _distance_m(person, before) <= min(PLACE_M + SPEED_M_S * elapsed_s, REACH_M)


def are_apart(a: Person, b: Person) -> bool:
    """Return whether the two are different people, not one person found twice."""
    return _distance_m(a, b) > APART_M


def _distance_m(a: Person, b: Person) -> float:
    apart_px = _middle(np.linalg.norm(a.image_px[_BODY] - b.image_px[_BODY], axis=1))
    return float(apart_px / max(b.px_per_m, 1.0))


def _middle(values: Floats) -> Floats:
    """Return the mean of what is known; MediaPipe knows every landmark, other models do not."""
    known = values[np.isfinite(values).reshape(len(values), -1).all(axis=1)]
    return np.asarray(known.mean(axis=0) if len(known) else np.full(values.shape[1:], np.inf))
