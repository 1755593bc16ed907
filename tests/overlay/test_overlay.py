"""The whole drawing, on pictures of every size and people seen well, badly or not at all."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.angles import compute_angles
from posecheck.angles.catalog import index_of
from posecheck.overlay import OverlayState, Places, choose_gauges, draw_overlay
from posecheck.overlay.arcs import GaugeReading, label_of
from posecheck.overlay.gauges import gauges_of
from posecheck.overlay.skeleton import SEEN_BADLY, SEEN_WELL
from posecheck.pose.landmarks import Landmarks
from posecheck.stretches.load import load_stretch, stretch_ids
from tests.kinematic_body import pose, to_landmarks

Picture = NDArray[np.uint8]
LIFTED = pose(heading=90.0, hip_flexion_right=80.0, knee_flexion_right=85.0)


def grey(landmarks: Landmarks) -> Picture:
    return np.full((landmarks.height_px, landmarks.width_px, 3), 128, np.uint8)


def seen_at(width: int, height: int, visibility: float = 1.0) -> Landmarks:
    return to_landmarks(LIFTED, size_px=(width, height), focal=0.55, visibility=visibility)


def drawn(landmarks: Landmarks, *, places: Places | None = None, **state: object) -> Picture:
    angles = compute_angles(landmarks)
    stretch = load_stretch("hip_flexion")
    gauges = choose_gauges(stretch, "right", "end", angles.value[0], angles.sigma[0])
    full = OverlayState(stretch, "right", "end", gauges, rep=2, hold_s=1.0, score_now=91.0, score=87.0)
    return draw_overlay(
        grey(landmarks),
        landmarks.image_px[0],
        landmarks.visibility[0],
        angles.value[0],
        angles.sigma[0],
        replace(full, **state),  # type: ignore[arg-type]
        places,
    )


def has(picture: Picture, colour: tuple[int, int, int]) -> bool:
    return bool((picture == colour).all(axis=2).any())


def test_the_picture_given_is_left_as_it_is_and_the_same_gives_the_same() -> None:
    landmarks = seen_at(640, 360)
    picture = grey(landmarks)
    angles = compute_angles(landmarks)
    one = (landmarks.image_px[0], landmarks.visibility[0], angles.value[0], angles.sigma[0])
    state = OverlayState(load_stretch("hip_flexion"), "right")
    first = draw_overlay(picture, *one, state)
    assert (picture == 128).all()
    assert (first != picture).any()
    np.testing.assert_array_equal(first, draw_overlay(picture, *one, state))


@pytest.mark.parametrize(
    "size", [(640, 360), (640, 480), (1920, 1080), (360, 640), (1080, 1920), (64, 48), (9, 7)]
)
def test_every_size_can_be_drawn_on(size: tuple[int, int]) -> None:
    landmarks = seen_at(*size)
    assert drawn(landmarks, message="A sentence that is longer than a small picture is wide.").shape == (
        size[1],
        size[0],
        3,
    )


def test_a_larger_picture_shows_the_same_larger() -> None:
    small, large = drawn(seen_at(640, 360)), drawn(seen_at(1280, 720))
    shrunk = np.asarray(cv2.resize(large, (640, 360), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    # Where a letter stands differs by a pixel from one OpenCV to the next; a blur sees past that.
    assert unlike(small, shrunk) < 0.005
    assert unlike(small, np.roll(shrunk, 10, axis=1)) > 0.01


def unlike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Return the share of the pixels that are far from alike."""
    blurred = [cv2.blur(picture, (9, 9)).astype(int) for picture in (one, other)]
    return float((np.abs(blurred[0] - blurred[1]).max(axis=2) > 60).mean())


def test_how_well_a_part_was_seen_shows_in_its_colour() -> None:
    assert has(drawn(seen_at(1280, 720, visibility=1.0)), SEEN_WELL)
    badly = drawn(seen_at(1280, 720, visibility=0.1))
    assert has(badly, SEEN_BADLY)
    assert not has(badly, SEEN_WELL)


