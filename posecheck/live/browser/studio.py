"""One live session: engine, camera, history and the pages that follow it."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import ExitStack
from datetime import date, datetime
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.errors import PosecheckError
from posecheck.live.browser.clients import Client, Room
from posecheck.live.browser.protocol import (
    Answer,
    CameraState,
    Command,
    FrameMessage,
    Hello,
    Refused,
    Role,
    Skeleton,
    Start,
    Trouble,
    Welcome,
    write_frame,
)
from posecheck.live.engine import Engine, Outcome, Shot
from posecheck.live.history import History
from posecheck.live.options import LiveOptions
from posecheck.live.pictures.camera import Camera
from posecheck.live.pictures.camera_check import SENTENCES
from posecheck.live.pictures.recorder import Recorder
from posecheck.live.sessions import choices, new_session
from posecheck.pose.landmarks import Landmarks

JPEG_QUALITY = 80


class Studio:
    """Everything behind the page; a context manager that must be entered in the event loop.

    Parameters
    ----------
    options : LiveOptions
        What was asked for.
    """

    def __init__(self, options: LiveOptions) -> None:
        self.options, self.room = options, Room()
        self.engine = Engine(options.model, self._on_outcome)
        self._history = History(options.history)
        self._camera: Camera | None = None
        if options.camera is not None:
            self._camera = Camera(options.camera, self._on_picture, self._on_camera_trouble)
        self._recorder = Recorder(options.record) if options.record else None
        self._seq = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        if self._recorder is not None:
            self._stack.callback(self._recorder.close)
        self._stack.enter_context(self.engine)
        if self._camera is not None:
            self._stack.enter_context(self._camera)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def welcome(self, client: Client) -> None:
        """Tell a page that has just come what there is."""
        coach = self.engine.coach
        client.send(
            Welcome(
                role=self.room.role(client),  # type: ignore[arg-type]
                session_open=coach is not None and not coach.over,
                chosen=self.options.exercise,
                side=self.options.side,
                reps=self.options.reps,
                choices=choices(self.options, self._history, date.today()),
                sentences=dict(SENTENCES),
                server_camera=self._camera is not None,
                recording=self._recorder is not None,
                show_stats=self.options.stats,
            )
        )

    def take(self, client: Client, message: Hello | Start | Command | CameraState) -> None:
        """Do what a page asks for; only the active one may."""
        if isinstance(message, Command) and message.type == "take_over":
            self.room.take_over(client)
            for other in self.room.clients:
                other.send(Role(role=self.room.role(other)))  # type: ignore[arg-type]
        elif client is not self.room.active:
            return
        elif isinstance(message, Start):
            self._start(client, message)
        elif isinstance(message, Command):
            self._command(message)
        elif isinstance(message, CameraState):
            for other in self.room.clients - {client}:
                other.send(Trouble(trouble=message.trouble))

    def take_frame(self, client: Client, frame: FrameMessage, image: NDArray[np.uint8]) -> None:
        """Hand a picture of the active page to the engine."""
        if client is self.room.active and self._camera is None:
            now_s = time.perf_counter()
            self.engine.frames.put(Shot(frame.seq, frame.captured_ms / 1e3, now_s, image))

    def _start(self, client: Client, message: Start) -> None:
        try:
            self.engine.start(new_session(message, self._history, datetime.now(), self.options.library))
        except PosecheckError as error:
            client.send(Refused(sentence=str(error)))
            return
        if self._camera is not None:
            self._camera.begin()

    def _command(self, message: Command) -> None:
        if message.type == "pain":
            self.engine.command(lambda coach: coach.pain())
        elif message.type in ("sharp", "not_sharp"):
            self.engine.command(lambda coach: coach.pain(sharp=message.type == "sharp"))
        elif message.type == "skip":
            self.engine.command(lambda coach: coach.skip())

    def _on_outcome(self, outcome: Outcome) -> None:
        """Send feedback to all pages; called in the engine's thread."""
        shot = outcome.shot
        if shot is not None and self._recorder is not None:
            self._recorder.write(shot.image, shot.captured_s)
        answer = Answer(
            seq=shot.seq if shot else 0,
            captured_ms=shot.captured_s * 1e3 if shot else 0.0,
            feedback=outcome.feedback,
            skeleton=_skeleton(outcome.landmarks),
            trouble=outcome.trouble,
            speed=outcome.speed,
        )
        self._loop.call_soon_threadsafe(self.room.send_all, answer)

    def _on_picture(self, image: NDArray[np.uint8], time_s: float) -> None:
        """Take a picture of the server's own camera, and show it on the pages."""
        self._seq += 1
        self.engine.frames.put(Shot(self._seq, time_s, time.perf_counter(), image))
        made, jpeg = cv2.imencode(
            ".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
        )
        if made:
            message = write_frame(self._seq, time_s * 1e3, jpeg.tobytes())
            self._loop.call_soon_threadsafe(self.room.send_all, message)

    def _on_camera_trouble(self, trouble: str | None) -> None:
        self._loop.call_soon_threadsafe(self.room.send_all, Trouble(trouble=trouble))


def _skeleton(landmarks: Landmarks | None) -> Skeleton | None:
    if landmarks is None:
        return None
    width, height = landmarks.width_px, landmarks.height_px
    points = [
        None if math.isnan(x + y) else (round(x / width, 4), round(y / height, 4), round(v, 2))
        for (x, y), v in zip(landmarks.image_px[0].tolist(), landmarks.visibility[0].tolist(), strict=True)
    ]
    return Skeleton(width=width, height=height, points=points)
