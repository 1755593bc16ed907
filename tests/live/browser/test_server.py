"""What the server lets in, and what it does not."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from posecheck.live.browser.protocol import MAX_FRAME_BYTES, write_frame
from tests.live.chromium import command

HELLO = json.dumps({"type": "hello", "protocol": 1})
START = {"type": "start", "exercise": "childs_pose", "acute_pain": False, "kneeling_ok": True}


def jpeg(width: int = 64, height: int = 48) -> bytes:
    made, data = cv2.imencode(".jpg", np.full((height, width, 3), 128, dtype=np.uint8))
    assert made
    return data.tobytes()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("served")
    options = ["--model", "lite", "--history", str(folder / "history.jsonl")]
    with command(*options, folder=folder) as (address, _):
        yield address, folder / "log.txt"


@pytest.fixture
def address(served: tuple[str, Path]) -> str:
    return served[0]


@contextmanager
def open_socket(
    address: str, *, hello: str | None = HELLO, origin: str | None = None
) -> Iterator[ClientConnection]:
    where = address.replace("http", "ws") + "live"
    sender = Origin(origin or address.rstrip("/"))
    with connect(where, origin=sender, max_size=None, proxy=None) as socket:
        if hello is not None:
            socket.send(hello)
        yield socket


def closed_with(socket: ClientConnection) -> tuple[int, str]:
    """Read until the server closes; return why it did."""
    try:
        while True:
            socket.recv(timeout=10)
    except ConnectionClosed as closed:
        received = closed.rcvd
    assert received is not None
    return received.code, received.reason


def test_a_page_of_another_origin_may_not_connect(address: str) -> None:
    for origin in ("http://example.org", "null", "http://127.0.0.1:1"):
        with pytest.raises(InvalidStatus), open_socket(address, origin=origin):
            pass


@pytest.mark.parametrize(
    ("message", "code", "reason"),
    [
        ("not json", 1007, "malformed message"),
        ('{"type": "hello", "protocol": 99}', 1002, "another version"),
        ('{"type": "pain"}', 1002, "no hello"),
        ("x" * 20_000, 1009, "too long"),
    ],
)
def test_the_first_message_must_be_a_hello(address: str, message: str, code: int, reason: str) -> None:
    with open_socket(address, hello=message) as socket:
        closed = closed_with(socket)
    assert closed[0] == code
    assert reason in closed[1]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"", 1007),
        (b"PCF1", 1007),
        (struct.pack("<4sId", b"XXXX", 1, 1.0) + jpeg(), 1003),
        (struct.pack("<4sId", b"PCF1", 1, float("nan")) + jpeg(), 1007),
        (write_frame(1, 1.0, b"\x89PNG and more"), 1003),
        (write_frame(1, 1.0, jpeg()[:40]), 1007),
        (write_frame(1, 1.0, jpeg(3000, 20)), 1007),
        (write_frame(1, 1.0, b"\xff\xd8" + bytes(MAX_FRAME_BYTES)), 1009),
    ],
)
def test_a_bad_frame_closes_its_connection_with_a_reason(address: str, frame: bytes, code: int) -> None:
    with open_socket(address) as socket:
        socket.send(frame)
        closed = closed_with(socket)
    assert closed[0] == code
    assert closed[1]


def test_a_picture_that_claims_to_be_huge_is_not_decoded(address: str) -> None:
    small = bytearray(jpeg())
    at = small.index(b"\xff\xc0") + 5
    small[at : at + 4] = struct.pack(">HH", 60_000, 60_000)
    with open_socket(address) as socket:
        socket.send(write_frame(1, 1.0, bytes(small)))
        assert closed_with(socket) == (1007, "picture of 60000 x 60000 pixels")


def test_frames_out_of_order_close_the_connection(address: str) -> None:
    with open_socket(address) as socket:
        socket.send(write_frame(2, 100.0, jpeg()))
        socket.send(write_frame(1, 50.0, jpeg()))
        assert closed_with(socket) == (1002, "frames out of order")


def test_one_is_active_and_a_second_page_watches_or_takes_over(address: str) -> None:
    with open_socket(address) as first, open_socket(address) as second:
        welcomes = [json.loads(socket.recv(timeout=10)) for socket in (first, second)]
        assert [welcome["role"] for welcome in welcomes] == ["active", "watching"]
        second.send(json.dumps({"type": "take_over"}))
        assert json.loads(first.recv(timeout=10)) == {"type": "role", "role": "watching"}
        assert json.loads(second.recv(timeout=10)) == {"type": "role", "role": "active"}


def test_a_session_answers_frames_and_goes_on_after_a_lost_connection(address: str) -> None:
    with open_socket(address) as socket:
        socket.recv(timeout=10)
        socket.send(json.dumps(START))
        socket.send(write_frame(1, 10.0, jpeg(320, 240)))
        answer = json.loads(socket.recv(timeout=30))
        assert answer["seq"] == 1
        assert answer["feedback"]["state"] == "setup"
        assert answer["feedback"]["advice"] == "nobody"
    with open_socket(address) as socket:
        assert json.loads(socket.recv(timeout=10))["session_open"] is True


def test_what_is_not_for_acute_pain_is_not_started(address: str) -> None:
    with open_socket(address) as socket:
        socket.recv(timeout=10)
        socket.send(json.dumps({**START, "exercise": "seated_toe_touch", "acute_pain": True}))
        refused = json.loads(socket.recv(timeout=10))
    assert refused["type"] == "refused"
    assert "not for acute pain" in refused["sentence"]


def test_random_messages_hurt_nobody_else(served: tuple[str, Path]) -> None:
    address, log = served
    random = np.random.default_rng(5)
    with open_socket(address) as witness:
        for _ in range(60):
            with open_socket(address, hello=HELLO if random.random() < 0.8 else None) as socket:
                noise = random.bytes(int(random.integers(0, 3000)))
                if random.random() < 0.5:
                    socket.send(noise)
                else:
                    socket.send(noise.decode("latin-1"))
                if random.random() < 0.5:
                    socket.close_timeout = 0.0
        witness.send(json.dumps(START))
        witness.send(write_frame(1, 10.0, jpeg(320, 240)))
        answers = [json.loads(witness.recv(timeout=30)) for _ in range(2)]
    assert answers[-1]["type"] in ("feedback", "welcome")
    assert "Traceback" not in log.read_text(encoding="utf-8")


def test_a_token_is_needed_beyond_this_computer(tmp_path: Path) -> None:
    token = "a long enough secret"
    options = [
        "--host",
        "0.0.0.0",
        "--token",
        token,
        "--model",
        "lite",
        "--history",
        str(tmp_path / "h.jsonl"),
    ]
    with command(*options, folder=tmp_path) as (address, _):
        local = address.split("#")[0].replace("0.0.0.0", "127.0.0.1")
        with open_socket(local) as socket:
            assert closed_with(socket) == (1008, "wrong token")
        with open_socket(local, hello=json.dumps({"type": "hello", "protocol": 1, "token": token})) as socket:
            assert json.loads(socket.recv(timeout=10))["type"] == "welcome"
