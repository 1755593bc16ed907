import time
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.pose.cleaning.cleaning import LiveCleaner, clean_landmarks
from posecheck.pose.cleaning.swaps import exchange
from posecheck.pose.landmarks import MIRRORED, Landmark, Landmarks
from tests.kinematic_body import pose, to_landmarks

FRAMES = 180
TIME = np.arange(FRAMES) / 30
DEPTH = 40 - 40 * np.cos(2 * np.pi * TIME / 3)
SQUAT = to_landmarks(
    pose(
        heading=30,
        hip_flexion_left=DEPTH,
        hip_flexion_right=DEPTH,
        knee_flexion_left=DEPTH,
        knee_flexion_right=DEPTH,
        shoulder_flexion_left=DEPTH,
    )
)


def noisy(landmarks: Landmarks, seed: int = 0) -> Landmarks:
    rng = np.random.default_rng(seed)
    return replace(
        landmarks,
        image_px=landmarks.image_px + rng.normal(0, 2, landmarks.image_px.shape),
        world_m=landmarks.world_m + rng.normal(0, 0.01, landmarks.world_m.shape),
    )


def missing(landmarks: Landmarks, gone: NDArray[np.bool_]) -> Landmarks:
    return replace(
        landmarks,
        image_px=np.where(gone[..., None], np.nan, landmarks.image_px),
        world_m=np.where(gone[..., None], np.nan, landmarks.world_m),
    )


def test_a_true_body_passes_unchanged() -> None:
    clean = clean_landmarks(SQUAT)
    np.testing.assert_allclose(clean.image_px, SQUAT.image_px, atol=0.5)
    np.testing.assert_allclose(clean.world_m, SQUAT.world_m, atol=0.002)


def test_noise_is_less_after_than_before() -> None:
    raw = noisy(SQUAT)
    error, before = clean_landmarks(raw).world_m - SQUAT.world_m, raw.world_m - SQUAT.world_m
    assert error.std() < 0.75 * before.std()


@pytest.mark.parametrize("seed", range(3))
def test_a_third_of_the_landmarks_dropped_leaves_no_wrong_number(seed: int) -> None:
    gone = np.random.default_rng(seed).random((FRAMES, 33)) < 0.3
    clean = clean_landmarks(missing(SQUAT, gone))
    known = np.isfinite(clean.world_m)
    assert known.mean() > 0.98
    np.testing.assert_allclose(clean.world_m[known], SQUAT.world_m[known], atol=0.02)
    known = np.isfinite(clean.image_px)
    np.testing.assert_allclose(clean.image_px[known], SQUAT.image_px[known], atol=6)


def test_a_long_gap_stays_missing_and_a_short_one_is_filled() -> None:
    gone = np.zeros((FRAMES, 33), dtype=bool)
    gone[40:46] = gone[90:110, Landmark.LEFT_KNEE] = True
    clean = clean_landmarks(missing(SQUAT, gone))
    assert np.isfinite(clean.world_m[40:46]).all()
    assert np.isnan(clean.world_m[90:110, Landmark.LEFT_KNEE]).all()
    assert np.isnan(clean.image_px[90:110, Landmark.LEFT_KNEE]).all()
    gone[40:46] = False
    assert np.isfinite(clean.world_m[~gone]).all()


def test_nobody_stays_nobody_in_a_long_gap() -> None:
    raw = noisy(SQUAT)
    for values in (raw.image_px, raw.world_m, raw.visibility, raw.presence):
        values[60:90] = np.nan
    clean = clean_landmarks(raw)
    assert not clean.seen[60:90].any()
    assert np.isnan(clean.visibility[60:90]).all()
    assert clean.seen[:60].all()
    assert clean.seen[90:].all()


def test_each_shot_is_cleaned_by_itself() -> None:
    raw = noisy(SQUAT)
    raw.image_px[90:] += [200, 50]
    raw = replace(raw, shot=(np.arange(FRAMES) >= 90).astype(np.int64))
    whole, first, second = clean_landmarks(raw), clean_landmarks(raw[:90]), clean_landmarks(raw[90:])
    np.testing.assert_array_equal(whole.image_px, np.concatenate([first.image_px, second.image_px]))
    np.testing.assert_array_equal(whole.world_m, np.concatenate([first.world_m, second.world_m]))


def test_a_gap_at_a_change_of_shot_is_not_bridged() -> None:
    gone = np.zeros((FRAMES, 33), dtype=bool)
    gone[88:92] = True
    raw = replace(missing(SQUAT, gone), shot=(np.arange(FRAMES) >= 90).astype(np.int64))
    assert np.isnan(clean_landmarks(raw).world_m[88:92]).all()


