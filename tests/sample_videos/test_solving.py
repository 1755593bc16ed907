"""Inverse kinematics and settling: what should touch touches, and nothing goes through the floor."""

from __future__ import annotations

import numpy as np
import pytest

from sample_videos.render.body import load_body
from sample_videos.render.collision import penetration
from sample_videos.render.contacts import surface_points
from sample_videos.render.ik import DEFAULT_SIGMA, Task, sigma_with, solve
from sample_videos.render.rig import DOF_INDEX, forward, pose_vector
from sample_videos.render.settle import GIVE, Supports, posed_skin, settle_shift, supports_of

BODY = load_body("anna")
POINTS = surface_points(BODY)
SOLES = [f"{p}_{s}" for s in ("left", "right") for p in ("heel", "ball_in", "ball_out")]


def on_floor(*names: str) -> dict[str, np.ndarray]:
    return {name: np.array([np.nan, 0.0, np.nan]) for name in names}


def test_planted_soles_reach_the_floor_and_the_asked_angles_hardly_change() -> None:
    asked = pose_vector({"y": 0.9, "hip_flexion": 40, "knee_flexion": 60, "pelvic_tilt": 10})
    q = solve(BODY, POINTS, Task(asked, DEFAULT_SIGMA, on_floor(*SOLES)), asked)
    where = POINTS.positions(forward(BODY, q))[0]
    assert max(abs(where[POINTS.index(name), 1]) for name in SOLES) < 0.003
    assert q[DOF_INDEX["knee_flexion_left"]] == pytest.approx(60, abs=4)


def test_a_hand_reaches_its_target() -> None:
    target = np.array([0.45, 1.1, -0.2])
    asked = pose_vector({"y": BODY.bone("pelvis")[1], "shoulder_flexion_left": 60, "elbow_flexion_left": 30})
    q = solve(BODY, POINTS, Task(asked, DEFAULT_SIGMA, {"palm_left": target, **on_floor(*SOLES)}), asked)
    reached = POINTS.positions(forward(BODY, q))[0, POINTS.index("palm_left")]
    np.testing.assert_allclose(reached, target, atol=0.01)


def test_a_tight_angle_stays_where_it_was_asked() -> None:
    asked = pose_vector({"y": 0.9, "hip_flexion": 40, "knee_flexion": 60})
    sigma = sigma_with({"knee_flexion": 0.05})
    q = solve(BODY, POINTS, Task(asked, sigma, on_floor(*SOLES)), asked)
    assert q[DOF_INDEX["knee_flexion_right"]] == pytest.approx(60, abs=0.2)


def test_a_pose_that_satisfies_everything_stays_as_it_is() -> None:
    asked = pose_vector({"y": 1.5})
    np.testing.assert_array_equal(solve(BODY, POINTS, Task(asked, DEFAULT_SIGMA, {}), asked), asked)


@pytest.mark.parametrize("lift", [-0.3, 0.2])
def test_settling_rests_the_lowest_skin_on_the_floor(lift: float) -> None:
    q = pose_vector({"y": BODY.bone("pelvis")[1] + lift, "hip_flexion_left": 70, "knee_flexion_left": 80})
    q[DOF_INDEX["y"]] += settle_shift(BODY, q, Supports())
    assert posed_skin(BODY, q)[:, 1].min() == pytest.approx(-GIVE["floor"], abs=1e-9)


def test_a_seat_carries_only_what_is_above_it() -> None:
    chair = supports_of([{"kind": "chair", "x": 0.0, "z": 0.0}])
    q = pose_vector({"y": 0.5, "hip_flexion": 90, "knee_flexion": 90})
    assert "seat" in chair.gaps(posed_skin(BODY, q), q)
    aside = supports_of([{"kind": "chair", "x": 2.0, "z": 0.0}])
    assert "seat" not in aside.gaps(posed_skin(BODY, q), q)
    assert supports_of([{"kind": "chair", "x": 0.0, "z": 0.0, "carries": False}]).seats == ()


def test_a_roller_travels_half_as_far_as_the_body() -> None:
    roller = supports_of([{"kind": "roller", "x": -0.3}]).roller
    assert roller is not None
    moved = roller.centre(pose_vector({"x": 0.2})) - roller.centre(pose_vector())
    np.testing.assert_allclose(moved, [0.1, 0, 0], atol=1e-12)


def test_a_hand_through_the_thigh_is_noticed_and_a_free_one_is_not() -> None:
    free = pose_vector({"y": 0.9, "shoulder_abduction": 40})
    assert max(penetration(BODY, free).values()) < 0.005
    through = pose_vector({"y": 0.9, "shoulder_abduction": -8, "hip_abduction": 4})
    assert penetration(BODY, through)["forearm_left in thigh_left"] > 0.01
