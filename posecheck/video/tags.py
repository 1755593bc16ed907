"""What a file tells of slow motion and time-lapse: how much faster or slower it was filmed than it plays."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

from av.container import InputContainer
from av.video.stream import VideoStream

_MOST = 64 * 2**20

_PLAIN = 1.5
"""Phones tag plain clips too, and film them somewhat slower than the tag says where light is poor."""

_SURE = 3.0
"""A phone that slows its pictures down keeps no sound; with sound, only this much is beyond doubt."""

_ORDINARY_FPS = 30
"""Nothing filmed at this rate or less is meant to be slowed down."""

_THINNED_FPS = 8
"""Poor light and programs that drop frames leave plain clips at least so many pictures a second."""


def speed(
    path: Path, container: InputContainer, stream: VideoStream, stored_fps: float
) -> tuple[float, tuple[str, ...]]:
    """Return how many seconds of the file are one second of what was filmed, and what is to be said of it.

    Parameters
    ----------
    path, container, stream : Path, InputContainer, VideoStream
        The file, opened, and its pictures.
    stored_fps : float
        Pictures a second as the file plays them.
    """
    # Matroska writes the names of tags in upper case.
    tags = {name.lower(): value for name, value in {**container.metadata, **stream.metadata}.items()}
    rate = _gopro_rate(path) if "GoPro" in tags.get("handler_name", "") else ""
    if rate == "AUTO" or tags.get("com.apple.photos.capturemode") == "Time-lapse":
        return 1.0, (
            "Tagged as a time-lapse without its rate: it plays faster than it was filmed, so that holds and tempo "
            "are wrong.",
        )
    try:
        ratio = _ratio(rate or tags.get("com.android.capture.fps", "nan"), stored_fps)
    except (ValueError, ZeroDivisionError):
        return 1.0, ()
    if not (math.isfinite(ratio) and ratio > 0) or 1 / _PLAIN < ratio < _PLAIN:
        return 1.0, ()
    if ratio > 1 and stored_fps >= _THINNED_FPS and ratio * stored_fps <= _ORDINARY_FPS:
        return 1.0, ()
    kind = (
        f"slow motion, {ratio:.3g} times slower" if ratio > 1 else f"time-lapse, {1 / ratio:.3g} times faster"
    )
    if container.streams.audio and 1 / _SURE < ratio < _SURE:
        return 1.0, (
            f"Tagged as {kind} than real, but with sound as a plain clip has it: taken as filmed at the speed at "
            "which it plays. If it was not, holds and tempo are wrong.",
        )
    return ratio, (f"Filmed as {kind} than real: all times are those of what was filmed.",)


def _ratio(rate: str, stored_fps: float) -> float:
    """Return pictures filmed a second to pictures played a second.

    Examples
    --------
    >>> _ratio("240.0", 30.0), _ratio("1_2SEC", 30.0), _ratio("5X", 30.0)
    (8.0, 0.016666666666666666, 0.2)
    """
    if rate.endswith("X"):
        return 1 / float(rate[:-1])
    if rate.endswith("SEC"):
        pictures, seconds = rate[:-3].split("_")
        return float(pictures) / float(seconds) / stored_fps
    return float(rate) / stored_fps


def _gopro_rate(path: Path) -> str:
    """Return what GoPro's own tag says, which is empty in plain clips.

    "2X" is twice as fast, "1_5SEC" one picture in 5 s, and "AUTO" changes all the time. FFmpeg does not
    read it. A tag is its name, the type of its values, their size and their number.
    """
    with path.open("rb") as stream:
        while len(header := stream.read(8)) == 8:
            size, name = int.from_bytes(header[:4]), header[4:]
            if size == 1:  # a large box, whose size follows
                size = int.from_bytes(stream.read(8)) - 8
            if name == b"moov":
                found = re.search(
                    rb"RATEc(.)(..)", stream.read(min(size, _MOST)).partition(b"GPMF")[2], re.DOTALL
                )
                if not found:
                    return ""
                length = found[1][0] * int.from_bytes(found[2])
                return (
                    found.string[found.end() : found.end() + length].rstrip(b"\0 ").decode("ascii", "replace")
                )
            if size < 8:
                return ""
            stream.seek(size - 8, os.SEEK_CUR)
    return ""
