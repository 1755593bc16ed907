"""Real clips, encoded on the spot."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from posecheck.video import Video

TICKS = 1000
TWO_SECONDS = [k / 25 for k in range(50)]


def numbered(number: int, width: int = 160, height: int = 96) -> NDArray[np.uint8]:
    """Return a picture whose eight stripes spell a number in binary."""
    bits = (number >> np.arange(8)) & 1
    row = np.repeat(bits * 255, width // 8).astype(np.uint8)
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : len(row)] = row[:, None]
    return image


def number_in(image: NDArray[np.uint8]) -> int:
    """Read the number back from a picture that an encoder has blurred."""
    stripe = image.shape[1] // 8
    middle = image[image.shape[0] // 2, stripe // 2 :: stripe, 1][:8]
    return int(np.sum((middle > 128) << np.arange(8)))


def encode(
    path: Path,
    *,
    times: Sequence[float] = TWO_SECONDS,
    picture: Callable[[int], NDArray[np.uint8]] = numbered,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    rotation: tuple[int, bool] = (0, False),
    aspect: Fraction | None = None,
    gop: int = 12,
    muxer: dict[str, str] | None = None,
    **options: str,
) -> Path:
    """Encode picture(0), picture(1), ... shown at the given times (seconds, to the millisecond)."""
    with av.open(str(path), "w", options=muxer or {}) as container:
        stream: Any = container.add_stream(codec, rate=25, options=options)
        stream.height, stream.width = picture(0).shape[:2]
        stream.pix_fmt = pix_fmt
        stream.codec_context.gop_size = gop
        # These have a fixed rate; all others keep the time of each frame.
        if path.suffix not in (".avi", ".mpg"):
            stream.codec_context.time_base = Fraction(1, TICKS)
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        degrees, mirrored = rotation
        if degrees or mirrored:
            stream.set_display_rotation(degrees, hflip=mirrored)
        for number, time_s in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24").reformat(format=pix_fmt)
            frame.pts, frame.time_base = round(time_s * TICKS), Fraction(1, TICKS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def numbers(video: Video) -> list[int]:
    """Read the numbers of all frames of a clip."""
    return [number_in(frame.image) for frame in video]


def times(video: Video) -> list[float]:
    """Return the times of all frames of a clip."""
    return [frame.time_s for frame in video]
