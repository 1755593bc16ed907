from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.pose.cleaning.swaps import SwapTest, exchange, find_swaps, repair
from posecheck.pose.landmarks import MIRRORED, Landmarks
from tests.kinematic_body import pose, to_landmarks

FPS = 30
TIME = np.arange(240) / FPS


def squatting(heading: float) -> Landmarks:
    depth = 45 - 45 * np.cos(2 * np.pi * TIME / 4)
    return to_landmarks(
        pose(
            heading=heading,
            trunk_inclination=depth / 3,
            hip_flexion_left=depth,
            hip_flexion_right=depth,
            knee_flexion_left=depth,
            knee_flexion_right=depth,
        ),
        fps=FPS,
    )


def walking(heading: float) -> Landmarks:
    stride = np.sin(2 * np.pi * TIME)
    return to_landmarks(
        pose(
            heading=heading,
            hip_flexion_left=25 * stride,
            hip_flexion_right=-25 * stride,
            knee_flexion_left=20 + 20 * np.cos(2 * np.pi * TIME),
            knee_flexion_right=20 - 20 * np.cos(2 * np.pi * TIME),
            shoulder_flexion_left=-20 * stride,
            shoulder_flexion_right=20 * stride,
        ),
        fps=FPS,
    )


def lifting(heading: float) -> Landmarks:
    """Stand, lift the right leg beside the left, hold it, stand again."""
    lift = 90 * np.clip(np.minimum(TIME - 2, 7 - TIME), 0, 1)
    return to_landmarks(
        pose(
            heading=heading,
            hip_flexion_right=lift,
            knee_flexion_right=lift,
            shoulder_flexion_left=5.0,
        ),
        fps=FPS,
    )


def noisy(landmarks: Landmarks, rng: np.random.Generator) -> Landmarks:
    return replace(
        landmarks,
        image_px=landmarks.image_px + rng.normal(0, 1.5, landmarks.image_px.shape),
        world_m=landmarks.world_m + rng.normal(0, 0.01, landmarks.world_m.shape) * [1, 1, 3],
    )


