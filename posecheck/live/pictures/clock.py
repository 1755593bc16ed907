"""The session's own time: it runs with the frames and stands still while none come."""

from __future__ import annotations

LONGEST_GAP_S = 1.0


class SessionClock:
    """Turns the times of frames into session time, in which pauses take no time.

    A hold or a countdown therefore goes on where it was after the camera was away.

    Examples
    --------
    >>> clock = SessionClock()
    >>> [clock(time_s) for time_s in (100.0, 100.5, 160.0, 160.5)]
    [0.0, 0.5, 0.6, 1.1]
    """

    def __init__(self) -> None:
        self._last_s: float | None = None
        self._session_s = 0.0

    def __call__(self, frame_s: float) -> float:
        """Return the session time of the next frame."""
        if self._last_s is not None:
            step_s = frame_s - self._last_s
            self._session_s += step_s if 0 < step_s <= LONGEST_GAP_S else 0.1
        self._last_s = frame_s
        return self._session_s
