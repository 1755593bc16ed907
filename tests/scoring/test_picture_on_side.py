import pytest

from benchmarks.truth import SAMPLES, load_truth
from posecheck.pipeline import measure, turn_hint
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.turned_picture import TURN, turned_landmarks
from posecheck.scoring.picture_on_side import looks_turned
from posecheck.stretches.load import load_stretch


def looks(landmarks: Landmarks, stretch: str) -> int | None:
    cleaned, angles = measure(landmarks, "clip")
    return looks_turned(cleaned, angles, load_stretch(stretch))


@pytest.mark.parametrize(
    "clip",
    [
        "hip_abduction_good",
        "trunk_side_bend_good",
        "ais_hamstring_good",
        "childs_pose_good",
        "seated_toe_touch_good",
        "runners_lunge_good",
    ],
)
@pytest.mark.parametrize("turn_deg", [90, 270])
def test_a_picture_on_its_side_is_told_whatever_the_posture(clip: str, turn_deg: int) -> None:
    truth = load_truth(SAMPLES / f"{clip}.truth.json")
    assert looks(truth.landmarks, truth.stretch) is None
    assert looks(turned_landmarks(truth.landmarks, turn_deg), truth.stretch) == 360 - turn_deg


@pytest.mark.parametrize("clip", ["ais_hamstring_good", "childs_pose_good", "seated_toe_touch_good"])
def test_who_lies_or_sits_upside_down_is_told(clip: str) -> None:
    truth = load_truth(SAMPLES / f"{clip}.truth.json")
    assert looks(turned_landmarks(truth.landmarks, 180), truth.stretch) == 180


@pytest.mark.parametrize(
    "clip",
    [
        "arch_over_good_foot_end",
        "roll_diagonal_good_foot_end",
        "boogie_board_hip_stays_high",
        "hip_abduction_good_side",
        "childs_pose_good_front",
        "ais_hip_flexor_good_oblique",
    ],
)
def test_what_is_hard_to_recognise_does_not_seem_turned(clip: str) -> None:
    truth = load_truth(SAMPLES / f"{clip}.truth.json")
    assert looks(truth.landmarks, truth.stretch) is None


@pytest.mark.slow
def test_no_sample_clip_seems_turned() -> None:
    told = []
    for path in sorted(SAMPLES.glob("*.truth.json")):
        truth = load_truth(path)
        if looks(truth.landmarks, truth.stretch) is not None:
            told.append(path.name)
    assert told == []


def test_the_hint_says_what_to_give_and_heeds_what_was_given() -> None:
    truth = load_truth(SAMPLES / "hip_abduction_good.truth.json")
    stretch = load_stretch("hip_abduction")
    sideways = turned_landmarks(truth.landmarks, 90)
    cleaned, angles = measure(sideways, "clip")
    assert turn_hint(cleaned, angles, stretch) == (
        "The picture seems to be on its side: this looks like standing hip abduction only if it is turned; "
        "give --turn 270 if it is."
    )
    assert turn_hint(cleaned, angles, [stretch]) is None
    cleaned.source[TURN] = 0.0
    assert turn_hint(cleaned, angles, stretch) is None
