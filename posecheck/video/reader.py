"""The frames of a video file, upright, as RGB, with their real times."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.container import InputContainer
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from posecheck.errors import PosecheckError
from posecheck.video import container as file
from posecheck.video.sampling import nearest, unneeded

# Times are compared with room for the rounding of timestamps to floats.
_SAME_TIME_S = 1e-6
# Files are searched by decoding time, which runs ahead of the time of display by a few frames.
_SEEK_MARGIN_S = 1.0

_Timed = tuple[float, av.VideoFrame]


@dataclass(frozen=True)
class Frame:
    """One picture of a clip.

    Attributes
    ----------
    index : int
        Counts the frames given out, from 0.
    time_s : float
        Seconds from the clip's first frame, whatever part of the clip is read.
    image : ndarray of uint8, shape [H, W, 3]
        Red, green, blue; upright, with square pixels.
    """

    index: int
    time_s: float
    image: NDArray[np.uint8]


class Video:
    """The frames of a video file, or of a part of it, in constant memory.

    Frames come upright (the rotation tag of phone clips is applied), with square pixels, as 8-bit RGB, with
    strictly increasing times taken from the file's own timestamps. A frame whose time does not lie after the one
    before is left out: it is shown for no time at all, and a speed across it would be infinite.

    Parameters
    ----------
    path : str or Path
        An mp4, mov, avi, mkv or webm file.
    start_s, end_s : float
        Read only frames with start_s <= time < end_s, in seconds from the clip's first frame.
    fps : float, optional
        Read at most this many frames per second: of the clip's frames, those nearest to a regular grid.
    threads : int
        How many threads decode; 0 for as many as there are cores.

    Attributes
    ----------
    path : Path
    width_px, height_px : int
        Size of the upright picture.
    fps : float
        Frames per second given out: the clip's mean rate (30 where the file does not tell) or the rate asked for.
    duration_s : float or None
        Length of the whole clip; None where the file does not tell.
    expected_frames : int or None
        About how many frames will be given out, for a progress bar.
    warning : str or None
        What was wrong with the frames read so far, in one sentence.

    Raises
    ------
    PosecheckError
        If the file is missing, empty, cut short, not a video or without pictures, or if the part asked for is not
        in it. Matroska, WebM and AVI show only at their end, while iterating, that they are cut short.

    Examples
    --------
    >>> import tempfile
    >>> from posecheck.video import VideoWriter
    >>> path = Path(tempfile.mkdtemp()) / "grey.mp4"
    >>> with VideoWriter(path, fps=10) as writer:
    ...     for time_s in (0.0, 0.1, 0.2):
    ...         writer.write(np.full((48, 64, 3), 128, np.uint8), time_s)
    >>> with Video(path, start_s=0.1) as video:
    ...     [(frame.index, round(frame.time_s, 3), frame.image.shape) for frame in video]
    [(0, 0.1, (48, 64, 3)), (1, 0.2, (48, 64, 3))]
    """

    def __init__(
        self,
        path: str | Path,
        *,
        start_s: float = 0.0,
        end_s: float | None = None,
        fps: float | None = None,
        threads: int = 0,
    ) -> None:
        self.path = Path(path)
        self._start_s = start_s
        self._end_s = math.inf if end_s is None else end_s
        self._sample_fps = fps
        self._threads = threads
        self._check_request()
        self._frames: Generator[Frame] | None = None
        self._damage: str | None = None
        self._left_out = 0
        with file.opened(self.path, self._threads) as (container, stream):
            self._probe(container, stream)
            self._check_length(container, stream)

    def _check_request(self) -> None:
        if not (math.isfinite(self._start_s) and self._start_s >= 0):
            raise PosecheckError(f"The start is {self._start_s:g} s; give a number of seconds from 0 up.")
        if not self._end_s > self._start_s:
            raise PosecheckError(
                f"The end ({self._end_s:g} s) is not after the start ({self._start_s:g} s); give a later end."
            )
        if self._sample_fps is not None and not (math.isfinite(self._sample_fps) and self._sample_fps > 0):
            raise PosecheckError(f"The frame rate is {self._sample_fps:g}; give a number above 0.")

    def _probe(self, container: InputContainer, stream: VideoStream) -> None:
        """Learn what must be known before reading, and decode one frame to prove that it can be done."""
        try:
            first = next(container.decode(stream), None)
        except MemoryError:
            raise
        except av.FFmpegError:
            first = None
        if first is None:
            raise PosecheckError(
                f"No frame of {self.path} can be decoded; convert it to an mp4 file (H.264)."
            )
        self._first_pts = first.pts or 0
        self._coded_size = first.width, first.height
        self._square_size = file.square_size(first, stream)
        turned, self._turn = file.orientation(first)
        self.width_px, self.height_px = self._square_size[::-1] if turned else self._square_size
        self._clip_fps = file.frame_rate(stream)
        self.fps = min(self._clip_fps, self._sample_fps or math.inf)
        first_s = float(self._first_pts * file.time_base(stream))
        self.duration_s = file.duration_s(container, stream, first_s)
        self._announced_s = file.announced_s(container, stream, first_s)

    def _check_length(self, container: InputContainer, stream: VideoStream) -> None:
        """Learn how many frames to expect, and refuse a part that the file does not have."""
        self.expected_frames: int | None = None
        if self.duration_s is not None:
            if self._start_s >= self.duration_s:
                raise self._beyond_the_end(self.duration_s)
            part_s = min(self._end_s, self.duration_s) - self._start_s
            self.expected_frames = max(1, round(part_s * self.fps))
        last_pts = file.last_whole_timestamp(container, stream)
        if last_pts is not None and self._end_s > self._seconds(last_pts, stream):
            raise self._cut_short(max(0.0, self._seconds(last_pts, stream)))

    def _beyond_the_end(self, length_s: float) -> PosecheckError:
        return PosecheckError(
            f"The start ({self._start_s:g} s) lies beyond the end of {self.path} ({length_s:.1f} s); "
            "give an earlier start."
        )

    def _cut_short(self, last_s: float) -> PosecheckError:
        length = f" of {self._announced_s:.1f} s" if self._announced_s else ""
        usable_s = math.floor(last_s * 10) / 10
        return PosecheckError(
            f"{self.path} is cut short: it breaks off at {last_s:.1f} s{length}; copy it again, or use the part "
            f"before by ending at {usable_s:g} s."
        )

    @property
    def warning(self) -> str | None:
        """What was wrong with the frames read so far, in one sentence; None if nothing was."""
        problems = [self._damage] if self._damage else []
        if self._left_out:
            problems.append(f"{self._left_out} frames repeat an earlier time and were left out")
        return f"{self.path}: {'; '.join(problems)}." if problems else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading and release the file."""
        if self._frames is not None:
            self._frames.close()

    def __iter__(self) -> Iterator[Frame]:
        self.close()
        self._damage, self._left_out = None, 0
        self._frames = self._read()
        return self._frames

    def _read(self) -> Generator[Frame]:
        # One converter for all frames: it keeps its tables, and halves the time of a new one for each.
        reformatter = VideoReformatter()
        frames: Iterable[_Timed] = self._part()
        if self._sample_fps is not None:
            frames = nearest(frames, self._start_s, self._sample_fps)
        for index, (time_s, frame) in enumerate(frames):
            yield Frame(index, time_s, self._picture(frame, time_s, reformatter))

    def _part(self) -> Iterator[_Timed]:
        """Give the frames from start to end, with strictly increasing times."""
        latest_s = -math.inf
        empty = True
        for time_s, frame in self._decode():
            if time_s <= latest_s:
                self._left_out += 1
                continue
            latest_s = time_s
            if time_s >= self._end_s - _SAME_TIME_S:
                return
            if time_s >= self._start_s - _SAME_TIME_S:
                empty = False
                yield time_s, frame
        reached_s = latest_s + 1 / self._clip_fps
        self._check_end(max(0.0, reached_s))
        if empty:
            raise self._beyond_the_end(max(0.0, reached_s))

    def _check_end(self, reached_s: float) -> None:
        """Refuse a clip that breaks off before the end asked for, or note that a little is missing."""
        if self._announced_s is None:
            return
        # The last frame of a whole clip may be shown for a while, hence the room.
        missing_s = min(self._end_s, self._announced_s) - reached_s
        if missing_s > max(1.0, 0.05 * self._announced_s):
            raise self._cut_short(reached_s)
        if missing_s > 0.25:
            self._damage = self._damage or f"ends at {reached_s:.1f} s of {self._announced_s:.1f} s"

    def _decode(self) -> Iterator[_Timed]:
        """Decode from the keyframe before the start, or from the first frame where the file cannot seek."""
        if self._start_s > _SEEK_MARGIN_S:
            with file.opened(self.path, self._threads) as (container, stream):
                try:
                    self._seek(container, stream)
                    frames = self._timed(container, stream)
                    first = next(frames, None)
                except av.FFmpegError:
                    first = None
                if first is not None and first[0] <= self._start_s:
                    yield first
                    yield from frames
                    return
            self._damage = None
        with file.opened(self.path, self._threads) as (container, stream):
            yield from self._timed(container, stream)

    def _seek(self, container: InputContainer, stream: VideoStream) -> None:
        """Go to a keyframe before the start."""
        ticks = round((self._start_s - _SEEK_MARGIN_S) / file.time_base(stream))
        container.seek(self._first_pts + ticks, stream=stream)

    def _left_out_by_sampling(self) -> frozenset[int]:
        """Return timestamps of frames that are not used, as far as the file tells without being decoded."""
        if self._sample_fps is None:
            return frozenset()
        with file.opened(self.path, self._threads) as (container, stream):
            # Only where frames are stored out of order are there some that no other frame is made from.
            if not stream.codec_context.has_b_frames:
                return frozenset()
            try:
                if self._start_s > _SEEK_MARGIN_S:
                    self._seek(container, stream)
                last_pts = self._first_pts + self._end_s / file.time_base(stream)
                stamps = file.timestamps(container, stream, last_pts)
            except av.FFmpegError:
                return frozenset()
            timed = [(self._seconds(pts, stream), pts) for pts in stamps]
        start_s, end_s = self._start_s - _SAME_TIME_S, self._end_s - _SAME_TIME_S
        part = [each for each in timed if start_s <= each[0] < end_s]
        return unneeded(part, self._start_s, self._sample_fps)

    def _timed(self, container: InputContainer, stream: VideoStream) -> Iterator[_Timed]:
        """Give each frame with its time, from where the container stands."""
        time_s = -1 / self._clip_fps
        for frame in self._decodable(container, stream):
            # Frames without timestamps follow each other at the nominal rate.
            time_s = time_s + 1 / self._clip_fps if frame.pts is None else self._seconds(frame.pts, stream)
            yield time_s, frame

    def _decodable(self, container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
        """Decode what can be decoded, and note where the file is damaged."""
        at_s = 0.0
        left_out = self._left_out_by_sampling()
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                if packet.pts is not None:
                    at_s = self._seconds(packet.pts, stream)
                if left_out:
                    # The decoder itself knows which frames no other is made from, and skips only those.
                    stream.codec_context.skip_frame = "NONREF" if packet.pts in left_out else "DEFAULT"
                frames = packet.decode()
            except MemoryError:
                raise
            except av.FFmpegError:
                self._damage = (
                    self._damage or f"damaged at {at_s:.1f} s, the frames that could be decoded were used"
                )
                continue
            yield from frames

    def _seconds(self, pts: int, stream: VideoStream) -> float:
        """Return the time of a timestamp, from the first frame of the clip."""
        return float((pts - self._first_pts) * file.time_base(stream))

    def _picture(
        self, frame: av.VideoFrame, time_s: float, reformatter: VideoReformatter
    ) -> NDArray[np.uint8]:
        """Return the frame upright and with square pixels."""
        width, height = self._coded_size
        # Video calls lower the resolution of one shape at times; another shape would distort the angles.
        if abs(frame.width / frame.height - width / height) > 0.02 * width / height:
            raise PosecheckError(
                f"{self.path} changes from {width} x {height} to {frame.width} x {frame.height} pixels at "
                f"{time_s:.1f} s; cut it there and use the parts one by one."
            )
        width, height = self._square_size
        rgb = reformatter.reformat(frame, width=width, height=height, format="rgb24")
        image: NDArray[np.uint8] = self._turn(rgb.to_ndarray())
        return image
