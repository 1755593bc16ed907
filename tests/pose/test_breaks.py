"""A gap ends a shot where the person was not still in it."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.pose.breaks import break_where_moved
from posecheck.pose.landmarks import Landmark, Landmarks

FPS = 30
GAP_S = 2.7
HEIGHT_PX = 400.0


def standing(lift_px: np.ndarray, noise_px: float = 1.0) -> Landmarks:
    """Return somebody whose right ankle is lifted, half a second before a gap and half a second after it."""
    count = len(lift_px)
    time_s = np.arange(count) / FPS
    time_s[count // 2 :] += GAP_S
    landmarks = Landmarks.empty(time_s, 640, 480)
    rng = np.random.default_rng(0)
    body = np.stack([np.linspace(250, 350, 33), np.linspace(40, 40 + HEIGHT_PX, 33)], axis=1)
    landmarks.image_px[:] = body + rng.normal(0, noise_px, (count, 33, 2))
    landmarks.image_px[:, Landmark.RIGHT_ANKLE, 0] -= lift_px
    landmarks.world_m[:] = 0
    landmarks.visibility[:] = landmarks.presence[:] = 0.9
    return landmarks


def shots(lift_px: np.ndarray, **how: float) -> list[int]:
    count = len(lift_px)
    return sorted(set(break_where_moved(standing(lift_px, **how), [count // 2]).shot.tolist()))


STILL = np.full(30, 150.0)


@pytest.mark.parametrize("noise_px", [0.0, 0.5, 1.0, 3.0])
def test_a_still_hold_stays_whole(noise_px: float) -> None:
    assert shots(STILL, noise_px=noise_px) == [0]


@pytest.mark.parametrize("other_px", [0.0, 100.0, 250.0])
def test_another_pose_afterwards_ends_the_shot(other_px: float) -> None:
    assert shots(np.where(np.arange(30) < 15, 150.0, other_px)) == [0, 1]


def test_a_body_under_way_at_either_end_was_not_still() -> None:
    before = STILL.copy()
    before[9:15] -= np.linspace(0, 10, 6)
    before[15:] -= 10
    assert shots(before, noise_px=0.3) == [0, 1]
    assert shots(before[::-1], noise_px=0.3) == [0, 1]


def test_hidden_joints_tell_nothing() -> None:
    landmarks = standing(np.where(np.arange(30) < 15, 150.0, 0.0))
    landmarks.visibility[:, Landmark.RIGHT_ANKLE] = 0.1
    assert break_where_moved(landmarks, [15]).shot.max() == 0


def test_nobody_on_one_side_is_no_movement() -> None:
    landmarks = standing(STILL)
    landmarks.world_m[15:] = landmarks.image_px[15:] = np.nan
    assert break_where_moved(landmarks, [15]).shot.max() == 0


def test_a_shot_that_ends_there_anyway_is_not_ended_twice() -> None:
    landmarks = standing(np.where(np.arange(30) < 15, 150.0, 0.0))
    landmarks.shot[15:] = 1
    assert break_where_moved(landmarks, [15]).shot.max() == 1


def test_what_is_not_known_is_said() -> None:
    broken = break_where_moved(standing(np.where(np.arange(30) < 15, 150.0, 0.0)), [15])
    assert broken.notes == (
        "What was done between 0.5 and 3.2 s is not known: no repetition goes across it.",
    )


def test_what_was_found_in_repeated_pictures_is_missing_only_where_the_body_moved() -> None:
    for after_px, moved in ((0.0, True), (150.0, False)):
        landmarks = standing(np.where(np.arange(30) < 15, 150.0, after_px))
        broken = break_where_moved(landmarks, {15: landmarks.time_s[10]})
        assert broken.seen.tolist() == [not (moved and 10 < row < 15) for row in range(30)]
        assert landmarks.seen.all()
        from_to = f"between {landmarks.time_s[10]:.1f} and {landmarks.time_s[15]:.1f} s"
        assert any(from_to in note for note in broken.notes) == moved
