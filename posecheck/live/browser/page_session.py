"""The session behind the page, in the words of the protocol."""

from __future__ import annotations

import asyncio
import math
from typing import Self

import cv2
from pydantic import BaseModel

from posecheck.arrays import Pixels
from posecheck.errors import PosecheckError
from posecheck.live.browser.clients import Client, Clients
from posecheck.live.browser.protocol import (
    Answer,
    CameraState,
    Command,
    FrameMessage,
    Hello,
    PageRole,
    Refused,
    Skeleton,
    Start,
    Trouble,
    Welcome,
    write_frame,
)
from posecheck.live.engine import Finding, Picture
from posecheck.live.options import LiveOptions
from posecheck.live.pictures.camera_check import SENTENCES
from posecheck.live.session import Session
from posecheck.pose.landmarks import Landmarks

JPEG_QUALITY = 80


class PageSession:
    """Everything behind the page; a context manager that must be entered in the event loop.

    Parameters
    ----------
    options : LiveOptions
        What was asked for.
    """

    def __init__(self, options: LiveOptions) -> None:
        self.options, self.clients = options, Clients()
        self.session = Session(options, self._on_finding, self._on_trouble, self._on_picture)

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self.session.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.session.__exit__(*error)

    def welcome(self, client: Client) -> None:
        """Tell a page that has just come what there is."""
        client.send(
            Welcome(
                role=self.clients.role(client),  # type: ignore[arg-type]
                session_open=self.session.open,
                chosen=self.options.exercise,
                side=self.options.side,
                reps=self.options.reps,
                choices=self.session.choices,
                sentences=dict(SENTENCES),
                server_camera=self.session.camera is not None,
                recording=self.options.record is not None,
                show_stats=self.options.stats,
            )
        )

    def take(self, client: Client, message: Hello | Start | Command | CameraState) -> None:
        """Do what a page asks for; only the active one may."""
        if isinstance(message, Command) and message.type == "take_over":
            self.clients.take_over(client)
            for other in self.clients.all:
                other.send(PageRole(role=self.clients.role(other)))  # type: ignore[arg-type]
        elif client is not self.clients.active:
            return
        elif isinstance(message, Start):
            try:
                self.session.start(**message.model_dump(exclude={"type"}))
            except PosecheckError as error:
                client.send(Refused(sentence=str(error)))
        elif isinstance(message, Command):
            self._command(message)
        elif isinstance(message, CameraState):
            for other in self.clients.all - {client}:
                other.send(Trouble(trouble=message.trouble))

    def take_frame(self, client: Client, frame: FrameMessage, image: Pixels) -> None:
        """Hand a picture of the active page to the engine."""
        if client is self.clients.active and self.session.camera is None:
            self.session.look(frame.seq, frame.captured_ms / 1e3, image)

    def _command(self, message: Command) -> None:
        if message.type == "pain":
            self.session.pain()
        elif message.type in ("sharp", "not_sharp"):
            self.session.pain(sharp=message.type == "sharp")
        elif message.type == "skip":
            self.session.skip()

    def _send(self, message: BaseModel | bytes) -> None:
        """Send to all pages, from any thread."""
        self._loop.call_soon_threadsafe(self.clients.send_all, message)

    def _on_finding(self, finding: Finding) -> None:
        picture = finding.picture
        self._send(
            Answer(
                seq=picture.seq if picture else 0,
                captured_ms=picture.captured_s * 1e3 if picture else 0.0,
                feedback=finding.feedback,
                skeleton=_skeleton(finding.landmarks),
                trouble=finding.trouble,
                speed=finding.speed,
            )
        )

    def _on_picture(self, picture: Picture) -> None:
        """Show a picture of the server's own camera on the pages."""
        bgr = cv2.cvtColor(picture.image, cv2.COLOR_RGB2BGR)
        made, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        if made:
            self._send(write_frame(picture.seq, picture.captured_s * 1e3, jpeg.tobytes()))

    def _on_trouble(self, trouble: str | None) -> None:
        self._send(Trouble(trouble=trouble))


def _skeleton(landmarks: Landmarks | None) -> Skeleton | None:
    if landmarks is None:
        return None
    width, height = landmarks.width_px, landmarks.height_px
    points = [
        None if math.isnan(x + y) else (round(x / width, 4), round(y / height, 4), round(v, 2))
        for (x, y), v in zip(landmarks.image_px[0].tolist(), landmarks.visibility[0].tolist(), strict=True)
    ]
    return Skeleton(width=width, height=height, points=points)
