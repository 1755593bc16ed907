"""Times of frames: clocks that start again or stumble, times of decoding, long frames, slow motion."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.errors import PosecheckError
from posecheck.video import Video
from posecheck.video.clock import Clock, in_order
from tests.video.clips import encode, numbered, numbers, times

SECOND = [k / 25 for k in range(25)]


def from_2(number: int) -> Any:
    return numbered(number + 50)


@given(st.lists(st.floats(0, 100), max_size=40))
def test_times_always_increase_and_nothing_is_left_out_in_silence(given_s: list[float]) -> None:
    clock = Clock(0.04)
    found = list(clock(enumerate_times(given_s)))
    assert all(after > before for (before, _), (after, _) in pairwise(found))
    assert len(found) + len(clock.left_out_s) == len(given_s)


def enumerate_times(given_s: list[float]) -> list[tuple[float, int]]:
    return [(time_s, number) for number, time_s in enumerate(given_s)]


@pytest.mark.parametrize("place", [3, 10, 23])
@pytest.mark.parametrize("wrong_s", [-40.0, 500.0, 0.0])
def test_one_wrong_time_is_left_out_and_moves_no_other(place: int, wrong_s: float) -> None:
    wrong = [wrong_s if number == place else time_s for number, time_s in enumerate(SECOND)]
    clock = Clock(0.04)
    assert [time_s for time_s, _ in clock(enumerate_times(wrong))] == pytest.approx(
        SECOND[:place] + SECOND[place + 1 :]
    )
    assert (len(clock.left_out_s), clock.restarts_s) == (1, [])


@given(st.permutations(range(4)))
def test_times_of_decoding_are_sorted(order: list[int]) -> None:
    stored = [(4 * group + place) / 25 for group in range(20) for place in order]
    assert [time_s for time_s, _ in in_order((time_s, None) for time_s in stored)] == sorted(stored)


# Recordings joined end to end

JOINABLE = [
    ("a.ts", "libx264", {}),
    ("a.mkv", "libx264", {}),
    ("a.webm", "libvpx", {}),
    ("live.webm", "libvpx", {"live": "1"}),
    ("a.avi", "mpeg4", {}),
]


@pytest.mark.parametrize(("name", "codec", "muxer"), JOINABLE, ids=[name for name, *_ in JOINABLE])
def test_a_clock_that_starts_again_goes_on(
    tmp_path: Path, name: str, codec: str, muxer: dict[str, str]
) -> None:
    parts = [
        encode(tmp_path / f"{k}{name}", codec=codec, muxer=muxer, picture=picture)
        for k, picture in enumerate((numbered, from_2))
    ]
    path = tmp_path / name
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    video = Video(path)
    assert numbers(video) == list(range(100))
    assert times(video) == pytest.approx(np.arange(100) / 25, abs=0.002)
    assert video.duration_s == pytest.approx(4.0, abs=0.15)
    assert numbers(Video(path, start_s=3.0, end_s=3.2)) == [75, 76, 77, 78, 79]
    assert numbers(Video(path, start_s=1.0, end_s=3.0, fps=5)) == list(range(25, 75, 5))
    assert video.notes == ("The clock of the file starts again at 2.0 s; it was taken to go on.",)
    assert [frame.index for frame in video if frame.after_gap] == [50]


ONLY_THE_FIRST = [
    ("a.mp4", "libx264", "libx264", 0.04),
    ("a.mov", "libx264", "libx264", 0.04),
    ("live.mp4", "libx264", "libx264", 0.04),
    ("rate.avi", "mpeg4", "mpeg4", 0.1),
    ("codec.avi", "mpeg4", "mjpeg", 0.04),
]


@pytest.mark.parametrize(
    ("name", "codec", "then", "step_s"), ONLY_THE_FIRST, ids=[n for n, *_ in ONLY_THE_FIRST]
)
def test_a_recording_that_cannot_be_read_behind_another_is_said(
    tmp_path: Path, name: str, codec: str, then: str, step_s: float
) -> None:
    live = {"movflags": "frag_keyframe+empty_moov"} if name == "live.mp4" else {}
    first = encode(tmp_path / f"1{name}", codec=codec, muxer=live)
    second = tmp_path / f"2{name}"
    with av.open(str(second), "w", options=live) as container:
        stream: Any = container.add_stream(then, rate=round(1 / step_s))
        stream.height, stream.width = 96, 160
        stream.pix_fmt = "yuvj420p" if then == "mjpeg" else "yuv420p"
        for number in range(50):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(from_2(number), format="rgb24")))
        container.mux(stream.encode(None))
    path = tmp_path / name
    path.write_bytes(first.read_bytes() + second.read_bytes() + first.read_bytes())
    video = Video(path)
    assert numbers(video) == list(range(50))
    assert not any(frame.after_gap for frame in video)
    assert video.notes == (
        "The file holds 3 recordings joined end to end; only the first was read: give each as a file of its own.",
    )
    assert numbers(Video(path, fps=5)) == list(range(0, 50, 5))
    with pytest.raises(PosecheckError, match="beyond the end"):
        Video(path, start_s=2.5)


def test_a_long_avi_that_goes_on_in_pieces_is_one_recording(tmp_path: Path) -> None:
    # Every piece but the first is called AVIX (OpenDML 1.02); here it is empty.
    path = encode(tmp_path / "long.avi", codec="mpeg4")
    path.write_bytes(path.read_bytes() + b"RIFF\x0c\0\0\0AVIXJUNK" + bytes(4))
    video = Video(path)
    assert numbers(video) == list(range(50))
    assert video.notes == ()


# Clocks of transport streams, which are set anew or counted around

AROUND_S = 2**33 / 90_000


def with_clock(path: Path, first_s: float, later_s: float) -> Path:
    """Write a transport stream that starts at a time, and whose clock is set by so much before frame 25."""
    encode(path.with_name("plain.ts"), bf="2", preset="medium", gop=25)
    data = bytearray(path.with_name("plain.ts").read_bytes())
    number, begins = 0, 0
    for at in range(0, len(data), 188):
        stuffing = 1 + data[at + 4] if data[at + 3] & 0x20 else 0
        pes = at + 4 + stuffing
        if data[at + 1] & 0x40 and data[pes : pes + 4] == b"\0\0\1\xe0":
            # A frame after the 25th is stored before none of those before it, as a keyframe lies between.
            for place in (pes + 9, pes + 14)[: 1 if data[pes + 7] >> 6 == 2 else 2]:
                ticks = _ticks(data[place : place + 5])
                begins = begins or ticks
                ticks += round(90_000 * (first_s + (later_s if number >= 25 else 0))) - begins
                data[place : place + 5] = _stamp(data[place] >> 4, ticks % 2**33)
            number += 1
    path.write_bytes(data)
    return path


def _ticks(stamp: bytes | bytearray) -> int:
    return (stamp[0] >> 1 & 7) << 30 | stamp[1] << 22 | stamp[2] >> 1 << 15 | stamp[3] << 7 | stamp[4] >> 1


def _stamp(kind: int, ticks: int) -> bytes:
    low = (ticks >> 15 & 0x7FFF) << 1 | 1, (ticks & 0x7FFF) << 1 | 1
    return bytes([kind << 4 | ticks >> 30 << 1 | 1]) + low[0].to_bytes(2) + low[1].to_bytes(2)


@pytest.mark.parametrize("first_s", [1.4, 5000.0, AROUND_S - 0.5])
@pytest.mark.parametrize("back_s", [1.0, 60.0, 3600.0])
def test_a_clock_that_is_set_back_goes_on(tmp_path: Path, first_s: float, back_s: float) -> None:
    video = Video(with_clock(tmp_path / "back.ts", first_s, -back_s))
    assert numbers(video) == list(range(50))
    assert times(video) == pytest.approx(np.arange(50) / 25)
    assert [frame.index for frame in video if frame.after_gap] == [25]
    assert video.notes == ("The clock of the file starts again at 1.0 s; it was taken to go on.",)
    assert video.duration_s == pytest.approx(2.0)
    assert numbers(Video(video.path, start_s=1.52, end_s=1.72)) == [38, 39, 40, 41, 42]


@pytest.mark.parametrize("before_s", [0.02, 0.5, 1.0, 1.98])
def test_a_clock_that_is_counted_around_goes_on(tmp_path: Path, before_s: float) -> None:
    video = Video(with_clock(tmp_path / "around.ts", AROUND_S - before_s, 0.0))
    assert numbers(video) == list(range(50))
    assert times(video) == pytest.approx(np.arange(50) / 25)
    assert not any(frame.after_gap for frame in video)
    assert video.notes == ()
    assert video.duration_s == pytest.approx(2.0)
    assert numbers(Video(video.path, start_s=1.52, end_s=1.72)) == [38, 39, 40, 41, 42]
    assert numbers(Video(video.path, fps=5)) == list(range(0, 50, 5))


@pytest.mark.parametrize("first_s", [1.4, AROUND_S - 0.5])
@pytest.mark.parametrize("pause_s", [60.0, 3600.0])
def test_a_long_pause_stays_one(tmp_path: Path, first_s: float, pause_s: float) -> None:
    video = Video(with_clock(tmp_path / "pause.ts", first_s, pause_s))
    assert times(video)[25:] == pytest.approx(pause_s + np.arange(25, 50) / 25)
    assert [frame.index for frame in video if frame.after_gap] == [25]
    assert video.notes == (f"No new picture from 1.0 to {1 + pause_s:.1f} s.",)
    assert numbers(Video(video.path, start_s=pause_s + 1.52, end_s=pause_s + 1.72)) == [38, 39, 40, 41, 42]


# Times in the order of decoding


def without_display_times(path: Path) -> Path:
    """Encode B-frames, and write the times of decoding for those of display."""
    whole = encode(path.with_name("whole.mkv"), bf="3", preset="medium")
    with av.open(str(whole)) as source, av.open(str(path), "w") as container:
        stream = container.add_stream_from_template(source.streams.video[0])
        for number, packet in enumerate(p for p in source.demux(video=0) if p.size):
            packet.pts = packet.dts = number * 40 - 80
            packet.time_base, packet.stream = Fraction(1, 1000), stream
            container.mux(packet)
    return path


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_times_in_the_order_of_decoding_lose_no_frame(tmp_path: Path, suffix: str) -> None:
    path = without_display_times(tmp_path / f"clip{suffix}")
    video = Video(path)
    assert numbers(video) == list(range(50))
    assert times(video) == pytest.approx(np.arange(50) / 25, abs=1e-6)
    assert video.notes == ()
    assert numbers(Video(path, start_s=1.52, end_s=1.72)) == [38, 39, 40, 41, 42]
    assert numbers(Video(path, fps=5)) == list(range(0, 50, 5))


def test_h264_in_avi_has_only_such_times(tmp_path: Path) -> None:
    video = Video(encode(tmp_path / "b.avi", bf="3", preset="medium"))
    assert numbers(video) == list(range(50))
    assert video.notes == ()


def test_what_an_edit_list_hides_stays_hidden(tmp_path: Path) -> None:
    # A phone that trims a clip leaves the frames before the first one shown in the file.
    whole = encode(tmp_path / "whole.mp4")
    path = tmp_path / "trimmed.mp4"
    with av.open(str(whole)) as source, av.open(str(path), "w") as container:
        stream = container.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.pts is not None and packet.dts is not None:
                ticks = round(0.2 / packet.time_base)
                packet.pts, packet.dts = packet.pts - ticks, packet.dts - ticks
                packet.stream = stream
                container.mux(packet)
    video = Video(path)
    assert numbers(video) == list(range(5, 50))
    assert times(video)[0] == 0


# Long frames


def with_last_duration(path: Path, seconds: float) -> Path:
    with (
        av.open(str(encode(path.with_name("whole.mkv"), codec="ffv1"))) as source,
        av.open(str(path), "w") as to,
    ):
        stream = to.add_stream_from_template(source.streams.video[0])
        packets = [packet for packet in source.demux(video=0) if packet.size]
        packets[-1].duration = round(seconds / float(packets[-1].time_base))
        for packet in packets:
            packet.stream = stream
            to.mux(packet)
    return path


def test_a_long_last_frame_is_no_missing_end(tmp_path: Path) -> None:
    video = Video(with_last_duration(tmp_path / "long.mkv", 4.0))
    assert numbers(video) == list(range(50))
    # The file does not say which frame it is that lasts.
    assert video.notes == ("The pictures end at 2.0 s of 6.0 s.",)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov"])
def test_a_time_without_a_picture_is_said(tmp_path: Path, suffix: str) -> None:
    froze = [*SECOND, *(time_s + 3.7 for time_s in SECOND)]
    video = Video(encode(tmp_path / f"froze{suffix}", times=froze))
    assert [frame.index for frame in video if frame.after_gap] == [25]
    assert video.notes == ("No new picture from 1.0 to 3.7 s.",)
    assert [frame.after_gap for frame in Video(tmp_path / f"froze{suffix}", fps=5)].count(True) == 1


@pytest.mark.parametrize("step_s", [0.5, 2.0])
def test_a_slow_recording_has_no_gaps(tmp_path: Path, step_s: float) -> None:
    video = Video(encode(tmp_path / "slow.mkv", times=[k * step_s for k in range(10)]))
    assert not any(frame.after_gap for frame in video)
    assert video.notes == ()


# Slow motion and time-lapse


def tagged(path: Path, times: list[float], tags: dict[str, str], *, sound: bool = False) -> Path:
    plain = encode(path.with_name("plain.mp4"), times=times)
    with (
        av.open(str(plain)) as source,
        av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as to,
    ):
        to.metadata.update(tags)
        stream = to.add_stream_from_template(source.streams.video[0])
        audio: Any = to.add_stream("aac", rate=44100) if sound else None
        if audio:
            frame = av.AudioFrame.from_ndarray(
                np.zeros((2, 1024), np.float32), format="fltp", layout="stereo"
            )
            frame.sample_rate = 44100
            to.mux(audio.encode(frame))
            to.mux(audio.encode(None))
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                to.mux(packet)
    return path


FPS = "com.android.capture.fps"


@pytest.mark.parametrize(
    ("capture_fps", "sound", "slower"),
    [("200", False, 8), ("50", False, 2), ("100", True, 4), ("2.5", False, 0.1), ("25.000000", False, 1)],
)
def test_tagged_slow_motion_has_real_times(
    tmp_path: Path, capture_fps: str, sound: bool, slower: float
) -> None:
    path = tagged(tmp_path / "slow.mp4", [k / 25 for k in range(50)], {FPS: capture_fps}, sound=sound)
    video = Video(path)
    assert times(video) == pytest.approx(np.arange(50) / 25 / slower)
    assert video.duration_s == pytest.approx(2 / slower, abs=0.1)
    assert video.fps == pytest.approx(25 * slower)
    assert ("Filmed as" in str(video.notes)) == (slower != 1)
    half_s = 1 / slower
    assert numbers(Video(path, start_s=half_s, end_s=half_s * 1.08)) == [25, 26]


@pytest.mark.parametrize(("capture_fps", "sound"), [("30", False), ("30", True), ("x", False), ("0", False)])
def test_plain_clips_with_such_a_tag_keep_their_times(tmp_path: Path, capture_fps: str, sound: bool) -> None:
    video = Video(tagged(tmp_path / "plain-tagged.mp4", SECOND, {FPS: capture_fps}, sound=sound))
    assert times(video) == pytest.approx(SECOND)
    assert video.notes == ()


@pytest.mark.parametrize("capture_fps", ["50", "12.5"])
def test_a_tag_that_the_sound_speaks_against_is_said(tmp_path: Path, capture_fps: str) -> None:
    video = Video(tagged(tmp_path / "sound.mp4", SECOND, {FPS: capture_fps}, sound=True))
    assert times(video) == pytest.approx(SECOND)
    assert "taken as filmed at the speed at which it plays" in str(video.notes)


@pytest.mark.parametrize(("stored_fps", "slower"), [(12, 1), (10, 1), (1.5, 20)])
def test_an_ordinary_rate_is_no_slow_motion_where_frames_were_dropped(
    tmp_path: Path, stored_fps: float, slower: float
) -> None:
    stored_s = [k / stored_fps for k in range(20)]
    video = Video(tagged(tmp_path / "thinned.mp4", stored_s, {FPS: "30"}))
    assert times(video) == pytest.approx(np.array(stored_s) / slower, abs=0.001)
    assert ("Filmed as slow motion" in str(video.notes)) == (slower != 1)


def test_names_of_tags_are_the_same_in_capital_letters(tmp_path: Path) -> None:
    video = Video(tagged(tmp_path / "slow.mkv", SECOND, {FPS: "200"}))
    assert times(video) == pytest.approx(np.array(SECOND) / 8, abs=0.001)
    assert video.notes == (
        "Filmed as slow motion, 8 times slower than real: all times are those of what was filmed.",
    )


def test_a_dim_clip_whose_frames_come_late_is_no_slow_motion(tmp_path: Path) -> None:
    dim = [k / 25 if k < 40 else 1.6 + (k - 40) / 8 for k in range(50)]
    video = Video(tagged(tmp_path / "dim.mp4", dim, {FPS: "30"}))
    assert times(video) == pytest.approx(dim, abs=0.001)


def test_a_time_lapse_without_a_rate_is_said(tmp_path: Path) -> None:
    video = Video(tagged(tmp_path / "lapse.mov", SECOND, {"com.apple.photos.captureMode": "Time-lapse"}))
    assert "Tagged as a time-lapse" in str(video.notes)


def gopro(path: Path, rate: str) -> Path:
    """Write a clip with GoPro's tag inside its index, which is the last thing in the file."""
    with av.open(str(encode(path.with_name("plain.mp4")))) as source, av.open(str(path), "w") as to:
        stream = to.add_stream_from_template(source.streams.video[0])
        stream.metadata["handler_name"] = "GoPro AVC"
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                to.mux(packet)
    text = rate.encode()
    tags = b"FMWRc\x01\x00\x04H8.0" + b"RATEc\x01" + len(text).to_bytes(2) + text + bytes(-len(text) % 4)
    box = b"GPMF" + b"DEVC\x00\x01" + len(tags).to_bytes(2) + tags
    box = b"udta" + (len(box) + 4).to_bytes(4) + box
    data = bytearray(path.read_bytes())
    at = data.rindex(b"moov") - 4
    size = int.from_bytes(data[at : at + 4]) + len(box) + 4
    path.write_bytes(data[:at] + size.to_bytes(4) + data[at + 4 :] + (len(box) + 4).to_bytes(4) + box)
    return path


@pytest.mark.parametrize(
    ("rate", "faster"), [("5X", 5), ("2_1SEC", 12.5), ("1_2SEC", 50), ("", 1), ("odd", 1)]
)
def test_time_lapse_of_a_gopro_has_real_times(tmp_path: Path, rate: str, faster: float) -> None:
    video = Video(gopro(tmp_path / "GH010001.MP4", rate))
    assert times(video) == pytest.approx(np.arange(50) / 25 * faster)
    assert ("time-lapse" in str(video.notes)) == (faster != 1)


def test_an_automatic_time_lapse_is_said(tmp_path: Path) -> None:
    video = Video(gopro(tmp_path / "GH010001.MP4", "AUTO"))
    assert "Tagged as a time-lapse without its rate" in str(video.notes)
