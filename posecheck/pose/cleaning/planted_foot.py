"""Tells exchanged legs by the foot that stays where it was."""

from __future__ import annotations

from collections import deque

import numpy as np

from posecheck.arrays import Floats, seen_median
from posecheck.pose.body import FEET
from posecheck.pose.landmarks import Landmarks

REST_S = 0.5
STILL_M = 0.04
STAYS_M = 0.08
LEAVES_M = 0.12
NOISE_M = 0.02


class PlantedFoot:
    """Remembers where the feet rest and says, while one is lifted, whose place the other stands at.

    Legs that start side by side look alike whichever is lifted, so no movement tells an exchange of their labels
    that begins there and lasts. But the feet of a person seen from the side rest at different places of the
    picture, the nearer one lower, and the one that stands stays at its own.

    Examples
    --------
    >>> feet = np.zeros((33, 2))
    >>> feet[FEET[0]], feet[FEET[1]] = [300, 400], [300, 416]
    >>> planted = PlantedFoot()
    >>> for frame in range(10):
    ...     planted.learn(feet, 0.1 * frame, 200.0, exchanged=False)
    >>> feet[FEET[0]], feet[FEET[1]] = [400, 300], [300, 400]
    >>> planted.evidence(feet, 200.0) > 1
    True
    """

    def __init__(self) -> None:
        self._rest_px: Floats | None = None
        self._recent: deque[tuple[float, Floats]] = deque()

    def evidence(self, image_px: Floats, scale: float) -> float:
        """Return the log odds that the labels of the legs are exchanged; 0 unless one foot stands, one not.

        Parameters
        ----------
        image_px : ndarray, shape [33, 2]
            One frame, as labelled by the model.
        scale : float
            Pixels per metre.
        """
        feet = _feet(image_px)
        if self._rest_px is None or not np.isfinite(feet).all():
            return 0.0
        away_m = np.linalg.norm(feet[:, None] - self._rest_px, axis=-1) / scale
        stands, lifted = np.argsort(away_m.min(axis=1))
        if away_m[stands].min() > STAYS_M or away_m[lifted].min() < LEAVES_M:
            return 0.0
        own, other = away_m[stands, stands], away_m[stands, lifted]
        return float(np.log((own + NOISE_M) / (other + NOISE_M)))

    def learn(self, image_px: Floats, time_s: float, scale: float, *, exchanged: bool) -> None:
        """Take note of where the feet are.

        Parameters
        ----------
        image_px, scale
            As above.
        time_s : float
            Time of the frame in seconds.
        exchanged : bool
            Whether the labels of the legs are believed to be exchanged.
        """
        feet = _feet(image_px)
        if not np.isfinite(feet).all():
            return
        recent = self._recent
        # A leg held in the air is still, but not at rest.
        if self.evidence(image_px, scale):
            recent.clear()
            return
        recent.append((time_s, feet[::-1] if exchanged else feet))
        while len(recent) > 1 and time_s - recent[1][0] >= REST_S:
            recent.popleft()
        if not REST_S <= time_s - recent[0][0] < 2 * REST_S:
            return
        places = np.stack([place for _, place in recent])
        if (np.ptp(places, axis=0) < STILL_M * scale).all():
            self._rest_px = seen_median(places)

    def learn_all(self, landmarks: Landmarks, scale: float) -> None:
        """Take note of where the feet are in frames whose sides are right.

        Parameters
        ----------
        landmarks : Landmarks
            Frames in which the person is seen.
        scale : float
            Pixels per metre.
        """
        for image_px, time_s in zip(landmarks.image_px, landmarks.time_s.tolist(), strict=True):
            self.learn(image_px, time_s, scale, exchanged=False)

    def copy(self) -> PlantedFoot:
        """Return one that knows the places of rest and learns on by itself."""
        other = PlantedFoot()
        other._rest_px = self._rest_px
        return other


def _feet(image_px: Floats) -> Floats:
    return np.asarray(image_px[FEET].sum(axis=1) / 3)
