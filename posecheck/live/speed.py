"""How fast the feedback is: frames per second, delay and dropped frames."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

WINDOW = 300


@dataclass(frozen=True)
class Speed:
    """Speed over the last frames.

    Attributes
    ----------
    fps : float
        Frames answered per second.
    delay_p50_ms, delay_p95_ms : float
        From a frame's arrival to its feedback.
    pose_p50_ms, pose_p95_ms : float
        Of that, the pose model.
    frames, dropped : int
        Answered, and replaced by a newer one before their turn, since the start.
    """

    fps: float
    delay_p50_ms: float
    delay_p95_ms: float
    pose_p50_ms: float
    pose_p95_ms: float
    frames: int
    dropped: int


class Stats:
    """Collects delays.

    Examples
    --------
    >>> stats = Stats()
    >>> for n in range(3):
    ...     stats.add(done_s=n * 0.1, delay_s=0.05, pose_s=0.04)
    >>> stats.speed(dropped=1)
    Speed(fps=10.0, delay_p50_ms=50.0, delay_p95_ms=50.0, pose_p50_ms=40.0, pose_p95_ms=40.0, frames=3,
    dropped=1)
    """

    def __init__(self) -> None:
        self._rows: deque[tuple[float, float, float]] = deque(maxlen=WINDOW)
        self._frames = 0

    def add(self, done_s: float, delay_s: float, pose_s: float) -> None:
        """Count one answered frame."""
        self._rows.append((done_s, delay_s, pose_s))
        self._frames += 1

    def speed(self, dropped: int) -> Speed:
        """Return the speed over the last frames."""
        rows = np.array(self._rows) if self._rows else np.zeros((1, 3))
        span_s = rows[-1, 0] - rows[0, 0]
        p50, p95 = np.percentile(rows[:, 1], [50, 95]) * 1e3
        pose_p50, pose_p95 = np.percentile(rows[:, 2], [50, 95]) * 1e3
        return Speed(
            fps=round(float((len(rows) - 1) / span_s), 1) if span_s > 0 else 0.0,
            delay_p50_ms=round(float(p50), 1),
            delay_p95_ms=round(float(p95), 1),
            pose_p50_ms=round(float(pose_p50), 1),
            pose_p95_ms=round(float(pose_p95), 1),
            frames=self._frames,
            dropped=dropped,
        )
