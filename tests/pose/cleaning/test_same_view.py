from dataclasses import replace

import numpy as np
import pytest

from posecheck.pose.cleaning.same_view import is_same_view
from posecheck.pose.landmarks import Landmarks
from tests.kinematic_body import pose, to_landmarks


def standing(heading: float, distance_m: float = 3.0, lift: float = 0.0) -> Landmarks:
    body = pose(heading=np.full(10, heading), hip_flexion_right=lift, knee_flexion_right=lift)
    return to_landmarks(body, distance_m=distance_m, noise_m=0.005)


@pytest.mark.parametrize("heading", [0.0, 45.0, 90.0, 180.0, -90.0])
def test_a_leg_lifted_meanwhile_leaves_the_view_the_same(heading: float) -> None:
    assert is_same_view(standing(heading), standing(heading, lift=90.0))


@pytest.mark.parametrize("heading", [0.0, 90.0, 180.0])
@pytest.mark.parametrize("turned", [90.0, 180.0, -90.0])
def test_a_body_that_faces_elsewhere_is_another_view(heading: float, turned: float) -> None:
    assert not is_same_view(standing(heading), standing(heading + turned))


def test_a_nearer_camera_is_another_view() -> None:
    assert not is_same_view(standing(90), standing(90, distance_m=2.0))


def test_another_place_in_the_picture_is_another_view() -> None:
    there = standing(90)
    assert not is_same_view(there, replace(there, image_px=there.image_px + [200.0, 0.0]))


def test_a_trunk_that_was_not_seen_is_no_known_view() -> None:
    unseen = standing(90)
    unseen.world_m[:, [11, 12]] = np.nan
    assert not is_same_view(standing(90), unseen)
