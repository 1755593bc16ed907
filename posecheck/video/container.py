"""What a video file says about itself: streams, length, pixel shape and orientation."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from posecheck.errors import PosecheckError

Turn = Callable[[Any], Any]

# Playlists and other files that lead elsewhere are no clips, and nothing is fetched from a network.
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": "mov,avi,matroska,mpegts,mpeg,asf,flv,ogg"}


def fingerprint(path: str | Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read piece by piece.

    Raises
    ------
    PosecheckError
        If the file is missing or cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "empty"
    >>> path.touch()
    >>> fingerprint(path)[:16]
    'e3b0c44298fc1c14'
    """
    _first_bytes(Path(path))
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def opened(path: Path, threads: int = 0) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a video file and give it with its first stream of pictures, to be decoded by so many threads.

    Raises
    ------
    PosecheckError
        If the file is missing, empty, a folder, not a video or without pictures.
    """
    head = _first_bytes(path)
    if not head:
        raise PosecheckError(f"{path} is empty; record it again or copy it again.")
    try:
        # The prefix keeps a colon in the name from being read as a protocol.
        container = av.open(f"file:{path}", options=_OPTIONS)
    except MemoryError:  # which is an FFmpegError too, but says nothing about the file
        raise
    except av.FFmpegError:
        if head[4:] == b"ftyp":
            raise PosecheckError(
                f"{path} is cut short: the index at its end is missing; record it again or copy it again."
            ) from None
        raise PosecheckError(
            f"{path} is not a video that can be read; give an mp4, mov, avi, mkv or webm file."
        ) from None
    with container:
        stream = _pictures(container, path)
        stream.codec_context.thread_count = threads
        yield container, stream


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise PosecheckError(f"{path} is a folder; give the name of a video file.")
    try:
        with path.open("rb") as stream:
            return stream.read(8)
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except OSError as error:
        raise PosecheckError(f"{path} cannot be read ({error.strerror}); check the file.") from None


def _pictures(container: InputContainer, path: Path) -> VideoStream:
    """Return the stream of the moving pictures."""
    for stream in container.streams.video:
        # The cover picture of a sound file counts as a video stream.
        if not stream.disposition & Disposition.attached_pic:
            stream.thread_type = "AUTO"
            return stream
    raise PosecheckError(f"{path} has no pictures, only sound or other data; give a video file.")


def time_base(stream: VideoStream) -> Fraction:
    """Return the length of one timestamp tick in seconds."""
    return stream.time_base or Fraction(1, 90_000)


def frame_rate(stream: VideoStream) -> float:
    """Return the mean frames per second, or 30 where the file does not tell."""
    return float(stream.average_rate or stream.guessed_rate or 30)


def duration_s(container: InputContainer, stream: VideoStream, first_s: float) -> float | None:
    """Return the length of the pictures as far as it is known in advance."""
    known = [
        _tagged_end_s(stream),
        float(stream.duration * time_base(stream)) if stream.duration else None,
        container.duration / av.time_base if container.duration else None,
    ]
    # Sound may be longer than the pictures, and an edit list may hide some of them: the shortest is the clip's.
    length_s = min((length for length in known if length), default=None)
    # Matroska and WebM count from zero even if the first frame comes later.
    return length_s - first_s if length_s and "matroska" in container.format.name else length_s


def announced_s(container: InputContainer, stream: VideoStream, first_s: float) -> float | None:
    """Return the length that the pictures should reach; None where only the length with sound is known."""
    # AVI estimates its duration from the bytes that are there, but its header counts the frames there should be.
    if container.format.name == "avi" and stream.frames:
        return stream.frames / frame_rate(stream)
    if _tagged_end_s(stream) or stream.duration or len(container.streams) == 1:
        return duration_s(container, stream, first_s)
    return None


def _tagged_end_s(stream: VideoStream) -> float | None:
    """Return the end that Matroska and WebM keep as a tag such as 00:00:09.700000000."""
    try:
        hours, minutes, seconds = stream.metadata["DURATION"].split(":")
        return 3600 * int(hours) + 60 * int(minutes) + float(seconds)
    except (KeyError, ValueError):
        return None


def last_whole_timestamp(container: InputContainer, stream: VideoStream) -> int | None:
    """Return the timestamp of the last frame before the file breaks off; None if every frame is there."""
    entries, size = stream.index_entries, container.size
    if not len(entries) or entries[-1].pos + entries[-1].size <= size:
        return None
    whole = bisect_left(range(len(entries)), size + 1, key=lambda n: entries[n].pos + entries[n].size)
    return entries[max(0, whole - 1)].timestamp


def timestamps(container: InputContainer, stream: VideoStream, last_pts: float) -> list[int]:
    """Return the timestamps of the frames up to one, in the order of time; none where they are not all known."""
    found: list[int] = []
    for packet in container.demux(stream):
        if packet.dts is None and not packet.size:
            break
        if packet.pts is None or packet.dts is None:
            return []
        if packet.dts > last_pts:
            break
        if not packet.is_discard:
            found.append(packet.pts)
    return sorted(found) if len(set(found)) == len(found) else []


def square_size(frame: av.VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Return width and height with square pixels: in any others, an angle measured on the picture is wrong."""
    aspect = stream.sample_aspect_ratio
    if not aspect or not 1 / 8 <= aspect <= 8:
        return frame.width, frame.height
    return round(frame.width * aspect), frame.height


def orientation(frame: av.VideoFrame) -> tuple[bool, Turn]:
    """Return whether width and height change places, and what turns the picture upright.

    The display matrix [[a, b], [c, d]] takes a pixel to x' = a x + c y, y' = b x + d y.
    """
    data: Any = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return False, _TURNS[False, False, False]
    (a, b), (c, d) = np.frombuffer(bytes(data), np.int32).reshape(3, 3)[:2, :2].tolist()
    if abs(b) + abs(c) > abs(a) + abs(d):
        return True, _TURNS[True, c < 0, b < 0]
    return False, _TURNS[False, a < 0, d < 0]


# Keys: whether width and height change places, and whether the new x and the new y run backwards.
_TURNS: dict[tuple[bool, bool, bool], Turn] = {
    (False, False, False): lambda image: image,
    (False, True, True): lambda image: cv2.rotate(image, cv2.ROTATE_180),
    (True, True, False): lambda image: cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE),
    (True, False, True): lambda image: cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE),
    (False, True, False): lambda image: cv2.flip(image, 1),
    (False, False, True): lambda image: cv2.flip(image, 0),
    (True, False, False): lambda image: cv2.transpose(image),
    (True, True, True): lambda image: cv2.rotate(cv2.transpose(image), cv2.ROTATE_180),
}
