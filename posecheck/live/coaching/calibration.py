"""The still stand before the first stretch: it tells which way is up, how long the body is, and what neutral is."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np

from posecheck.angles import CATALOG, Reference, compute_angles, estimate_reference
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, HIPS, KNEES, SHOULDERS
from posecheck.pose.landmarks import Landmarks

STAND_S = 2.0
"""How long to stand still."""

WAIT_S = 5.0
"""Who has not stood still by then is not made to: the camera is then taken to be level."""

KEPT_S = 12.0
"""Frames older than this are forgotten."""

LARGEST_NEUTRAL_DEG = 25.0
"""More than this is not a neutral stand but a posture."""

_ZEROED = [index for index, angle in enumerate(CATALOG) if "neutral standing" in angle.zero]


class Stand:
    """Collects frames until somebody has stood still, and makes the reference from them.

    Examples
    --------
    >>> stand = Stand()
    >>> stand.add(Landmarks.empty([0.0], 640, 480))
    >>> stand.done, stand.reference().camera(shot=0).source
    (False, 'level')
    """

    def __init__(self) -> None:
        self._frames: deque[Landmarks] = deque()
        self._still_since_s: float | None = None
        self._last: Floats | None = None
        self._now_s = self._began_s = 0.0
        self._waiting = False

    def add(self, landmarks: Landmarks) -> None:
        """Add one cleaned frame, T = 1."""
        self._now_s = float(landmarks.time_s[0])
        self._frames.append(landmarks)
        while self._now_s - float(self._frames[0].time_s[0]) > KEPT_S:
            self._frames.popleft()
        if not self._is_still(landmarks):
            self._still_since_s = None
        elif self._still_since_s is None:
            self._still_since_s = self._now_s

    def wait(self) -> None:
        """Begin to wait for the stand: `expired` counts from here."""
        self._began_s, self._waiting = self._now_s, True

    @property
    def progress(self) -> float:
        """Share of the stand that is done, 0 to 1."""
        if self._still_since_s is None:
            return 0.0
        return min(1.0, (self._now_s - self._still_since_s) / STAND_S)

    @property
    def done(self) -> bool:
        """Whether somebody has stood still for long enough."""
        return self.progress >= 1.0

    @property
    def expired(self) -> bool:
        """Whether nobody has begun to stand still in time."""
        return self._waiting and self._still_since_s is None and self._now_s - self._began_s > WAIT_S

    def reference(self) -> Reference:
        """Return gravity, lengths and neutral angles as far as the frames tell them."""
        landmarks = Landmarks.joined(list(self._frames))
        reference = estimate_reference(landmarks)
        if not self.done or self._still_since_s is None:
            return reference
        still = landmarks[landmarks.time_s >= self._still_since_s]
        angles = compute_angles(still, reference)
        neutral = {}
        for index in _ZEROED:
            seen = angles.value[np.isfinite(angles.value[:, index]), index]
            if len(seen) and abs(np.median(seen)) < LARGEST_NEUTRAL_DEG:
                neutral[CATALOG[index].id] = float(np.median(seen))
        return replace(reference, neutral_deg=neutral)

    def _is_still(self, landmarks: Landmarks) -> bool:
        """Tell a still, upright stand from the picture alone: it must work before gravity is known."""
        points = landmarks.image_px[0]
        shoulders, hips = points[SHOULDERS].mean(axis=0), points[HIPS].mean(axis=0)
        knees, ankles = _mean_seen(points[KNEES]), _mean_seen(points[ANKLES])
        now = np.array([shoulders, hips, knees, ankles])
        last, self._last = self._last, now
        if last is None or not np.isfinite(now).all() or not np.isfinite(last).all():
            return False
        length = abs(ankles[1] - shoulders[1])
        straight = length > 2.2 * abs(hips[1] - shoulders[1]) and np.ptp(now[:, 0]) < 0.35 * length
        upright = shoulders[1] < hips[1] < knees[1] < ankles[1]
        elapsed_s = self._now_s - float(self._frames[-2].time_s[0]) if len(self._frames) > 1 else 1.0
        slow = np.linalg.norm(now - last, axis=1).max() < 0.12 * length * max(elapsed_s, 1 / 60)
        return bool(straight and upright and slow)


def _mean_seen(points: Floats) -> Floats:
    seen = points[np.isfinite(points).all(axis=1)]
    return seen.mean(axis=0) if len(seen) else np.full(points.shape[1], np.nan)
