"""A mirrored clip has every result of the clip with left and right exchanged, in every field."""

import re
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from posecheck.angles import Angles, compute_angles, estimate_reference
from posecheck.pose.landmarks import Landmarks
from posecheck.scoring.assessment import assess
from posecheck.scoring.recognition import recognise
from posecheck.scoring.results import Assessment
from posecheck.stretches.load import load_stretch, stretch_ids
from tests.performances import fault_ids, joined, perform

SWAPPED = {"left": "right", "right": "left"}
NEGATED = {"difference"}
"""Fields that are left minus right."""

SENTENCES = {"reason", "cue", "source", "sign"}
"""Sentences name left before right in any case, and the sign belongs to the catalog's angle, which may be the
other way in the mirror; the same fields as codes are compared."""


def both_sides_done(stretch: str, seed: int) -> Landmarks:
    """Perform a stretch on one side, and badly on the other."""
    fault = np.random.default_rng(seed).choice(fault_ids(stretch) or [""])
    first = perform(stretch, side="right", fps=10, seed=seed, reps=1)
    if not load_stretch(stretch).sided:
        return first.landmarks
    return joined(
        first, perform(stretch, side="left", fps=10, seed=seed + 1, reps=1, fault=fault or None)
    ).landmarks


def angles_of(landmarks: Landmarks) -> Angles:
    return compute_angles(landmarks, estimate_reference(landmarks))


def exchanged(found: Any) -> Any:
    """Exchange left and right in keys, words and differences, however deep."""
    if isinstance(found, dict):
        return {
            SWAPPED.get(key, key): -value if key in NEGATED and value is not None else exchanged(value)
            for key, value in found.items()
            if key not in SENTENCES
        }
    if isinstance(found, list | tuple):
        return [exchanged(value) for value in found]
    if isinstance(found, np.ndarray) and found.dtype.kind == "U":
        return np.array([exchanged(str(value)) for value in found])
    if isinstance(found, str):
        return re.sub(r"(?<![a-z-])(left|right)\b(?!-)", lambda word: SWAPPED[word[0]], found)
    return found


def fields(found: Assessment) -> dict[str, Any]:
    return {key: value for key, value in asdict(found).items() if key != "stretch"}


def in_order(found: dict[str, Any]) -> dict[str, Any]:
    """Put what costs the same, and so has no order, into one."""
    return found | {
        "targets": sorted(found["targets"], key=lambda one: (one["title"], one["phase"])),
        "dose": sorted(found["dose"], key=lambda one: one["side"] or ""),
        "faults": sorted(found["faults"], key=lambda one: (one["id"], one["side"] or "")),
    }


def assert_same(a: Any, b: Any, where: str = "") -> None:
    if isinstance(a, dict):
        assert a.keys() == b.keys(), where
        for key in a:
            assert_same(a[key], b[key], f"{where}.{key}")
    elif isinstance(a, list | tuple):
        assert len(a) == len(b), where
        for n, (one, other) in enumerate(zip(a, b, strict=True)):
            assert_same(one, other, f"{where}[{n}]")
    elif isinstance(a, np.ndarray) and a.dtype.kind in "US":
        assert list(a) == list(b), where
    elif isinstance(a, float | np.ndarray):
        np.testing.assert_allclose(a, b, atol=1e-6, err_msg=where)
    else:
        assert a == b, where


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("stretch", stretch_ids())
def test_mirroring_exchanges_left_and_right_in_every_field(stretch: str, seed: int) -> None:
    seen = both_sides_done(stretch, seed)
    here, there = angles_of(seen), angles_of(seen.mirrored())
    told = load_stretch(stretch)
    assert_same(
        in_order(exchanged(fields(assess(here, told)))),
        in_order(exchanged(exchanged(fields(assess(there, told))))),
    )
    assert_same(asdict(recognise(here)), asdict(recognise(there)))
