"""What is damaged is left out and said; the frame after it knows."""

from __future__ import annotations

import random
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.errors import PosecheckError
from posecheck.video import Video
from posecheck.video.clock import Clock
from posecheck.video.losses import Losses
from tests.video.clips import encode, numbers

EIGHT_SECONDS = [k / 25 for k in range(200)]


def noisy(number: int) -> NDArray[np.uint8]:
    return np.random.default_rng(number).integers(0, 255, (96, 160, 3), dtype=np.uint8)


def packets(path: Path) -> list[tuple[int, int]]:
    """Return where each packet lies in a file, and its size."""
    with av.open(str(path)) as container:
        return [(packet.pos or 0, packet.size) for packet in container.demux(video=0) if packet.size]


def zeroed(path: Path, first: int, last: int) -> Path:
    """Overwrite packets with zeros, as a bad sector does."""
    places = packets(path)
    data = bytearray(path.read_bytes())
    begin, end = places[first][0], places[last][0]
    data[begin:end] = bytes(end - begin)
    path.write_bytes(data)
    return path


CONTAINERS = [
    ("a.mp4", "libx264", {}),
    ("a.mov", "libx264", {}),
    ("first.mp4", "libx264", {"movflags": "faststart"}),
    ("hevc.mp4", "libx265", {}),
    ("a.mkv", "libx264", {}),
    ("a.webm", "libvpx-vp9", {}),
    ("a.avi", "mpeg4", {}),
    ("b.avi", "libx264", {}),
    ("a.ts", "libx264", {}),
    ("a.flv", "libx264", {}),
    ("a.wmv", "wmv2", {}),
]


@pytest.mark.parametrize(("name", "codec", "muxer"), CONTAINERS, ids=[name for name, *_ in CONTAINERS])
def test_two_seconds_of_zeros_are_said_and_break_the_recording(
    tmp_path: Path, name: str, codec: str, muxer: dict[str, str]
) -> None:
    path = encode(tmp_path / name, codec=codec, times=EIGHT_SECONDS, muxer=muxer)
    video = Video(zeroed(path, 75, 125))
    frames = list(video)
    breaks = [frame.time_s for frame in frames if frame.after_gap]
    assert len(breaks) == 1
    assert 4.4 < breaks[0] < 7.0
    assert "damaged" in str(video.notes) or "No new picture" in str(video.notes)
    # Everything else is there, at its own time.
    assert len(frames) > 110
    assert frames[-1].time_s == pytest.approx(7.96, abs=0.01)
    assert numbers(video)[:50] == list(range(50))