def random_blocks(rng: np.random.Generator, frames: int) -> NDArray[np.bool_]:
    """Exchange either group in random blocks of ten frames, a third of all."""
    swapped = np.zeros((frames, 2), dtype=bool)
    for group in (0, 1):
        for start in rng.choice(frames // 10, size=frames // 30, replace=False) * 10:
            swapped[start : start + 10, group] = True
    return swapped


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("heading", [0, 30, 60, 90])
@pytest.mark.parametrize("move", [squatting, walking])
def test_swaps_in_blocks_of_ten_frames_are_undone(
    move: Callable[[float], Landmarks], heading: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    body = noisy(move(heading), rng)
    swapped = random_blocks(rng, len(body))
    found = find_swaps(exchange(body, swapped))
    assert (found == swapped).mean() >= 0.95


@pytest.mark.parametrize("heading", [0, 45, 90])
@pytest.mark.parametrize("move", [squatting, walking, lifting])
def test_nothing_is_exchanged_where_nothing_is_wrong(
    move: Callable[[float], Landmarks], heading: float
) -> None:
    assert not find_swaps(noisy(move(heading), np.random.default_rng(0))).any()


def test_swap_test_finds_the_same_live() -> None:
    rng = np.random.default_rng(0)
    body = noisy(walking(30), rng)
    swapped = random_blocks(rng, len(body))
    raw = exchange(body, swapped)
    test = SwapTest()
    found = [
        test(raw.image_px[frame], raw.world_m[frame], raw.time_s[frame], scale=250.0)
        for frame in range(len(raw))
    ]
    assert (np.array(found) == swapped).mean() >= 0.95


def test_legs_exchanged_all_along_are_turned_by_the_shoulders() -> None:
    body = noisy(walking(30), np.random.default_rng(0))
    swapped = np.zeros((len(body), 2), dtype=bool)
    swapped[:, 1] = True
    assert find_swaps(exchange(body, swapped))[:, 1].mean() >= 0.95


def test_shot_that_begins_exchanged_is_put_right_by_its_majority() -> None:
    body = noisy(squatting(0), np.random.default_rng(0))
    swapped = np.zeros((len(body), 2), dtype=bool)
    swapped[:60] = True
    assert (find_swaps(exchange(body, swapped)) == swapped).mean() >= 0.95


@pytest.mark.parametrize("heading", [90, -90])
def test_leg_lifted_under_the_other_name_is_told_by_the_foot_that_stands(heading: float) -> None:
    body = noisy(lifting(heading), np.random.default_rng(0))
    swapped = np.zeros((len(body), 2), dtype=bool)
    swapped[75:200, 1] = True
    raw = exchange(body, swapped)
    # While the leg rises past the other nothing is seen of either.
    raw.image_px[60:75, 25:], raw.world_m[60:75, 25:] = np.nan, np.nan
    raw.image_px[200:215, 25:], raw.world_m[200:215, 25:] = np.nan, np.nan
    seen = np.isfinite(raw.image_px[:, 25, 0])
    assert (find_swaps(raw) == swapped)[seen].mean() >= 0.98
    test = SwapTest()
    live = [test(raw.image_px[n], raw.world_m[n], raw.time_s[n], scale=380.0) for n in range(len(raw))]
    assert (np.array(live) == swapped)[seen].mean() >= 0.95


def test_legs_exchanged_from_the_hips_on_or_in_the_picture_alone_are_put_right() -> None:
    body = lifting(90)
    swapped = np.zeros((len(body), 2), dtype=bool)
    swapped[75:200, 1] = True
    from_the_hips = exchange(body, swapped)
    in_the_picture = replace(body, image_px=body.image_px.copy(), world_m=body.world_m.copy())
    in_the_picture.image_px[75:200, 25:] = body.image_px[75:200, MIRRORED[25:]]
    in_the_picture.world_m[75:200, 25:, :2] = body.world_m[75:200, MIRRORED[25:], :2]
    for raw in (from_the_hips, in_the_picture):
        np.testing.assert_allclose(repair(raw, swapped).image_px, body.image_px)
        np.testing.assert_allclose(repair(raw, swapped).world_m, body.world_m)


def test_shots_do_not_vote_for_each_other() -> None:
    body = noisy(squatting(0), np.random.default_rng(0))
    body = replace(body, shot=(np.arange(len(body)) >= 180).astype(np.int64))
    swapped = np.zeros((len(body), 2), dtype=bool)
    swapped[180:] = True
    # All of the second shot is exchanged, trunk and legs alike: nothing inside it says so.
    assert not find_swaps(exchange(body, swapped)).any()


def broken(landmarks: Landmarks, from_s: float, to_s: float) -> Landmarks:
    """Take out what was done from one time to another, and begin a new shot there."""
    kept = landmarks[(landmarks.time_s < from_s) | (landmarks.time_s >= to_s)]
    return replace(kept, shot=(kept.time_s >= to_s).astype(np.int64))


def with_legs_confused(landmarks: Landmarks, where: NDArray[np.bool_]) -> Landmarks:
    """Take either leg for the other in the picture, as a model does that knows from the trunk which is nearer."""
    image_px, world_m = landmarks.image_px.copy(), landmarks.world_m.copy()
    image_px[where, 25:] = landmarks.image_px[:, MIRRORED[25:]][where]
    world_m[where, 25:, :2] = landmarks.world_m[:, MIRRORED[25:], :2][where]
    return replace(landmarks, image_px=image_px, world_m=world_m)


def in_turn(heading: float) -> Landmarks:
    """Lift the right leg up to four seconds, then the left."""
    lift = 90 * np.clip(np.minimum(TIME - 2, 7 - TIME), 0, 1)
    right, left = np.where(TIME < 4, lift, 0), np.where(TIME < 4, 0, lift)
    return to_landmarks(
        pose(
            heading=heading,
            hip_flexion_right=right,
            knee_flexion_right=right,
            hip_flexion_left=left,
            knee_flexion_left=left,
        ),
        fps=FPS,
    )


BREAKS = [(1.5, 3.5), (2.4, 3.4), (4.0, 5.2)]
"""Out of standing into the hold; while the leg rises; within the hold."""


@pytest.mark.parametrize("heading", [90, -90, 70])
@pytest.mark.parametrize("missing", BREAKS)
def test_leg_is_told_across_a_break_of_one_view_by_the_foot_that_stands(
    missing: tuple[float, float], heading: float
) -> None:
    body = noisy(lifting(heading), np.random.default_rng(0))
    raw = broken(body[TIME < 6], *missing)
    confused = raw.shot == 1
    found = find_swaps(with_legs_confused(raw, confused))
    np.testing.assert_array_equal(found[:, 1], confused)
    assert not found[:, 0].any()
    assert not find_swaps(raw).any()


@pytest.mark.parametrize("heading", [90, -90])
def test_other_leg_lifted_after_a_break_is_the_other(heading: float) -> None:
    raw = broken(noisy(in_turn(heading), np.random.default_rng(0))[TIME < 6], 3.5, 4.5)
    confused = raw.shot == 1
    assert not find_swaps(raw).any()
    np.testing.assert_array_equal(find_swaps(with_legs_confused(raw, confused))[:, 1], confused)


@pytest.mark.parametrize("heading", [90, -90])
def test_side_of_before_a_break_is_kept_where_the_feet_never_rested(heading: float) -> None:
    body = noisy(lifting(heading), np.random.default_rng(0))
    raw = broken(body[(TIME >= 3.2) & (TIME < 6)], 4.0, 5.0)
    confused = raw.shot == 1
    np.testing.assert_array_equal(find_swaps(with_legs_confused(raw, confused))[:, 1], confused)


def test_cut_to_another_view_tells_nothing_of_what_comes_after() -> None:
    near, far = (noisy(lifting(heading), np.random.default_rng(0)) for heading in (90, -90))
    before = near.time_s < 3.5
    cut = replace(
        near,
        image_px=np.where(before[:, None, None], near.image_px, far.image_px),
        world_m=np.where(before[:, None, None], near.world_m, far.world_m),
        shot=(~before).astype(np.int64),
    )
    swapped = np.zeros((len(cut), 2), dtype=bool)
    swapped[90:105, 1] = swapped[120:150, 1] = True
    cut = exchange(cut, swapped)
    afresh = np.concatenate([find_swaps(cut[before]), find_swaps(cut[~before])])
    np.testing.assert_array_equal(find_swaps(cut), afresh)


def test_mirror_image_is_exchanged_in_the_same_frames() -> None:
    rng = np.random.default_rng(1)
    raw = exchange(noisy(walking(60), rng), random_blocks(rng, len(TIME)))
    np.testing.assert_array_equal(find_swaps(raw), find_swaps(raw.mirrored()))


def test_frames_without_a_person_are_left_alone() -> None:
    body = squatting(0)
    body.image_px[50:90], body.world_m[50:90] = np.nan, np.nan
    assert not find_swaps(body).any()
