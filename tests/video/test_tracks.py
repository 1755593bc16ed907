"""Of several picture tracks the one that a player shows is read, and it is said which."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from av.stream import Disposition

from posecheck.video import Video
from tests.video.clips import numbered, numbers

CAMERA = range(100, 120)


def with_tracks(path: Path, *tracks: tuple[range, tuple[int, int], int], codec: str = "libx264") -> Path:
    """Encode a file with tracks of numbered pictures: which numbers, what size, what disposition."""
    with av.open(str(path), "w") as container:
        streams: list[Any] = []
        for count, size, disposition in tracks:
            still = len(count) == 1
            stream: Any = container.add_stream("mjpeg" if still else codec, rate=25)
            stream.width, stream.height = size
            stream.pix_fmt = "yuvj420p" if still else "yuv420p"
            stream.disposition = disposition
            streams.append(stream)
        for stream, (count, size, _) in zip(streams, tracks, strict=True):
            for place, number in enumerate(count):
                frame = av.VideoFrame.from_ndarray(numbered(number, *size), format="rgb24")
                frame = frame.reformat(format=stream.pix_fmt)
                frame.pts, frame.time_base = place, Fraction(1, 25)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path


SMALL, LARGE = (160, 96), (320, 192)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_the_default_track_is_read_whatever_comes_first(tmp_path: Path, suffix: str) -> None:
    default = Disposition.default
    video = Video(
        with_tracks(tmp_path / f"screen{suffix}", (range(5), LARGE, 0), (CAMERA, SMALL, default)),
    )
    assert numbers(video) == list(CAMERA)
    assert video.notes == ("The file has 2 picture tracks; number 2 was used (160 x 96), as a player would.",)


@pytest.mark.parametrize("suffix", [".mkv", ".ts"])
def test_among_equals_the_largest_track_is_read(tmp_path: Path, suffix: str) -> None:
    video = Video(with_tracks(tmp_path / f"two{suffix}", (range(20), SMALL, 0), (CAMERA, LARGE, 0)))
    assert numbers(video) == list(CAMERA)
    assert "number 2 was used (320 x 192)" in str(video.notes)


def test_among_tracks_of_one_size_the_longest_is_read(tmp_path: Path) -> None:
    video = Video(with_tracks(tmp_path / "two.mkv", (range(10), SMALL, 0), (CAMERA, SMALL, 0)))
    assert numbers(video) == list(CAMERA)


@pytest.mark.parametrize("suffix", [".mov", ".mkv"])
def test_a_preview_of_one_picture_is_never_the_clip(tmp_path: Path, suffix: str) -> None:
    path = with_tracks(
        tmp_path / f"preview{suffix}", (range(7, 8), LARGE, Disposition.default), (CAMERA, SMALL, 0)
    )
    assert numbers(Video(path)) == list(CAMERA)


def test_a_cover_is_no_track(tmp_path: Path) -> None:
    cover = (range(7, 8), LARGE, Disposition.attached_pic)
    video = Video(with_tracks(tmp_path / "cover.mp4", (CAMERA, SMALL, Disposition.default), cover))
    assert numbers(video) == list(CAMERA)
    assert video.notes == ()
