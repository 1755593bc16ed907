"""The angles of the stretch so far, growing frame by frame."""

from __future__ import annotations

import numpy as np

from posecheck.angles import ANGLE_IDS, Angles, View

_VIEW = tuple(View.__dataclass_fields__)
# A quarter of an hour and more at 30 frames a second. The system gives memory as it is written, so that a short
# stretch takes little, while growing would copy it all in the middle of a long one.
_FIRST_SIZE = 2**15


class AngleBuffer:
    """Angles of all frames so far, without copying them at each frame.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> from posecheck.pose.landmarks import Landmarks
    >>> buffer = AngleBuffer()
    >>> for time_s in (0.0, 0.1, 0.2):
    ...     buffer.add(compute_angles(Landmarks.empty([time_s], 640, 480)))
    >>> buffer.angles.time_s
    array([0. , 0.1, 0.2])
    """

    def __init__(self) -> None:
        self._count = 0
        self._rows = np.empty((_FIRST_SIZE, 2 + len(_VIEW) + 2 * len(ANGLE_IDS)))

    def __len__(self) -> int:
        return self._count

    def add(self, frame: Angles) -> None:
        """Append one frame, T = 1."""
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        view = [getattr(frame.view, name) for name in _VIEW]
        self._rows[self._count] = np.concatenate(
            [frame.time_s, frame.shot, *view, frame.value[0], frame.sigma[0]]
        )
        self._count += 1

    @property
    def angles(self) -> Angles:
        """All frames so far; a view into the buffer, valid until the next frame."""
        rows, start = self._rows[: self._count], 2 + len(_VIEW)
        end = start + len(ANGLE_IDS)
        return Angles(
            time_s=rows[:, 0],
            value=rows[:, start:end],
            sigma=rows[:, end:],
            view=View(*rows[:, 2:start].T),
            shot=rows[:, 1].astype(np.int64),
        )
