"""Praise and the end of a hold."""

from __future__ import annotations

import pytest

from posecheck.live.coaching.cues import CueRules
from posecheck.live.coaching.exercise import Exercise, set_result
from posecheck.live.coaching.sets import plan_stretch
from posecheck.stretches.load import load_stretch
from tests.live.coaching.test_movement import one


def childs_pose(hip_deg: float, knee_deg: float, heel_gap: float) -> dict[str, float]:
    """Return what matters of the pose, both sides alike."""
    angles = {"hip_flexion": hip_deg, "knee_flexion": knee_deg, "heel_gap": heel_gap}
    return {f"{name}_{side}": value for name, value in angles.items() for side in ("left", "right")}


def performed(parts: list[tuple[float, dict[str, float]]]) -> tuple[list[str], list[str], Exercise]:
    """Hold each posture for its seconds; return what is said and sounded."""
    exercise = Exercise(plan_stretch(load_stretch("childs_pose"), reps=1)[0], CueRules())
    said: list[str] = []
    tones: list[str] = []
    time_s = 0.0
    for seconds, angles in parts:
        for _ in range(round(seconds * 15)):
            time_s += 1 / 15
            say, sounds = exercise.step(one(time_s, angles), True, None)
            said += [words.text for words in say]
            tones += sounds
    return said, tones, exercise


def test_an_angle_that_comes_back_is_praised() -> None:
    kneel = childs_pose(88, 90, 1.3)
    said, _, _ = performed([(2, kneel), (3, childs_pose(114, 128, 1.3)), (6, childs_pose(130, 140, 0.6))])
    cue = said.index("Sit back farther toward the heels.")
    assert "Good, that is it." in said[cue:]


def test_a_hold_is_counted_down_and_ended_with_a_tone() -> None:
    kneel = childs_pose(88, 90, 1.3)
    said, tones, exercise = performed([(2, kneel), (15, childs_pose(130, 140, 0.6)), (3, kneel)])
    assert tones == ["hold_start", "hold_end", "rep"]
    spoken = ["Hold.", "Ten more seconds.", "Five.", "Three.", "Two.", "One.", "Good. Come back slowly."]
    assert [words for words in said if words in spoken] == spoken
    assert exercise.finished
    assert set_result(exercise.planned, exercise.assess()).holds_s == pytest.approx([14.8], abs=0.7)
