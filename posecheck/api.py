"""The front door: landmarks, angles, score, or all of it. Each stage takes what the one before gave."""

from __future__ import annotations

from pathlib import Path

from posecheck.angles import Angles
from posecheck.clip_landmarks import (
    ClipOptions,
    OnFrame,
    Sampling,
    holds_landmarks,
    landmarks_of,
    name_of,
)
from posecheck.errors import PosecheckError, as_path, one_of, require_type
from posecheck.pipeline import hints, judge, stretches_for
from posecheck.pipeline import measure as _measure
from posecheck.pose.landmarks import Landmarks
from posecheck.readers.reading import Reading
from posecheck.report.result import Result
from posecheck.stretches.load import Library
from posecheck.stretches.schema import Stretch

__all__ = ["Result", "Sampling", "check", "find_landmarks", "measure", "score"]

SIDES = ("auto", "left", "right")
ESTIMATORS = ("geometry", "learned")


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
    return landmarks_of(
        as_path(path),
        _options(model, sampling, reading, turn, person),
        cache=None if cache is None else as_path(cache, "cache"),
        on_frame=on_frame,
        threads=threads,
    )


def measure(landmarks: Landmarks, *, estimator: str = "geometry") -> Angles:
    """Return the joint angles of a recording: cleaning, reference and angles.

    Parameters
    ----------
    landmarks : Landmarks
        One person in T frames, as found by `find_landmarks` or made by `Landmarks.from_arrays`.
    estimator : {"geometry", "learned"}
        "learned" weighs what was learned of the pose model's errors against the geometry; experimental.

    Returns
    -------
    Angles
        T frames of every angle of the catalog, in degrees (measures in their own unit), each with one sigma; NaN
        where not seen. Its `landmarks` are the cleaned ones.

    Raises
    ------
    PosecheckError
        If nobody is seen in them, or there is no such estimator.

    Examples
    --------
    >>> import posecheck
    >>> landmarks = posecheck.find_landmarks("sample_videos/childs_pose_good.mp4")
    >>> angles = posecheck.measure(landmarks)
    >>> angles["hip_flexion_left"].shape == angles.time_s.shape
    True
    """
    require_type(landmarks, Landmarks, "landmarks", "Landmarks")
    chosen = one_of(estimator, ESTIMATORS, "estimator")
    return _measure(landmarks, name_of(landmarks), chosen)[1]


def score(
    angles: Angles,
    stretch: str | Stretch,
    *,
    side: str = "auto",
    library: Library | str | Path | None = None,
    anyway: bool = False,
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
    anyway : bool
        Score the clip even where it does not look like the stretch, or "auto" is not sure which it is.

    Returns
    -------
    Result

    Raises
    ------
    NotScoredError
        If somebody is in another posture than the stretch is done in, or "auto" finds none or is not sure which;
        its `candidates` are the stretches that it may be.
    PosecheckError
        If the stretch or the side is unknown, or the angles do not hold the landmarks they are of.

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
    return _scored(angles.landmarks, angles, name_of(angles.landmarks), wanted, working, anyway=anyway)


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
    anyway: bool = False,
    cache: str | Path | None = None,
    on_frame: OnFrame | None = None,
    estimator: str = "geometry",
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
    model, sampling, reading, turn, person, cache, on_frame
        As for `find_landmarks`.
    library : Library or path, optional
        The stretches to choose from, or a folder of the user's own stretch files; posecheck's own if left out.
    estimator : {"geometry", "learned"}
        "learned" weighs what was learned of the pose model's errors against the geometry; experimental.
    anyway : bool
        Score the clip even where it does not look like the stretch, or "auto" is not sure which it is.

    Returns
    -------
    Result

    Raises
    ------
    NotScoredError
        If somebody is in another posture than the stretch is done in, or "auto" finds none or is not sure which;
        its `candidates` are the stretches that it may be.
    PosecheckError
        If the clip, the stretch, the side or the model is not usable, or nobody is seen in the clip.

    Examples
    --------
    >>> import posecheck
    >>> result = posecheck.check("sample_videos/childs_pose_good.mp4", "childs_pose")
    >>> result.assessment.complete_reps
    2
    """
    # A mistake in what is asked for is said before the long work begins.
    wanted, working = stretches_for(stretch, library), one_of(side, SIDES, "side")
    one_of(estimator, ESTIMATORS, "estimator")
    options = _options(model, sampling, reading, turn, person)
    kept = None if cache is None else as_path(cache, "cache")
    source = clip if isinstance(clip, Landmarks) else as_path(clip, "clip", "a path or Landmarks")
    raw = landmarks_of(source, options, cache=kept, on_frame=on_frame)
    if isinstance(source, Landmarks):
        name, video = name_of(source), None
    else:
        name, video = str(source), None if holds_landmarks(source) else source
    return _scored(*_measure(raw, name, estimator), name, wanted, working, video, anyway=anyway)


def _options(
    model: str | Path,
    sampling: Sampling | None,
    reading: Reading | None,
    turn: float | None,
    person: str | None,
) -> ClipOptions:
    return ClipOptions(
        model, Sampling() if sampling is None else sampling, reading or Reading(), turn, person
    )


def _scored(
    landmarks: Landmarks,
    angles: Angles,
    name: str,
    wanted: Stretch | list[Stretch],
    side: str,
    video: Path | None = None,
    *,
    anyway: bool,
) -> Result:
    found, recognition = judge(angles, wanted, side, name, anyway=anyway)
    said = hints(landmarks, angles, wanted, found.stretch, side, anyway=anyway)
    return Result(Path(name).name, landmarks.noted(*said), angles, found, recognition, video)
