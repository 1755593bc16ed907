"""What pictures show of the camera."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from posecheck.live.pictures.camera_check import SENTENCES, PictureCheck


def scene(shift: int = 0, light: float = 1.0) -> np.ndarray:
    random = np.random.default_rng(1)
    blocks = cv2.resize(
        random.integers(0, 255, (18, 32, 3), dtype=np.uint8), (640, 360), interpolation=cv2.INTER_NEAREST
    )
    return (np.roll(blocks, shift, axis=1) * light).astype(np.uint8)


@pytest.mark.parametrize(
    ("image", "trouble"),
    [
        (scene(), None),
        (np.zeros((360, 640, 3), dtype=np.uint8), "black"),
        (scene(light=0.12), "dark"),
        (scene(shift=60), "moved"),
        (scene(light=0.7), None),
    ],
)
def test_what_a_picture_shows_of_the_camera(image: np.ndarray, trouble: str | None) -> None:
    check = PictureCheck()
    assert check(scene(), 0.0, None) is None
    assert [check(image, float(n), None) for n in range(1, 5)][-1] == trouble


def test_a_person_who_moves_is_not_the_camera_moving() -> None:
    check, still, moved = PictureCheck(), scene(), scene()
    moved[100:340, 200:420] = 230
    person = np.array([200 / 640, 100 / 360, 420 / 640, 340 / 360])
    check(still, 0.0, person)
    assert [check(moved, float(n), person) for n in range(1, 6)] == [None] * 5


def test_every_trouble_has_one_sentence() -> None:
    assert set(SENTENCES) >= {
        "none",
        "busy",
        "refused",
        "unplugged",
        "black",
        "dark",
        "moved",
        "suspended",
        "hidden",
    }
    assert all(text.endswith(".") for text in SENTENCES.values())
