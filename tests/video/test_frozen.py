"""A picture that is repeated for a while, and what follows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.video import Video
from tests.video.clips import encode

FPS = 12
FIVE_SECONDS = [k / FPS for k in range(5 * FPS)]
ROOM = np.random.default_rng(0).integers(90, 110, (120, 160, 3), dtype=np.uint8)


def at(place: float) -> NDArray[np.uint8]:
    image = ROOM.copy()
    image[30:90, round(place) : round(place) + 20] = 255
    return image


def frozen(number: int) -> NDArray[np.uint8]:
    """Return a call that repeats the picture of 1.25 s for 2 s, while the movement goes on."""
    return at(2 * (15 if 15 <= number < 39 else number))


def rests(number: int) -> NDArray[np.uint8]:
    """Return somebody who moves, rests as long and goes on from there, ever faster."""
    return at(30 + 0.4 * max(0, number - 39) ** 2 if number >= 15 else 2 * number)


def stays(number: int) -> NDArray[np.uint8]:
    return at(2 * min(number, 15))


def title(number: int) -> NDArray[np.uint8]:
    return np.full_like(ROOM, 255) if number < 30 else at(number)


def read(path: Path, picture: Callable[[int], NDArray[np.uint8]], gop: int) -> Video:
    return Video(encode(path / "clip.mp4", times=FIVE_SECONDS, picture=picture, gop=gop))


@pytest.mark.parametrize("gop", [12, 250])
def test_a_repeated_picture_is_no_new_one(tmp_path: Path, gop: int) -> None:
    video = read(tmp_path, frozen, gop)
    broken = [frame for frame in video if frame.after_gap]
    assert [frame.index for frame in broken] == [39]
    assert broken[0].frozen_since_s == pytest.approx(1.25, abs=0.01)
    assert len(list(video)) == len(FIVE_SECONDS)
    assert video.notes == ("No new picture from 1.2 to 3.2 s.",)


@pytest.mark.parametrize("picture", [rests, stays, title])
@pytest.mark.parametrize("gop", [12, 250])
def test_a_person_at_rest_is_no_repeated_picture(
    tmp_path: Path, picture: Callable[[int], NDArray[np.uint8]], gop: int
) -> None:
    video = read(tmp_path, picture, gop)
    assert not [frame.time_s for frame in video if frame.after_gap]
    assert video.notes == ()
