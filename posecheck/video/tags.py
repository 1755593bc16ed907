"""What a file tells of slow motion and time-lapse: how much faster or slower it was filmed than it plays."""

from __future__ import annotations

import math

from av.container import InputContainer
from av.video.stream import VideoStream

_PLAIN = 1.5
"""Phones tag plain clips too, and film them somewhat slower than the tag says where light is poor."""

_SURE = 3.0
"""A phone that slows its pictures down keeps no sound; with sound, only this much is beyond doubt."""


def speed(container: InputContainer, stream: VideoStream, stored_fps: float) -> tuple[float, tuple[str, ...]]:
    """Return how many seconds of the file are one second of what was filmed, and what is to be said of it.

    Parameters
    ----------
    container, stream : InputContainer, VideoStream
        The open file and its pictures.
    stored_fps : float
        Pictures a second as the file plays them.
    """
    tags = {**container.metadata, **stream.metadata}
    if tags.get("com.apple.photos.captureMode") == "Time-lapse":
        return 1.0, (
            "The phone tagged this as a time-lapse without its rate: it plays faster than it was filmed, so that "
            "holds and tempo are wrong.",
        )
    try:
        ratio = float(tags.get("com.android.capture.fps", "nan")) / stored_fps
    except ValueError:
        return 1.0, ()
    enough = _SURE if container.streams.audio else _PLAIN
    if not (math.isfinite(ratio) and ratio > 0) or 1 / enough < ratio < enough:
        return 1.0, ()
    kind = (
        f"slow motion, {ratio:.3g} times slower" if ratio > 1 else f"time-lapse, {1 / ratio:.3g} times faster"
    )
    return ratio, (f"Filmed as {kind} than real: all times are those of what was filmed.",)
