"""Without depth the angles of the picture plane are those of the truth, and the others are not told."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth import SAMPLES, Truth, load_truth
from posecheck.angles import Angles
from posecheck.errors import PosecheckError
from posecheck.pipeline import measure
from posecheck.pose.without_depth import NO_DEPTH
from posecheck.scoring.assessment import assess
from posecheck.stretches.load import load_stretch
from tests.pose.test_without_depth import WAYS, without_depth

SAGITTAL = ("hip_flexion_right", "knee_flexion_right", "trunk_inclination")
FRONTAL = ("hip_abduction_left", "hip_abduction_right", "trunk_lean", "pelvic_obliquity", "trunk_side_bend")
NEVER = ("trunk_rotation", "pelvic_heading", "thorax_heading", "hip_rotation_left", "hip_rotation_right")


def flat_angles(clip: str, way: str) -> tuple[Truth, Angles]:
    truth = load_truth(SAMPLES / f"{clip}.truth.json")
    return truth, measure(without_depth(truth.landmarks, way), clip)[1]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("clip", "view", "shown", "hidden"),
    [
        ("hip_extension_good", "side", SAGITTAL, FRONTAL + NEVER),
        ("upward_dog_good", "side", SAGITTAL, NEVER),
        ("hip_abduction_good", "front", FRONTAL, ("trunk_inclination", *NEVER)),
        ("trunk_side_bend_good", "front", FRONTAL, ("trunk_inclination", *NEVER)),
    ],
)
def test_the_picture_plane_is_measured_and_the_rest_is_not(
    clip: str, view: str, shown: tuple[str, ...], hidden: tuple[str, ...], way: str
) -> None:
    truth, angles = flat_angles(clip, way)
    assert (angles.view.name == view).mean() > 0.9
    for name in shown:
        error = angles.column(name) - truth.angles[:, angles.ids.index(name)]
        seen = np.isfinite(error)
        assert seen.mean() > 0.9, name
        assert np.sqrt(np.mean(error[seen] ** 2)) < 8.0, name
        assert np.mean(np.abs(error[seen]) <= 2 * angles.sigma_of(name)[seen]) > 0.9, name
    for name in hidden:
        sigma = angles.sigma_of(name)
        assert not (sigma < 20.0).any(), name


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("clip", ["hip_extension_good", "hip_abduction_good"])
def test_a_clip_is_scored_by_what_its_picture_shows(clip: str, way: str) -> None:
    truth, angles = flat_angles(clip, way)
    found = assess(angles, load_stretch(truth.stretch))
    assert found.complete_reps == len(truth.reps)
    assert found.score is not None
    assert found.score > 95
    assert "Nobody" not in found.reason


def test_a_wrong_view_is_not_called_nobody() -> None:
    truth, angles = flat_angles("hip_abduction_good_side", "missing")
    found = assess(angles, load_stretch(truth.stretch))
    assert found.score is None
    assert "Nobody" not in found.reason


def test_a_flat_clip_says_so_and_an_empty_one_says_nobody() -> None:
    landmarks = load_truth(SAMPLES / "hip_abduction_good.truth.json").landmarks[slice(0, 20)]
    assert measure(without_depth(landmarks, "zero"), "clip")[0].notes == (NO_DEPTH,)
    nowhere = replace(landmarks, image_px=landmarks.image_px * np.nan, world_m=landmarks.world_m * np.nan)
    with pytest.raises(PosecheckError, match="nobody was seen"):
        measure(nowhere, "clip")
