"""Landmarks of the one person who stretches, frame by frame or for a whole recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from typing import Any, Self

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.lock import MAX_PEOPLE, PATIENCE_S, SEARCH_S, PersonLock
from posecheck.pose.mediapipe_pose import MEDIAPIPE_VERSION, OPTIONS
from posecheck.pose.models import Model
from posecheck.pose.person import Person
from posecheck.pose.read_ahead import read_ahead
from posecheck.pose.shots import ShotDetector
from posecheck.video import Frame


class PoseTracker:
    """Follows one person through frames; a context manager.

    Parameters
    ----------
    model : Model
        The pose model to run.
    detect_shots : bool
        Whether to look for changes of shot, each of which begins anew; a live camera has none.

    Attributes
    ----------
    source : dict
        What the landmarks are made with, for `Landmarks.source`.
    mixed_since_s : float
        Set when the latest frame ends a dissolve: frames from this time up to it mix two shots. Otherwise
        infinity.

    Examples
    --------
    >>> from posecheck.pose.models import load_model
    >>> with PoseTracker(load_model("lite")) as tracker:
    ...     nobody = tracker.track(Frame(0, 0.0, np.zeros((48, 64, 3), dtype=np.uint8)))
    >>> len(nobody), bool(nobody.seen[0])
    (1, False)
    """

    def __init__(self, model: Model, *, detect_shots: bool = False) -> None:
        self._lock = PersonLock(model)
        self._shots = ShotDetector() if detect_shots else None
        self._shot = 0
        self.mixed_since_s = np.inf
        self.source: dict[str, Any] = {
            "model": model.name,
            "model_sha256": model.sha256,
            "mediapipe": MEDIAPIPE_VERSION,
            "landmarker": OPTIONS
            | {"max_people": MAX_PEOPLE, "search_s": SEARCH_S, "patience_s": PATIENCE_S},
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._lock.__exit__(*error)

    def track(self, frame: Frame) -> Landmarks:
        """Return the landmarks of the next frame, T = 1; NaN where the person is not seen.

        Raises
        ------
        PosecheckError
            If MediaPipe fails on the frame.
        """
        try:
            if self._shots is not None:
                shot = self._shots(frame.image, frame.time_s)
                self.mixed_since_s = self._shots.mixed_since_s
                if shot != self._shot:
                    self._shot = shot
                    self._lock.forget()
            person = self._lock(frame.image, frame.time_s)
        except (RuntimeError, ValueError) as error:
            raise PosecheckError(
                f"MediaPipe failed on frame {frame.index} at {frame.time_s:.3f} s ({error}); "
                "leave that part out with --start and --end."
            ) from error
        return self._landmarks(person, frame)

    def _landmarks(self, person: Person | None, frame: Frame) -> Landmarks:
        height, width = frame.image.shape[:2]
        landmarks = replace(Landmarks.empty([frame.time_s], width, height), source=self.source)
        landmarks.shot[:] = self._shot
        if person is not None:
            landmarks.image_px[0], landmarks.world_m[0] = person.image_px, person.world_m
            landmarks.visibility[0], landmarks.presence[0] = person.visibility, person.presence
        return landmarks


def detect_landmarks(
    frames: Iterable[Frame],
    model: Model,
    *,
    width_px: int,
    height_px: int,
    on_frame: Callable[[Frame], None] | None = None,
) -> Landmarks:
    """Return the raw landmarks of a recording, every frame; frames in which two shots mix are not seen.

    Frames are read in a thread of their own while the model works. Memory holds a few frames however long the
    recording is.

    Parameters
    ----------
    frames : iterable of Frame
        The recording in the order of time.
    model : Model
        The pose model to run.
    width_px, height_px : int
        Size of the upright picture.
    on_frame : callable, optional
        Called with every frame after it is done, for progress.

    Raises
    ------
    PosecheckError
        Whatever reading the frames raises, or if MediaPipe fails on one.

    Examples
    --------
    >>> from posecheck.pose.models import load_model
    >>> frames = (Frame(n, n / 10, np.zeros((48, 64, 3), dtype=np.uint8)) for n in range(3))
    >>> nobody = detect_landmarks(frames, load_model("lite"), width_px=64, height_px=48)
    >>> nobody.time_s.tolist(), bool(nobody.seen.any())
    ([0.0, 0.1, 0.2], False)
    """
    rows: list[Landmarks] = []
    mixed: list[tuple[float, float]] = []
    with PoseTracker(model, detect_shots=True) as tracker, closing(read_ahead(frames)) as ahead:
        for frame in ahead:
            rows.append(tracker.track(frame))
            if np.isfinite(tracker.mixed_since_s):
                mixed.append((tracker.mixed_since_s, frame.time_s))
            if on_frame is not None:
                on_frame(frame)
    landmarks = _joined(rows, width_px, height_px, tracker.source)
    for since_s, until_s in mixed:
        both = (landmarks.time_s >= since_s) & (landmarks.time_s < until_s)
        for values in (landmarks.image_px, landmarks.world_m, landmarks.visibility, landmarks.presence):
            values[both] = np.nan
    return landmarks


def _joined(rows: list[Landmarks], width_px: int, height_px: int, source: dict[str, Any]) -> Landmarks:
    if not rows:
        return replace(Landmarks.empty([], width_px, height_px), source=source)
    arrays = ("time_s", "image_px", "world_m", "visibility", "presence", "shot")
    return Landmarks(
        **{name: np.concatenate([getattr(row, name) for row in rows]) for name in arrays},
        width_px=width_px,
        height_px=height_px,
        source=source,
    )
