"""Landmarks of the one person who stretches, frame by frame or for a whole recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.pose.breaks import break_where_moved
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.model.pose_model import PoseModel
from posecheck.pose.person import Person, Whom
from posecheck.pose.shots import Shown, number_shots
from posecheck.pose.tracking.legs_apart import LegsApart
from posecheck.pose.tracking.people_count import Company
from posecheck.pose.tracking.person_lock import MAX_PEOPLE, PATIENCE_S, SEARCH_S, PersonLock
from posecheck.pose.tracking.read_ahead import read_ahead
from posecheck.video import Frame

LEGS_EVERY_S = 0.1
"""Between two looks at mixed legs the cleaning of a recording fills what is missing, up to `MAX_GAP_S`."""


@dataclass(frozen=True)
class Followed:
    """A frame and the person who is followed through it.

    Attributes
    ----------
    shown : Shown
        The frame and its shot.
    person : Person or None
        Who is followed, where they are seen.
    quarter_turns : int
        Clockwise quarter turns of the picture in which the model sees them.
    others : tuple of Person
        Who else is in the picture, as far as it is known.
    """

    shown: Shown
    person: Person | None
    quarter_turns: int
    others: tuple[Person, ...] = ()


class PoseTracker:
    """Follows one person through frames; a context manager.

    Parameters
    ----------
    model : PoseModel
        The pose model to run.
    legs_every_s : float
        Time after mixed legs were told apart until they are looked at again; see `LegsApart`.
    whom : {"left", "middle", "right", "largest"}, optional
        Whom to follow where there are several people; the largest most central one if left out.

    Attributes
    ----------
    source : dict
        What the landmarks are made with, for `Landmarks.source`.

    Examples
    --------
    >>> from posecheck.pose.model.models import load_model
    >>> with PoseTracker(load_model("lite")) as tracker:
    ...     nobody = tracker.track(Frame(0, 0.0, np.zeros((48, 64, 3), dtype=np.uint8)))
    >>> len(nobody), bool(nobody.seen[0])
    (1, False)
    """

    def __init__(self, model: PoseModel, *, legs_every_s: float = 0.0, whom: Whom | None = None) -> None:
        self._lock = PersonLock(model, whom)
        self._legs = LegsApart(self._lock.finder, every_s=legs_every_s)
        self._shot = self._alike = 0
        self.source: dict[str, Any] = {
            "model": model.name,
            "model_sha256": model.sha256,
            **model.made_with,
            "landmarker": model.made_with.get("landmarker", {})
            | {
                "max_people": MAX_PEOPLE,
                "search_s": SEARCH_S,
                "patience_s": PATIENCE_S,
                "legs_every_s": legs_every_s,
            },
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
            If the pose model fails on the frame.
        """
        return self.landmarks(self.follow(Shown(frame)))

    def follow(self, shown: Shown) -> Followed:
        """Return who is followed through the next frame; begin anew with a new shot.

        Where pictures alone do not tell whether a shot is new, it is if nobody is where the person was before.

        Raises
        ------
        PosecheckError
            If the pose model fails on the frame.
        """
        frame = shown.frame
        with _naming(frame):
            if shown.shot != self._shot:
                self._shot = shown.shot
                self._lock.forget()
            elif np.isfinite(shown.maybe_since_s) and self._lock.is_elsewhere(
                frame.image, shown.maybe_since_s
            ):
                self._alike += 1
                self._lock.forget()
                if shown.maybe_since_s < frame.time_s:
                    shown = replace(shown, mixed_since_s=shown.maybe_since_s)
            person = self._lock(frame.image, frame.time_s)
        shown = replace(shown, shot=shown.shot + self._alike) if self._alike else shown
        return Followed(shown, person, self._lock.quarter_turns, tuple(self._lock.others))

    def landmarks(self, followed: Followed) -> Landmarks:
        """Return the landmarks of a frame after `follow`, T = 1, which may meanwhile follow through the next.

        Raises
        ------
        PosecheckError
            If the pose model fails on the frame.
        """
        frame, person = followed.shown.frame, followed.person
        height, width = frame.image.shape[:2]
        landmarks = replace(Landmarks.empty([frame.time_s], width, height), source=self.source)
        landmarks.shot[:] = followed.shown.shot
        if person is not None:
            with _naming(frame):
                person = self._legs(person, frame.image, frame.time_s, followed.quarter_turns)
            landmarks.image_px[0], landmarks.world_m[0] = person.image_px, person.world_m
            landmarks.visibility[0], landmarks.presence[0] = person.visibility, person.presence
        return landmarks


def detect_landmarks(
    frames: Iterable[Frame],
    model: PoseModel,
    *,
    width_px: int,
    height_px: int,
    whom: Whom | None = None,
    on_frame: Callable[[Frame], None] | None = None,
) -> Landmarks:
    """Return the raw landmarks of a recording, every frame; frames in which two shots mix are not seen.

    A shot ends, too, where the recording is broken and the person is elsewhere afterwards.

    Reading frames and following the person have a thread each, so that one works while the other does. Memory
    holds a few frames however long the recording is.

    Parameters
    ----------
    frames : iterable of Frame
        The recording in the order of time.
    model : PoseModel
        The pose model to run.
    width_px, height_px : int
        Size of the upright picture.
    whom : {"left", "middle", "right", "largest"}, optional
        Whom to follow where there are several people; the largest most central one if left out.
    on_frame : callable, optional
        Called with every frame after it is done, for progress.

    Raises
    ------
    PosecheckError
        Whatever reading the frames raises, or if the pose model fails on one.

    Examples
    --------
    >>> from posecheck.pose.model.models import load_model
    >>> frames = (Frame(n, n / 10, np.zeros((48, 64, 3), dtype=np.uint8)) for n in range(3))
    >>> nobody = detect_landmarks(frames, load_model("lite"), width_px=64, height_px=48)
    >>> nobody.time_s.tolist(), bool(nobody.seen.any())
    ([0.0, 0.1, 0.2], False)
    """
    rows: list[Landmarks] = []
    mixed: list[tuple[float, float]] = []
    gaps: dict[int, float] = {}
    company = Company(width_px, height_px)
    with (
        PoseTracker(model, legs_every_s=LEGS_EVERY_S, whom=whom) as tracker,
        closing(read_ahead(number_shots(frames))) as shown,
        closing(read_ahead(map(tracker.follow, shown))) as ahead,
    ):
        for followed in ahead:
            frame = followed.shown.frame
            if frame.after_gap:
                gaps[len(rows)] = frame.frozen_since_s
            rows.append(tracker.landmarks(followed))
            company.add(followed.person, followed.others)
            if np.isfinite(followed.shown.mixed_since_s):
                mixed.append((followed.shown.mixed_since_s, frame.time_s))
            if on_frame is not None:
                on_frame(frame)
    none = replace(Landmarks.empty([], width_px, height_px), source=tracker.source)
    landmarks = Landmarks.joined([none, *rows]).noted(company.said(whom))
    for since_s, until_s in mixed:
        landmarks = landmarks.nobody_in((landmarks.time_s >= since_s) & (landmarks.time_s < until_s))
    return break_where_moved(landmarks, gaps)


@contextmanager
def _naming(frame: Frame) -> Iterator[None]:
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise PosecheckError(
            f"The pose model failed on frame {frame.index} at {frame.time_s:.3f} s ({error}); "
            "leave that part out with --start and --end."
        ) from error
