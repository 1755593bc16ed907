from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.truth import SAMPLES, load_truth
from posecheck.pose.body import MIRRORED
from posecheck.pose.body_jumps import split_at_leaps
from posecheck.pose.landmarks import Landmarks
from tests.kinematic_body import pose, to_landmarks

REAL = Path(__file__).parents[3] / "shared/data/real_landmarks"
CUTS_S = {"standing_bicycle_crunch": [11.67, 17.67, 28.13]}
"""Cuts of real clips that their pictures did not tell, seen by eye in the size of the person."""


def joined(*parts: Landmarks, fps: float = 30.0) -> Landmarks:
    names = ("image_px", "world_m", "visibility", "presence", "shot")
    together: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in names
    }
    return replace(parts[0], time_s=np.arange(len(together["shot"])) / fps, **together)


def swinging(seconds: float = 3.0, fps: float = 30.0, size: float = 1.0, x: float = 0.0) -> Landmarks:
    time_s = np.arange(round(seconds * fps)) / fps
    body = to_landmarks(pose(hip_abduction_right=20 * (1 - np.cos(2 * np.pi * time_s / 3))), noise_m=0.003)
    return replace(body, image_px=(body.image_px - [640, 360]) * size + [640 + x, 360])


def cuts(landmarks: Landmarks) -> list[int]:
    shot = split_at_leaps(landmarks).shot
    return (np.flatnonzero(np.diff(shot)) + 1).tolist()


@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])
def test_a_leap_in_place_or_size_out_of_calm_is_a_cut(fps: float) -> None:
    here = swinging(fps=fps)
    for there in (swinging(fps=fps, x=150), swinging(fps=fps, size=1.6)):
        assert cuts(joined(here, there, fps=fps)) == [len(here)]


def test_the_other_way_round_on_the_floor_is_a_cut() -> None:
    lying = to_landmarks(pose(trunk_inclination=-90 + np.zeros(60), hip_flexion_left=-90, heading=90))
    assert cuts(joined(lying, lying.mirrored())) == [60]


def test_exchanged_labels_are_no_cut() -> None:
    body = swinging()
    exchanged = replace(body, image_px=body.image_px[:, MIRRORED], world_m=body.world_m[:, MIRRORED])
    assert cuts(joined(body, exchanged)) == []


def test_limbs_may_move_as_fast_as_they_like() -> None:
    up = np.where(np.arange(90) % 30 < 15, 0.0, 170.0)
    assert cuts(to_landmarks(pose(shoulder_flexion_left=up, shoulder_abduction_right=up))) == []


@pytest.mark.parametrize("fps", [5.0, 10.0, 30.0])
def test_a_quick_bow_is_no_cut(fps: float) -> None:
    time_s = np.arange(round(4 * fps)) / fps
    bow = 80 / (1 + np.exp(-(time_s - 2) * 8))
    assert cuts(replace(to_landmarks(pose(heading=90, trunk_inclination=bow)), time_s=time_s)) == []


def test_after_an_absence_the_person_may_be_elsewhere() -> None:
    body = joined(swinging(), swinging(x=150))
    image, world = body.image_px.copy(), body.world_m.copy()
    image[60:120] = world[60:120] = np.nan
    assert cuts(replace(body, image_px=image, world_m=world)) == []


def recordings() -> Iterator[tuple[str, Landmarks]]:
    for path in sorted(SAMPLES.glob("*.truth.json")):
        yield path.name, load_truth(path).landmarks
    for path in sorted(REAL.glob("*.npz")):
        yield path.stem, Landmarks.load(path)


def test_sample_clips_and_real_ones_are_not_cut_where_they_are_whole() -> None:
    found = {}
    for name, landmarks in recordings():
        split = split_at_leaps(landmarks)
        new = np.flatnonzero(np.diff(split.shot - landmarks.shot)) + 1
        if len(new):
            found[name] = landmarks.time_s[new].round(2).tolist()
    expected = CUTS_S if REAL.exists() else {}
    assert found == expected
