"""A camera that the server owns, or a recorded clip in its place."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import cv2
import numpy as np

from posecheck.arrays import Pixels
from posecheck.errors import PosecheckError
from posecheck.video import Video

RETRY_S = 2.0

OnPicture = Callable[[Pixels, float], None]
OnTrouble = Callable[[str | None], None]


class Camera:
    """Reads pictures in a thread of its own, at the pace at which they come; a context manager.

    Parameters
    ----------
    source : str
        Number of a camera, or a video file that is played once in its place.
    on_picture : callable
        Given each picture (RGB) and its time in seconds.
    on_trouble : callable
        Given the id of a trouble when it begins, and None when pictures come again.

    Raises
    ------
    PosecheckError
        If the source is neither a number nor a video file.
    """

    def __init__(self, source: str, on_picture: OnPicture, on_trouble: OnTrouble) -> None:
        if not source.isdecimal() and not Path(source).is_file():
            raise PosecheckError(
                f"There is no camera {source!r}; give a number such as 0, or a video file to play in its place."
            )
        if not source.isdecimal():
            Video(source).close()  # a file that is no video is named before anything starts
        self._source, self._on_picture, self._on_trouble = source, on_picture, on_trouble
        self._stopped = Event()
        self._began = Event()
        self._thread = Thread(target=self._run, name="posecheck-camera", daemon=True)

    def __enter__(self) -> Camera:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        self._began.set()
        self._thread.join(timeout=5.0)

    def begin(self) -> None:
        """Let a recorded clip start to play; a real camera runs anyway."""
        self._began.set()

    @property
    def ended(self) -> bool:
        """Whether a recorded clip has been played to its end."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        if self._source.isdecimal():
            while not self._stopped.is_set():
                self._read_camera(int(self._source))
                self._stopped.wait(RETRY_S)
        else:
            self._play(self._source)

    def _read_camera(self, number: int) -> None:
        """Read until the camera fails; say why it did."""
        device = cv2.VideoCapture(number)
        try:
            if not device.isOpened():
                exists = Path(f"/dev/video{number}").exists()
                self._on_trouble("busy" if exists else "none")
                return
            # Some drivers queue pictures; an old picture is worse than none.
            device.set(cv2.CAP_PROP_BUFFERSIZE, 1)
            well = False
            while not self._stopped.is_set():
                read, picture = device.read()
                if not read:
                    self._on_trouble("unplugged")
                    return
                if not well:
                    well = True
                    self._on_trouble(None)
                self._on_picture(
                    cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.uint8), time.perf_counter()
                )
        finally:
            device.release()

    def _play(self, clip: str) -> None:
        self._began.wait()
        start_s = time.perf_counter()
        with Video(clip) as video:
            for frame in video:
                late_s = time.perf_counter() - start_s - frame.time_s
                if self._stopped.wait(max(0.0, -late_s)):
                    return
                self._on_picture(np.ascontiguousarray(frame.image), start_s + frame.time_s)
