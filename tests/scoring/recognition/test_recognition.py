"""Naming the stretch in a clip: the library's own, and movements that are none of them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from posecheck.angles import Angles, compute_angles, estimate_reference
from posecheck.angles.catalog import Side
from posecheck.scoring.quantities import columns_of
from posecheck.scoring.recognition import recognise
from posecheck.stretches.load import load_stretch, stretch_ids
from tests.kinematic_body import pose, to_landmarks
from tests.other_movements import other_movement, other_movements
from tests.performances import Seeing, perform, seen_with

FPS = 10.0
TO_AND_FRO = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(0, 16, 1 / FPS) / 4.0)

OTHER_MOVEMENTS: dict[str, dict[str, Any]] = {
    "squat": {"hip_flexion": 95, "knee_flexion": 105, "trunk_inclination": 30},
    "deadlift": {"hip_flexion": 80, "knee_flexion": 15, "trunk_inclination": 75},
    "arms up": {"shoulder_flexion": 170},
    "curl of the arms": {"elbow_flexion": 130},
    "heel raise": {"ankle_plantarflexion": 40},
    "nothing": {},
}


def done(movement: dict[str, float], heading: float, **rest: float) -> Angles:
    """Do a movement on both sides, again and again."""
    course: dict[str, Any] = {"heading": np.full_like(TO_AND_FRO, heading)} | rest
    for name, far in movement.items():
        limb = name not in ("trunk_inclination",)
        for key in (f"{name}_left", f"{name}_right") if limb else (name,):
            course[key] = course.get(key, 0.0) + far * TO_AND_FRO
    seen = seen_with(to_landmarks(pose(**course), fps=FPS), Seeing())
    return compute_angles(seen, estimate_reference(seen))


@pytest.mark.parametrize("heading", [0.0, 90.0])
@pytest.mark.parametrize("movement", OTHER_MOVEMENTS)
def test_what_is_none_of_the_stretches_is_called_none(movement: str, heading: float) -> None:
    found = recognise(done(OTHER_MOVEMENTS[movement], heading))
    assert found.stretch is None, found.others[:3]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("stretch", stretch_ids())
def test_a_good_performance_is_recognised_on_either_side(stretch: str, side: Side) -> None:
    found = recognise(perform(stretch, side=side, fps=FPS, reps=2).angles)
    assert stretch in (found.stretch, *found.alike), found.others[:3]


@pytest.mark.parametrize("stretch", ["hip_extension", "hip_abduction", "ais_hip_flexor"])
def test_a_movement_that_rests_at_both_ends_is_seen_however_unsure_its_angle_is(stretch: str) -> None:
    angles = perform(stretch, fps=FPS, reps=2).angles
    sigma = angles.sigma.copy()
    for lead in load_stretch(stretch).leads:
        sigma[:, [column.index for column in columns_of(lead, "right")]] *= 8.0
    found = recognise(replace(angles, sigma=sigma))
    assert found.stretch == stretch, found.others[:3]


def test_stretches_that_look_alike_say_so_of_each_other() -> None:
    for known in stretch_ids():
        for other in load_stretch(known).looks_like:
            assert known in load_stretch(other).looks_like


def test_of_two_that_look_alike_both_are_told() -> None:
    found = recognise(perform("roll_up_down", fps=FPS).angles)
    assert {found.stretch, *found.alike} == {"roll_up_down", "roll_diagonal"}
    assert found.probability > 0.9


@pytest.mark.parametrize("movement", ["squat", "squat_held", "sit_to_stand", "walking", "sitting_still"])
def test_an_everyday_movement_is_none_from_any_side(movement: str) -> None:
    for heading in (0.0, 45.0, 90.0, 180.0):
        found = recognise(other_movement(movement, heading=heading).angles)
        assert found.stretch is None, (heading, found.others[:3])


def test_other_movements_are_seldom_named() -> None:
    named = [name for name in other_movements() if recognise(other_movement(name).angles).stretch]
    assert len(named) <= len(other_movements()) / 4, named
