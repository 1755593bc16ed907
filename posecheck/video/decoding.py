"""Decodes what can be decoded of a file, and tells where something was damaged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from statistics import median

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from posecheck.video.container import demuxed

_HEAD = 64
"""So many packets tell how a file counts time: any encoder that stores frames out of order does so among them."""

_ZEROS = bytes(64)
_ZEROED = re.compile(rb"\0{64}\0*+[^\1]", re.DOTALL)


class _Zeroed:
    """Finds frames that were overwritten with zeros, and those made from a keyframe that was.

    In H.264 and H.265 no frame holds many zeros in a row, and yet they may decode without an error, to grey.
    """

    def __init__(self, stream: VideoStream) -> None:
        self._applies = stream.codec_context.name in ("h264", "hevc")
        # Where the length of each piece is not stored, zeros may lie between them and at the end.
        self._stored_with_lengths = (stream.codec_context.extradata or b"")[:1] == b"\1"
        self._keys: set[int] = set()
        if self._applies:
            self._keys = {entry.timestamp for entry in stream.index_entries if entry.is_keyframe}
        self._key_damaged = False
        self._sound_from: int | None = None
        self._spoiled: set[int] = set()

    def look_at(self, packet: Packet[VideoStream]) -> None:
        """Take note of a packet, in the order of decoding."""
        if not self._applies or packet.pts is None:
            return
        zeroed = self._holds_zeros(bytes(packet))
        if packet.is_keyframe or packet.dts in self._keys:
            self._key_damaged, self._sound_from = zeroed, packet.pts if self._key_damaged else None
        # Of the frames stored after a keyframe those shown before it are made from the one before, too.
        leading = self._sound_from is not None and packet.pts < self._sound_from
        if zeroed or self._key_damaged or leading:
            self._spoiled.add(packet.pts)

    def _holds_zeros(self, data: bytes) -> bool:
        if _ZEROS not in data:
            return False
        return bool(_ZEROED.search(data)) or (self._stored_with_lengths and data.endswith(_ZEROS))

    def spoiled(self, frame: av.VideoFrame) -> bool:
        """Return whether a frame was made from zeros."""
        return frame.pts in self._spoiled


def decoded(
    packets: Iterable[Packet[VideoStream]], stream: VideoStream, unneeded: frozenset[int] = frozenset()
) -> Iterator[tuple[av.VideoFrame | None, int]]:
    """Give each frame with how many before it were lost, and None with those lost at the end.

    Frames with the given timestamps may be left out where no other is made from them.

    A frame that the decoder had to patch is lost too: the body in it is made up from other moments.
    """
    lost = 0
    zeroed = _Zeroed(stream)
    packets = iter(packets)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                break
            zeroed.look_at(packet)
            if unneeded:
                # The decoder itself knows which frames no other is made from, and skips only those.
                stream.codec_context.skip_frame = "NONREF" if packet.pts in unneeded else "DEFAULT"
            frames = packet.decode()
        except MemoryError:  # which is an FFmpegError too, but says nothing about the file
            raise
        except av.FFmpegError:
            lost += 1
            continue
        for frame in frames:
            if frame.is_corrupt or zeroed.spoiled(frame):
                lost += 1
                continue
            yield frame, lost
            lost = 0
    if lost:
        yield None, lost


@dataclass(frozen=True)
class Head:
    """What the first packets of a file tell.

    Attributes
    ----------
    first : VideoFrame or None
        The first frame; None if none could be decoded.
    interval : int
        The usual time from one frame to the next, in ticks; 0 if it is not known.
    maybe_unsorted : bool
        Whether the times of the file may be those of decoding: frames are stored out of order, as far as the
        decoder knows, and yet their times are in order.
    unsorted : bool
        Whether they are: frames came out of the decoder with times that go back.
    """

    first: av.VideoFrame | None
    interval: int
    maybe_unsorted: bool
    unsorted: bool


def head(container: InputContainer, stream: VideoStream) -> Head:
    """Return what the first packets of a file tell, and its first frame."""
    reading = demuxed(container, stream)
    packets: list[Packet[VideoStream]] = []
    with suppress(av.FFmpegError):
        packets.extend(islice(reading, _HEAD))
    times = [packet.pts for packet in packets if packet.pts is not None]
    steps = [after - before for before, after in pairwise(sorted(times)) if after > before]
    in_order = len(times) > 1 and all(before < after for before, after in pairwise(times))
    frames = decoded(chain(packets, reading), stream)
    first = next((frame for frame, _ in frames), None)
    maybe_unsorted = bool(stream.codec_context.has_b_frames) and in_order and first is not None
    shown = [first, *(frame for frame, _ in islice(frames, _HEAD // 2))] if maybe_unsorted else []
    stamps = [frame.pts for frame in shown if frame is not None and frame.pts is not None]
    return Head(
        first,
        interval=int(median(steps)) if steps else 0,
        maybe_unsorted=maybe_unsorted,
        unsorted=any(before > after for before, after in pairwise(stamps)),
    )
