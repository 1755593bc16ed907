"""Decodes what can be decoded of a file, and tells where something was damaged."""

from __future__ import annotations

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


def decoded(
    packets: Iterable[Packet[VideoStream]], stream: VideoStream, unneeded: frozenset[int] = frozenset()
) -> Iterator[tuple[av.VideoFrame | None, int]]:
    """Give each frame with how many before it were lost, and None with those lost at the end.

    Frames with the given timestamps may be left out where no other is made from them.

    A frame that the decoder had to patch is lost too: the body in it is made up from other moments.
    """
    lost = 0
    packets = iter(packets)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                break
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
            if frame.is_corrupt:
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
