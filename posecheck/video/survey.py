"""What must be known of a file before it is read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from posecheck.errors import PosecheckError
from posecheck.video import length, tags, tracks
from posecheck.video.container import opened
from posecheck.video.decoding import head
from posecheck.video.joined import joined
from posecheck.video.picture import Upright

_UNREAD = 0.05
"""Some formats keep an index at their end, which is no part of the recording."""


@dataclass(frozen=True)
class Survey:
    """What must be known of a file before it is read. Times are those of what was filmed.

    Attributes
    ----------
    first_pts : int
        Timestamp of the first frame, in ticks.
    tick_s : Fraction
        Length of a tick.
    fps : float
        Mean frames per second.
    interval_s : float
        Usual time from one frame to the next.
    duration_s : float or None
        Length of the pictures; None where the file does not tell.
    announced_s : float or None
        The length that they should reach; None where nothing tells.
    complete : bool
        Whether all bytes of the file are known to be there.
    cut_s : float or None
        Where an index shows that the file breaks off.
    aspect : Fraction or None
        Width of a pixel to its height.
    shape : Upright
        Shape of the first frame.
    interlaced : bool
        Whether its frames mix two moments.
    maybe_unsorted, unsorted : bool
        Whether its times may be those of decoding, and whether they surely are.
    restarts : bool
        Whether its clock starts again.
    notes : tuple of str
        What is to be said of it.
    """

    first_pts: int
    tick_s: Fraction
    fps: float
    interval_s: float
    duration_s: float | None
    announced_s: float | None
    complete: bool
    cut_s: float | None
    aspect: Fraction | None
    shape: Upright
    interlaced: bool
    maybe_unsorted: bool
    unsorted: bool
    restarts: bool
    notes: tuple[str, ...]

    def seconds(self, pts: int) -> float:
        """Return the time of a timestamp, from the first frame of the clip."""
        return float((pts - self.first_pts) * self.tick_s)


def survey(path: Path, threads: int, *, unsorted: bool = False) -> Survey:
    """Survey a file, and decode one frame to prove that it can be done.

    Raises
    ------
    PosecheckError
        If the file is missing, empty, not a video or without pictures.
    """
    with opened(path, threads, ignore_edits=unsorted) as (container, stream):
        begin = head(container, stream)
        if begin.unsorted and not unsorted:
            # Its list of edits hides frames by their wrong times.
            return survey(path, threads, unsorted=True)
        if begin.first is None:
            raise PosecheckError(
                f"No frame of {path} can be decoded; copy it again in case it is damaged, or convert it to an mp4 "
                "file (H.264)."
            )
        tick_s, fps = length.tick_s(stream), length.frame_rate(stream)
        interval_s = float(begin.interval * tick_s) or 1 / fps
        speed, said = tags.speed(path, container, stream, 1 / interval_s)
        first_pts = begin.first.pts or 0
        end = length.stated_end(container, path)
        first_s = float(first_pts * tick_s)
        duration_s = length.duration_s(container, stream, first_s)
        announced_s = length.announced_s(container, stream, first_s)
        complete = length.is_complete(container, stream, end)
        cut_pts = length.last_whole_timestamp(container, stream)
        cut_s = None if cut_pts is None else max(0.0, float(cut_pts * tick_s) - first_s)
        aspect = stream.sample_aspect_ratio
        more = joined(container)
        notes = tracks.note(container, stream) + said + (more.notes if more else ())
        listed = not length.may_go_on(container, stream, end)
    restarts = False
    if not listed:
        with opened(path, threads) as (container, stream):
            duration_s, restarts, unread = length.surveyed(container, stream)
        announced_s = None if restarts else announced_s
        if unread > _UNREAD and not more:
            notes += (
                f"The last {unread:.0%} of the file cannot be read: it is damaged there, cut short, or another "
                "recording was joined to it.",
            )
    return Survey(
        first_pts=first_pts,
        tick_s=tick_s / Fraction(speed),
        fps=fps * speed,
        interval_s=interval_s / speed,
        duration_s=_scaled(duration_s, speed),
        announced_s=_scaled(announced_s, speed),
        complete=complete,
        cut_s=_scaled(cut_s, speed),
        aspect=aspect,
        shape=Upright(begin.first, aspect),
        interlaced=begin.first.interlaced_frame,
        maybe_unsorted=begin.maybe_unsorted,
        unsorted=unsorted,
        restarts=restarts,
        notes=notes,
    )


def _scaled(seconds: float | None, speed: float) -> float | None:
    return None if seconds is None else seconds / speed
