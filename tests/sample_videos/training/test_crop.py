"""The square of the tracker: hand-made answers, and drawing into it against cutting it out of a whole picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.pose.landmarks import Landmark
from sample_videos.render.camera import Camera, around
from sample_videos.render.training.crop import CROP_PX, Square, body_square, pixel_middles
from sample_videos.render.training.exposure import decoded, exposed, tracked_square

squares = st.builds(
    lambda x, y, side, turn: Square(np.array([x, y]), side, turn),
    st.floats(-50, 700), st.floats(-50, 500), st.floats(80, 900), st.floats(-3.1, 3.1),
)  # fmt: skip


def standing_px() -> np.ndarray:
    """A person of 33 points who stands upright: head at 100, hips at 300, feet at 500."""
    points = np.full((33, 2), [320.0, 110.0])
    for mark, place in (
        (Landmark.LEFT_SHOULDER, (350, 160)), (Landmark.RIGHT_SHOULDER, (290, 160)),
        (Landmark.LEFT_HIP, (340, 300)), (Landmark.RIGHT_HIP, (300, 300)),
        (Landmark.LEFT_FOOT_INDEX, (320, 500)), (Landmark.RIGHT_FOOT_INDEX, (320, 500)),
    ):  # fmt: skip
        points[mark] = place
    return points


def test_the_square_of_a_standing_person() -> None:
    square = body_square(standing_px())
    np.testing.assert_allclose(square.centre, [320, 300])
    assert square.side == pytest.approx(2 * 1.25 * 200)
    assert square.turn == pytest.approx(0)
    np.testing.assert_allclose(square.to_crop(np.array([320.0, 300.0])), [128, 128])


def test_a_lying_person_stands_upright_in_the_square() -> None:
    upright = standing_px()
    lying = np.stack([320 - (upright[:, 1] - 300), 300 + (upright[:, 0] - 320)], axis=1)
    square = body_square(lying)
    crop = square.to_crop(lying)
    assert crop[Landmark.NOSE, 1] < 64
    np.testing.assert_allclose(crop, body_square(upright).to_crop(upright), atol=1e-9)
    # World landmarks of the crop come back as they lie in the picture: the head to the right.
    np.testing.assert_allclose(square.turned(np.array([[0.0, -1.0, 0.3]])), [[1.0, 0.0, 0.3]], atol=1e-9)


@given(squares, st.floats(-300, 900), st.floats(-300, 900))
def test_crop_and_picture_are_inverse(square: Square, x: float, y: float) -> None:
    point = np.array([x, y])
    np.testing.assert_allclose(square.to_picture(square.to_crop(point)), point, atol=1e-6)


def test_a_square_as_large_as_the_crop_is_cut_as_it_is() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (400, 500, 3)).astype(np.uint8)
    square = Square(np.array([228.0, 178.0]), 256.0, 0.0)
    np.testing.assert_array_equal(square.cut(picture), picture[50:306, 100:356])
    np.testing.assert_allclose(square.shown.centre, square.centre)


@given(squares)
def test_the_camera_draws_into_the_crop_what_the_cut_would_show(square: Square) -> None:
    camera = around(35.0, 1.4, 2.5, (0.1, 0.7, -0.2), roll_deg=14.0)
    points = np.random.default_rng(0).normal([0, 0.8, 0], 0.4, (50, 3))
    clip = np.c_[points, np.ones(50)] @ square.clip_matrix(camera).T
    device = clip[:, :2] / clip[:, 3:]
    drawn = (device * [1, -1] + 1) / 2 * CROP_PX
    np.testing.assert_allclose(drawn, square.shown.to_crop(camera.to_pixels(points)), atol=1e-6)


def test_what_is_cut_lies_where_the_square_says() -> None:
    """Of a picture whose colours tell where they are, each pixel of the crop tells the place that it shows."""
    across = np.arange(480)
    picture = np.stack(
        [np.broadcast_to(across / 2, (480, 480)), np.broadcast_to(across[:, None] / 2, (480, 480))]
    )
    picture = np.concatenate([picture, np.zeros((1, 480, 480))]).transpose(1, 2, 0).astype(np.float32)
    square = Square(np.array([240.0, 230.0]), 300.0, 0.4)
    crop = square.cut(picture.astype(np.uint8))
    told = (square.shown.to_picture(pixel_middles()) - 0.5) / 2
    inside = ((told > 5) & (told < 230)).all(axis=-1)
    assert inside.mean() > 0.8
    assert np.abs(crop[..., :2][inside] - told[inside]).max() < 1.6
    assert (
        np.abs((crop[..., :2][inside] - told[inside]).mean() + 0.25) < 0.05
    )  # every other column was rounded down


def test_the_border_of_the_picture_is_repeated_as_in_a_cut() -> None:
    rows, columns = np.mgrid[0:300, 0:300]
    whole = np.stack([columns % 256, rows % 256, (rows + columns) // 3], axis=-1).astype(np.uint8)
    # The camera sees 200 x 160 of it; the crop reaches beyond on two sides.
    picture = whole[:160, :200]
    square = Square(np.array([150.0, 110.0]), 256.0, 0.0)
    beyond = square.cut(whole)
    repeated = square.border_repeated(beyond, 200, 160).astype(int)
    np.testing.assert_allclose(repeated[40:], square.cut(picture).astype(int)[40:], atol=1)


def test_a_crop_inside_the_picture_is_left_alone() -> None:
    crop = np.random.default_rng(1).integers(0, 255, (256, 256, 3)).astype(np.uint8)
    assert Square(np.array([320.0, 240.0]), 300.0, 0.1).border_repeated(crop, 640, 480) is crop


def test_the_tracker_errs_about_the_body() -> None:
    rng = np.random.default_rng(2)
    true = body_square(standing_px())
    drawn = [tracked_square(rng, standing_px()) for _ in range(600)]
    sides = np.log([square.side / true.side for square in drawn])
    centres = np.array([square.centre - true.centre for square in drawn]) / 200
    assert abs(np.median(sides)) < 0.02
    assert 0.05 < np.std(sides) < 0.16
    assert np.std(centres) == pytest.approx(0.035, abs=0.006)
    assert np.median(np.abs(np.degrees([square.turn for square in drawn]))) == pytest.approx(3, abs=1)


def test_the_picture_that_is_kept_is_the_one_that_is_read() -> None:
    crop = np.full((256, 256, 3), [200, 120, 40], dtype=np.uint8)
    first, second = (exposed(np.random.default_rng(3), crop, 150.0) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    red, _, blue = decoded(first).reshape(-1, 3).mean(axis=0)
    assert red > 1.5 * blue
    with pytest.raises(ValueError, match="no JPEG"):
        decoded(np.zeros(10, dtype=np.uint8))


def test_the_margin_leaves_room_about_the_body() -> None:
    camera = Camera((3.0, 1.0, 0.0), (0.0, 0.9, 0.0), 500.0)
    body = np.random.default_rng(4).normal([0, 0.9, 0], [0.2, 0.5, 0.2], (33, 3))
    pixels = camera.to_pixels(body)
    crop = body_square(pixels).to_crop(pixels)
    assert np.linalg.norm(crop - 128, axis=1).max() == pytest.approx(128 / 1.25)
