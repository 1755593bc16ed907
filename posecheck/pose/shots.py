"""Finds where a recording changes from one camera shot to the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.video import Frame

THUMBNAIL = (48, 27)
SAMPLE_S = 1 / 16
WINDOW_S = 1.0
CUT_CORRELATION = 0.6
CUT_RATIO = 4.0
DISSOLVE_CORRELATION = 0.7
DISSOLVE_RESIDUAL = 0.3
DISSOLVE_SHARE = 0.25
"""A dissolve changes most of the picture, a person before a bare wall only the part where they are."""
JOLT_CORRELATION = 0.85
JOLT_RATIO = 1.5
"""So sudden a change may be a cut between two shots of one room; who is seen in it tells."""
ALIKE_CORRELATION = 0.9
"""As may a dissolve between pictures that are no more alike than this."""
MIRRORED = 0.75
"""Of what differs from the picture before, what differs from its mirror image is less than this share only after a
cut to a mirrored shot. Between rendered pictures half a second apart it was 1.5 or more, across such a cut 0.4 or
less."""
MIRRORED_STEP_S = 0.15
"""In more time people step from one side to the other."""
MIRRORED_SHARE = 0.15
"""Where the two halves of the picture differ in less than this share of it, a person who crosses the middle looks
like a mirrored one. In rendered rooms it is 0.2 or more."""
RESTED = 3
"""So many samples show what rests."""
NOISE = 3.0


@dataclass(frozen=True)
class Shown:
    """A frame and the camera shot that it belongs to.

    Attributes
    ----------
    frame : Frame
        The frame.
    shot : int
        Number of its shot, from 0.
    mixed_since_s : float
        Where a dissolve ends with this frame: frames from this time up to it mix two shots. Otherwise infinity.
    maybe_since_s : float
        Where pictures alone do not tell whether a new shot, much like the one before, began with this frame or was
        blended in until it: the time from which it may have. Otherwise infinity.
    """

    frame: Frame
    shot: int = 0
    mixed_since_s: float = np.inf
    maybe_since_s: float = np.inf


def number_shots(frames: Iterable[Frame]) -> Iterator[Shown]:
    """Yield every frame with the number of its shot.

    Examples
    --------
    >>> grey = (Frame(n, n / 30, np.zeros((48, 64, 3), dtype=np.uint8)) for n in range(3))
    >>> [shown.shot for shown in number_shots(grey)]
    [0, 0, 0]
    """
    detector = ShotDetector()
    for frame in frames:
        shot = detector(frame.image, frame.time_s)
        yield Shown(frame, shot, detector.mixed_since_s, detector.maybe_since_s)


class ShotDetector:
    """Counts camera shots in a stream of frames: hard cuts, dissolves, fades and title cards.

    A cut is a jump to an unlike picture out of a calm stretch, or to the mirror image of the same room. A dissolve
    is told from a moving person by its middle: every picture within it is a weighted sum of the first and the last,
    which no motion is. Pictures are compared by correlation, so that neither exposure nor white balance counts as a
    change.

    Attributes
    ----------
    shot : int
        Number of the shot of the latest frame, from 0.
    mixed_since_s : float
        Where the latest call found a new shot by a dissolve: the time from which frames show both shots.
        Infinity after every other call.
    maybe_since_s : float
        Where the latest call found what may be a cut or a dissolve between two shots that look alike: the time
        from which frames may show the new one. Infinity after every other call.

    Examples
    --------
    >>> noise = np.random.default_rng(0).integers(0, 255, (2, 90, 160, 3), dtype=np.uint8)
    >>> shots = ShotDetector()
    >>> [shots(noise[int(index > 5)], index / 30) for index in range(10)]
    [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]
    """

    def __init__(self) -> None:
        self.shot = 0
        self.mixed_since_s = self.maybe_since_s = np.inf
        self._previous: NDArray[np.float32] | None = None
        self._previous_s = -np.inf
        self._activity: deque[float] = deque(maxlen=8)
        self._samples: deque[tuple[float, NDArray[np.float32]]] = deque()

    def __call__(self, image: NDArray[np.uint8], time_s: float) -> int:
        """Return the shot number of the next frame.

        Parameters
        ----------
        image : ndarray of uint8, shape [H, W, 3]
            The picture, any size.
        time_s : float
            Its time in seconds, later than that of the frame before.
        """
        thumbnail = _thumbnail(image)
        self.mixed_since_s = self.maybe_since_s = np.inf
        if self._previous is not None:
            change = float(np.abs(thumbnail - self._previous).mean())
            if self._is_cut(thumbnail, change, time_s):
                self._begin_shot()
            else:
                if self._is_jolt(thumbnail, change):
                    self.maybe_since_s = time_s
                self._activity.append(change)
        if not self._samples or time_s - self._samples[-1][0] >= 0.9 * SAMPLE_S:
            self._samples.append((time_s, thumbnail))
            while time_s - self._samples[0][0] > WINDOW_S:
                self._samples.popleft()
            start_s, sure = self._dissolve_start()
            if sure:
                self._begin_shot()
                self._samples.append((time_s, thumbnail))
                self.mixed_since_s = start_s
            else:
                self.maybe_since_s = min(self.maybe_since_s, start_s)
        self._previous, self._previous_s = thumbnail, time_s
        return self.shot

    def _begin_shot(self) -> None:
        self.shot += 1
        self._activity.clear()
        self._samples.clear()

    def _is_cut(self, thumbnail: NDArray[np.float32], change: float, time_s: float) -> bool:
        assert self._previous is not None
        # A slow camera leaves a person time to move far between two frames.
        limit = CUT_CORRELATION if time_s - self._previous_s < 0.1 else CUT_CORRELATION - 0.2
        calm = max(self._activity, default=0.0) + NOISE
        if change > CUT_RATIO * calm and bool(_correlation(thumbnail, self._previous) < limit):
            return True
        soon = time_s - self._previous_s <= MIRRORED_STEP_S
        return soon and self._is_mirrored_cut(thumbnail)

    def _is_mirrored_cut(self, thumbnail: NDArray[np.float32]) -> bool:
        """Return whether what rested before, as walls do and people may, lies mirrored now."""
        assert self._previous is not None
        recent = np.stack([self._previous, *(picture for _, picture in list(self._samples)[-RESTED:])])
        if len(recent) <= RESTED:
            return False
        rested = np.ptp(recent, axis=0) < 2 * NOISE
        return bool(_is_mirrored(self._previous, thumbnail, rested))

    def _is_jolt(self, thumbnail: NDArray[np.float32], change: float) -> bool:
        assert self._previous is not None
        calm = max(self._activity, default=0.0) + NOISE
        sudden = change > JOLT_RATIO * calm
        return sudden and bool(_correlation(thumbnail, self._previous) < JOLT_CORRELATION)

    def _dissolve_start(self) -> tuple[float, bool]:
        """Return where a dissolve began that is now over, infinity for none, and whether it is surely one."""
        last = self._samples[-1][1]
        # Waiting until the picture rests puts the boundary behind the whole dissolve.
        if len(self._samples) < 5 or np.abs(last - self._samples[-2][1]).mean() > NOISE:
            return np.inf, False
        pictures = np.stack([picture for _, picture in self._samples])
        alike = _correlation(pictures[:-4], last)
        unlike = alike < ALIKE_CORRELATION
        maybe_s = np.inf
        widely = (np.abs(pictures[:-4] - last) > NOISE).mean(axis=(1, 2)) > DISSOLVE_SHARE
        mirrored = _is_mirrored(pictures[:-4], last, np.ones_like(last, dtype=bool))
        for first in np.flatnonzero(unlike & widely):
            difference = last - pictures[first]
            total = float(np.vdot(difference, difference))
            if total == 0.0:  # the very same picture again
                continue
            inner = pictures[first + 1 : -1] - pictures[first]
            weight = np.einsum("kij,ij->k", inner, difference) / total
            residual = inner - weight[:, None, None] * difference
            error = np.sqrt(np.einsum("kij,kij->k", residual, residual) / total)
            between = (weight > 0.1) & (weight < 0.9)
            if between.sum() >= 2 and (error < DISSOLVE_RESIDUAL).all() and (np.diff(weight) > -0.1).all():
                start_s = self._samples[first + int(np.argmax(weight > 0.1))][0]
                if alike[first] < DISSOLVE_CORRELATION or mirrored[first]:
                    return start_s, True
                maybe_s = min(maybe_s, start_s)
        return maybe_s, False


def _thumbnail(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    # Taking every n-th pixel before averaging costs a tenth of averaging all of a large picture.
    down, across = max(1, image.shape[0] // 81), max(1, image.shape[1] // 144)
    small = np.ascontiguousarray(image[::down, ::across])
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.resize(grey, THUMBNAIL, interpolation=cv2.INTER_AREA))


def _is_mirrored(
    before: NDArray[np.float32], now: NDArray[np.float32], where: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return whether a picture looks more like the mirror image of others than like them; [..., H, W] -> [...].

    Only a part of the pixels is compared, and of them those that tell a picture from its mirror image.
    """
    image = before[..., ::-1]
    tells = where & (np.abs(before - image) > 2 * NOISE)
    change, mirrored = ((np.abs(now - each) * tells).sum(axis=(-2, -1)) for each in (before, image))
    return np.asarray((tells.mean(axis=(-2, -1)) > MIRRORED_SHARE / 2) & (mirrored < MIRRORED * change))


def _correlation(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    a = a - a.mean(axis=(-2, -1), keepdims=True)
    b = b - b.mean()
    covariance = np.einsum("...ij,ij->...", a, b) / b.size
    # The noise keeps two nearly black pictures from being compared by their noise alone.
    return np.asarray(covariance / ((a.std(axis=(-2, -1)) + NOISE) * (b.std() + NOISE)))
