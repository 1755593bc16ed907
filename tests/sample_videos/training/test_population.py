"""People of the stills: who is kept apart, how tall, and always the same."""

from __future__ import annotations

import numpy as np
import pytest

from sample_videos.render.bake import PEOPLE as PERFORMERS
from sample_videos.render.body import people
from sample_videos.render.training.population import PEOPLE, SPLITS, numbers, person, recipe, split_of


def test_no_body_is_in_two_splits_and_no_performer_in_any() -> None:
    bodies = {split: {name for n in numbers(split) for name in recipe(int(n))["shares"]} for split in SPLITS}
    for split in SPLITS:
        assert bodies[split]
        assert not bodies[split] & set(PERFORMERS)
        for other in SPLITS:
            assert split == other or not bodies[split] & bodies[other]
    assert people() == sorted(PERFORMERS)


def test_numbers_and_splits_agree() -> None:
    together = np.concatenate([numbers(split) for split in SPLITS])
    assert together.tolist() == list(range(sum(PEOPLE.values())))
    for split in SPLITS:
        assert {split_of(int(n)) for n in numbers(split)} == {split}


def test_people_differ_in_height_sex_and_age() -> None:
    made = [recipe(n) for n in range(sum(PEOPLE.values()))]
    heights = np.array([each["stature_m"] for each in made])
    assert heights.min() >= 1.45
    assert heights.max() <= 2.0
    assert heights.min() < 1.55
    assert heights.max() > 1.9
    ages = np.array([each["age_years"] for each in made])
    assert ages.min() < 30
    assert ages.max() > 70
    assert 0.3 < np.mean([each["female"] for each in made]) < 0.7


def test_a_person_is_as_tall_as_told_and_always_the_same() -> None:
    body = person(7).body
    assert body.stature == pytest.approx(recipe(7)["stature_m"], abs=1e-3)
    person.cache_clear()
    np.testing.assert_array_equal(person(7).body.vertices, body.vertices)
