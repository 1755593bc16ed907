"""How the picture is held, how large, how many and how much of a person it shows, and where it is cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import posecheck
from posecheck.errors import PosecheckError
from posecheck.pose.turned_picture import TURN, turned_picture
from posecheck.video import Video, VideoWriter

ROOT = Path(__file__).parents[2]
CASES = ROOT.parent / "shared/data/cases"
Pictures = list[NDArray[np.uint8]]


def pictures(clip: str) -> Pictures:
    return [frame.image for frame in Video(ROOT / f"sample_videos/{clip}.mp4")]


def turned(turn_deg: float, clip: str = "hip_abduction_good") -> Pictures:
    return [turned_picture(image, turn_deg) for image in pictures(clip)]


def shrunk(share: float, left: int, top: int) -> Pictures:
    """Return the clip `share` of 720 pixels high, somewhere in a grey picture."""
    canvases = []
    for image in pictures("hip_abduction_good"):
        canvas = np.full((720, 1280, 3), 128, dtype=np.uint8)
        height, width = round(720 * share), round(960 * share)
        canvas[top : top + height, left : left + width] = cv2.resize(
            image, (width, height), interpolation=cv2.INTER_AREA
        )
        canvases.append(canvas)
    return canvases


def side_by_side(left: str, right: str) -> Pictures:
    both = zip(pictures(left), pictures(right), strict=False)
    return [np.hstack([a[:, 140:500], b[:, 140:500]]) for a, b in both]


def and_its_mirror_image(clip: str) -> Pictures:
    images = pictures(clip)
    return images + [np.ascontiguousarray(image[:, ::-1]) for image in images]


@dataclass(frozen=True)
class Case:
    """A clip that is made, or the case of the same kind that is given, and what is right."""

    name: str
    made: Callable[[], Pictures]
    stretch: str = "hip_abduction"
    reps: int = 2
    shots: int = 1
    least_score: float | None = 99.0
    turn_deg: float | None = None
    notes: tuple[str, ...] = ()


MADE = [
    Case(
        "upside down",
        lambda: turned(180, "trunk_side_bend_good"),
        "trunk_side_bend",
        turn_deg=180,
        notes=("The picture is upside down: it was turned by 180 degrees",),
    ),
    Case(
        "leaning",
        lambda: turned(-20, "hip_adduction_good"),
        "hip_adduction",
        turn_deg=20,
        notes=("The picture leans: it was turned by 20 degrees",),
    ),
    Case(
        "on its side", lambda: turned(90), least_score=None, notes=("seems to be on its side", "--turn 270")
    ),
    Case("small in a corner", lambda: shrunk(0.3, 900, 380), notes=("was looked at closer; come closer",)),
    Case("seen askew for being small", lambda: shrunk(0.42, 50, 300), notes=("was looked at closer",)),
    Case(
        "two people",
        lambda: side_by_side("hip_abduction_good", "hip_flexion_good"),
        reps=0,
        least_score=None,
        notes=("2 people are seen, and the right one is followed; give --person",),
    ),
    Case(
        "mirrored, on the floor",
        lambda: and_its_mirror_image("childs_pose_good"),
        "childs_pose",
        reps=4,
        shots=2,
        least_score=94.0,
    ),
    Case(
        "legs outside",
        lambda: [image[:280] for image in pictures("hip_abduction_good")],
        reps=0,
        least_score=None,
        notes=("The legs below the hip are outside the picture and not judged",),
    ),
]

GIVEN = [
    Case("a14_upside_down_untagged_abd.mp4", list, turn_deg=180, notes=("is upside down",)),
    Case("a14_tilted_20deg_abd.mp4", list, turn_deg=-21, notes=("The picture leans",)),
    Case("a14_sideways_untagged_abd.mp4", list, least_score=None, notes=("on its side", "--turn 270")),
    Case("person_35pct.mp4", list, notes=("looked at closer",)),
    Case("a16_two_people_side_by_side.mp4", list, reps=0, least_score=None, notes=("2 people are seen",)),
    Case("a20_half_body.mp4", list, reps=0, least_score=None, notes=("right leg below the hip",)),
    Case("a41_ais_hamstring_then_mirrored.mp4", list, "ais_hamstring", reps=4, shots=2, least_score=89.0),
]


def write(path: Path, images: Pictures) -> Path:
    with VideoWriter(path, fps=12) as writer:
        for index, image in enumerate(images):
            height, width = (side // 2 * 2 for side in image.shape[:2])
            writer.write(np.ascontiguousarray(image[:height, :width]), index / 12)
    return path


def require(case: Case, clip: Path) -> None:
    # Who stands in a picture on its side lies, as far as anybody can see, and is scored only when told to.
    result = posecheck.check(clip, case.stretch, anyway="--turn" in " ".join(case.notes))
    found = result.assessment
    assert found.complete_reps == case.reps
    assert len(np.unique(result.landmarks.shot)) == case.shots
    assert result.landmarks.source.get(TURN) == pytest.approx(case.turn_deg, abs=1)
    for said in case.notes:
        assert said in " ".join(result.notes)
    if not case.notes:
        assert result.notes == ()
    if case.least_score is not None:
        assert found.score is not None
        assert found.score >= case.least_score
    if not case.reps:
        assert found.score is None
        assert "Good form" not in found.cue


@pytest.mark.slow
@pytest.mark.parametrize("case", MADE, ids=lambda case: case.name)
def test_made(case: Case, tmp_path: Path) -> None:
    require(case, write(tmp_path / "clip.mp4", case.made()))


@pytest.mark.slow
@pytest.mark.parametrize("case", GIVEN, ids=lambda case: case.name)
def test_given(case: Case) -> None:
    if not CASES.exists():
        pytest.skip(f"{case.name} is not beside the project in shared/data")
    require(case, CASES / case.name)


@pytest.mark.slow
def test_the_turn_and_the_person_that_the_user_names_are_taken(tmp_path: Path) -> None:
    sideways = write(tmp_path / "sideways.mp4", turned(90))
    result = posecheck.check(sideways, "hip_abduction", turn=270, cache=tmp_path / "kept.npz")
    assert (result.assessment.complete_reps, result.notes) == (2, ())
    assert result.assessment.score == pytest.approx(100, abs=1)
    assert (result.landmarks.width_px, result.landmarks.height_px) == (640, 480)
    result.save(tmp_path / "annotated.mp4")
    with Video(tmp_path / "annotated.mp4") as video:
        assert video.width_px > video.height_px

    beside = write(tmp_path / "beside.mp4", side_by_side("hip_abduction_good", "hip_flexion_good"))
    left = posecheck.check(beside, "hip_abduction", person="left")
    assert left.assessment.complete_reps == 2
    assert left.notes == ("2 people are seen, and the left one is followed.",)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"turn": 400.0}, "The turn is 400 degrees; give a number from -360 to 360"),
        ({"person": "lef"}, "There is no person 'lef'; did you mean left"),
    ],
)
def test_what_cannot_be_meant_is_said(wrong: dict[str, float | str], said: str) -> None:
    with pytest.raises(PosecheckError, match=said):
        posecheck.check(ROOT / "sample_videos/hip_abduction_good.mp4", "hip_abduction", **wrong)  # type: ignore[arg-type]