def test_the_mirror_image_is_told_from_the_person_without_colour() -> None:
    # Squares and letters for the left, circles and letters for the right: exchanging the sides changes the drawing.
    landmarks = seen_at(1280, 720)
    exchanged = replace(landmarks.mirrored(), image_px=landmarks.mirrored().image_px * [-1, 1] + [1280, 0])
    assert (drawn(landmarks, gauges=()) != drawn(exchanged, gauges=())).any()


def test_nobody_is_said_kindly_and_draws_no_body() -> None:
    nobody = Landmarks.empty([0.0], 640, 360)
    picture = drawn(nobody)
    assert (picture[80:300] == 128).all()
    assert (picture[320:] != 128).any()


def test_a_part_that_is_not_seen_is_left_out() -> None:
    landmarks = seen_at(640, 360)
    landmarks.image_px[0, 11:] = np.nan
    assert (drawn(landmarks, gauges=())[120:330] == 128).all()


def test_landmarks_far_outside_the_picture_do_no_harm() -> None:
    landmarks = seen_at(640, 360)
    landmarks.image_px[0, 25] = [1e9, -1e9]
    landmarks.image_px[0, 26] = [-4000, 9000]
    assert drawn(landmarks).shape == (360, 640, 3)


def test_a_rotation_is_told_without_an_arc() -> None:
    stretch = load_stretch("hip_abduction")
    turned = stretch.targets[0].model_copy(update={"angle": "trunk_rotation", "side": None})
    angles = compute_angles(seen_at(640, 360))
    gauges = choose_gauges(
        stretch.model_copy(update={"targets": (turned,)}),
        "right",
        "end",
        angles.value[0],
        angles.sigma[0] * 0,
    )
    places: Places = {}
    drawn(seen_at(640, 360), places=places, gauges=gauges)
    assert list(places) == [index_of("trunk_rotation")]


@pytest.mark.parametrize(
    ("value", "outside", "in_doubt"), [(100.0, 0.0, False), (89.0, 0.0, True), (80.0, -8.0, False)]
)
def test_a_reading_in_doubt_is_neither_in_nor_out(value: float, outside: float, in_doubt: bool) -> None:
    [gauge, *_] = [g for g in gauges_of(load_stretch("hip_flexion"), "right", "end") if g.target.low == 90]
    reading = GaugeReading(gauge, value, sigma=4.0, judged=True)
    assert (reading.outside, reading.in_doubt) == (outside, in_doubt)


def test_a_label_keeps_its_lines_when_its_value_changes_sign() -> None:
    [gauge, *_] = [g for g in gauges_of(load_stretch("hip_extension"), "right", "end") if g.target.high == -8]
    for raw in (20.0, -3.0, -12.0):
        reading = GaugeReading(gauge, raw, sigma=1.0, judged=True)
        assert label_of(reading)[-1].words == "+ is thigh backward"
        assert len(label_of(reading)) == 4


def test_a_mark_has_its_words_beside_it() -> None:
    [gauge, *_] = [g for g in gauges_of(load_stretch("hip_flexion"), "right", "end") if g.target.low == 90]
    said = [label_of(GaugeReading(gauge, value, 4.0, judged=True))[2].words for value in (100, 87, 60, 150)]
    assert said == [f"{how} target 90 to 125°" for how in ("in", "near", "below", "above")]
    later = label_of(GaugeReading(gauge, 20.0, 4.0, judged=False))
    assert later[2].words == f"{gauge.target.phase} target 90 to 125°"


def test_labels_remember_their_places() -> None:
    places: Places = {}
    drawn(seen_at(640, 360), places=places)
    assert len(places) == 3
    kept = {column: place.copy() for column, place in places.items()}
    drawn(seen_at(640, 360), places=places)
    for column, place in kept.items():
        np.testing.assert_allclose(places[column], place)


@pytest.mark.parametrize("stretch", stretch_ids())
@pytest.mark.parametrize("role", ["rest", "out", "end", "back", ""])
def test_every_stretch_can_be_drawn(stretch: str, role: str) -> None:
    landmarks = seen_at(640, 360)
    angles = compute_angles(landmarks)
    chosen = load_stretch(stretch)
    gauges = choose_gauges(chosen, "left", role, angles.value[0], angles.sigma[0])
    assert drawn(landmarks, stretch=chosen, role=role, gauges=gauges).shape == (360, 640, 3)
