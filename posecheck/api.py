"""The front door: landmarks, angles, score, or all of it. Each stage takes what the one before gave."""

from __future__ import annotations

from pathlib import Path
from types import NoneType

from posecheck.angles import Angles
from posecheck.errors import PosecheckError, as_path, one_of, require_type
from posecheck.pipeline import (
    OnFrame,
    Sampling,
    find_landmarks,
    given,
    holds_landmarks,
    judge,
    require_no_model,
    sampled,
    stretches_for,
    turn_hint,
    unused_side,
)
from posecheck.pipeline import measure as _measure
from posecheck.pose.landmarks import Landmarks
from posecheck.readers.reading import OPTIONS, Reading
from posecheck.report.result import Result
from posecheck.stretches.load import Library
from posecheck.stretches.schema import Stretch

__all__ = ["Result", "Sampling", "check", "find_landmarks", "measure", "score"]

SIDES = ("auto", "left", "right")


def measure(landmarks: Landmarks) -> Angles:
    """Return the joint angles of a recording: cleaning, reference and angles.

    Parameters
    ----------
    landmarks : Landmarks
        One person in T frames, as found by `find_landmarks` or made by `Landmarks.from_arrays`.

    Returns
    -------
    Angles
        T frames of every angle of the catalog, in degrees (measures in their own unit), each with one sigma; NaN
        where not seen. Its `landmarks` are the cleaned ones.

    Raises
    ------
    PosecheckError
        If nobody is seen in them.

    Examples
    --------
    >>> import posecheck
    >>> landmarks = posecheck.find_landmarks("sample_videos/childs_pose_good.mp4")
    >>> angles = posecheck.measure(landmarks)
    >>> angles["hip_flexion_left"].shape == angles.time_s.shape
    True
    """
    require_type(landmarks, Landmarks, "landmarks", "Landmarks")
    return _measure(landmarks, _name(landmarks))[1]


def score(
    angles: Angles, stretch: str | Stretch, *, side: str = "auto", library: Library | str | Path | None = None
) -> Result:
    """Score the angles of a recording: repetitions, holds, score, points lost, faults and the first cue.

    Parameters
    ----------
    angles : Angles
        From `measure`, T frames.
    stretch : str or Stretch
        Id of a stretch, path of a stretch file, a stretch, or "auto" to recognise it.
    side : {"auto", "left", "right"}
        The working side; "auto" takes the side that moved farther.
    library : Library or path, optional
        The stretches to choose from, or a folder of the user's own stretch files; posecheck's own if left out.

    Returns
    -------
    Result

    Raises
    ------
    PosecheckError
        If the stretch or the side is unknown, "auto" finds no stretch, or the angles do not hold the landmarks
        they are of.

    Examples
    --------
    >>> import posecheck
    >>> landmarks = posecheck.find_landmarks("sample_videos/childs_pose_good.mp4")
    >>> posecheck.score(posecheck.measure(landmarks), "childs_pose").assessment.complete_reps
    2
    """
    wanted, working = stretches_for(stretch, library), one_of(side, SIDES, "side")
    require_type(angles, Angles, "angles", "Angles from measure")
    if angles.landmarks is None:
        raise PosecheckError("These angles do not hold the landmarks they are of; make them with measure.")
    name = _name(angles.landmarks)
    found, recognition = judge(angles, wanted, working, name)
    hint, idle = turn_hint(angles.landmarks, angles, wanted), unused_side(found.stretch, working)
    landmarks = angles.landmarks.noted(hint, idle)
    return Result(name, landmarks, angles, found, recognition)


def check(
    clip: str | Path | Landmarks,
    stretch: str | Stretch,
    *,
    side: str = "auto",
    model: str | Path = "full",
    sampling: Sampling | None = None,
    reading: Reading | None = None,
    turn: float | None = None,
    person: str | None = None,
    library: Library | str | Path | None = None,
    cache: str | Path | None = None,
    on_frame: OnFrame | None = None,
) -> Result:
    """Score a recorded clip of a stretch.

    Parameters
    ----------
    clip : str, Path or Landmarks
        A video file; landmarks saved earlier (`.npz`) or points that another program found, which need no pose
        model (`find_landmarks` lists the formats); or landmarks.
    stretch : str or Stretch
        Id of a stretch, path of a stretch file, a stretch, or "auto" to recognise it.
    side : {"auto", "left", "right"}
        The working side; "auto" takes the side that moved farther.
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
    library : Library or path, optional
        The stretches to choose from, or a folder of the user's own stretch files; posecheck's own if left out.
    cache : str or Path, optional
        Landmark file to read instead of running the pose model when it was made from the same clip, model,
        sampling, turn and person, and to write otherwise.
    on_frame : callable, optional
        Told of the progress.

    Returns
    -------
    Result

    Raises
    ------
    PosecheckError
        If the clip, the stretch, the side or the model is not usable, nobody is seen in the clip, or "auto" finds
        no stretch in it.

    Examples
    --------
    >>> import posecheck
    >>> result = posecheck.check("sample_videos/childs_pose_good.mp4", "childs_pose")
    >>> result.assessment.complete_reps
    2
    """
    # A mistake in what is asked for is said before the long work begins.
    wanted, working = stretches_for(stretch, library), one_of(side, SIDES, "side")
    if isinstance(clip, Landmarks):
        name, video = _name(clip), None
        require_type(sampling, (Sampling, NoneType), "sampling", "a Sampling")
        require_no_model(model, name)
        if reading is not None:
            reading.refuse(OPTIONS, f"{name} holds landmarks")
        raw = given(sampled(clip, sampling, name), turn, person)
    else:
        path = as_path(clip, "clip", "a path or Landmarks")
        raw = find_landmarks(
            path,
            model=model,
            sampling=sampling,
            reading=reading,
            turn=turn,
            person=person,
            cache=cache,
            on_frame=on_frame,
        )
        name, video = str(path), None if holds_landmarks(path) else path
    landmarks, angles = _measure(raw, name)
    found, recognition = judge(angles, wanted, working, name)
    landmarks = landmarks.noted(turn_hint(landmarks, angles, wanted), unused_side(found.stretch, working))
    return Result(Path(name).name, landmarks, angles, found, recognition, video)


def _name(landmarks: Landmarks) -> str:
    return str(landmarks.source.get("clip", "landmarks"))
