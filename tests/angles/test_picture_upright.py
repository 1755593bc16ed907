from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.truth import SAMPLES, load_truth
from posecheck.angles.picture_upright import Turn, find_turn, set_upright
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.turned_picture import TURN, turned_landmarks
from tests.kinematic_body import pose, to_landmarks

REAL = Path(__file__).parents[3] / "shared/data/real_landmarks"
SECONDS = np.arange(90) / 30
LEG = np.clip(60.0 * np.sin(2 * np.pi * SECONDS / 3.0), 0.0, 35.0)
"""Lifted to the side and held in the first half, on the floor in the second."""


def standing(heading: float = 0.0) -> Landmarks:
    return to_landmarks(pose(hip_abduction_right=LEG, heading=heading), noise_m=0.005)


def recordings() -> Iterator[Landmarks]:
    for path in sorted(SAMPLES.glob("*.truth.json")):
        yield replace(load_truth(path).landmarks, source={"clip": path.name})
    for path in sorted(REAL.glob("*.npz")):
        yield replace(Landmarks.load(path), source={"clip": path.name})


def test_no_sample_clip_and_no_real_one_is_turned_or_told_to_be() -> None:
    told = [str(one.source["clip"]) for one in recordings() if find_turn(one) != Turn()]
    assert told == []


@pytest.mark.parametrize("heading", [0, 35, 90])
@pytest.mark.parametrize("lean", [-30, -14, 14, 20, 35])
def test_a_leaning_picture_is_set_upright(lean: float, heading: float) -> None:
    turn = find_turn(turned_landmarks(standing(heading=heading), lean))
    assert turn.sure
    assert turn.deg == pytest.approx(-lean, abs=3)


@pytest.mark.parametrize("lean", [0, 20, -20])
def test_an_upside_down_picture_is_set_upright_with_its_lean(lean: float) -> None:
    turn = find_turn(turned_landmarks(standing(), 180 + lean))
    assert turn.sure
    assert abs(np.mod(turn.deg + 180 + lean + 180, 360) - 180) < 3


def test_a_picture_that_leans_by_half_a_right_angle_is_only_told() -> None:
    told = set_upright(turned_landmarks(standing(), 45))
    assert TURN not in told.source
    assert told.notes == ("The picture seems to lean; give --turn -45 if it does.",)


@pytest.mark.parametrize("lean", [-14, 14])
def test_legs_that_lean_less_than_the_trunk_in_a_leaning_picture_are_told(lean: float) -> None:
    bend = np.copysign(9.0, lean) + 0 * SECONDS
    crossed = to_landmarks(pose(trunk_side_bend=bend))
    assert find_turn(crossed) == Turn()
    turns = [find_turn(turned_landmarks(crossed, way * 8)) for way in (-1, 1)]
    [told] = [turn for turn in turns if turn != Turn()]
    assert not told.sure
    assert 10 <= abs(told.deg) <= 15


@pytest.mark.parametrize("quarter", [90, 270])
def test_a_body_that_is_horizontal_may_lie(quarter: float) -> None:
    assert find_turn(turned_landmarks(standing(), quarter)) == Turn()


@pytest.mark.parametrize("lean", [5, -8])
def test_a_little_lean_is_left_to_gravity(lean: float) -> None:
    assert find_turn(turned_landmarks(standing(), lean)) == Turn()


def test_who_bends_or_leans_aside_does_not_lean_the_picture() -> None:
    bend = np.where(SECONDS < 1.0, 0.0, 25.0)
    assert find_turn(to_landmarks(pose(trunk_side_bend=bend))) == Turn()
    bowed = pose(trunk_inclination=15.0 + 0 * SECONDS, hip_flexion_left=15, hip_flexion_right=15, heading=90)
    assert find_turn(to_landmarks(bowed)) == Turn()


def test_who_leans_on_a_wall_does_not_lean_the_picture() -> None:
    reaching = pose(heading=90 + 0 * SECONDS, shoulder_flexion_left=100, shoulder_flexion_right=100)
    leaning = turned_landmarks(to_landmarks(reaching), 20)
    other_way = turned_landmarks(to_landmarks(reaching), -20)
    found = {find_turn(leaning).deg, find_turn(other_way).deg}
    # Toward the hands there may be a wall; nobody falls away from it.
    assert 0.0 in found
    assert len(found) == 2


def test_what_was_done_is_noted_and_kept() -> None:
    upside_down = turned_landmarks(standing(), 180)
    upright = set_upright(upside_down)
    assert upright.source[TURN] == 180
    assert upright.notes == (
        "The picture is upside down: it was turned by 180 degrees; give --turn 0 if it should not be.",
    )
    np.testing.assert_allclose(upright.image_px, standing().image_px, atol=1e-9)


def test_who_turned_the_picture_is_believed() -> None:
    upside_down = replace(turned_landmarks(standing(), 180), source={TURN: 0.0})
    assert set_upright(upside_down) is upside_down
