"""Stretches that are rolled or marched instead of held."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.angles import ANGLE_IDS, CATALOG, Angles, View, index_of
from posecheck.live.coaching.movement import Movement
from posecheck.stretches.load import load_stretch


def one(time_s: float, values: dict[str, float]) -> Angles:
    """Return one frame in which a few angles are seen."""
    value = np.full((1, len(ANGLE_IDS)), np.nan)
    for angle, degrees in values.items():
        value[0, index_of(angle)] = degrees
    usual = np.array([3.0 if angle.unit == "deg" else 0.05 for angle in CATALOG])
    sigma = np.where(np.isnan(value), np.nan, usual)
    return Angles(np.array([time_s]), value, sigma, View(*np.zeros((4, 1))), np.zeros(1, dtype=np.int64))


def test_rolling_is_timed() -> None:
    time_s = np.arange(0, 30, 0.1)
    movement = Movement(load_stretch("roll_side_to_side"), None)
    seconds = [
        movement.add(one(at_s, {"thorax_roll": 20 * np.sin(2 * np.pi * at_s / 4)})).hold_s for at_s in time_s
    ]
    assert seconds[-1] == pytest.approx(29, abs=2.5)
    assert movement.add(one(30.0, {"thorax_roll": 0.0})).gauge is None


def test_steps_are_counted() -> None:
    stretch = load_stretch("free_pelvis_march")
    cycle = stretch.cycle
    assert cycle is not None
    movement = Movement(stretch, None)
    for at_s in np.arange(0, 12, 1 / 15):
        swing = 3 * (cycle.least or 0.0) * np.sin(2 * np.pi * at_s / 2)
        legs = {f"{cycle.angle}_left": max(-swing, 0.0), f"{cycle.angle}_right": max(swing, 0.0)}
        moment = movement.add(one(float(at_s), legs))
    assert moment.reps_done == pytest.approx(12, abs=1)
