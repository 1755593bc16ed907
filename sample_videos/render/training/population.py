"""The people of the training stills: mixtures of baked bodies, those of the test kept apart."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.bake import population
from sample_videos.render.body import Body, mix_bodies
from sample_videos.render.contacts import Points, surface_points
from sample_videos.render.obstacles import Obstacles, obstacles_of
from sample_videos.render.truth import landmark_points

SPLITS = ("train", "validation", "test")
# People of each split, and the baked bodies that they are mixed from: no body is in two splits. The performers of
# the sample clips are in none.
PEOPLE = {"train": 320, "validation": 40, "test": 80}
BODIES = {"train": slice(0, 16), "validation": slice(16, 19), "test": slice(19, 26)}
SHORTEST_M, TALLEST_M = 1.45, 2.0


@dataclass(frozen=True)
class Person:
    """One person of the stills, with what is computed of a body once."""

    number: int
    split: str
    body: Body
    surface: Points
    landmarks: Points
    obstacles: Obstacles


def _range(split: str) -> range:
    first = sum(PEOPLE[name] for name in SPLITS[: SPLITS.index(split)])
    return range(first, first + PEOPLE[split])


def split_of(number: int) -> str:
    """Split that a person belongs to.

    Examples
    --------
    >>> split_of(0), split_of(319), split_of(320), split_of(439)
    ('train', 'train', 'validation', 'test')
    """
    return next(split for split in SPLITS if number in _range(split))


def numbers(split: str) -> NDArray[np.int64]:
    """Numbers of the people of a split."""
    return np.array(_range(split))


def recipe(number: int) -> dict[str, Any]:
    """Return what a person is mixed from.

    Parameters
    ----------
    number
        Number of the person.

    Returns
    -------
    dict
        ``split``, ``shares`` by baked body, ``stature_m``, and the mean sex, age and build of the shares.
    """
    split = split_of(number)
    rng = np.random.default_rng([131, number])
    pool = sorted(population())[BODIES[split]]
    names = [str(name) for name in rng.choice(pool, size=min(3, len(pool)), replace=False)]
    # Mostly one of them: a mixture of equals has average proportions.
    weights = rng.dirichlet([1.6, 0.5, 0.3])
    shares = {name: round(float(share), 4) for name, share in zip(names, weights, strict=True)}
    looks = [asdict(population()[name]) for name in shares]
    female = sum(share for share, look in zip(shares.values(), looks, strict=True) if look["sex"] == "female")
    stature = np.clip(rng.normal(1.77 - 0.13 * female, 0.095), SHORTEST_M, TALLEST_M)
    mean = {
        key: round(sum(share * look[key] for share, look in zip(shares.values(), looks, strict=True)), 2)
        for key in ("age_years", "muscle", "weight", "african", "asian", "caucasian")
    }
    return {
        "split": split, "shares": shares, "stature_m": round(float(stature), 3), "female": round(female, 2), **mean,
    }  # fmt: skip


@lru_cache(maxsize=64)
def person(number: int) -> Person:
    """Return one person, ready to be posed and dressed."""
    made = recipe(number)
    body = mix_bodies(made["shares"], made["stature_m"])
    surface = surface_points(body)
    return Person(number, made["split"], body, surface, landmark_points(body), obstacles_of(body, surface))
