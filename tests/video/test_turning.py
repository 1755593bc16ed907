"""A clip whose picture changes its shape, as when a phone is turned in a call, can be used part by part."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.errors import PosecheckError
from posecheck.video import Video
from tests.video.clips import encode, numbered

REORDERED_S = 0.08
"""The encoder stores frames out of order, and the first part's times begin later by so much."""


def upright(number: int) -> NDArray[np.uint8]:
    return numbered(number, 96, 160)


@pytest.fixture
def turned(tmp_path: Path) -> Path:
    """Two seconds wide, then two seconds high."""
    wide = encode(tmp_path / "wide.ts")
    high = encode(tmp_path / "high.ts", times=[2 + REORDERED_S + k / 25 for k in range(50)], picture=upright)
    path = tmp_path / "turned.ts"
    path.write_bytes(wide.read_bytes() + high.read_bytes())
    return path


def test_the_sentence_names_parts_that_can_be_used(turned: Path) -> None:
    with pytest.raises(PosecheckError) as caught:
        list(Video(turned))
    found = re.search(
        r"changes from 160 x 96 to 96 x 160 pixels at (\S+) s; use the part before by ending at \1 s, "
        r"or the rest by starting there\.",
        str(caught.value),
    )
    assert found
    at_s = float(found[1])
    before, after = Video(turned, end_s=at_s), Video(turned, start_s=at_s)
    assert (before.width_px, before.height_px, after.width_px, after.height_px) == (160, 96, 96, 160)
    assert [frame.image.shape for frame in before] == [(96, 160, 3)] * 50
    assert [frame.image.shape for frame in after] == [(160, 96, 3)] * 50


@pytest.mark.parametrize("start_s", [2.0, 2.48, 3.92])
def test_any_part_after_the_turn_is_read(turned: Path, start_s: float) -> None:
    frames = list(Video(turned, start_s=start_s))
    assert frames[0].time_s == pytest.approx(start_s)
    assert {frame.image.shape for frame in frames} == {(160, 96, 3)}


def test_a_part_with_the_turn_inside_is_refused(turned: Path) -> None:
    with pytest.raises(PosecheckError, match="ending at 2 s"):
        list(Video(turned, start_s=1.5, end_s=2.5))


def test_a_lower_resolution_of_the_same_shape_is_no_turn(tmp_path: Path) -> None:
    large = encode(tmp_path / "large.ts", picture=lambda number: numbered(number, 320, 192))
    small = encode(tmp_path / "small.ts", times=[2 + REORDERED_S + k / 25 for k in range(50)])
    path = tmp_path / "call.ts"
    path.write_bytes(large.read_bytes() + small.read_bytes())
    assert [frame.image.shape for frame in Video(path)] == [(192, 320, 3)] * 100


def test_times_that_are_no_round_numbers_are_told_exactly_enough(tmp_path: Path) -> None:
    step = float(Fraction(1001, 30000))
    wide = encode(tmp_path / "wide.ts", times=[k * step for k in range(37)])
    high = encode(
        tmp_path / "high.ts", times=[REORDERED_S + k * step for k in range(37, 60)], picture=upright
    )
    path = tmp_path / "turned.ts"
    path.write_bytes(wide.read_bytes() + high.read_bytes())
    with pytest.raises(PosecheckError) as caught:
        list(Video(path))
    at_s = float(str(caught.value).split("ending at ")[1].split(" s")[0])
    assert len(list(Video(path, end_s=at_s))) == 37
    assert len(list(Video(path, start_s=at_s))) == 23
