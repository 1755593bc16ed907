"""The pose model of a live session; with "auto" the larger one as long as this computer is fast enough."""

from __future__ import annotations

import time
from collections import deque
from typing import Self

import numpy as np

from posecheck.pose.landmarks import Landmarks
from posecheck.pose.model.models import load_model
from posecheck.pose.tracking.tracker import PoseTracker
from posecheck.video import Frame

SLOWEST_MS = 60.0
"""A frame that takes longer than this leaves less than about 15 a second, and the smaller model serves better."""

TEST_S = 1.0
LEAST_FRAMES = 5


class ModelChoice:
    """Tracks with one model; "auto" begins with full and tests for a second on the person's own frames.

    Parameters
    ----------
    name : str
        "auto", "lite", "full", "heavy" or the path of a model.
    slowest_ms : float
        Where a frame takes longer than this, "auto" goes on with the smaller model.
    """

    def __init__(self, name: str, *, slowest_ms: float = SLOWEST_MS) -> None:
        self._slowest_ms = slowest_ms
        self._testing = name == "auto"
        self._loaded = load_model("full" if self._testing else name)
        self._tracker: PoseTracker | None = None
        self._times: deque[tuple[float, float]] = deque()

    @property
    def name(self) -> str:
        """Name of the model in use."""
        return self._loaded.name

    def __enter__(self) -> Self:
        self._tracker = PoseTracker(self._loaded)
        return self

    def __exit__(self, *error: object) -> None:
        if self._tracker is not None:
            self._tracker.__exit__(*error)
            self._tracker = None

    def track(self, frame: Frame) -> Landmarks:
        """Return the landmarks of the next frame, T = 1."""
        assert self._tracker is not None
        began_s = time.perf_counter()
        landmarks = self._tracker.track(frame)
        # Without a person the second stage of the model does not run, and the time says nothing.
        if self._testing and landmarks.seen[0]:
            self._test(began_s, time.perf_counter())
        return landmarks

    def _test(self, began_s: float, ended_s: float) -> None:
        self._times.append((began_s, ended_s - began_s))
        if len(self._times) < LEAST_FRAMES or ended_s - self._times[0][0] < TEST_S:
            return
        self._testing = False
        # The first frame also finds the person, which the others need not.
        usual_ms = float(np.median([took for _, took in list(self._times)[1:]])) * 1e3
        if usual_ms > self._slowest_ms:
            self.__exit__()
            self._loaded = load_model("lite")
            self.__enter__()
