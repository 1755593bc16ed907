from dataclasses import replace

import numpy as np
import pytest

from posecheck.pose.body import Landmark
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.outside_picture import is_cut_off, said_cut_off, said_hardly_seen
from tests.kinematic_body import pose, to_landmarks

BODY = to_landmarks(pose(heading=0 + np.zeros(30)), distance_m=4.0)


def cropped(left: float = 0, top: float = 0, right: float = 1280, bottom: float = 720) -> Landmarks:
    """Return the body in a part of the picture."""
    image = BODY.image_px - [left, top]
    return replace(BODY, image_px=image, width_px=round(right - left), height_px=round(bottom - top))


def unseen(frames: slice) -> Landmarks:
    """Return the body, not seen in some frames."""
    image, world = BODY.image_px.copy(), BODY.world_m.copy()
    image[frames] = world[frames] = np.nan
    return replace(BODY, image_px=image, world_m=world)


def row(joint: str) -> float:
    return float(BODY.image_px[0, Landmark[joint], 1])


def test_a_whole_body_is_not_cut_off() -> None:
    assert said_cut_off(BODY) is None
    assert not is_cut_off(BODY).any()


@pytest.mark.parametrize(
    ("bottom", "said"),
    [
        (row("LEFT_ANKLE") - 5, "The legs below the knee are outside the picture"),
        (row("LEFT_KNEE") - 5, "The legs below the hip are outside the picture"),
        (row("LEFT_WRIST") - 5, "The hands, the legs below the hip are outside"),
        (row("LEFT_HIP") - 5, "The hands, the legs and hips are outside"),
    ],
)
def test_the_lower_body_outside_is_named(bottom: float, said: str) -> None:
    sentence = said_cut_off(cropped(bottom=bottom))
    assert sentence is not None
    assert sentence.replace(" and the legs", ", the legs").startswith(said)


def test_the_head_outside_is_named() -> None:
    top = row("NOSE") + 10
    assert said_cut_off(cropped(top=top)) == (
        "The head is outside the picture and not judged; film the whole body."
    )


def test_one_side_outside_is_named_as_the_persons_own() -> None:
    middle = float(BODY.image_px[0, Landmark.NOSE, 0])
    # Facing the camera, the person's right is the picture's left.
    said = said_cut_off(cropped(left=middle))
    assert said is not None
    assert "right arm and shoulder" in said
    assert "right leg and hip" in said
    assert "left" not in said


def test_only_what_is_outside_most_of_the_time_is_cut_off() -> None:
    image = BODY.image_px.copy()
    image[:10, Landmark.LEFT_ANKLE] = [640, 800]
    image[:20, Landmark.RIGHT_ANKLE] = [640, 800]
    cut = is_cut_off(replace(BODY, image_px=image))
    assert np.flatnonzero(cut.any(axis=0)).tolist() == [Landmark.RIGHT_ANKLE]
    assert cut[:, Landmark.RIGHT_ANKLE].sum() == 20


def test_a_shot_in_which_the_person_is_hardly_seen_is_told() -> None:
    shot = np.repeat([0, 1], [15, 15])
    time_s = np.arange(30) / 10
    here = replace(unseen(slice(3, 15)), shot=shot, time_s=time_s)
    assert said_hardly_seen(here) == (
        "From 0.0 to 1.4 s the person is seen in only 20% of the frames; film the whole body in good light.",
    )


def test_a_title_card_without_a_person_is_not() -> None:
    card = replace(unseen(slice(0, 15)), shot=np.repeat([0, 1], [15, 15]), time_s=np.arange(30) / 10)
    assert said_hardly_seen(card) == ()


def squeezed(top: float) -> Landmarks:
    """Return the body in a picture that begins at `top`, all above the hips drawn at less than half its length."""
    image, world = BODY.image_px.copy(), BODY.world_m.copy()
    hips, upper = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], slice(0, Landmark.LEFT_HIP)
    for places in (image, world):
        middle = places[:, hips].mean(axis=1, keepdims=True)
        places[:, upper] = middle + 0.45 * (places[:, upper] - middle)
    return replace(BODY, image_px=image - [0, top], world_m=world, height_px=round(720 - top))


def test_a_trunk_that_is_cut_off_but_squeezed_into_the_picture_is_named() -> None:
    cut = squeezed(top=row("LEFT_SHOULDER") + 20)
    assert (cut.image_px > 0).all()
    assert said_cut_off(cut) == (
        "The head and the arms and shoulders are outside the picture and not judged; film the whole body."
    )
    assert is_cut_off(cut)[:, : Landmark.LEFT_HIP].all()
    assert not is_cut_off(cut)[:, Landmark.LEFT_HIP :].any()


def test_a_short_trunk_with_room_above_it_is_not() -> None:
    assert said_cut_off(squeezed(top=0)) is None
