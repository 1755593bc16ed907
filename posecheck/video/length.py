"""How long the pictures of a file are, and whether some of the file is missing."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from posecheck.video.clock import RESTART_S, Clock
from posecheck.video.container import with_own_times
from posecheck.video.tracks import tagged_end_s

_INDEX = 16_384
"""Less than so many bytes at the end of a file without pictures or sound are no loss."""


def tick_s(stream: VideoStream) -> Fraction:
    """Return the length of one tick of the timestamps in seconds."""
    return stream.time_base or Fraction(1, 90_000)


def frame_rate(stream: VideoStream) -> float:
    """Return the mean frames per second, or 30 where the file does not tell."""
    return float(stream.average_rate or stream.guessed_rate or 30)


def duration_s(container: InputContainer, stream: VideoStream, first_s: float) -> float | None:
    """Return the length of the pictures as far as it is known in advance."""
    known = [
        tagged_end_s(stream),
        float(stream.duration * tick_s(stream)) if stream.duration else None,
        container.duration / av.time_base if container.duration else None,
    ]
    # Sound may be longer than the pictures, and an edit list may hide some of them: the shortest is the clip's.
    length_s = min((length for length in known if length), default=None)
    # Matroska and WebM count from zero even if the first frame comes later.
    return length_s - first_s if length_s and _is_matroska(container) else length_s


def announced_s(container: InputContainer, stream: VideoStream, first_s: float) -> float | None:
    """Return the length that the pictures should reach; None where only the length with sound is known."""
    if container.format.name in ("mpegts", "mpeg"):
        return None  # what is known of them is guessed from the frames that are there
    # AVI estimates its duration from the bytes that are there, but its header counts the frames there should be.
    if container.format.name == "avi" and stream.frames:
        return stream.frames / frame_rate(stream)
    if tagged_end_s(stream) or stream.duration or len(container.streams) == 1:
        return duration_s(container, stream, first_s)
    return None


def last_whole_timestamp(container: InputContainer, stream: VideoStream) -> int | None:
    """Return the timestamp of the last frame before the file breaks off; None if every frame is there."""
    entries, size = stream.index_entries, container.size
    if not stream.frames or not len(entries) or entries[-1].pos + entries[-1].size <= size:
        return None
    whole = bisect_left(range(len(entries)), size + 1, key=lambda n: entries[n].pos + entries[n].size)
    return entries[max(0, whole - 1)].timestamp


def is_complete(container: InputContainer, stream: VideoStream, end: int | None) -> bool:
    """Return whether all bytes are known to be there: pictures that end too early are then damaged, not cut off."""
    if end is not None:
        return end <= container.size
    return bool(stream.frames) and last_whole_timestamp(container, stream) is None


def may_go_on(container: InputContainer, stream: VideoStream, end: int | None) -> bool:
    """Return whether more may follow than the file says, as where recordings are joined end to end."""
    if end is not None:
        return end < container.size
    # Other than a whole mp4, these have no list of their frames.
    return not stream.frames


def surveyed(container: InputContainer, stream: VideoStream) -> tuple[float, bool, float]:
    """Return length in seconds, whether times go back, and what share at the end of the file is unread.

    All packets are looked at, and none of them is decoded.
    """
    base_s, clock = tick_s(stream), Clock(1 / frame_rate(stream))
    read, size, stored_s, goes_back = 0, container.size, -math.inf, False

    def pictures() -> Iterator[Packet[Any]]:
        nonlocal read, stored_s, goes_back
        with suppress(av.FFmpegError):
            for packet in container.demux():
                read = max(read, (packet.pos or 0) + packet.size)
                if packet.stream_index == stream.index and packet.dts is not None:
                    goes_back |= packet.dts * base_s < stored_s - RESTART_S
                    stored_s = float(packet.dts * base_s)
                    yield packet

    times = (
        (float((packet.dts or 0) * base_s), None) for packet in with_own_times(container, stream, pictures())
    )
    first_s = last_s = None
    for last_s, _ in clock(times):
        first_s = last_s if first_s is None else first_s
    length_s = 0.0 if first_s is None or last_s is None else last_s - first_s + 1 / frame_rate(stream)
    goes_back |= bool(clock.restarts_s)
    return length_s, goes_back, (size - read) / size if size - read > _INDEX else 0.0


def _is_matroska(container: InputContainer) -> bool:
    return "matroska" in container.format.name


def stated_end(container: InputContainer, path: Path) -> int | None:
    """Return where Matroska, WebM and AVI files say that they end, in bytes; None where they do not."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if container.format.name == "avi":
        return int.from_bytes(head[4:8], "little") + 8
    if not _is_matroska(container):
        return None
    position = 0
    while position < len(head):
        identifier, position = _number(head, position, keep_marker=True)
        size, position = _number(head, position)
        if identifier == 0x18538067:
            return None if size is None else position + size
        if size is None:
            return None
        position += size
    return None


def _number(data: bytes, position: int, *, keep_marker: bool = False) -> tuple[int | None, int]:
    """Read a number of variable length (RFC 8794, section 4); all ones stand for unknown."""
    first = data[position] if position < len(data) else 0
    length = 9 - first.bit_length()
    value = int.from_bytes(data[position : position + length])
    if first == 0 or position + length > len(data):
        return None, len(data)
    if keep_marker:
        return value, position + length
    value &= (1 << 7 * length) - 1
    return (None if value == (1 << 7 * length) - 1 else value), position + length
