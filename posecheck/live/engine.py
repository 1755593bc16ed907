"""One thread that turns the newest frame into feedback: pose, cleaning, angles, coach."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock, Thread

import numpy as np

from posecheck.angles import Angles, compute_angles
from posecheck.arrays import Floats, Pixels
from posecheck.live.coaching.coach import Coach
from posecheck.live.coaching.feedback import Feedback
from posecheck.live.model_choice import ModelChoice
from posecheck.live.pictures.camera_check import PictureCheck
from posecheck.live.pictures.clock import SessionClock
from posecheck.live.pictures.latest_picture import Newest
from posecheck.live.speed import Speed, Stats
from posecheck.pose.cleaning.cleaning import LiveCleaner
from posecheck.pose.landmarks import Landmarks
from posecheck.video import Frame

SPEED_EVERY = 10
"""The speed is given with every so many frames: nobody reads faster, and it takes as long as the cues of one."""


@dataclass(frozen=True)
class Picture:
    """One picture on its way through the engine.

    Attributes
    ----------
    seq : int
        Number of the frame, given back with the feedback.
    captured_s : float
        When it was taken, in the camera's own clock.
    arrived_s : float
        When it came here (`time.perf_counter`).
    image : ndarray of uint8, shape [H, W, 3]
        RGB, not mirrored.
    """

    seq: int
    captured_s: float
    arrived_s: float
    image: Pixels


@dataclass(frozen=True)
class Finding:
    """What the engine found in one picture; without a picture after a command."""

    feedback: Feedback
    picture: Picture | None = None
    landmarks: Landmarks | None = None
    angles: Angles | None = None
    trouble: str | None = None
    speed: Speed | None = None


class Engine:
    """Runs the flow on the newest frame, frame after frame; a context manager.

    Parameters
    ----------
    model : str
        "auto", "lite", "full", "heavy" or the path of a model.
    on_finding : callable
        Given each finding, in the engine's thread.
    """

    def __init__(self, model: str, on_finding: Callable[[Finding], None]) -> None:
        self.frames: Newest[Picture] = Newest()
        self.stats = Stats()
        self._model = ModelChoice(model)
        self._on_finding = on_finding
        self._coach: Coach | None = None
        self._lock = Lock()
        self._clock, self._cleaner, self._check = SessionClock(), LiveCleaner(), PictureCheck()
        self._trouble: str | None = None
        self._count = 0
        self._reflecting: Future[None] | None = None
        self._thread = Thread(target=self._run, name="posecheck-live", daemon=True)

    def __enter__(self) -> Engine:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.frames.close()
        self._thread.join()

    @property
    def model(self) -> str:
        """Name of the pose model in use."""
        return self._model.name

    @property
    def coach(self) -> Coach | None:
        """The session, or None before the first."""
        return self._coach

    def start(self, coach: Coach) -> None:
        """Begin a new session in place of the present one."""
        with self._lock:
            self._coach, self._trouble = coach, None
            self._check.settle()

    def command(self, act: Callable[[Coach], Feedback]) -> None:
        """Let a button act on the session at once, and hand out the feedback."""
        with self._lock:
            if self._coach is None:
                return
            feedback = act(self._coach)
        self._on_finding(Finding(feedback))

    def _run(self) -> None:
        # What no answer need wait for is done while the pose model works on the next frame.
        with self._model, ThreadPoolExecutor(1, "posecheck-reflect") as pool:
            while not self.frames.closed:
                picture = self.frames.take(timeout_s=1.0)
                if picture is None or self._coach is None:
                    continue
                try:
                    finding, raw = self._answer(picture)
                    self._on_finding(finding)
                    self._reflecting = pool.submit(self._reflect, picture.image, raw)
                except Exception:
                    # One bad frame must not end the coaching of somebody who cannot see the terminal.
                    logging.getLogger(__name__).exception("frame %d could not be judged", picture.seq)

    def _answer(self, picture: Picture) -> tuple[Finding, Landmarks]:
        """Return what was found in a picture, and the landmarks as the pose model gave them."""
        self._count += 1
        time_s = self._clock(picture.captured_s)
        began_s = time.perf_counter()
        raw = self._model.track(Frame(self._count, time_s, picture.image))
        pose_s = time.perf_counter() - began_s
        landmarks = self._cleaner(raw)
        # Taken first: what went wrong in it is told once, and the frames after this one are judged.
        reflecting, self._reflecting = self._reflecting, None
        if reflecting is not None:
            reflecting.result()
        trouble = self._trouble
        with self._lock:
            coach = self._coach
            assert coach is not None
            angles = compute_angles(landmarks, coach.reference)
            feedback = coach.step(raw, landmarks, angles)
            if trouble == "moved":
                self._check.settle()
                feedback = coach.moved()
        now_s = time.perf_counter()
        self.stats.add(now_s, now_s - picture.arrived_s, pose_s)
        speed = self.stats.speed(self.frames.dropped) if self._count % SPEED_EVERY == 1 else None
        return Finding(feedback, picture, landmarks, angles, trouble, speed), raw

    def _reflect(self, image: Pixels, raw: Landmarks) -> None:
        """Let the coach think over a frame, and see whether the camera is well; the next answer tells of it."""
        with self._lock:
            if self._coach is not None:
                self._coach.reflect()
            self._trouble = self._check(image, float(raw.time_s[0]), _box(raw))


def _box(landmarks: Landmarks) -> Floats | None:
    if not landmarks.seen[0]:
        return None
    size = [landmarks.width_px, landmarks.height_px]
    points = landmarks.image_px[0] / size
    return np.concatenate([np.nanmin(points, axis=0), np.nanmax(points, axis=0)])
