"""Whether a clip can show the stretch that was asked for: generated bodies in every posture, from every camera."""

from typing import Any

import numpy as np
import pytest

import posecheck
from posecheck.angles import Angles, compute_angles, estimate_reference
from posecheck.errors import NotScoredError
from posecheck.scoring.recognition import unlike
from posecheck.scoring.recognition.postures import RULED_OUT, postures_of
from posecheck.stretches.load import POSTURES, load_stretch, posture_of, stretch_ids
from posecheck.stretches.signature import PostureId
from tests.kinematic_body import pose, to_landmarks
from tests.other_movements import other_movement
from tests.performances import Seeing, book, perform, seen_with

FPS = 10.0
MOVES = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(0, 6, 1 / FPS) / 3.0)
LEGS = ("hip_flexion", "hip_abduction", "knee_flexion")


def held(pitch_deg: float = 0.0, heading: float = 90.0, **angles: float) -> Angles:
    """See a body that keeps a posture and moves its arms; an angle without a side is of both."""
    course: dict[str, Any] = {"heading": heading + 0 * MOVES}
    for name, value in angles.items():
        for key in (f"{name}_left", f"{name}_right") if name in LEGS else (name,):
            course[key] = value
    for side in ("left", "right"):
        course[f"shoulder_flexion_{side}"] = 30 * MOVES
    seen = to_landmarks(pose(**course), fps=FPS, pitch_deg=pitch_deg)
    seen = seen_with(seen, Seeing(lost_s=0.0))
    return compute_angles(seen, estimate_reference(seen))


BODIES: dict[str, dict[str, float]] = {
    "standing": {},
    "lying_on_back": {"trunk_inclination": -90},
    "lying_on_front": {"trunk_inclination": 90},
    "sitting_on_chair": {"hip_flexion": 90, "knee_flexion": 90},
    "sitting_on_floor": {"hip_flexion": 90},
    "kneeling": {"knee_flexion": 90},
    "kneeling_on_heels": {"hip_flexion": 75, "knee_flexion": 150},
    "kneeling_on_hands": {"hip_flexion": 90, "knee_flexion": 90, "trunk_inclination": 90},
}


def ruled_out(angles: Angles, posture: PostureId) -> float:
    against = postures_of(angles).against[posture]
    return float(np.mean(against[np.isfinite(against)] >= RULED_OUT)) if np.isfinite(against).any() else 0.0


@pytest.mark.parametrize("heading", [90.0, -90.0, 60.0, 0.0])
@pytest.mark.parametrize("posture", BODIES)
def test_a_posture_is_never_ruled_out_while_it_is_held(posture: PostureId, heading: float) -> None:
    for pitch_deg in (0.0, 15.0, 30.0):
        assert ruled_out(held(pitch_deg, heading, **BODIES[posture]), posture) < 0.1, pitch_deg


@pytest.mark.parametrize(
    ("shown", "others"),
    [
        ("standing", ("lying_on_back", "lying_on_front", "sitting_on_chair", "sitting_on_floor", "kneeling")),
        ("lying_on_back", ("standing", "kneeling", "sitting_on_chair", "lying_on_front")),
        ("lying_on_front", ("standing", "kneeling", "sitting_on_chair", "lying_on_back")),
        ("sitting_on_chair", ("lying_on_back", "lying_on_front", "sitting_on_floor")),
        ("sitting_on_floor", ("standing", "kneeling", "sitting_on_chair", "lying_on_back")),
        ("kneeling_on_hands", ("lying_on_back", "lying_on_front")),
    ],
)
def test_from_the_side_other_postures_are_ruled_out(shown: str, others: tuple[PostureId, ...]) -> None:
    angles = held(**BODIES[shown])
    assert [other for other in others if ruled_out(angles, other) < 0.9] == []


@pytest.mark.parametrize("stretch", stretch_ids())
def test_no_performance_is_refused_from_anywhere(stretch: str) -> None:
    home = float(book()[stretch].get("camera", {}).get("heading", 0.0))
    for seed, turned in enumerate((0.0, -75.0, -40.0, 40.0, 75.0, 180.0)):
        seen = perform(stretch, fps=FPS, reps=2, seed=seed, heading=home + turned)
        assert unlike(seen.angles, load_stretch(stretch)) == "", turned


@pytest.mark.parametrize(
    ("shown", "asked", "said"),
    [
        ("ais_hamstring", "hip_abduction", "lying on the back, not standing"),
        ("ais_hamstring", "trunk_turn", "lying on the back, not sitting on a chair or sitting on the floor"),
        ("hip_flexion", "ais_hamstring", "standing, not lying on the back"),
        ("childs_pose", "hip_extension", "not standing"),
        ("upward_dog", "ais_glute", "not lying on the back"),
    ],
)
def test_another_posture_is_said(shown: str, asked: str, said: str) -> None:
    found = unlike(perform(shown, fps=FPS, reps=2, heading=90.0).angles, load_stretch(asked))
    assert said in found, found


def test_a_leg_raise_on_the_side_is_no_standing_one() -> None:
    for seed in range(3):
        seen = other_movement("side_lying_leg_raise", seed=seed, heading=0.0)
        found = unlike(seen.angles, load_stretch("hip_abduction"))
        assert found.startswith("lying"), found
        assert found.endswith("not standing")


def test_sitting_on_the_floor_is_no_chair() -> None:
    sits = held(hip_flexion=95, trunk_inclination=10)
    assert unlike(sits, load_stretch("seated_toe_touch")) == "sitting on the floor, not sitting on a chair"


def test_who_is_seen_along_the_spine_is_given_the_benefit_of_the_doubt() -> None:
    lies = held(heading=0.0, **BODIES["lying_on_back"])
    assert all(unlike(lies, load_stretch(stretch)) == "" for stretch in stretch_ids())


def test_what_is_asked_for_anyway_is_scored_and_said() -> None:
    angles = posecheck.measure(perform("ais_hamstring", fps=FPS, reps=2).landmarks)
    with pytest.raises(
        NotScoredError, match=r"does not look like standing hip abduction: lying on the back, not"
    ) as no:
        posecheck.score(angles, "hip_abduction")
    assert no.value.status == "unlike"
    found = posecheck.score(angles, "hip_abduction", anyway=True)
    assert any(note.startswith("This does not look like") for note in found.notes)
    own = posecheck.score(angles, "ais_hamstring", anyway=True)
    assert not any(note.startswith("This does not look like") for note in own.notes)


def test_every_stretch_says_its_postures_and_every_posture_has_its_file() -> None:
    assert {path.stem for path in POSTURES.glob("*.toml")} == set(PostureId.__args__)  # type: ignore[attr-defined]
    for stretch in stretch_ids():
        assert load_stretch(stretch).postures
    assert posture_of("standing").title == "standing"