def in_front_of_noise(number: int) -> NDArray[np.uint8]:
    """Return noise that stays, so that keyframes are large, before which something moves."""
    image = noisy(0)
    image[20:60, number % 100 : number % 100 + 30] = 255
    return image


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
@pytest.mark.parametrize("bf", ["0", "2"])
def test_what_is_made_from_a_keyframe_of_zeros_is_left_out(tmp_path: Path, codec: str, bf: str) -> None:
    long: dict[str, Any] = {"x265-params": f"keyint=25:open-gop=0:bframes={bf}"} if codec == "libx265" else {}
    path = encode(
        tmp_path / "a.mp4", codec=codec, times=EIGHT_SECONDS, picture=in_front_of_noise, gop=25, bf=bf, **long
    )
    sound = {frame.time_s: frame.image for frame in Video(path)}
    with av.open(str(path)) as container:
        keys = [p for p in container.demux(video=0) if p.size and p.is_keyframe]
        place, size, at = keys[3].pos or 0, keys[3].size, float((keys[3].pts or 0) * keys[3].time_base)
        after = float((keys[4].pts or 0) * keys[4].time_base)
    data = bytearray(path.read_bytes())
    # The decoder takes zeros after the beginning for a picture.
    data[place + size // 5 : place + size] = bytes(size - size // 5)
    path.write_bytes(data)
    video = Video(path)
    frames = list(video)
    assert not [frame.time_s for frame in frames if at <= frame.time_s < after]
    assert [frame.time_s for frame in frames if frame.after_gap] == pytest.approx([after])
    assert len(frames) == 200 - round((after - at) * 25)
    assert all(np.array_equal(frame.image, sound[frame.time_s]) for frame in frames)
    assert video.notes == (
        f"The file is damaged from {at - 0.04:.1f} to {after:.1f} s; what could not be read is left out.",
    )


def test_zeros_between_the_pieces_of_a_stream_are_no_damage(tmp_path: Path) -> None:
    plain = encode(tmp_path / "plain.ts", gop=25)
    path = tmp_path / "stuffed.ts"
    with av.open(str(plain)) as source, av.open(str(path), "w") as to:
        stream = to.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                stuffed = av.Packet(bytes(packet) + bytes(100))
                stuffed.pts, stuffed.dts, stuffed.time_base = packet.pts, packet.dts, packet.time_base
                stuffed.is_keyframe, stuffed.stream = packet.is_keyframe, stream
                to.mux(stuffed)
    with av.open(str(path)) as container:
        assert bytes(64) in b"".join(bytes(packet) for packet in container.demux(video=0))
    video = Video(path)
    assert numbers(video) == list(range(50))
    assert video.notes == ()


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_lost_time_in_a_program_stream_breaks_the_recording_where_it_is_missing(
    tmp_path: Path, share: float
) -> None:
    path = encode(
        tmp_path / "a.mpg", codec="mpeg2video", times=EIGHT_SECONDS, picture=in_front_of_noise, bf="2", gop=12
    )
    data = bytearray(path.read_bytes())
    begin, size = round(share * len(data)), len(data) // 8
    data[begin : begin + size] = bytes(size)
    path.write_bytes(data)
    video = Video(path)
    frames = list(video)
    seconds = [frame.time_s for frame in frames]
    step, row = max((after - before, row) for row, (before, after) in enumerate(pairwise(seconds), start=1))
    assert step > 0.4
    assert frames[row].after_gap
    assert f"damaged from {seconds[row - 1]:.1f} to" in str(video.notes)


def test_damage_that_is_told_after_the_time_it_took_breaks_there() -> None:
    losses = Losses(0.0, 99.0, 0.04, Clock(0.04))
    losses.add(5.0, 6.2, 0)
    assert losses.unsettled
    assert losses.notes == ("No new picture from 5.0 to 6.2 s.",)
    losses.add(6.2, 6.28, 1)
    assert not losses.unsettled
    assert losses.notes == ("The file is damaged from 5.0 to 6.3 s; what could not be read is left out.",)
    assert losses.between(5.0, 6.2)
    assert not losses.between(6.2, 6.28)


def test_the_part_before_and_the_part_after_are_sound(tmp_path: Path) -> None:
    path = zeroed(encode(tmp_path / "a.mp4", times=EIGHT_SECONDS), 75, 125)
    for video in (Video(path, end_s=2.0), Video(path, start_s=6.0)):
        assert len(list(video)) == 50
        assert video.notes == ()
        assert not any(frame.after_gap for frame in video)


def test_a_lost_frame_is_said_and_breaks_nothing(tmp_path: Path) -> None:
    video = Video(zeroed(encode(tmp_path / "a.mov", codec="mjpeg", pix_fmt="yuvj420p"), 20, 21))
    frames = list(video)
    assert len(frames) == 49
    assert not any(frame.after_gap for frame in frames)
    assert video.notes == ("The file is damaged at 0.8 s; what could not be read is left out.",)


def test_a_frame_that_the_decoder_patched_is_left_out(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", times=EIGHT_SECONDS)
    data = bytearray(path.read_bytes())
    for place, size in packets(path)[60:66]:
        data[place + size // 2] ^= 0xFF
        data[place + 2 * size // 3] ^= 0xFF
    path.write_bytes(data)
    video = Video(path)
    found = numbers(video)
    assert 190 < len(found) < 200
    assert "damaged" in str(video.notes)


def test_a_damaged_beginning_is_said(tmp_path: Path) -> None:
    video = Video(zeroed(encode(tmp_path / "a.mov", codec="mjpeg", pix_fmt="yuvj420p"), 0, 3))
    assert numbers(video) == list(range(3, 50))
    assert video.notes == ("The file is damaged at 0.0 s; what could not be read is left out.",)


def test_pictures_that_end_early_in_a_whole_file_are_used(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mkv", times=EIGHT_SECONDS, codec="ffv1")
    video = Video(zeroed(path, 100, 199))
    assert numbers(video)[:100] == list(range(100))
    assert "of 8.0 s" in str(video.notes)


def test_a_recording_in_fragments_that_breaks_off_is_used(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", times=EIGHT_SECONDS, muxer={"movflags": "frag_keyframe+empty_moov"})
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    assert numbers(Video(path))[:90] == list(range(90))


def test_what_cannot_be_reached_behind_damage_is_said(tmp_path: Path) -> None:
    fragments = {"movflags": "frag_keyframe+empty_moov"}
    path = encode(tmp_path / "a.mp4", times=EIGHT_SECONDS, muxer=fragments, picture=noisy)
    data = bytearray(path.read_bytes())
    begin = data.index(b"moof", len(data) // 2) - 4
    data[begin : begin + 64] = bytes(64)
    path.write_bytes(data)
    video = Video(path)
    assert len(list(video)) > 80
    assert "% of the file cannot be read" in str(video.notes)


@pytest.mark.parametrize("name", [name for name, *_ in CONTAINERS])
@pytest.mark.parametrize("seed", range(3))
def test_noise_gives_frames_in_the_order_of_time_or_one_sentence(
    tmp_path: Path, name: str, seed: int
) -> None:
    codec, muxer = {n: (c, m) for n, c, m in CONTAINERS}[name]
    path = encode(tmp_path / name, codec=codec, muxer=muxer)
    data, chance = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(max(3, len(data) // 500)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)
    with suppress(PosecheckError):
        seconds = [frame.time_s for frame in Video(path)]
        assert seconds == sorted(set(seconds))


def test_many_places_are_told_in_one_sentence() -> None:
    losses = Losses(0.0, 99.0, 0.04, Clock(0.04))
    for second in range(0, 50, 10):
        losses.add(second, second + 2.0, 0)
    assert losses.notes == (
        "No new picture from 0.0 to 2.0 s, from 10.0 to 12.0 s, from 20.0 to 22.0 s and at 2 more places.",
    )
