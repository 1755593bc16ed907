"""Which of a file's picture tracks is used."""

from __future__ import annotations

from pathlib import Path

from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from posecheck.errors import PosecheckError

_PREVIEW_S = 0.2
_NO_CLIP = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image


def choose(container: InputContainer, path: Path) -> VideoStream:
    """Return the track that a player takes: marked as the default, else the largest, else the longest.

    Raises
    ------
    PosecheckError
        If there is none.
    """
    tracks = _clips(container)
    # A single picture is a preview of the others.
    moving = [each for each in tracks if each.frames != 1 and not 0 < length_s(each) < _PREVIEW_S] or tracks
    if not container.streams:
        raise PosecheckError(f"{path} holds nothing that can be played; copy it again.")
    if not moving and any(stream.codec_context is None for stream in container.streams.video):
        raise PosecheckError(f"{path} is stored in an unknown way; convert it to an mp4 file (H.264).")
    if not moving:
        raise PosecheckError(f"{path} has no pictures, only sound or other data; give a video file.")
    chosen = max(moving, key=_rank)
    chosen.thread_type = "AUTO"
    return chosen


def note(container: InputContainer, chosen: VideoStream) -> tuple[str, ...]:
    """Say which of several tracks was chosen."""
    tracks = _clips(container)
    if len(tracks) == 1:
        return ()
    return (
        f"The file has {len(tracks)} picture tracks; number {tracks.index(chosen) + 1} was used "
        f"({chosen.width} x {chosen.height}), as a player would.",
    )


def _clips(container: InputContainer) -> list[VideoStream]:
    """Return the tracks that may be clips: the cover of a sound file is none."""
    return [
        stream
        for stream in container.streams.video
        # Where no decoder is known there is no context.
        if stream.codec_context is not None and not stream.disposition & _NO_CLIP
    ]


def _rank(stream: VideoStream) -> tuple[bool, int, float]:
    return bool(stream.disposition & Disposition.default), stream.width * stream.height, length_s(stream)


def length_s(stream: VideoStream) -> float:
    """Return the length of a track, 0 where it does not tell."""
    if stream.duration:
        return float(stream.duration * (stream.time_base or 0))
    return tagged_end_s(stream) or 0.0


def tagged_end_s(stream: VideoStream) -> float | None:
    """Return the end that Matroska and WebM keep as a tag such as 00:00:09.700000000."""
    try:
        hours, minutes, seconds = stream.metadata["DURATION"].split(":")
        return 3600 * int(hours) + 60 * int(minutes) + float(seconds)
    except (KeyError, ValueError):
        return None
