"""The whole flow for a recorded clip: frames, landmarks, angles, score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles, View, compute_angles, estimate_reference
from posecheck.errors import PosecheckError, as_path, require_type
from posecheck.files import code_fingerprint, require_own
from posecheck.pose.landmarks import TOO_FAR, Landmarks
from posecheck.pose.turned_picture import TURN, turned_landmarks, turned_picture, turned_size
from posecheck.readers.formats import is_point_file, read_landmarks
from posecheck.readers.reading import OPTIONS, Reading
from posecheck.scoring.assessment import Assessment, assess
from posecheck.scoring.recognition import Recognition, recognise
from posecheck.scoring.seen_from import filmed, wrong_view
from posecheck.stretches.load import Library
from posecheck.stretches.schema import Stretch
from posecheck.video.sampling import nearest, require_part

if TYPE_CHECKING:
    from posecheck.pose.model.pose_model import PoseModel
    from posecheck.pose.tracking.closer_look import Window
    from posecheck.video import Frame

OnFrame = Callable[[int, int | None], None]
"""Called after each frame with the number of frames done and the number expected, where that is known."""

LANDMARK_SUFFIX = ".npz"

DEFAULT_MODEL = "full"

AUTO = "auto"
"""Asks for the stretch, or the side, to be recognised."""


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


def holds_landmarks(path: Path) -> bool:
    """Return whether a file holds points of the body, posecheck's own or another program's, and no pictures."""
    return path.suffix == LANDMARK_SUFFIX or is_point_file(path)


def stretches_for(
    stretch: str | Stretch, library: Library | str | Path | None = None
) -> Stretch | list[Stretch]:
    """Return the stretch that is meant, or for "auto" all there are.

    Examples
    --------
    >>> stretches_for("childs_pose").id, len(stretches_for("auto")) == len(Library().ids())
    ('childs_pose', True)
    """
    if isinstance(stretch, Stretch):
        return stretch
    require_type(stretch, str, "stretch", "the id or the file of a stretch, or a Stretch")
    known = Library.of(library)
    return [known.load(each) for each in known.ids()] if stretch == AUTO else known.load(stretch)


def measure(raw: Landmarks, clip: str) -> tuple[Landmarks, Angles]:
    """Return the cleaned landmarks of a recording and its angles, which do not depend on any stretch.

    Raises
    ------
    PosecheckError
        If nobody is seen in it.
    """
    if not raw.seen.any():
        far = any(note.startswith(TOO_FAR) for note in raw.notes)
        raise PosecheckError(
            f"{clip}: {TOO_FAR[0].lower()}{TOO_FAR[1:]}; come closer to the camera, the whole body in the picture."
            if far
            else f"{clip}: nobody was seen in any of its {len(raw)} frames; film the whole body in good light."
        )
    from posecheck.angles.picture_upright import set_upright
    from posecheck.pose.body_jumps import split_at_leaps
    from posecheck.pose.cleaning.cleaning import clean_landmarks
    from posecheck.pose.cleaning.plausibility import without
    from posecheck.pose.missing_joints import said_missing
    from posecheck.pose.outside_picture import is_cut_off, said_cut_off, said_hardly_seen
    from posecheck.pose.without_depth import flattened

    raw = flattened(raw).noted(said_missing(raw))
    known = split_at_leaps(without(raw, is_cut_off(raw)))
    upright = set_upright(known.noted(said_cut_off(raw), *said_hardly_seen(known)))
    landmarks = clean_landmarks(upright)
    return landmarks, compute_angles(landmarks, estimate_reference(landmarks))


def judge(
    angles: Angles, wanted: Stretch | list[Stretch], side: str, clip: str
) -> tuple[Assessment, Recognition | None]:
    """Return the assessment of a recording, and how its stretch was recognised where there are several to choose.

    Raises
    ------
    PosecheckError
        If none of several stretches fits.
    """
    if isinstance(wanted, Stretch):
        return assess(angles, wanted, side), None  # type: ignore[arg-type]
    recognition = recognise(angles, wanted)
    if recognition.stretch is None:
        raise PosecheckError(f"{clip}: {_not_recognised(recognition, wanted, angles.view)}")
    [chosen] = [each for each in wanted if each.id == recognition.stretch]
    return assess(angles, chosen, side), recognition  # type: ignore[arg-type]


def turn_hint(landmarks: Landmarks, angles: Angles, wanted: Stretch | list[Stretch]) -> str | None:
    """Return what to say where a clip looks like the stretch that is meant only if its picture is turned.

    Lying and standing bodies look the same in pictures turned by a quarter, so that this is only said: the stretch
    tells what is likelier. Parameters are what `measure` returns and `judge` is given.
    """
    if not isinstance(wanted, Stretch) or TURN in landmarks.source:
        return None
    from posecheck.scoring.picture_on_side import looks_turned

    turn_deg = looks_turned(landmarks, angles, wanted)
    if turn_deg is None:
        return None
    how = "upside down" if turn_deg == 180 else "on its side"
    return (
        f"The picture seems to be {how}: this looks like {wanted.title.lower()} only if it is turned; "
        f"give --turn {turn_deg} if it is."
    )


def unused_side(stretch: Stretch, side: str) -> str | None:
    """Return what to say where a side is asked for of a stretch that has none.

    Examples
    --------
    >>> unused_side(Library().load("childs_pose"), "left")
    "Child's pose with traction has no working side: asking for the left one changes nothing."
    """
    if stretch.sided or side == AUTO:
        return None
    return f"{stretch.title} has no working side: asking for the {side} one changes nothing."


def _not_recognised(found: Recognition, wanted: list[Stretch], view: View) -> str:
    """Return why no stretch is named, the view first where it may be the reason."""
    otherwise = "name the one that you mean with --stretch ID."
    likely = next((each for each in wanted for name, _ in found.others[:1] if each.id == name), None)
    if likely is not None and wrong_view(likely, view, np.arange(0)):
        return (
            f"filmed {filmed(view)}, it fits none of the {len(wanted)} stretches; {likely.title.lower()}, which it "
            f"resembles most, needs the {likely.camera.view}. {likely.camera.advice} Or {otherwise}"
        )
    where = f", filmed {filmed(view)}" if filmed(view) else ""
    return f"none of the {len(wanted)} stretches fits this clip{where}; {otherwise}"


def find_landmarks(
    path: str | Path,
    *,
    model: str | Path = "full",
    sampling: Sampling | None = None,
    reading: Reading | None = None,
    turn: float | None = None,
    person: str | None = None,
    cache: str | Path | None = None,
    on_frame: OnFrame | None = None,
    threads: int = 0,
) -> Landmarks:
    """Return the landmarks of a clip as the pose model gives them, from the cache where it has them.

    Parameters
    ----------
    path : str or Path
        A video file, landmarks saved earlier (`.npz`), or points that another program found, which need no pose
        model: COCO keypoints (`.json`), a folder of OpenPose, `.trc`, `.c3d`, `movement` (`.nc`), DeepLabCut
        (`.csv`), SLEAP analysis (`.csv`, `.h5`).
    model : {"lite", "full", "heavy"} or Path
        The pose model.
    sampling : Sampling, optional
        Which frames to use; all of them if left out.
    reading : Reading, optional
        Of points of another program what their file does not say.
    turn : float, optional
        Degrees to turn the picture clockwise before anything else. Left out, it is turned where who stands in it
        shows beyond doubt that it has to be; 0 leaves it as it is.
    person : {"left", "middle", "right", "largest"}, optional
        Whom to follow where there are several people; the largest most central one if left out.
    cache : Path, optional
        Landmark file to read instead of running the pose model when it was made from the same clip, model,
        sampling, turn and person, and to write otherwise.
    on_frame : callable, optional
        Told of the progress.
    threads : int
        How many decode; 0 for as many as there are cores.

    Returns
    -------
    Landmarks
        T frames, as found: pixels and metres in camera axes, NaN where nobody is seen.

    Raises
    ------
    PosecheckError
        If the clip or the model is not usable.

    Examples
    --------
    >>> landmarks = find_landmarks("sample_videos/childs_pose_good.mp4", sampling=Sampling(end_s=0.2))
    >>> landmarks.image_px.shape
    (3, 33, 2)
    """
    path, cache = as_path(path), None if cache is None else as_path(cache, "cache")
    require_type(sampling, (Sampling, NoneType), "sampling", "a Sampling")
    require_turn(turn)
    own = path.suffix == LANDMARK_SUFFIX
    if reading is not None and not is_point_file(path):
        reading.refuse(OPTIONS, f"{path} holds {'saved landmarks' if own else 'pictures'}")
    if holds_landmarks(path):
        require_no_model(model, str(path))
        if person is not None and not own:
            raise PosecheckError(f"{path} names or numbers the people in it; choose with --individual.")
        read = Landmarks.load(path) if own else read_landmarks(path, reading)
        read = sampled(read, sampling, str(path))
        if cache is not None:
            read.save(cache)
        return given(read, turn, person)

    from posecheck.pose.model.models import load_model
    from posecheck.pose.person import whom
    from posecheck.pose.tracking.closer_look import clearer, find_window, looks_at
    from posecheck.pose.tracking.tracker import detect_landmarks
    from posecheck.video import Video

    wanted = whom(person)
    if cache is not None:
        require_own([cache])
    used = sampling or Sampling()
    loaded = load_model(model)
    source = _source(path, used, loaded, turn, person)
    with Video(path, start_s=used.start_s, end_s=used.end_s, fps=used.fps, threads=threads) as video:
        cached = _from_cache(cache, source)
        if cached is not None:
            return cached
        width_px, height_px = turned_size(video.width_px, video.height_px, turn or 0.0)

        def follow(part: Window | None = None) -> Landmarks:
            """Follow the person through the clip, or through a part of its picture."""
            frames = _turned_frames(video, turn) if turn else video
            size = {"width_px": width_px, "height_px": height_px}
            told = _counter(on_frame, video.expected_frames)
            if part is None:
                return detect_landmarks(frames, loaded, **size, whom=wanted, on_frame=told)
            size = {"width_px": part.right - part.left, "height_px": part.bottom - part.top}
            seen = detect_landmarks(part.frames(frames), loaded, **size, whom=wanted, on_frame=told)
            return part.whole(seen, width_px, height_px)

        found = follow()
        looks_s = looks_at(found)
        if len(looks_s):
            window = find_window(_turned_frames(_pictures(path, looks_s), turn or 0.0), found, loaded)
            found = clearer(found, follow(window)) if window is not None else found
        notes = video.notes
    found = replace(found, source={**found.source, **source}, notes=()).noted(*notes, *found.notes)
    if cache is not None:
        found.save(cache)
    return found


def sampled(landmarks: Landmarks, sampling: Sampling | None, name: str) -> Landmarks:
    """Return the frames that are asked for, as `Video` gives them.

    Raises
    ------
    PosecheckError
        If there is none.
    """
    if sampling is None or not len(landmarks):
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


def cached_landmarks(
    path: Path,
    cache: Path,
    *,
    model: str | Path = "full",
    sampling: Sampling | None = None,
    turn: float | None = None,
    person: str | None = None,
) -> Landmarks | None:
    """Return the landmarks kept in `cache` if this code made them from just this clip, model and sampling."""
    from posecheck.pose.model.models import load_model

    if not cache.exists():
        return None
    return _from_cache(cache, _source(path, sampling or Sampling(), load_model(model), turn, person))


def given(landmarks: Landmarks, turn: float | None, person: str | None) -> Landmarks:
    """Return landmarks that the user has already, turned clockwise by as many degrees as they ask for.

    Raises
    ------
    PosecheckError
        If the turn is not one, or a person is asked for: landmarks are of one person.
    """
    require_turn(turn)
    if person is not None:
        raise PosecheckError("Landmarks are of one person; give the clip itself to follow another.")
    if turn is None:
        return landmarks
    source = landmarks.source | {TURN: landmarks.source.get(TURN, 0.0) + turn}
    return replace(turned_landmarks(landmarks, turn), source=source)


def require_no_model(model: str | Path, name: str) -> None:
    """Raise a PosecheckError if points are given that no pose model is needed for, and a pose model."""
    if str(model) != DEFAULT_MODEL:
        raise PosecheckError(f"{name} holds points and no pictures; leave out --model.")


def require_turn(turn: float | None) -> None:
    """Raise a PosecheckError if a turn that a user gave is none."""
    if turn is not None and not -360 <= turn <= 360:
        raise PosecheckError(f"The turn is {turn:g} degrees; give a number from -360 to 360.")


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


def _source(
    path: Path, sampling: Sampling, model: PoseModel, turn: float | None, person: str | None
) -> dict[str, Any]:
    from posecheck.video import fingerprint

    chosen = {TURN: turn, "person": person}
    return {
        "clip": path.name,
        "clip_sha256": fingerprint(path),
        "sampling": vars(sampling),
        "model_sha256": model.sha256,
        "code": code_fingerprint("video", "pose"),
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
