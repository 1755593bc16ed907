"""The landmarks of one clip: from its pictures, from the cache, or from points that were found already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from posecheck.errors import PosecheckError, require_type
from posecheck.files import code_fingerprint, require_own
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.person import whom
from posecheck.pose.turned_picture import TURN, turned_landmarks, turned_picture, turned_size
from posecheck.readers.formats import is_point_file, read_landmarks
from posecheck.readers.reading import NOTHING_SAID, OPTIONS, Reading
from posecheck.video.sampling import nearest, require_part

if TYPE_CHECKING:
    from posecheck.pose.model.pose_model import PoseModel
    from posecheck.pose.tracking.closer_look import Window
    from posecheck.video import Frame

OnFrame = Callable[[int, int | None], None]
"""Called after each frame with the number of frames done and the number expected, where that is known."""

LANDMARK_SUFFIX = ".npz"

DEFAULT_MODEL = "full"


@dataclass(frozen=True)
class Sampling:
    """Which frames of a clip are used.

    Attributes
    ----------
    start_s : float
        Begin here, in seconds from the start of the clip.
    end_s : float or None
        End here, in seconds; at the end of the clip if None.
    fps : float or None
        At most this many frames a second; all if None.

    Raises
    ------
    PosecheckError
        If it is no part of a clip.

    Examples
    --------
    >>> Sampling(end_s=2.0)
    Sampling(start_s=0.0, end_s=2.0, fps=None)
    """

    start_s: float = 0.0
    end_s: float | None = None
    fps: float | None = None

    def __post_init__(self) -> None:
        require_part(self.start_s, self.end_s, self.fps)


@dataclass(frozen=True)
class ClipOptions:
    """What may be asked of the landmarks of a clip; `find_landmarks` explains each.

    Raises
    ------
    PosecheckError
        If the turn or the person is none.

    Examples
    --------
    >>> ClipOptions(person="nearest")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: There is no person 'nearest'; did you mean largest?
    """

    model: str | Path = DEFAULT_MODEL
    sampling: Sampling = Sampling()
    reading: Reading = NOTHING_SAID
    turn: float | None = None
    person: str | None = None

    def __post_init__(self) -> None:
        require_type(self.sampling, Sampling, "sampling", "a Sampling")
        require_turn(self.turn)
        whom(self.person)


def holds_landmarks(path: Path) -> bool:
    """Return whether a file holds points of the body, posecheck's own or another program's, and no pictures."""
    return path.suffix == LANDMARK_SUFFIX or is_point_file(path)


def landmarks_of(
    clip: Path | Landmarks,
    options: ClipOptions,
    *,
    cache: Path | None = None,
    on_frame: OnFrame | None = None,
    threads: int = 0,
) -> Landmarks:
    """Return the landmarks of a clip as they were found, from the cache where it has them.

    Parameters and errors are those of `posecheck.find_landmarks`; `threads` says how many decode, 0 for as many as
    there are cores.
    """
    if isinstance(clip, Landmarks) or holds_landmarks(clip):
        return _given(clip, options, cache)
    options.reading.refuse(OPTIONS, f"{clip} holds pictures")

    from posecheck.pose.model.models import load_model
    from posecheck.pose.tracking.border_look import border_looks, doubt_guesses
    from posecheck.pose.tracking.closer_look import clearer, find_window, looks_at
    from posecheck.pose.tracking.tracker import detect_landmarks
    from posecheck.video import Video

    if cache is not None:
        require_own([cache])
    used, turn, wanted = options.sampling, options.turn or 0.0, whom(options.person)
    loaded = load_model(options.model)
    source = _source(clip, options, loaded)
    with Video(clip, start_s=used.start_s, end_s=used.end_s, fps=used.fps, threads=threads) as video:
        cached = _from_cache(cache, source)
        if cached is not None:
            return cached
        width_px, height_px = turned_size(video.width_px, video.height_px, turn)

        def follow(part: Window | None = None) -> Landmarks:
            """Follow the person through the clip, or through a part of its picture."""
            frames = _turned_frames(video, turn) if options.turn else video
            size = {"width_px": width_px, "height_px": height_px}
            told = _counter(on_frame, video.expected_frames)
            if part is None:
                return detect_landmarks(frames, loaded, **size, whom=wanted, on_frame=told)
            size = {"width_px": part.right - part.left, "height_px": part.bottom - part.top}
            seen = detect_landmarks(part.frames(frames), loaded, **size, whom=wanted, on_frame=told)
            return part.whole(seen, width_px, height_px)

        found = whole = follow()
        looks_s = looks_at(found)
        if len(looks_s):
            window = find_window(_turned_frames(_pictures(clip, looks_s), turn), found, loaded)
            found = clearer(found, follow(window)) if window is not None else found
        # Who was looked at closer is too small to be found in the whole picture.
        looks_s = border_looks(found) if found is whole else np.zeros(0)
        if len(looks_s):
            found = doubt_guesses(found, _turned_frames(_pictures(clip, looks_s), turn), loaded)
        notes = video.notes
    found = replace(found, source={**found.source, **source}, notes=()).noted(*notes, *found.notes)
    if cache is not None:
        found.save(cache)
    return found


def cached_landmarks(path: Path, cache: Path, options: ClipOptions) -> Landmarks | None:
    """Return the landmarks kept in `cache` if this code made them from just this clip as it is asked for."""
    from posecheck.pose.model.models import load_model

    if not cache.exists():
        return None
    return _from_cache(cache, _source(path, options, load_model(options.model)))


def turned(landmarks: Landmarks, turn: float | None) -> Landmarks:
    """Return landmarks turned clockwise by as many degrees as a user asks for."""
    if turn is None:
        return landmarks
    source = landmarks.source | {TURN: landmarks.source.get(TURN, 0.0) + turn}
    return replace(turned_landmarks(landmarks, turn), source=source)


def require_turn(turn: float | None) -> None:
    """Raise a PosecheckError if a turn that a user gave is none."""
    if turn is not None and not -360 <= turn <= 360:
        raise PosecheckError(f"The turn is {turn:g} degrees; give a number from -360 to 360.")


def name_of(landmarks: Landmarks) -> str:
    """Return the name of the clip that landmarks are of."""
    return str(landmarks.source.get("clip", "landmarks"))


def _given(clip: Path | Landmarks, options: ClipOptions, cache: Path | None) -> Landmarks:
    """Return points that were found already, as far as what is asked of them can be done."""
    name = name_of(clip) if isinstance(clip, Landmarks) else str(clip)
    own = isinstance(clip, Landmarks) or clip.suffix == LANDMARK_SUFFIX
    if own:
        kept = "" if isinstance(clip, Landmarks) else "saved "
        options.reading.refuse(OPTIONS, f"{name} holds {kept}landmarks")
    if str(options.model) != DEFAULT_MODEL:
        raise PosecheckError(f"{name} holds points and no pictures; leave out --model.")
    if options.person is not None:
        raise PosecheckError(
            "Landmarks are of one person; give the clip itself to follow another."
            if own
            else f"{name} names or numbers the people in it; choose with --individual."
        )
    if isinstance(clip, Landmarks):
        found = clip
    else:
        found = Landmarks.load(clip) if own else read_landmarks(clip, options.reading)
    found = _sampled(found, options.sampling, name)
    if cache is not None:
        found.save(cache)
    return turned(found, options.turn)


def _sampled(landmarks: Landmarks, sampling: Sampling, name: str) -> Landmarks:
    """Return the frames that are asked for, as `Video` gives them."""
    if sampling == Sampling() or not len(landmarks):
        return landmarks
    end_s = np.inf if sampling.end_s is None else sampling.end_s
    frames = np.flatnonzero((landmarks.time_s >= sampling.start_s) & (landmarks.time_s <= end_s))
    if not len(frames):
        raise PosecheckError(
            f"{name} has no frame between --start and --end; it is {landmarks.time_s[-1]:.1f} s long."
        )
    if sampling.fps is not None:
        timed = zip(landmarks.time_s[frames].tolist(), frames.tolist(), strict=True)
        frames = np.array([frame for _, frame in nearest(timed, sampling.start_s, sampling.fps)])
    return landmarks[frames]


def _counter(on_frame: OnFrame | None, expected: int | None) -> Callable[[Frame], None]:
    def count(frame: Frame) -> None:
        if on_frame is not None:
            on_frame(frame.index + 1, expected)

    return count


def _pictures(path: Path, times_s: NDArray[np.float64]) -> Iterator[Frame]:
    """Yield the pictures of a clip at a few times; those that cannot be reached by themselves are left out."""
    from posecheck.video import Video

    for time_s in times_s.tolist():
        with suppress(PosecheckError), Video(path, start_s=time_s, threads=1) as video:
            yield from islice(video, 1)


def _turned_frames(frames: Iterable[Frame], turn: float) -> Iterator[Frame]:
    for frame in frames:
        yield replace(frame, image=turned_picture(frame.image, turn))


def _source(path: Path, options: ClipOptions, model: PoseModel) -> dict[str, Any]:
    from posecheck.video import fingerprint

    chosen = {TURN: options.turn, "person": options.person}
    return {
        "clip": path.name,
        "clip_sha256": fingerprint(path),
        "sampling": vars(options.sampling),
        "model_sha256": model.sha256,
        "code": code_fingerprint("video", "pose", "clip_landmarks"),
    } | {name: value for name, value in chosen.items() if value is not None}


def _from_cache(cache: Path | None, wanted: dict[str, Any]) -> Landmarks | None:
    """Return the cached landmarks if they were made from just this; a cache of anything else is made anew."""
    if cache is None or not cache.exists():
        return None
    try:
        found = Landmarks.load(cache)
    except PosecheckError:
        return None
    asked = wanted.keys() | {TURN, "person"}
    return found if all(found.source.get(key) == wanted.get(key) for key in asked) else None
