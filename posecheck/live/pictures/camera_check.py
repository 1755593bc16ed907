"""What can go wrong with a camera, in one sentence each, and what of it a picture shows by itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Floats, Pixels

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "none": "There is no camera. Plug one in; I start as soon as it is there.",
        "busy": "Another program uses the camera. Close it there; I try again every two seconds.",
        "refused": "The browser may not use the camera. Allow it beside the page's address, then press Start.",
        "insecure": "Browsers give the camera only to pages of this computer itself. Open this page on it.",
        "unplugged": "The camera is gone. Plug it in again; we go on where we were.",
        "black": "The picture is black. Open the lens cover, or press the camera key of the laptop.",
        "dark": "It is too dark to see you well. Turn on a light in front of you.",
        "frozen": "The camera stands still. Unplug it and plug it in again; we go on where we were.",
        "moved": "The camera has moved. Stand in the picture as at the start; I measure anew.",
        "suspended": "The computer was asleep. We go on where we were.",
        "hidden": "This page is hidden, so the camera is paused. Come back to it; we go on where we were.",
        "disconnected": "The connection to posecheck is lost. Start posecheck live again; we go on where we were.",
    }
)
"""By the id of the trouble."""

BLACK, DARK = 8.0, 40.0
"""Mean brightness, 0 to 255, below which a picture is black, or too dark."""

CHECK_S = 0.5
LASTS = 3
SMALL = (96, 54)
FARTHEST_MOVED = 0.025


class PictureCheck:
    """Watches the pictures of a camera for what they show by themselves.

    Examples
    --------
    >>> check = PictureCheck()
    >>> black = np.zeros((48, 64, 3), dtype=np.uint8)
    >>> [check(black, time_s, None) for time_s in (0.0, 1.0, 2.0)]
    [None, None, 'black']
    """

    def __init__(self) -> None:
        self._next_s = 0.0
        self._counts: dict[str, int] = {}
        self._still: NDArray[np.float32] | None = None
        self._trouble: str | None = None

    def settle(self) -> None:
        """Take the next picture as where the camera stands."""
        self._still = None

    def __call__(self, image: Pixels, time_s: float, person: Floats | None) -> str | None:
        """Return the id of the trouble, or None.

        Parameters
        ----------
        image : ndarray of uint8, shape [H, W, 3]
            The picture.
        time_s : float
            Its time.
        person : ndarray, shape [4], optional
            Box of the person (left, top, right, bottom) in shares of the picture; what moves in it is not the
            camera.
        """
        if time_s < self._next_s:
            return self._trouble
        self._next_s = time_s + CHECK_S
        grey = cv2.cvtColor(cv2.resize(image, SMALL, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
        self._trouble = self._lasting(self._seen(np.asarray(grey, dtype=np.float32), person))
        return self._trouble

    def _seen(self, grey: NDArray[np.float32], person: Floats | None) -> str | None:
        mean = float(grey.mean())
        if mean < BLACK:
            return "black"
        if mean < DARK and float(np.percentile(grey, 95)) < 2 * DARK:
            return "dark"
        if self._still is None:
            self._still = grey
            return None
        return "moved" if self._moved_share(grey, person) > FARTHEST_MOVED else None

    def _moved_share(self, grey: NDArray[np.float32], person: Floats | None) -> float:
        """Return how far the background has shifted, as a share of the picture's width."""
        assert self._still is not None
        before, now = _edges(self._still), _edges(grey)
        if person is not None and np.isfinite(person).all():
            left, right = np.clip(person[[0, 2]], 0, 1) * SMALL[0]
            # The person was elsewhere in the first picture: the columns around are left out too.
            columns = slice(max(0, int(left) - 8), int(right) + 8)
            before[:, columns] = now[:, columns] = 0.0
        window = cv2.createHanningWindow(SMALL, cv2.CV_32F)
        (x, y), response = cv2.phaseCorrelate(before, now, window)
        # A weak peak is people or light that changed, not a shift of everything.
        return float(np.hypot(x, y)) / SMALL[0] if response > 0.25 else 0.0

    def _lasting(self, found: str | None) -> str | None:
        self._counts = {found: self._counts.get(found, 0) + 1} if found else {}
        return found if found and self._counts[found] >= LASTS else None


def _edges(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down), dtype=np.float32)
