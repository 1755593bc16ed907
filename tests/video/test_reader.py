"""Every frame of a clip comes once, upright and at its time, whatever the format."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.errors import PosecheckError
from posecheck.video import Video, fingerprint
from tests.video.clips import encode, number_in, numbered, numbers, times

DATA = Path(__file__).parents[3] / "shared" / "data"
REAL_CLIPS = {
    "clips/bridging_webcam.mp4": 91,
    "clips/childs_pose_outdoor.mp4": 291,
    "clips/standing_hip_abduction_two_shots.mp4": 951,
    "clips/supine_trunk_rotation_hooklying.mp4": 491,
    "clips/upward_dog_cobra.mp4": 936,
    "tfjs_pose/pose_squats.mp4": 65,
}


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return encode(tmp_path / "clip.mp4")


FORMATS = [
    ("8-bit.mp4", "libx264", "yuv420p"),
    ("10-bit.mov", "libx264", "yuv420p10le"),
    ("full-range.mp4", "libx264", "yuvj420p"),
    ("grey.mkv", "libx264", "gray"),
    ("16-bit-grey.mkv", "ffv1", "gray16le"),
    ("b-frames.avi", "mpeg4", "yuv420p"),
    ("motion-jpeg.avi", "mjpeg", "yuvj420p"),
    ("vp9.webm", "libvpx-vp9", "yuv420p"),
    ("alpha.webm", "libvpx-vp9", "yuva420p"),
    ("alpha.mov", "qtrle", "argb"),
]


@pytest.mark.parametrize(("name", "codec", "pix_fmt"), FORMATS, ids=[name for name, *_ in FORMATS])
def test_every_format_gives_every_frame_at_its_time(
    tmp_path: Path, name: str, codec: str, pix_fmt: str
) -> None:
    with Video(encode(tmp_path / name, codec=codec, pix_fmt=pix_fmt)) as video:
        frames = list(video)
        assert (video.width_px, video.height_px, video.fps) == (160, 96, 25)
        assert video.duration_s == pytest.approx(2.0)
        assert video.expected_frames == 50
        assert video.notes == ()
    assert [number_in(frame.image) for frame in frames] == list(range(50))
    assert [frame.index for frame in frames] == list(range(50))
    np.testing.assert_allclose([frame.time_s for frame in frames], np.arange(50) / 25, atol=1e-9)
    assert all(frame.image.shape == (96, 160, 3) and frame.image.dtype == np.uint8 for frame in frames)
    assert all(frame.image.flags.c_contiguous for frame in frames)


@pytest.mark.parametrize(("name", "codec", "pix_fmt"), FORMATS, ids=[name for name, *_ in FORMATS])
def test_start_and_end_are_frame_exact(tmp_path: Path, name: str, codec: str, pix_fmt: str) -> None:
    video = Video(encode(tmp_path / name, codec=codec, pix_fmt=pix_fmt), start_s=1.52, end_s=1.72)
    assert numbers(video) == [38, 39, 40, 41, 42]
    assert times(video) == pytest.approx([1.52, 1.56, 1.6, 1.64, 1.68])
    assert video.expected_frames == 5


def test_every_possible_start_is_exact(clip: Path) -> None:
    for start in range(50):
        assert numbers(Video(clip, start_s=start / 25)) == list(range(start, 50))


def test_a_start_between_two_frames_begins_with_the_later(clip: Path) -> None:
    assert numbers(Video(clip, start_s=1.21, end_s=1.29)) == [31, 32]


def test_a_clip_can_be_read_again_and_left_early(clip: Path) -> None:
    with Video(clip) as video:
        first = next(iter(video))
        assert first.time_s == 0
        assert numbers(video) == list(range(50))


def test_pictures_are_kept_when_the_clip_goes_on(clip: Path) -> None:
    kept = list(Video(clip))
    assert [number_in(frame.image) for frame in kept] == list(range(50))


# Orientation


def cornered(_: int) -> NDArray[np.uint8]:
    image = np.zeros((96, 160, 3), np.uint8)
    image[:48, :80] = 250, 0, 0
    image[:48, 80:] = 0, 250, 0
    image[48:, :80] = 0, 0, 250
    image[48:, 80:] = 250, 250, 250
    return image


def corners(image: NDArray[np.uint8]) -> str:
    """Name the colours of the corners: top left, top right, bottom left, bottom right."""
    names = {
        (True, False, False): "R",
        (False, True, False): "G",
        (False, False, True): "B",
        (True,) * 3: "W",
    }
    high, wide = image.shape[0] // 4, image.shape[1] // 4
    points = [image[y, x] > 128 for y in (high, 3 * high) for x in (wide, 3 * wide)]
    return "".join(names[bool(r), bool(g), bool(b)] for r, g, b in points)


@pytest.mark.parametrize(
    ("counterclockwise", "mirrored", "expected"),
    [
        (0, False, "RGBW"),
        (90, False, "GWRB"),
        (180, False, "WBGR"),
        (270, False, "BRWG"),
        (0, True, "GRWB"),
        (90, True, "WGBR"),
        (180, True, "BWRG"),
        (270, True, "RBGW"),
    ],
)
def test_rotation_and_mirror_tags_are_applied(
    tmp_path: Path, counterclockwise: int, mirrored: bool, expected: str
) -> None:
    path = encode(
        tmp_path / "phone.mp4", times=[0, 0.04], picture=cornered, rotation=(counterclockwise, mirrored)
    )
    video = Video(path)
    image = next(iter(video)).image
    assert corners(image) == expected
    assert image.shape == (video.height_px, video.width_px, 3)
    assert (video.width_px > video.height_px) == (counterclockwise % 180 == 0)
    assert image.flags.c_contiguous


def test_colours_come_in_the_order_red_green_blue(tmp_path: Path) -> None:
    path = encode(
        tmp_path / "colour.mp4", times=[0], picture=lambda _: np.full((96, 160, 3), (200, 60, 30), np.uint8)
    )
    image = next(iter(Video(path))).image
    assert np.abs(image.astype(int) - (200, 60, 30)).max() <= 4


def test_oblong_pixels_become_square(tmp_path: Path) -> None:
    video = Video(encode(tmp_path / "anamorphic.mp4", aspect=Fraction(4, 3)))
    assert (video.width_px, video.height_px) == (213, 96)
    assert numbers(video) == list(range(50))


def test_odd_sizes_are_kept(tmp_path: Path) -> None:
    video = Video(
        encode(tmp_path / "odd.mkv", codec="ffv1", pix_fmt="yuv444p", picture=lambda n: numbered(n, 161, 97))
    )
    assert next(iter(video)).image.shape == (97, 161, 3)


def bar(left: int) -> NDArray[np.uint8]:
    image = np.full((96, 160, 3), 40, np.uint8)
    image[:, left : left + 24] = 220
    return image


def two_moments(number: int) -> NDArray[np.uint8]:
    """Weave two moments of a bar that moves into one picture, line by line."""
    image = bar(20 + 8 * number)
    image[1::2] = bar(24 + 8 * number)[1::2]
    return image


@pytest.mark.parametrize("first", ["tff", "bff"])
@pytest.mark.parametrize("suffix", [".mp4", ".ts", ".mkv"])
def test_interlaced_pictures_show_one_moment(tmp_path: Path, suffix: str, first: str) -> None:
    seconds = [k / 25 for k in range(12)]
    path = encode(
        tmp_path / f"tv{suffix}",
        times=seconds,
        picture=two_moments,
        crf="1",
        flags="+ildct+ilme",
        **{"x264-params": f"{first}=1"},  # type: ignore[arg-type]
    )
    frames = list(Video(path))
    assert [frame.time_s for frame in frames] == pytest.approx(seconds)
    assert len({id(frame.image) for frame in frames}) == 12
    for number, frame in enumerate(frames):
        # No comb: lines next to each other are alike, and the bar is where it was in one of both moments.
        assert np.abs(np.diff(frame.image[8:-8].astype(int), axis=0)).mean() < 2
        left = int(np.argmax(frame.image[48, :, 0] > 128)) - 8 * number
        assert 18 <= left <= 26
    assert times(Video(path, start_s=0.2, end_s=0.4)) == pytest.approx(seconds[5:10])
    assert times(Video(path, fps=5)) == pytest.approx(seconds[::5])


# Time

VARIABLE = [0.0, 0.033, 0.066, 0.5, 0.51, 0.52, 1.7, 1.9, 2.0, 2.001]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov"])
def test_variable_frame_rate_keeps_real_times(tmp_path: Path, suffix: str) -> None:
    assert times(Video(encode(tmp_path / f"variable{suffix}", times=VARIABLE))) == pytest.approx(VARIABLE)


def test_time_starts_at_the_first_frame(tmp_path: Path) -> None:
    path = encode(tmp_path / "late.mkv", times=[3.0, 3.04, 3.08])
    assert times(Video(path)) == pytest.approx([0, 0.04, 0.08])
    assert times(Video(path, start_s=0.03)) == pytest.approx([0.04, 0.08])


def test_repeated_times_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "repeated.mkv"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        packets = []
        for number in range(6):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24").reformat(format="yuv420p")
            frame.pts = number
            packets += stream.encode(frame)
        packets += stream.encode(None)
        for number, packet in enumerate(packets):
            packet.pts = packet.dts = number - (number in (2, 5))
            container.mux(packet)
    video = Video(path)
    assert numbers(video) == [0, 1, 3, 4]
    assert np.all(np.diff(times(video)) > 0)
    assert "2 frames were left out for a time" in str(video.notes)


# Sampling


def nearest_by_hand(clip_times: Sequence[float], fps: float) -> list[int]:
    end = clip_times[-1] + (clip_times[-1] - clip_times[-2]) / 2
    grid = np.arange(0, end, 1 / fps)
    return sorted({int(np.argmin(np.abs(np.asarray(clip_times) - due))) for due in grid})


@pytest.mark.parametrize("fps", [1, 3, 7, 12.5, 24, 24.9])
def test_sampling_takes_the_nearest_frames(clip: Path, fps: float) -> None:
    video = Video(clip, fps=fps)
    assert numbers(video) == nearest_by_hand([k / 25 for k in range(50)], fps)
    assert video.fps == fps
    assert video.expected_frames == pytest.approx(len(numbers(video)), abs=1)


@pytest.mark.parametrize("fps", [25, 30, 1000])
def test_sampling_never_repeats_a_frame(clip: Path, fps: float) -> None:
    video = Video(clip, fps=fps)
    assert numbers(video) == list(range(50))
    assert (video.fps, video.expected_frames) == (25, 50)


def test_sampling_a_variable_rate_goes_by_time(tmp_path: Path) -> None:
    path = encode(tmp_path / "variable.mkv", times=VARIABLE)
    assert numbers(Video(path, fps=2)) == nearest_by_hand(VARIABLE, 2)


def test_sampling_begins_at_the_start(clip: Path) -> None:
    assert times(Video(clip, start_s=0.6, end_s=1.4, fps=5)) == pytest.approx([0.6, 0.8, 1.0, 1.2])


# Memory


def peak_bytes(path: Path) -> int:
    tracemalloc.start()
    try:
        for _ in Video(path):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    def wide(number: int) -> NDArray[np.uint8]:
        return numbered(number % 256, 640, 480)

    short = encode(
        tmp_path / "short.mp4", times=[k / 25 for k in range(20)], picture=wide, preset="ultrafast"
    )
    long = encode(tmp_path / "long.mp4", times=[k / 25 for k in range(400)], picture=wide, preset="ultrafast")
    assert peak_bytes(long) < 1.5 * peak_bytes(short) + 1_000_000


# Real clips


@pytest.mark.parametrize("name", REAL_CLIPS)
def test_real_clips_give_all_their_frames(name: str) -> None:
    if not (DATA / name).exists():
        pytest.skip(f"{DATA / name} is not here")
    with Video(DATA / name, fps=None) as video:
        seconds = times(video)
        assert len(seconds) == video.expected_frames == REAL_CLIPS[name]
        np.testing.assert_allclose(np.diff(seconds), 1 / video.fps, atol=2e-3)
        assert video.notes == ()


def test_a_part_of_a_real_clip_is_the_same_as_in_the_whole() -> None:
    path = DATA / "clips/upward_dog_cobra.mp4"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    whole = [frame for frame in Video(path) if 12.3 <= frame.time_s < 12.8]
    part = list(Video(path, start_s=12.3, end_s=12.8))
    assert [frame.time_s for frame in part] == [frame.time_s for frame in whole]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(part, whole, strict=True))


# Fingerprint


def test_fingerprint_is_the_sha256(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    assert fingerprint(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_fingerprint_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match="does not exist"):
        fingerprint(tmp_path / "absent")
