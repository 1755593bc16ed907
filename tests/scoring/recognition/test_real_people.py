"""What is concluded of real people: landmarks of clips that no signature was tuned to, and optical markers."""

import json
from functools import cache
from typing import Any

import pytest

from benchmarks.real_data import DATA
from posecheck.angles import Angles
from posecheck.errors import NotScoredError
from posecheck.pipeline import judge, measure
from posecheck.pose.landmarks import Landmarks
from posecheck.scoring.recognition import recognise, unlike
from posecheck.stretches.load import load_stretch

REAL = DATA / "real_landmarks"
MARKERS = DATA / "uiprmd"


@cache
def labels() -> dict[str, Any]:
    if not REAL.is_dir():
        return {}
    found: dict[str, Any] = json.loads((REAL / "labels.json").read_text(encoding="utf-8"))
    return found


@cache
def seen(path: str) -> Angles:
    return measure(Landmarks.load(DATA / path), path)[1]


def of(clip: str) -> Angles:
    if clip not in labels():
        pytest.skip("the landmarks of real clips are not there")
    return seen(f"real_landmarks/{clip}.npz")


@pytest.mark.slow
def test_no_real_clip_is_named_wrongly_and_surely() -> None:
    if not labels():
        pytest.skip("the landmarks of real clips are not there")
    wrong = {}
    for clip, label in labels().items():
        found = recognise(of(clip))
        right = {None} if label["stretch"] == "none" else {label["stretch"]}
        if not found.asks and not right & {found.stretch, *found.alike}:
            wrong[clip] = found.stretch, found.probability
    assert wrong == {}


@pytest.mark.parametrize(
    ("clip", "stretch", "said"),
    [
        ("side_lying_leg_raise", "hip_abduction", "lying"),
        ("cat_cow", "ais_glute", "kneeling"),
        ("supine_leg_raise_alternating", "hip_flexion", "lying on the back, not standing"),
    ],
)
def test_another_posture_is_refused(clip: str, stretch: str, said: str) -> None:
    found = unlike(of(clip), load_stretch(stretch))
    assert said in found or found.startswith("not "), found


def test_a_picture_on_its_side_is_thought_of() -> None:
    with pytest.raises(NotScoredError, match=r"lying, not standing; .* give --turn 90 if it is, else name"):
        judge(of("side_lying_leg_raise"), load_stretch("hip_abduction"), "auto", "clip")


def test_what_is_shown_is_not_refused() -> None:
    for clip, label in labels().items():
        if label["stretch"] != "none":
            assert unlike(of(clip), load_stretch(label["stretch"])) == "", clip


@pytest.mark.slow
def test_squats_and_arm_raises_are_named_hardly_ever() -> None:
    if not MARKERS.is_dir():
        pytest.skip("the optical markers are not there")
    named: dict[str, list[str]] = {"correct": [], "incorrect": []}
    for path in sorted(MARKERS.glob("m0[178]_s0?_*correct.npz")):
        found = recognise(seen(f"uiprmd/{path.name}"))
        if found.stretch is not None and not found.asks:
            named[path.stem.split("_")[-1]].append(path.stem)
    assert named["correct"] == []
    assert len(named["incorrect"]) <= 1, named
