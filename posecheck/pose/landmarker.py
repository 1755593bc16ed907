"""Landmarks of the one person who stretches, frame by frame or for a whole recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.mediapipe_pose import MEDIAPIPE_VERSION, OPTIONS, MediapipePose
from posecheck.pose.models import Model
from posecheck.pose.painting import paint_out
from posecheck.pose.person import Person, are_apart, is_same, most_prominent
from posecheck.pose.read_ahead import read_ahead
from posecheck.pose.shots import ShotDetector
from posecheck.video import Frame

MAX_PEOPLE = 5
SEARCH_S = 0.5
PATIENCE_S = 1.0
ALONE_S = 2.0
CROWD_S = 0.5
_TURNS = (0, 1, 3, 2)
_ROTATIONS = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)


class PoseTracker:
    """Follows one person through frames; a context manager.

    The largest most central person is chosen at the start, after a change of shot, and when lost for longer
    than `PATIENCE_S`; until then only somebody near the last place is taken for the same person. Where nobody
    is found, the picture is tried in quarter turns too, for people who lie, but only every `SEARCH_S`.

    Parameters
    ----------
    model : Model
        The pose model to run.
    detect_shots : bool
        Whether to look for changes of shot; a live camera has none.

    Attributes
    ----------
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
        # Either takes a tenth of a second and more to load; side by side they take it once.
        with ThreadPoolExecutor(1) as pool:
            finder = pool.submit(MediapipePose, model, max_people=MAX_PEOPLE, video=False)
            self._follow = MediapipePose(model, max_people=1, video=True)
            self._find = finder.result()
        self.source: dict[str, Any] = {
            "model": model.name,
            "model_sha256": model.sha256,
            "mediapipe": MEDIAPIPE_VERSION,
            "landmarker": OPTIONS
            | {"max_people": MAX_PEOPLE, "search_s": SEARCH_S, "patience_s": PATIENCE_S},
        }
        self.mixed_since_s = np.inf
        self._shots = ShotDetector() if detect_shots else None
        self._shot = 0
        self._tracking = False
        self._last: Person | None
        self._forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._follow.__exit__(*error)
        self._find.__exit__(*error)

    def track(self, frame: Frame) -> Landmarks:
        """Return the landmarks of the next frame, T = 1; NaN where the person is not seen.

        Raises
        ------
        PosecheckError
            If MediaPipe fails on the frame.
        """
        try:
            if self._shots is not None:
                self._enter_shot(self._shots(frame.image, frame.time_s), frame)
                self.mixed_since_s = self._shots.mixed_since_s
            person = self._track(frame)
        except (RuntimeError, ValueError) as error:
            raise PosecheckError(
                f"MediaPipe failed on frame {frame.index} at {frame.time_s:.3f} s ({error}); "
                "leave that part out with --start and --end."
            ) from error
        if person is not None:
            self._last, self._last_s = person, frame.time_s
        self._seen = person is not None
        return self._landmarks(person, frame)

    def _enter_shot(self, shot: int, frame: Frame) -> None:
        if shot != self._shot:
            self._shot = shot
            self._drop(frame)
            self._forget()

    def _forget(self) -> None:
        self._last = None
        self._others: list[Person] = []
        self._last_s = self._searched_s = -np.inf
        self._turns = 0
        self._seen = True

    def _track(self, frame: Frame) -> Person | None:
        if frame.time_s - self._last_s > PATIENCE_S:
            self._last = None
        person = self._follow_in(frame, self._last)
        since_search_s = frame.time_s - self._searched_s
        if person is not None and self._is_last(person, frame):
            if since_search_s >= (CROWD_S if self._others else ALONE_S):
                self._searched_s = frame.time_s
                self._note_others(self._search(frame, turns=(self._turns,)), person)
            return person
        if not self._seen and since_search_s < SEARCH_S:
            return None
        self._searched_s = frame.time_s
        return self._acquire(frame, person)

    def _is_last(self, person: Person, frame: Frame) -> bool:
        if self._last is None:
            return False
        height, width = frame.image.shape[:2]
        return is_same(person, self._last, frame.time_s - self._last_s, width, height)

    def _acquire(self, frame: Frame, followed: Person | None) -> Person | None:
        height, width = frame.image.shape[:2]
        people = self._search(frame, turns=sorted(_TURNS, key=lambda turns: turns != self._turns))
        candidates = [person for person in people if self._last is None or self._is_last(person, frame)]
        if not candidates:
            self._drop(frame)
            return None
        chosen = most_prominent(candidates, width, height)
        self._note_others(people, chosen)
        if followed is None or not is_same(followed, chosen, 0.0, width, height):
            self._drop(frame)
            followed = self._follow_in(frame, chosen)
        if followed is not None and is_same(followed, chosen, 0.0, width, height):
            return followed
        self._drop(frame)
        return chosen

    def _search(self, frame: Frame, turns: Iterable[int]) -> list[Person]:
        for quarter_turns in turns:
            picture = _turn(frame.image, quarter_turns)
            people = self._find(picture)
            if people:
                self._turns = quarter_turns
                return [
                    person.turned(-quarter_turns, picture.shape[1], picture.shape[0]) for person in people
                ]
        return []

    def _note_others(self, people: list[Person], own: Person) -> None:
        self._others = [person for person in people if are_apart(person, own)]

    def _follow_in(self, frame: Frame, keep: Person | None) -> Person | None:
        image = frame.image
        if keep is not None and self._others:
            image = paint_out(image, self._others, keep)
        picture = _turn(image, self._turns)
        people = self._follow(picture, frame.time_s)
        self._tracking = bool(people)
        return people[0].turned(-self._turns, picture.shape[1], picture.shape[0]) if people else None

    def _drop(self, frame: Frame) -> None:
        """Make MediaPipe lose whom it tracks: it offers no other way than a picture of nobody."""
        if self._tracking:
            self._follow(np.zeros_like(frame.image), frame.time_s)
            self._tracking = False

    def _landmarks(self, person: Person | None, frame: Frame) -> Landmarks:
        height, width = frame.image.shape[:2]
        landmarks = Landmarks.empty([frame.time_s], width, height)
        landmarks.shot[:] = self._shot
        landmarks.source.update(self.source)
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


def _turn(image: NDArray[np.uint8], quarter_turns: int) -> NDArray[np.uint8]:
    rotation = _ROTATIONS[quarter_turns]
    return image if rotation is None else np.asarray(cv2.rotate(image, rotation), dtype=np.uint8)
