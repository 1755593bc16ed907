"""Poses of the stills: every posture of the table stands, kneels or lies as its class says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from posecheck.pose.landmarks import Landmark as L
from sample_videos.render.ik import LOWER, UPPER
from sample_videos.render.poses import GROUPS, mirrored_values
from sample_videos.render.rig import DOF_INDEX, DOFS, expand, forward
from sample_videos.render.settle import settle_shift, supports_of
from sample_videos.render.table import stretches
from sample_videos.render.training import postures
from sample_videos.render.training.population import person
from sample_videos.render.training.postures import (
    KINDS,
    SHARES,
    STRETCH_CLASS,
    draw_pose,
    key_names,
    posture_classes,
    table,
)


@cache
def settled(name: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Degrees of freedom and landmarks of one posture at rest on what carries it."""
    who = person(4 * seed)
    asked = postures._posture(np.random.default_rng(seed), name)
    q = postures._solved(who, asked)
    q[DOF_INDEX["y"]] += settle_shift(who.body, q, supports_of(asked.props))
    return q, who.landmarks.positions(forward(who.body, q[None]))[0]


@pytest.mark.parametrize("name", table()["postures"])
def test_a_posture_is_what_its_class_says(name: str) -> None:
    q, points = settled(name, 1)
    entry = table()["postures"][name]
    height = points[:, 1]
    hips = height[[L.LEFT_HIP, L.RIGHT_HIP]].mean()
    shoulders = height[[L.LEFT_SHOULDER, L.RIGHT_SHOULDER]].mean()
    knees, ankles = height[[L.LEFT_KNEE, L.RIGHT_KNEE]], height[[L.LEFT_ANKLE, L.RIGHT_ANKLE]]
    assert height.min() > -0.12
    match entry["class"]:
        case "standing":
            assert hips > 0.25
            assert ankles.min() < 0.2
        case "half kneeling":
            assert knees.min() < 0.2
            assert hips > 0.2
        case "kneeling upright":
            assert knees.max() < 0.25
            assert shoulders > hips > 0.3
        case "kneeling folded":
            assert knees.max() < 0.3
            assert hips < 0.6
        case "all fours":
            assert hips > 0.2
            assert abs(q[DOF_INDEX["pelvic_tilt"]] - 85) < 60
        case "prone flat" | "prone pressed up":
            assert q[DOF_INDEX["pelvic_tilt"]] > 40
            assert hips < 0.8
        case "supine":
            assert q[DOF_INDEX["pelvic_tilt"]] < -40
            assert hips < 0.6
        case "side-lying":
            assert q[DOF_INDEX["pelvic_obliquity"]] > 50
        case "chair":
            assert 0.3 < hips < 0.75
            assert shoulders > hips
        case "long sitting" | "cross-legged" | "side sitting":
            assert hips < 0.35
            assert shoulders > hips
        case unknown:
            pytest.fail(f"nothing is said of the class {unknown!r}")


def test_all_posture_classes_are_there_and_stretches_are_of_them() -> None:
    assert set(posture_classes()) == {
        "standing", "half kneeling", "kneeling upright", "kneeling folded", "all fours", "prone flat",
        "prone pressed up", "supine", "side-lying", "long sitting", "cross-legged", "side sitting", "chair",
    }  # fmt: skip
    assert set(STRETCH_CLASS) <= set(stretches())
    assert set(STRETCH_CLASS.values()) <= set(posture_classes())
    assert len(set(key_names())) == len(key_names())


def test_the_table_names_what_there_is() -> None:
    surface = person(0).surface
    for part in ("arms", "postures"):
        for name, entry in table()[part].items():
            for angle, value in entry["angles"].items():
                assert expand(angle), name
                if isinstance(value, list):
                    assert value[0] < value[1], (name, angle)
            for contact in entry.get("contacts", {}):
                for point in GROUPS.get(contact, (contact,)):
                    assert point in surface.names, (name, contact)


def test_at_least_half_of_the_stills_are_not_around_a_stretch() -> None:
    assert set(SHARES) == set(KINDS)
    assert sum(SHARES.values()) == pytest.approx(1)
    assert SHARES["posture"] + 0.5 * (SHARES["wide"] + SHARES["flat"]) >= 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_draws_the_same_pose(kind: str) -> None:
    first, second = (draw_pose(np.random.default_rng(11), person(2), kind) for _ in range(2))
    np.testing.assert_array_equal(first.values, second.values)
    assert (first.kind, first.key, first.mirrored) == (kind, second.key, second.mirrored)
    assert first.posture in posture_classes()
    assert first.key in key_names()
    # Joints stay within their limits, but for what the solver lets them give.
    limited = np.array([not name.startswith(("x", "y", "z")) for name in DOFS])
    assert (first.values - UPPER)[limited].max() < 8
    assert (LOWER - first.values)[limited].max() < 8


def test_both_sides_are_drawn_alike() -> None:
    drawn = [postures._posture(np.random.default_rng(seed), "stand_leg_front") for seed in range(40)]
    lifted = np.array([asked.values[DOF_INDEX["hip_flexion_right"]] for asked in drawn])
    assert np.ptp(lifted) > 60
    q = drawn[0].values
    np.testing.assert_allclose(mirrored_values(mirrored_values(q)), q)


def test_small_angles_are_drawn_flat() -> None:
    rng = np.random.default_rng(5)
    bases = [postures._posture(rng, "stand") for _ in range(200)]
    flat = np.array([postures._flattened(rng, base).values for base in bases])
    for name, (low, high) in (("pelvic_obliquity", (-20, 20)), ("thoracic_rotation", (-30, 30))):
        drawn = flat[:, DOF_INDEX[name]]
        # About as many in each third, where people who stand well have nearly all in the middle.
        thirds = np.histogram(drawn, bins=np.linspace(low, high, 4))[0] / len(drawn)
        assert thirds.min() > 0.18
        still = np.array([base.values[DOF_INDEX[name]] for base in bases])
        assert np.std(drawn) > 1.5 * np.std(still)