def test_cleaning_the_mirror_image_gives_the_mirror_image() -> None:
    swapped = np.zeros((FRAMES, 2), dtype=bool)
    swapped[50:60], swapped[100:110, 1] = True, True
    gone = np.random.default_rng(0).random((FRAMES, 33)) < 0.2
    raw = missing(exchange(noisy(SQUAT), swapped), gone)
    one, other = clean_landmarks(raw).mirrored(), clean_landmarks(raw.mirrored())
    np.testing.assert_allclose(one.image_px, other.image_px, atol=1e-6)
    np.testing.assert_allclose(one.world_m, other.world_m, atol=1e-9)
    np.testing.assert_allclose(one.visibility, other.visibility, atol=1e-9)


def test_the_same_landmarks_clean_to_the_same_numbers() -> None:
    raw = noisy(SQUAT)
    before = raw.image_px.copy()
    one, other = clean_landmarks(raw), clean_landmarks(raw)
    np.testing.assert_array_equal(one.image_px, other.image_px)
    np.testing.assert_array_equal(one.world_m, other.world_m)
    np.testing.assert_array_equal(raw.image_px, before)


@pytest.mark.parametrize("frames", [0, 1, 2, 3, 5])
def test_the_shortest_recordings_are_taken(frames: int) -> None:
    assert len(clean_landmarks(SQUAT[:frames])) == frames


def test_cleaning_costs_less_than_a_millisecond_a_frame() -> None:
    raw = noisy(SQUAT)
    start = time.process_time()
    clean_landmarks(raw)
    assert (time.process_time() - start) / FRAMES < 0.002


def live(raw: Landmarks) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    clean = LiveCleaner()
    frames = [clean(raw[frame : frame + 1]) for frame in range(len(raw))]
    return np.concatenate([f.image_px for f in frames]), np.concatenate([f.world_m for f in frames])


def test_legs_run_together_are_missing_and_not_half_way() -> None:
    lift = 90 * np.clip(np.minimum(TIME - 1, 5 - TIME), 0, 1)
    body = to_landmarks(pose(heading=90, hip_flexion_right=lift, knee_flexion_right=lift))
    raw = replace(body, image_px=body.image_px.copy(), world_m=body.world_m.copy())
    for points in (raw.image_px, raw.world_m):
        points[70:110, 25:] = (points[70:110, 25:] + points[70:110, MIRRORED[25:]]) / 2
    recorded = clean_landmarks(raw).image_px
    seen, _ = live(raw)
    for image in (recorded, seen):
        assert np.isnan(image[70:110, 25:]).all()
        assert np.isfinite(image[70:110, :25]).all()
    np.testing.assert_allclose(recorded[115:], body.image_px[115:], atol=2)


def test_live_undoes_swaps_and_follows() -> None:
    swapped = np.zeros((FRAMES, 2), dtype=bool)
    swapped[50:60], swapped[100:110, 1] = True, True
    _, world = live(exchange(noisy(SQUAT), swapped))
    error = np.linalg.norm(world - SQUAT.world_m, axis=-1)
    assert np.median(error) < 0.03
    assert error[50:110].max() < 0.2


def test_live_never_uses_the_future_nor_makes_up_a_number() -> None:
    gone = np.random.default_rng(0).random((FRAMES, 33)) < 0.3
    raw = missing(noisy(SQUAT), gone)
    image, _ = live(raw)
    assert np.isnan(image[gone]).all()
    first, _ = live(raw[:100])
    np.testing.assert_array_equal(first, image[:100])


def test_live_takes_out_a_jump_and_believes_a_new_place() -> None:
    raw = replace(SQUAT, image_px=SQUAT.image_px.copy())
    raw.image_px[50, Landmark.LEFT_WRIST] += [300, 0]
    image, _ = live(raw)
    assert np.isnan(image[50, Landmark.LEFT_WRIST]).all()
    assert np.isfinite(image[53:, Landmark.LEFT_WRIST]).all()


def test_live_begins_anew_at_a_change_of_shot() -> None:
    raw = replace(SQUAT, shot=(np.arange(FRAMES) >= 90).astype(np.int64), image_px=SQUAT.image_px.copy())
    raw.image_px[90:] += [300, 0]
    image, _ = live(raw)
    np.testing.assert_array_equal(image[90], raw.image_px[90])
