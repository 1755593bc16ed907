"""The frames of a video file, upright, as RGB, with their real times."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
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
from posecheck.video.clock import Clock, in_order
from posecheck.video.container import demuxed, opened, timestamps
from posecheck.video.decoding import decoded
from posecheck.video.frozen import Frozen
from posecheck.video.losses import Losses
from posecheck.video.picture import Upright, deinterlaced
from posecheck.video.sampling import nearest, require_part, unneeded
from posecheck.video.survey import survey

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
    after_gap : bool
        Whether the recording is broken before it: by damage, by more than a second without a picture, or where
        its clock starts again.
    frozen_since_s : float
        Where the picture before was only repeated, and the recording goes on elsewhere with this one: since when.
        Infinity elsewhere.
    """

    index: int
    time_s: float
    image: NDArray[np.uint8]
    after_gap: bool = False
    frozen_since_s: float = math.inf


class Video:
    """The frames of a video file, or of a part of it, in constant memory.

    Frames come upright (the rotation tag of phone clips is applied), with square pixels, as 8-bit RGB, with
    strictly increasing times taken from the file's own timestamps: times in the order of decoding are sorted, a
    clock that starts again goes on, and where tags tell of slow motion or time-lapse, times are those of what was
    filmed. A frame whose time does not lie after the one before is left out: it is shown for no time at all, and
    a speed across it would be infinite.

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
    notes : tuple of str
        What is to be said about the file and the frames read so far, each in one sentence.

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
        require_part(start_s, end_s, fps)
        self.path = Path(path)
        self._start_s = start_s
        self._end_s = math.inf if end_s is None else end_s
        self._sample_fps = fps
        self._threads = threads
        self._frames: Generator[Frame] | None = None
        self._file = survey(self.path, threads)
        self._clip_fps, self.duration_s = self._file.fps, self._file.duration_s
        self.fps = min(self._clip_fps, fps or math.inf)
        self._losses = self._nothing_lost(Clock(1 / self._clip_fps))
        self._check_length()
        self._shape = self._file.shape
        if start_s > 0:
            # The picture may have turned before the part that is read.
            with closing(self._part()) as part:
                self._shape = Upright(next(part)[1], self._file.aspect)
        self.width_px, self.height_px = self._shape.width_px, self._shape.height_px

    def _nothing_lost(self, clock: Clock) -> Losses:
        return Losses(self._start_s, self._end_s, max(self._file.interval_s, 1 / self.fps), clock)

    def _check_length(self) -> None:
        """Learn how many frames to expect, and refuse a part that the file does not have."""
        self.expected_frames: int | None = None
        if self.duration_s is not None:
            if self._start_s >= self.duration_s:
                raise self._beyond_the_end(self.duration_s)
            part_s = min(self._end_s, self.duration_s) - self._start_s
            self.expected_frames = max(1, round(part_s * self.fps))
        cut_s = self._file.cut_s
        if cut_s is not None and self._end_s > cut_s:
            raise self._cut_short(cut_s)

    def _beyond_the_end(self, length_s: float) -> PosecheckError:
        return PosecheckError(
            f"The start ({self._start_s:g} s) lies beyond the end of {self.path} ({length_s:.1f} s); "
            "give an earlier start."
        )

    def _cut_short(self, last_s: float) -> PosecheckError:
        announced_s = self._file.announced_s
        of = f" of {announced_s:.1f} s" if announced_s else ""
        usable_s = math.floor(last_s * 10) / 10
        return PosecheckError(
            f"{self.path} is cut short: it breaks off at {last_s:.1f} s{of}; copy it again, or use the part "
            f"before by ending at {usable_s:g} s."
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said about the file and the frames read so far, each in one sentence."""
        return self._file.notes + self._losses.notes

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
        self._frames = self._read()
        return self._frames

    def _read(self) -> Generator[Frame]:
        # One converter for all frames: it keeps its tables, and halves the time of a new one for each.
        reformatter = VideoReformatter()
        frames: Iterable[_Timed] = self._part()
        if self._sample_fps is not None:
            frames = nearest(frames, self._start_s, self._sample_fps)
        before_s = math.inf
        for index, (time_s, frame) in enumerate(frames):
            image = self._shape.picture(frame, reformatter)
            yield Frame(
                index,
                time_s,
                image,
                after_gap=self._losses.between(before_s, time_s),
                frozen_since_s=self._losses.frozen_since(before_s, time_s),
            )
            before_s = time_s

    def _part(self) -> Generator[_Timed]:
        """Give the frames from start to end."""
        before_s, shown_s, empty = -math.inf, 0.0, True
        for time_s, frame in self._decode():
            if time_s >= self._end_s - _SAME_TIME_S:
                return
            if time_s >= self._start_s - _SAME_TIME_S:
                if not (empty or self._shape.fits(frame)):
                    raise self._changes_shape(before_s, time_s, frame)
                empty = False
                yield time_s, frame
            before_s, shown_s = time_s, float((frame.duration or 0) * self._file.tick_s)
        reached_s = max(0.0, before_s + max(shown_s, 1 / self._clip_fps))
        self._check_end(reached_s)
        if empty:
            raise self._beyond_the_end(reached_s)

    def _check_end(self, reached_s: float) -> None:
        """Refuse a clip that breaks off before the end asked for, or note that a little is missing."""
        announced_s = self._file.announced_s
        if announced_s is None:
            return
        missing_s = min(self._end_s, announced_s) - reached_s
        # The last frame may be shown for a while and not say so, hence the room.
        if missing_s > max(1.0, 0.05 * announced_s) and not self._file.complete:
            raise self._cut_short(reached_s)
        if missing_s > 0.25:
            self._losses.add_end(reached_s, announced_s)

    def _changes_shape(self, before_s: float, time_s: float, frame: av.VideoFrame) -> PosecheckError:
        # As few digits as tell the frame from the one before.
        digits = 1
        while (at_s := math.floor(time_s * 10**digits) / 10**digits) <= before_s:
            digits += 1
        return PosecheckError(
            f"{self.path} changes from {self._shape.coded_size} to {frame.width} x {frame.height} pixels at "
            f"{at_s:g} s; use the part before by ending at {at_s:g} s, or the rest by starting there."
        )

    def _decode(self) -> Iterator[_Timed]:
        """Decode from the keyframe before the start, or from the first frame where the file cannot seek."""
        # The times of a file whose clock is sick lead nowhere.
        seeks = not (self._file.restarts or self._file.maybe_unsorted)
        if seeks and self._start_s > _SEEK_MARGIN_S:
            with opened(self.path, self._threads) as (container, stream):
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
        with opened(self.path, self._threads, ignore_edits=self._file.unsorted) as (container, stream):
            yield from self._timed(container, stream)

    def _seek(self, container: InputContainer, stream: VideoStream) -> None:
        """Go to a keyframe before the start."""
        ticks = round((self._start_s - _SEEK_MARGIN_S) / float(self._file.tick_s))
        container.seek(self._file.first_pts + ticks, stream=stream)

    def _left_out_by_sampling(self) -> frozenset[int]:
        """Return timestamps of frames that are not used, as far as the file tells without being decoded."""
        # Interlaced frames are told apart by their neighbours.
        if (
            self._sample_fps is None
            or self._file.interlaced
            or self._file.maybe_unsorted
            or self._file.restarts
        ):
            return frozenset()
        with opened(self.path, self._threads) as (container, stream):
            # Only where frames are stored out of order are there some that no other frame is made from.
            if not stream.codec_context.has_b_frames:
                return frozenset()
            try:
                if self._start_s > _SEEK_MARGIN_S:
                    self._seek(container, stream)
                stamps = timestamps(
                    container, stream, self._file.first_pts + self._end_s / float(self._file.tick_s)
                )
            except av.FFmpegError:
                return frozenset()
        timed = [(self._file.seconds(pts), pts) for pts in stamps]
        start_s, end_s = self._start_s - _SAME_TIME_S, self._end_s - _SAME_TIME_S
        part = [each for each in timed if start_s <= each[0] < end_s]
        return unneeded(part, self._start_s, self._sample_fps)

    def _timed(self, container: InputContainer, stream: VideoStream) -> Iterator[_Timed]:
        """Give each frame with its time, from where the container stands."""
        clock = Clock(1 / self._clip_fps)
        self._losses = losses = self._nothing_lost(clock)
        frames = self._with_own_times(container, stream)
        if self._file.maybe_unsorted:
            frames = in_order(frames)

        def noted() -> Iterator[_Timed]:
            before_s, held = -math.inf, list[_Timed]()
            frozen = Frozen(self._file.interval_s)
            for time_s, (frame, lost) in clock(frames):
                losses.add(before_s, time_s, lost)
                if repeated := frozen.add(time_s, frame):
                    losses.add_frozen(*repeated)
                before_s = time_s
                held.append((time_s, frame))
                if not (losses.unsettled or frozen.unsettled):
                    yield from held
                    held.clear()
            yield from held

        return deinterlaced(noted())

    def _with_own_times(
        self, container: InputContainer, stream: VideoStream
    ) -> Iterator[tuple[float, tuple[av.VideoFrame, int]]]:
        """Give each frame with the time that the file gives it, and how many before it were lost."""
        time_s = -1 / self._clip_fps
        for frame, lost in decoded(demuxed(container, stream), stream, self._left_out_by_sampling()):
            if frame is None:
                self._losses.add(time_s, time_s + (lost + 1) / self._clip_fps, lost)
                return
            # Frames without timestamps follow each other at the nominal rate.
            time_s = time_s + 1 / self._clip_fps if frame.pts is None else self._file.seconds(frame.pts)
            yield time_s, (frame, lost)
