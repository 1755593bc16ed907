"""Recognising what people film: sides that take turns, poses held throughout, title cards, other exercises."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import posecheck
from posecheck.angles import Angles, compute_angles, estimate_reference
from posecheck.errors import NotScoredError
from posecheck.scoring.recognition import Recognition, recognise
from posecheck.scoring.recognition.recognition import SURE
from tests.kinematic_body import pose, to_landmarks
from tests.performances import Performance, Seeing, joined, perform, seen_with

FPS = 10.0


def named(found: Recognition) -> tuple[str | None, ...]:
    return found.stretch, *found.alike


def taking_turns(stretch: str, times: int = 2, seed: int = 0) -> Performance:
    """Do a stretch once on one side, once on the other, again and again, in one shot."""
    whole: Performance | None = None
    for side in ("right", "left") * times:
        once = perform(stretch, side=side, fps=FPS, reps=1, hold_s=2.0, seed=seed)
        whole = once if whole is None else joined(whole, once)
    assert whole is not None
    return whole


@pytest.mark.parametrize(
    "stretch", ["ais_hamstring", "hip_abduction", "hip_flexion", "ais_quad", "hip_extension"]
)
def test_sides_that_take_turns_are_no_other_exercise(stretch: str) -> None:
    found = recognise(taking_turns(stretch).angles)
    assert stretch in named(found), found.others[:3]


def only_held(stretch: str, seconds: float = 6.0) -> Angles:
    """Cut a clip so that it begins and ends in the pose."""
    seen = perform(stretch, fps=FPS, reps=1, hold_s=seconds + 4.0)
    first = int(np.searchsorted(seen.landmarks.time_s, 5.0))
    landmarks = seen.landmarks[first : first + int(seconds * FPS)]
    return compute_angles(landmarks, estimate_reference(landmarks))


@pytest.mark.parametrize("stretch", ["childs_pose", "ais_quad", "standing_side_bend", "supine_rotation"])
def test_a_pose_that_is_held_throughout_is_known_by_the_pose(stretch: str) -> None:
    found = recognise(only_held(stretch))
    assert stretch in (*named(found), *(name for name, _ in found.candidates)), found.others[:3]


def after_a_card(card: Performance, clip: Performance) -> Angles:
    """Put a shot before another, as a cut does."""
    both = joined(card, clip).landmarks
    shot = (np.arange(len(both)) >= len(card.landmarks)).astype(np.int64)
    landmarks = replace(both, shot=shot)
    return compute_angles(landmarks, estimate_reference(landmarks))


@pytest.mark.parametrize("shown", ["roll_side_to_side", "supine_rotation"])
def test_a_short_first_shot_does_not_decide(shown: str) -> None:
    card = perform(shown, fps=FPS, reps=1, roll_s=2.0, hold_s=1.0)
    card = Performance(card.landmarks[:25], 0.0, ())
    clip = perform("ais_glute", fps=FPS, reps=3)
    found = recognise(after_a_card(card, clip))
    assert "ais_glute" in named(found), found.others[:3]


def exercise(heading: float, seed: int, **moves: tuple[Any, Any]) -> Angles:
    """Do something again and again: each angle goes from the one value to the other.

    On both sides, on one (`_R`, `_L`), or on one after the other (`_r`, `_l`).
    """
    time_s = np.arange(0, 14, 1 / FPS)
    wave = np.sin(2 * np.pi * time_s / 4.0)
    both = 0.5 - 0.5 * np.cos(2 * np.pi * time_s / 4.0)
    to_and_fro = {"": both, "_R": both, "_L": both, "_r": wave.clip(0), "_l": (-wave).clip(0)}
    course: dict[str, Any] = {"heading": heading + 0 * time_s}
    for name, (start, end) in moves.items():
        stem, how = (name[:-2], name[-2:]) if name.endswith(("_r", "_l", "_R", "_L")) else (name, "")
        way = start + (end - start) * to_and_fro[how]
        if stem.startswith(("trunk", "pelvic")):
            course[stem] = course.get(stem, 0.0) + way
        else:
            sides = {"r": ("right",), "l": ("left",)}.get(how[1:].lower(), ("left", "right"))
            course |= {f"{stem}_{side}": way for side in sides}
    seen = seen_with(to_landmarks(pose(**course), fps=FPS), Seeing(bias_m=0.012, noise_m=0.006), seed)
    return compute_angles(seen, estimate_reference(seen))


EXERCISES: dict[str, dict[str, tuple[float, float]]] = {
    "bicycle crunch": {
        "hip_flexion_r": (0, 115), "knee_flexion_r": (0, 120),
        "hip_flexion_l": (0, 115), "knee_flexion_l": (0, 120),
        "trunk_rotation_r": (0, 30), "trunk_rotation_l": (0, -30), "trunk_inclination": (5, 5),
        "shoulder_flexion": (100, 100), "elbow_flexion": (140, 140),
    },
    "arm raised, leaning": {"shoulder_abduction_r": (0, 150), "trunk_side_bend_r": (0, -14)},
    "arm back, tipping": {"shoulder_flexion_r": (0, -45), "trunk_inclination": (0, 16), "hip_flexion": (0, 16)},
    "split squat": {
        "hip_flexion_R": (10, 85), "knee_flexion_R": (5, 95),
        "hip_flexion_L": (-15, -5), "knee_flexion_L": (10, 90),
    },
    "bridge": {"trunk_inclination": (-92, -118), "hip_flexion": (45, 2), "knee_flexion": (95, 85)},
    "squat": {
        "hip_flexion": (0, 105), "knee_flexion": (0, 105),
        "trunk_inclination": (0, 35), "shoulder_flexion": (0, 90),
    },
}  # fmt: skip


def test_other_exercises_are_hardly_ever_named_surely() -> None:
    seen = [(kind, heading, seed) for kind in EXERCISES for heading in (0.0, 45.0, 90.0) for seed in range(2)]
    found = {each: recognise(exercise(each[1], each[2], **EXERCISES[each[0]])) for each in seen}
    named = {each: one.stretch for each, one in found.items() if one.stretch and not one.asks}
    assert len(named) <= len(seen) / 12, named


def test_what_is_unsure_is_asked() -> None:
    sure = Recognition("arch_over", SURE, (("arch_over", SURE),))
    unsure = Recognition("arch_over", SURE - 0.01, (("arch_over", SURE - 0.01), ("ais_glute", 0.01)))
    assert (sure.asks, unsure.asks) == (False, True)
    assert [name for name, _ in unsure.candidates] == ["arch_over"]
    assert not Recognition(None, 0.7, (("arch_over", 0.01),)).asks


def test_the_question_names_what_it_may_be() -> None:
    seen = perform("hip_abduction", fps=FPS, reps=2, heading=75.0, seed=2)
    angles = posecheck.measure(seen.landmarks)
    found = recognise(angles)
    if not found.asks:
        pytest.skip("this performance is clear")
    with pytest.raises(NotScoredError, match="name it with --stretch") as no:
        posecheck.score(angles, "auto")
    assert no.value.candidates == found.candidates
    assert posecheck.score(angles, "auto", anyway=True).assessment.stretch.id == found.candidates[0][0]
