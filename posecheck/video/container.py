"""Opens video files, or says in one sentence why that cannot be done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from posecheck.errors import PosecheckError
from posecheck.video.joined import joined
from posecheck.video.tracks import choose

# Playlists and other files that lead elsewhere are no clips, and nothing is fetched from a network.
_AVI_HEADER = 8
_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,avi,matroska,mpegts,mpeg,asf,flv,ogg",
    # FFmpeg takes each time before the first one for one that was counted around.
    "correct_ts_overflow": "0",
}

_WRAPPING = {"mpegts": 2**33, "mpeg": 2**33}
"""Formats whose times are counted around, every 26.5 hours, and after how many ticks."""


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
def opened(
    path: Path, threads: int = 0, *, ignore_edits: bool = False
) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a video file and give it with the pictures that a player shows, to be decoded by so many threads.

    An mp4 file's list of edits says which of its frames are hidden; that can be ignored.

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
        options = _OPTIONS | {"ignore_editlist": "1"} if ignore_edits else _OPTIONS
        container = av.open(f"file:{path}", options=options, metadata_errors="replace")
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
        stream = choose(container, path)
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


def demuxed(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    """Give the packets of the pictures, each with its own time."""
    return with_own_times(container, stream, container.demux(stream))


def with_own_times(
    container: InputContainer, stream: VideoStream, packets: Iterable[Packet[VideoStream]]
) -> Iterator[Packet[VideoStream]]:
    """Give packets of pictures, each with the time that the file means.

    Times that are counted around go on: each is taken for the nearest to the one before that it may mean, so that a
    clock which is set back stays so. The times of an AVI file are the places of its packets in its index; counted
    instead, they would run ahead after some that are damaged, and would not start again where another recording was
    joined to the file.
    """
    around = _WRAPPING.get(container.format.name)
    more = joined(container)
    places = {}
    if container.format.name == "avi":
        places = {entry.pos + _AVI_HEADER: entry.timestamp for entry in stream.index_entries}
    shift, last, beyond = 0, None, False
    for packet in packets:
        if more and packet.dts is not None:
            # Fragments of an mp4 file that was joined to another are taken for pieces of the first.
            beyond |= (packet.pos or 0) >= more.begin or (last is not None and packet.dts < last)
            if beyond and not more.go_on:
                continue  # the packet that empties the decoder has no time
            if beyond:
                shift, places, more = -packet.dts, {}, None
        if packet.dts is not None:
            if places:
                shift = max(shift, places.get(packet.pos or 0, 0) - packet.dts)
            dts, pts = packet.dts + shift, None if packet.pts is None else packet.pts + shift
            if around:
                dts = dts if last is None else _nearest(dts, last, around)
                pts = None if pts is None else _nearest(pts, dts, around)
            packet.dts, packet.pts, last = dts, pts, dts
        yield packet


def _nearest(ticks: int, to: int, around: int) -> int:
    """Return the time nearest to another that may be meant by one that is counted around.

    Examples
    --------
    >>> _nearest(2, 98, 100), _nearest(98, 102, 100), _nearest(60, 90, 100)
    (102, 98, 60)
    """
    return ticks + round((to - ticks) / around) * around


def timestamps(container: InputContainer, stream: VideoStream, last_pts: float) -> list[int]:
    """Return the timestamps of the frames up to one, in the order of time; none where they are not all known."""
    found: list[int] = []
    for packet in demuxed(container, stream):
        if packet.dts is None and not packet.size:
            break
        if packet.pts is None or packet.dts is None:
            return []
        if packet.dts > last_pts:
            break
        if not packet.is_discard:
            found.append(packet.pts)
    return sorted(found) if len(set(found)) == len(found) else []
