"""What page and server send each other, checked before anything is believed."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Annotated, Literal

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from posecheck.arrays import Pixels
from posecheck.live.choices import Choice
from posecheck.live.coaching.feedback import Feedback
from posecheck.live.speed import Speed

PROTOCOL = 1
MAX_FRAME_BYTES = 4_000_000
MAX_TEXT_BYTES = 10_000
MAX_SIDE_PX = 2048
"""A larger picture only costs time: the pose model looks at 256 pixels."""

_HEADER = struct.Struct("<4sId")
_MAGIC = b"PCF1"


class ProtocolError(Exception):
    """A message that cannot be accepted; its connection is closed with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hello(_Strict):
    """First message of every page."""

    type: Literal["hello"]
    protocol: int
    token: str = ""


class Start(_Strict):
    """Begin a session: what to do, and the answers to the article's two questions."""

    type: Literal["start"]
    exercise: Annotated[str, Field(max_length=100)]
    side: Literal["both", "left", "right"] = "both"
    reps: Annotated[int, Field(ge=1, le=100)] | None = None
    acute_pain: bool
    kneeling_ok: bool


class Command(_Strict):
    """A button or key: go on with the open session, stop because it hurts, go to the next, or take over."""

    type: Literal["resume", "pain", "sharp", "not_sharp", "skip", "take_over"]


class CameraState(_Strict):
    """What the page knows about its camera; no trouble means that pictures come again."""

    type: Literal["camera"]
    trouble: Literal["none", "busy", "refused", "insecure", "unplugged", "frozen", "hidden"] | None


ClientMessage = Annotated[Hello | Start | Command | CameraState, Field(discriminator="type")]
_CLIENT: TypeAdapter[Hello | Start | Command | CameraState] = TypeAdapter(ClientMessage)


class Skeleton(_Strict):
    """Landmarks for drawing: x and y as shares of the picture, and visibility; null where not seen."""

    width: int
    height: int
    points: list[tuple[float, float, float] | None]


class Answer(_Strict):
    """The answer to one frame."""

    type: Literal["feedback"] = "feedback"
    seq: int
    captured_ms: float
    feedback: Feedback
    skeleton: Skeleton | None = None
    trouble: str | None = None
    speed: Speed | None = None


class Trouble(_Strict):
    """A trouble of the server's own camera; None when pictures come again."""

    type: Literal["trouble"] = "trouble"
    trouble: str | None


class Refused(_Strict):
    """What was asked for cannot be done, in one sentence."""

    type: Literal["refused"] = "refused"
    sentence: str


class PageRole(_Strict):
    """Whether this page is the one that is coached."""

    type: Literal["role"] = "role"
    role: Literal["active", "watching"]


class Welcome(_Strict):
    """First message to every page: what there is to choose, and whether a session is open."""

    type: Literal["welcome"] = "welcome"
    role: Literal["active", "watching"]
    session_open: bool
    chosen: str | None
    side: Literal["both", "left", "right"]
    reps: int | None
    choices: list[Choice]
    sentences: dict[str, str]
    server_camera: bool
    recording: bool
    show_stats: bool


@dataclass(frozen=True)
class FrameMessage:
    """A camera frame as it comes from the page."""

    seq: int
    captured_ms: float
    jpeg: bytes


def read_text(text: str) -> Hello | Start | Command | CameraState:
    """Return a JSON message of the page.

    Raises
    ------
    ProtocolError
        If it is too long, not JSON or not one of the known messages.

    Examples
    --------
    >>> read_text('{"type": "pain"}')
    Command(type='pain')
    """
    if len(text) > MAX_TEXT_BYTES:
        raise ProtocolError(1009, "text message too long")
    try:
        return _CLIENT.validate_json(text)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "message"
        raise ProtocolError(1007, f"malformed message ({where[:60]})") from None


def read_frame(data: bytes, previous: FrameMessage | None) -> FrameMessage:
    r"""Return a camera frame: a header of magic, number and time in milliseconds, then a JPEG.

    Raises
    ------
    ProtocolError
        If it is too large, malformed, or not later than the one before.

    Examples
    --------
    >>> data = write_frame(7, 250.0, b"\xff\xd8 and so on")
    >>> read_frame(data, None).seq
    7
    """
    if len(data) > MAX_FRAME_BYTES:
        raise ProtocolError(1009, "frame larger than 4 MB")
    if len(data) < _HEADER.size + 4:
        raise ProtocolError(1007, "frame too short")
    magic, seq, captured_ms = _HEADER.unpack_from(data)
    jpeg = data[_HEADER.size :]
    if magic != _MAGIC or jpeg[:2] != b"\xff\xd8":
        raise ProtocolError(1003, "not a JPEG frame of this protocol")
    if not 0 <= captured_ms < 1e12:
        raise ProtocolError(1007, "frame without a time")
    if previous is not None and (seq <= previous.seq or captured_ms <= previous.captured_ms):
        raise ProtocolError(1002, "frames out of order")
    return FrameMessage(seq, captured_ms, jpeg)


def write_frame(seq: int, captured_ms: float, jpeg: bytes) -> bytes:
    """Return a camera frame as it is sent; what `read_frame` reads."""
    return _HEADER.pack(_MAGIC, seq, captured_ms) + jpeg


def decode_picture(jpeg: bytes) -> Pixels:
    """Return the picture in a JPEG, RGB, shape [H, W, 3].

    Raises
    ------
    ProtocolError
        If it is no picture, or larger than `MAX_SIDE_PX`.
    """
    width, height = _jpeg_size(jpeg)
    if max(width, height) > MAX_SIDE_PX or min(width, height) < 16:
        raise ProtocolError(1007, f"picture of {width} x {height} pixels")
    try:
        image = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        image = None
    if image is None:
        raise ProtocolError(1007, "picture cannot be decoded")
    return np.asarray(image, dtype=np.uint8)


def _jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Return width and height from the header alone: a small file can claim a picture that fills the memory."""
    at = 2
    while at + 9 <= len(jpeg):
        marker, kind, length = jpeg[at], jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker != 0xFF or length < 2:
            break
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(jpeg[at + 7 : at + 9], "big"), int.from_bytes(jpeg[at + 5 : at + 7], "big")
        at += 2 + length
    raise ProtocolError(1007, "picture cannot be decoded")
