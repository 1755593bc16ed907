from dataclasses import replace

import numpy as np

from posecheck.pose.cleaning.plausibility import is_bone_impossible, is_jump, is_unseen, without
from posecheck.pose.landmarks import Landmark
from tests.kinematic_body import pose, to_landmarks

TIME = np.arange(90) / 30
SWING = to_landmarks(pose(heading=30, shoulder_flexion_left=60 * np.sin(2 * np.pi * TIME)))


def test_nothing_of_a_true_body_is_taken_out() -> None:
    assert not (is_unseen(SWING) | is_jump(SWING) | is_bone_impossible(SWING)).any()


def test_a_landmark_that_jumps_away_and_back_is_found() -> None:
    image = SWING.image_px.copy()
    image[40:42, Landmark.LEFT_WRIST] += [200, 0]
    jump = is_jump(replace(SWING, image_px=image))
    assert jump[40:42, Landmark.LEFT_WRIST].all()
    assert jump.sum() == 2


def test_a_landmark_that_jumps_in_depth_is_found() -> None:
    world = SWING.world_m.copy()
    world[40, Landmark.LEFT_WRIST, 2] += 0.5
    assert np.argwhere(is_jump(replace(SWING, world_m=world))).tolist() == [[40, Landmark.LEFT_WRIST]]


def test_a_jump_at_a_change_of_shot_is_none() -> None:
    image = SWING.image_px.copy()
    image[45:] += [300, 0]
    cut = replace(SWING, image_px=image, shot=(np.arange(90) >= 45).astype(np.int64))
    assert not is_jump(cut).any()


def test_slow_recordings_are_not_judged_for_jumps() -> None:
    image = SWING.image_px.copy()
    image[40, Landmark.LEFT_WRIST] += [200, 0]
    assert not is_jump(replace(SWING, image_px=image, time_s=np.arange(90) / 5)).any()


def test_a_bone_much_too_long_or_short_doubts_its_end() -> None:
    world = SWING.world_m.copy()
    elbow, wrist = world[:, Landmark.LEFT_ELBOW], world[:, Landmark.LEFT_WRIST]
    world[10:20, Landmark.LEFT_WRIST] = (elbow + 2.5 * (wrist - elbow))[10:20]
    world[50:60, Landmark.LEFT_WRIST] = (elbow + 0.2 * (wrist - elbow))[50:60]
    found = is_bone_impossible(replace(SWING, world_m=world))
    assert np.flatnonzero(found[:, Landmark.LEFT_WRIST]).tolist() == [*range(10, 20), *range(50, 60)]
    assert found.sum() == 20


def test_outside_the_picture_or_invisible_is_unseen() -> None:
    image, visibility = SWING.image_px.copy(), SWING.visibility.copy()
    image[3, Landmark.LEFT_ANKLE] = [300, 900]
    image[4, Landmark.LEFT_ANKLE] = [300, 725]
    visibility[5, Landmark.RIGHT_WRIST] = 0.05
    unseen = is_unseen(replace(SWING, image_px=image, visibility=visibility))
    assert np.argwhere(unseen).tolist() == [[3, Landmark.LEFT_ANKLE], [5, Landmark.RIGHT_WRIST]]


def test_missing_is_no_finding() -> None:
    gone = without(SWING, np.ones((90, 33), dtype=bool))
    assert not gone.seen.any()
    assert not (is_unseen(gone) | is_jump(gone) | is_bone_impossible(gone)).any()
