"""What is wrong with a file is said in one sentence; what can be read of it, and what is only unusual, is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from posecheck.errors import PosecheckError
from posecheck.video import Video
from tests.video.clips import encode, numbers


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return encode(tmp_path / "clip.mp4")


def error(path: Path, **part: Any) -> str:
    with pytest.raises(PosecheckError) as caught:
        list(Video(path, **part))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    assert "absent.mp4 does not exist" in error(tmp_path / "absent.mp4")


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    assert "empty.mp4 is empty" in error(tmp_path / "empty.mp4")


def test_folder(tmp_path: Path) -> None:
    assert "is a folder" in error(tmp_path)


@pytest.mark.parametrize("content", [b"dear diary", b"x", b"GIF89a", bytes(5000)])
def test_text_named_mp4(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "diary.mp4").write_bytes(content)
    assert "diary.mp4 is not a video that can be read; give an mp4" in error(tmp_path / "diary.mp4")


def test_playlist_is_not_followed(tmp_path: Path) -> None:
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nclip.ts\n"
    (tmp_path / "list.m3u8").write_text(playlist, encoding="utf-8")
    assert "is not a video" in error(tmp_path / "list.m3u8")


def test_sound_only(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert "sound.mp4 has no pictures" in error(path)


def test_a_codec_that_nobody_knows(tmp_path: Path) -> None:
    path = encode(tmp_path / "unknown.mp4")
    path.write_bytes(path.read_bytes().replace(b"avc1", b"xyz1"))
    assert "unknown.mp4 is stored in an unknown way; convert it to an mp4 file (H.264)" in error(path)


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def test_mp4_without_its_index(clip: Path) -> None:
    assert "is cut short: the index at its end is missing" in error(cut(clip, 0.6))


@pytest.mark.parametrize(
    ("name", "codec", "muxer"),
    [
        ("cut.mp4", "libx264", {"movflags": "faststart"}),
        ("cut.mov", "libx264", {"movflags": "faststart"}),
        ("cut.avi", "mpeg4", {}),
        ("cut.mkv", "libx264", {}),
        ("cut.webm", "libvpx-vp9", {}),
    ],
)
def test_clip_cut_in_the_middle(tmp_path: Path, name: str, codec: str, muxer: dict[str, str]) -> None:
    seconds = [k / 25 for k in range(200)]
    path = cut(encode(tmp_path / name, times=seconds, codec=codec, muxer=muxer), 0.5)
    message = error(path)
    assert f"{name} is cut short: it breaks off at" in message
    assert "of 8.0 s" in message
    usable_s = float(message.removesuffix(" s.").rsplit(" ", 1)[1])
    assert 2 < usable_s < 6
    assert numbers(Video(path, end_s=usable_s))[:50] == list(range(50))


def test_a_cut_mp4_is_refused_before_any_frame_is_read(tmp_path: Path) -> None:
    path = cut(encode(tmp_path / "cut.mp4", muxer={"movflags": "faststart"}), 0.7)
    with pytest.raises(PosecheckError, match="cut short"):
        Video(path)


def test_damage_in_the_middle_is_survived_and_said(tmp_path: Path) -> None:
    path = encode(tmp_path / "scratched.mov", codec="mjpeg", pix_fmt="yuvj420p")
    with av.open(str(path)) as container:
        entry = container.streams.video[0].index_entries[20]
    data = bytearray(path.read_bytes())
    data[entry.pos : entry.pos + entry.size] = bytes(entry.size)
    path.write_bytes(data)
    video = Video(path)
    assert numbers(video) == [*range(20), *range(21, 50)]
    assert video.notes == ("The file is damaged at 0.8 s; what could not be read is left out.",)


def test_a_few_frames_missing_at_the_end_are_said(tmp_path: Path) -> None:
    path = cut(encode(tmp_path / "cut.mkv", codec="ffv1"), 0.8)
    video = Video(path)
    assert 30 < len(numbers(video)) < 48
    assert "of 2.0 s" in str(video.notes)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"start_s": 2.0}, "lies beyond the end of"),
        ({"start_s": 99.0, "end_s": 100.0}, "lies beyond the end of"),
        ({"start_s": -1.0}, "give a number of seconds from 0 up"),
        ({"start_s": float("nan")}, "give a number of seconds from 0 up"),
        ({"start_s": 1.0, "end_s": 1.0}, "is not after the start"),
        ({"end_s": float("nan")}, "is not after the start"),
        ({"fps": 0.0}, "give a number above 0"),
        ({"fps": -5.0}, "give a number above 0"),
        ({"fps": float("inf")}, "give a number above 0"),
    ],
)
def test_impossible_parts(clip: Path, part: dict[str, float], message: str) -> None:
    assert message in error(clip, **part)


def test_an_end_beyond_the_end_is_the_end(clip: Path) -> None:
    assert numbers(Video(clip, start_s=1.9, end_s=500)) == [48, 49]


@pytest.mark.parametrize("name", ["étirement ストレッチ.mp4", "two\nlines.mp4", "a:b%03d?.mp4", "-v.mp4"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    assert len(numbers(Video(encode(tmp_path / "plain.mp4").rename(tmp_path / name)))) == 50


# Streams that a browser or a camera writes while it records


def test_the_length_of_a_live_recording_is_found(tmp_path: Path) -> None:
    path = encode(tmp_path / "live.webm", codec="libvpx-vp9", muxer={"live": "1"})
    video = Video(path)
    assert video.duration_s == pytest.approx(2.0)
    assert (video.expected_frames, video.notes) == (50, ())
    assert numbers(video) == list(range(50))
    assert numbers(Video(path, start_s=1.6)) == list(range(40, 50))
    assert "lies beyond the end of" in error(path, start_s=3.0)


def test_a_fragmented_recording(tmp_path: Path) -> None:
    path = encode(tmp_path / "fragments.mp4", muxer={"movflags": "frag_keyframe+empty_moov"})
    assert numbers(Video(path)) == list(range(50))
    assert numbers(Video(path, start_s=1.6)) == list(range(40, 50))


def test_sound_that_outlasts_the_pictures_is_no_fault(tmp_path: Path) -> None:
    silent = encode(tmp_path / "silent.mkv", times=[k / 25 for k in range(25)], codec="ffv1")
    path = tmp_path / "sound.mkv"
    with av.open(str(silent)) as source, av.open(str(path), "w") as container:
        pictures = container.add_stream_from_template(source.streams.video[0])
        sound: Any = container.add_stream("aac", rate=44100)
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = pictures
                container.mux(packet)
        for _ in range(220):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((2, 1024), np.float32), format="fltp", layout="stereo"
            )
            frame.sample_rate = 44100
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    video = Video(path)
    assert numbers(video) == list(range(25))
    assert video.notes == ()
    assert video.duration_s == pytest.approx(1.0, abs=0.05)
