"""Landmarks without depth are recognised, whatever stands in its place."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth import SAMPLES, load_truth
from posecheck.pose.cleaning.cleaning import clean_landmarks
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.without_depth import NO_DEPTH, flattened, is_flat

WAYS = ("zero", "constant", "missing", "no metres")


def without_depth(landmarks: Landmarks, way: str) -> Landmarks:
    """Return the landmarks as another program might write them that knows no depth."""
    world = landmarks.world_m.copy()
    if way == "no metres":
        world[:] = np.nan
    else:
        world[..., 2] = {"zero": 0.0, "constant": -0.7, "missing": np.nan}[way]
    return replace(landmarks, world_m=world)


@pytest.fixture(scope="module")
def side_view() -> Landmarks:
    return load_truth(SAMPLES / "hip_extension_good.truth.json").landmarks[slice(0, 40)]


@pytest.mark.parametrize("way", WAYS)
def test_depth_that_is_not_there_is_recognised(side_view: Landmarks, way: str) -> None:
    assert is_flat(without_depth(side_view, way)).all()
    assert without_depth(side_view, way).seen.all()


def test_landmarks_with_depth_are_left_as_they_are(side_view: Landmarks) -> None:
    assert not is_flat(side_view).any()
    assert flattened(side_view) is side_view
    assert clean_landmarks(side_view).notes == ()


def test_where_nobody_is_seen_nothing_is_flat() -> None:
    assert not is_flat(Landmarks.empty([0.0, 0.1], 640, 480)).any()


@pytest.mark.parametrize("way", WAYS)
def test_cleaning_keeps_what_the_picture_shows_and_says_what_is_missing(
    side_view: Landmarks, way: str
) -> None:
    cleaned = clean_landmarks(without_depth(side_view, way))
    seen = clean_landmarks(side_view)
    np.testing.assert_allclose(cleaned.image_px[5:-5], seen.image_px[5:-5], atol=1.0)
    assert np.isnan(cleaned.world_m[..., 2]).all()
    assert cleaned.notes == (NO_DEPTH,)


def test_metres_come_from_the_trunk(side_view: Landmarks) -> None:
    metres = flattened(without_depth(side_view, "no metres")).world_m
    trunk = np.linalg.norm(
        metres[:, [11, 12], :2].mean(axis=1) - metres[:, [23, 24], :2].mean(axis=1), axis=-1
    )
    assert np.percentile(trunk, 90) == pytest.approx(0.5)
