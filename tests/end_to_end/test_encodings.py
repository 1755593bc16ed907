"""The same pictures give the same repetitions and angles, however they are stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import posecheck
from posecheck.clip_landmarks import Sampling
from posecheck.video import Video

CLIP = Path(__file__).parents[2] / "sample_videos/hip_abduction_good.mp4"
END_S = 6.0
FPS = 12
TOLERANCE_DEG = 2.5

Image = NDArray[np.uint8]
Timed = list[tuple[float, Image]]


@cache
def clip() -> Timed:
    return [(frame.time_s, frame.image) for frame in Video(CLIP, end_s=END_S)]


@cache
def reached_deg() -> float:
    [rep] = posecheck.check(CLIP, "hip_abduction", sampling=Sampling(end_s=END_S)).assessment.reps
    assert rep.reached is not None
    return rep.reached


def times(factor: int) -> Timed:
    """Repeat every picture, as a recorder with a fixed rate does."""
    return [(time_s + k / FPS / factor, image) for time_s, image in clip() for k in range(factor)]


def each(change: Callable[[Image], Image]) -> Timed:
    return [(time_s, change(image)) for time_s, image in clip()]


def resized(width: int, height: int) -> Timed:
    return each(lambda image: np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)))


def turned(quarters: int) -> Timed:
    return each(lambda image: np.rot90(image, quarters))


def some() -> Timed:
    """Leave every fourth picture or so out, but neither end."""
    chance = np.random.default_rng(0)
    return [one for n, one in enumerate(clip()) if n in (0, len(clip()) - 1) or chance.random() > 0.25]


def woven(pictures: Timed) -> Timed:
    """Weave two moments into each picture, line by line."""
    first, second = pictures[0::2], pictures[1::2]
    lines = (np.arange(len(first[0][1])) % 2 == 1)[:, None, None]
    return [(a[0], np.where(lines, b[1], a[1])) for a, b in zip(first, second, strict=True)]


def high_dynamic_range(image: Image, transfer: str) -> av.VideoFrame:
    """Convert to 10-bit BT.2020, with diffuse white where a phone puts it (BT.2100, BT.2408)."""
    srgb = image / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    to_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    wide = linear @ to_2020.T
    if transfer == "hlg":
        scene = 0.265 * wide
        log = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
        signal = np.where(scene <= 1 / 12, np.sqrt(3 * scene), log)
    else:
        power = (203 / 10_000 * wide) ** 0.1593017578125
        signal = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    luma = signal @ [0.2627, 0.6780, 0.0593]
    blue, red = (signal[..., 2] - luma) / 1.8814, (signal[..., 0] - luma) / 1.4746
    halved = [
        cv2.resize(chroma, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for chroma in (blue, red)
    ]
    frame = av.VideoFrame(image.shape[1], image.shape[0], "yuv420p10le")
    values = [64 + 876 * luma, *(512 + 896 * chroma for chroma in halved)]
    for plane, value in zip(frame.planes, values, strict=True):
        rows = np.zeros((plane.height, plane.line_size // 2), np.uint16)
        rows[:, : plane.width] = np.round(value)
        plane.update(rows.tobytes())
    return frame


@dataclass(frozen=True)
class Encoding:
    """How pictures are stored: the pictures, codec and format of a pixel, and what else is unusual."""

    pictures: Callable[[], Timed]
    codec: str
    pix_fmt: str = "yuv420p"
    rate: int = FPS
    fixed: bool = False
    options: dict[str, str] = field(default_factory=dict)
    muxer: dict[str, str] = field(default_factory=dict)
    rotation: tuple[int, bool] = (0, False)
    aspect: Fraction = Fraction(1)
    transfer: str | None = None

    def write(self, path: Path) -> None:
        pictures = self.pictures()
        tick = Fraction(1, 1000 if path.suffix in (".mkv", ".webm") else 90_000)
        tick = Fraction(1, self.rate) if self.fixed else tick
        with av.open(str(path), "w", options=self.muxer) as container:
            stream: Any = container.add_stream(self.codec, rate=self.rate, options=self.options)
            stream.height, stream.width = pictures[0][1].shape[:2]
            stream.pix_fmt = self.pix_fmt
            stream.codec_context.time_base = tick
            stream.codec_context.sample_aspect_ratio = self.aspect
            if self.rotation != (0, False):
                stream.set_display_rotation(self.rotation[0], hflip=self.rotation[1])
            if self.transfer:
                stream.codec_context.colorspace = stream.codec_context.color_primaries = 9
                stream.codec_context.color_trc = {"hlg": 18, "pq": 16}[self.transfer]
            for time_s, image in pictures:
                frame = self._frame(np.ascontiguousarray(image))
                frame.pts, frame.time_base = round(time_s / tick), tick
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))

    def _frame(self, image: Image) -> av.VideoFrame:
        if self.transfer:
            return high_dynamic_range(image, self.transfer)
        return av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=self.pix_fmt)


H264, HEVC, VP9 = "libx264", "libx265", "libvpx-vp9"
FIELDS = {"flags": "+ildct+ilme"}
FAST = {"deadline": "realtime", "cpu-used": "8"}
RICH = {"b": "4000000"}

ENCODINGS = {
    "h264.mp4": Encoding(clip, H264),
    "h264.ts": Encoding(clip, H264),
    "h264.flv": Encoding(clip, H264),
    "out-of-order.avi": Encoding(clip, H264, fixed=True, options={"bf": "3"}),
    "fragments.mp4": Encoding(clip, H264, muxer={"movflags": "frag_keyframe+empty_moov"}),
    "full-range.mp4": Encoding(clip, H264, "yuvj420p"),
    "full-colour.mkv": Encoding(clip, H264, "yuv444p"),
    "grey.mkv": Encoding(clip, H264, "gray"),
    "hevc-10-bit.mp4": Encoding(clip, HEVC, "yuv420p10le", options={"preset": "ultrafast"}),
    "hlg.mp4": Encoding(clip, HEVC, "yuv420p10le", options={"preset": "ultrafast"}, transfer="hlg"),
    "hdr10.mp4": Encoding(clip, HEVC, "yuv420p10le", options={"preset": "ultrafast"}, transfer="pq"),
    "vp8.webm": Encoding(clip, "libvpx", options=FAST | RICH),
    "vp9.webm": Encoding(clip, VP9, options=FAST),
    "av1.mp4": Encoding(clip, "libsvtav1", options={"preset": "12"}),
    "mpeg2.mpg": Encoding(lambda: times(2), "mpeg2video", rate=24, fixed=True, options=RICH),
    "mpeg4.avi": Encoding(clip, "mpeg4", fixed=True, options=RICH),
    "motion-jpeg.avi": Encoding(clip, "mjpeg", "yuvj420p", fixed=True, options={"qmin": "2", "qmax": "5"}),
    "wmv.wmv": Encoding(clip, "wmv2", options=RICH),
    "prores.mov": Encoding(clip, "prores_ks", "yuv422p10le"),
    "lossless.mkv": Encoding(clip, "ffv1"),
    "quarter-left.mp4": Encoding(lambda: turned(-1), H264, rotation=(90, False)),
    "upside-down.mp4": Encoding(lambda: turned(2), H264, rotation=(180, False)),
    "quarter-right.mov": Encoding(lambda: turned(1), H264, rotation=(270, False)),
    "mirrored.mp4": Encoding(lambda: each(lambda image: image[:, ::-1]), H264, rotation=(0, True)),
    "narrow-pixels.mp4": Encoding(lambda: resized(960, 480), H264, aspect=Fraction(2, 3)),
    "wide-pixels.mkv": Encoding(lambda: resized(480, 480), H264, aspect=Fraction(4, 3)),
    "half-size.mp4": Encoding(lambda: resized(320, 240), H264),
    "double-size.mp4": Encoding(lambda: resized(1280, 960), H264, options={"preset": "ultrafast"}),
    "60-a-second.mp4": Encoding(lambda: times(5), H264, rate=60),
    "variable-rate.mp4": Encoding(some, H264),
    "variable-rate.webm": Encoding(some, VP9, options=FAST),
    "late.mkv": Encoding(lambda: [(time_s + 5, image) for time_s, image in clip()], H264),
    "top-field-first.mp4": Encoding(lambda: woven(times(2)), H264, options=FIELDS | {"x264-params": "tff=1"}),
    "bottom-field-first.ts": Encoding(
        lambda: woven(times(2)[1:-1]), H264, options=FIELDS | {"x264-params": "bff=1"}
    ),
    "two-moments.mpg": Encoding(
        lambda: woven(times(4)), "mpeg2video", rate=24, fixed=True, options=FIELDS | RICH
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ENCODINGS)
def test_equal_pictures_give_equal_results(tmp_path: Path, name: str) -> None:
    encoding = ENCODINGS[name]
    if encoding.codec not in av.codecs_available:
        pytest.skip(f"this PyAV has no {encoding.codec}")
    encoding.write(tmp_path / name)
    result = posecheck.check(tmp_path / name, "hip_abduction")
    [rep] = result.assessment.reps
    assert rep.complete
    assert rep.reached == pytest.approx(reached_deg(), abs=TOLERANCE_DEG)
    assert result.notes == ()
