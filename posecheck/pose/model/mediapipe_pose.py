"""A thin layer over MediaPipe's pose landmarker: pictures in, people out, no chatter."""

from __future__ import annotations

import re
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, Self

import cv2
import numpy as np

from posecheck.arrays import Pixels
from posecheck.errors import PosecheckError
from posecheck.pose.model.known_picture import known_picture
from posecheck.pose.model.mediapipe_library import BaseOptions, mp, vision
from posecheck.pose.model.models import Model
from posecheck.pose.model.quiet_stderr import without_chatter
from posecheck.pose.person import Person

MEDIAPIPE_VERSION: str = mp.__version__

OPTIONS = {
    "min_pose_detection_confidence": 0.5,
    "min_pose_presence_confidence": 0.5,
    "min_tracking_confidence": 0.5,
}
"""What every landmarker is made with; kept in `Landmarks.source`."""

_dropped: deque[Callable[[], None]] = deque()
"""What closes the landmarkers that nobody closed, until the next one is made."""

_ROTATIONS = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)


class MediapipePose:
    """MediaPipe's pose landmarker on the CPU; a context manager.

    Parameters
    ----------
    model : Model
        The bundle to run.
    max_people : int
        How many people to look for. One person in a video is tracked: the detector runs only when they are
        lost.
    video : bool
        Whether pictures follow each other in time and the person is tracked, or each is looked at afresh.

    Raises
    ------
    PosecheckError
        If MediaPipe refuses the model.

    Examples
    --------
    >>> from posecheck.pose.model.models import load_model
    >>> with MediapipePose(load_model("lite"), max_people=1, video=False) as pose:
    ...     pose(np.zeros((48, 64, 3), dtype=np.uint8))
    []
    """

    def __init__(self, model: Model, *, max_people: int, video: bool) -> None:
        self._next_ms = 0
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=model.data, delegate=BaseOptions.Delegate.CPU),
            running_mode=vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE,
            num_poses=max_people,
            **OPTIONS,
        )
        self._video = video
        _close_dropped()
        try:
            with without_chatter():
                self._landmarker = vision.PoseLandmarker.create_from_options(options)
                self._drop = weakref.finalize(self, _drop, self._landmarker)
                if not video:
                    # The last of MediaPipe's greetings comes with the first person that a process finds.
                    self(known_picture())
        except (RuntimeError, ValueError) as error:
            raise PosecheckError(
                f"MediaPipe cannot run the model {model.name}, which is broken or no pose model "
                f"({_reason(error)}); use lite, full or heavy."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._drop.detach():
            _close(self._landmarker.close)

    def __call__(self, image: Pixels, time_s: float = 0.0, quarter_turns: int = 0) -> list[Person]:
        """Return the people in an RGB picture, upright however the picture is turned for the model.

        Parameters
        ----------
        image : ndarray of uint8, shape [H, W, 3]
            The picture.
        time_s : float
            Its time in seconds; used when tracking. Equal times are allowed.
        quarter_turns : int
            Clockwise quarter turns, 0 to 3, to give the picture before the model looks at it.
        """
        rotation = _ROTATIONS[quarter_turns]
        if rotation is not None:
            image = np.asarray(cv2.rotate(image, rotation), dtype=np.uint8)
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(image))
        # MediaPipe wants whole milliseconds, each greater than the last, also beyond 1000 frames a second.
        time_ms = max(self._next_ms, round(time_s * 1000))
        self._next_ms = time_ms + 1
        if self._video:
            result = self._landmarker.detect_for_video(picture, time_ms)
        else:
            result = self._landmarker.detect(picture)
        height, width = image.shape[:2]
        return [
            _person(points, world, width, height).turned(-quarter_turns, width, height)
            for points, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
        ]


@lru_cache(maxsize=1)
def shared_finder(model: Model, max_people: int) -> MediapipePose:
    """Return what looks at any picture afresh, kept for the next who asks; it closes when nobody has it.

    Making it takes a tenth of a second and more, and it remembers nothing of the pictures before. What follows a
    person cannot be kept in this way: its smoothing of visibility outlasts a picture of nobody.

    Examples
    --------
    >>> from posecheck.pose.model.models import load_model
    >>> shared_finder(load_model("lite"), 1) is shared_finder(load_model("lite"), 1)
    True
    """
    return MediapipePose(model, max_people=max_people, video=False)


def _drop(landmarker: Any) -> None:
    """Keep for later what the garbage collector must not close.

    Closing hands work to a thread of MediaPipe's own, and that takes a lock which all such threads share. A
    collection may come while the same thread holds it, and would then wait for itself for ever.
    """
    _dropped.append(landmarker.close)
    landmarker.close = _nothing


def _close_dropped() -> None:
    with suppress(IndexError):
        while True:
            _close(_dropped.popleft())


def _close(close: Callable[[], None]) -> None:
    with without_chatter():
        close()


def _nothing() -> None:
    pass


def _person(points: list[Any], world: list[Any], width_px: int, height_px: int) -> Person:
    rows = np.array(
        [(p.x * width_px, p.y * height_px, p.visibility, p.presence) for p in points], dtype=float
    )
    return Person(
        image_px=rows[:, :2],
        world_m=np.array([(p.x, p.y, p.z) for p in world], dtype=float),
        visibility=rows[:, 2],
        presence=rows[:, 3],
    )


def _reason(error: Exception) -> str:
    """Return what is wrong itself, without which part of MediaPipe met it and where in its source."""
    said = str(error).split("=== Source Location Trace")[0]
    said = re.sub(r"(?s).*failed: *(?=\S)|\(?\w+(/\w+)+\.\w+:\d+\)?|RET_CHECK failure", "", said)
    return " ".join(said.split()) or type(error).__name__
