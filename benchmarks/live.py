"""The live page under load: `delay` plays a clip through a real browser for minutes, `fuzz` sends it nonsense."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin

from benchmarks.bare import frame_times_ms
from posecheck.live.browser.protocol import write_frame
from tests.live.chromium import begin, chromium, command, write_camera

HELLO = json.dumps({"type": "hello", "protocol": 1})
START = {"type": "start", "exercise": "hip_abduction", "acute_pain": False, "kneeling_ok": True}
LEAD_IN_S = 20.0


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


def delay(clip: Path, minutes: float, model: str) -> dict[str, Any]:
    """Play the clip, over and over, as the camera of a browser at 30 frames a second; return what was measured."""
    before = frame_times_ms(clip, model)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        camera = write_camera(clip, folder / "camera.mjpeg", before_s=LEAD_IN_S, after_s=2.0)
        options = ["hip_abduction", "--side", "right", "--reps", "100", "--model", model]
        options += ["--history", str(folder / "history.jsonl")]
        with command(*options, folder=folder) as (address, process), chromium(camera) as page:
            begin(page, address)
            memory, states, end_s = [], set(), time.monotonic() + minutes * 60
            while time.monotonic() < end_s:
                page.wait_for_timeout(5000)
                memory.append(memory_mb(process.pid))
                states.add(page.evaluate("window.posecheck.last?.state"))
            delays = np.array(page.evaluate("window.posecheck.delays"))
            speed = page.evaluate("window.posecheck.speed")
            oldest = page.evaluate("window.posecheck.body.oldestCurrentMs")
        log = (folder / "log.txt").read_text(encoding="utf-8")
    bare = np.concatenate([before, frame_times_ms(clip, model)])
    per_minute = [np.mean(memory[n : n + 12]) for n in range(0, len(memory) - len(memory) % 12, 12)]
    return {
        "frames": len(delays),
        "frames a second": len(delays) / (minutes * 60),
        "bare pose model p50, ms": np.percentile(bare, 50),
        "bare pose model p95, ms": np.percentile(bare, 95),
        "sent to feedback p50, ms": np.percentile(delays, 50),
        "sent to feedback p95, ms": np.percentile(delays, 95),
        "pose model in the last 300 frames p50, ms": speed["pose_p50_ms"],
        "pose model in the last 300 frames p95, ms": speed["pose_p95_ms"],
        "arrival to feedback in the last 300 frames p50, ms": speed["delay_p50_ms"],
        "arrival to feedback in the last 300 frames p95, ms": speed["delay_p95_ms"],
        "p50 against bare p50": np.percentile(delays, 50) / np.percentile(bare, 50),
        "p95 against bare p50": np.percentile(delays, 95) / np.percentile(bare, 50),
        "p95 against bare p95": np.percentile(delays, 95) / np.percentile(bare, 95),
        "oldest shown as current, ms": oldest,
        "memory, second minute, MB": per_minute[min(1, len(per_minute) - 1)] if per_minute else np.nan,
        "memory, last minute, MB": per_minute[-1] if per_minute else np.nan,
        "states seen": ", ".join(sorted(state for state in states if state)),
        "tracebacks in the log": log.count("Traceback"),
    }


def fuzz(messages: int, disconnects: int) -> dict[str, Any]:
    """Send malformed messages and break connections off; return whether the next session works."""
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        options = ["--model", "lite", "--history", str(folder / "history.jsonl")]
        with command(*options, folder=folder) as (address, process):
            where, origin = address.replace("http", "ws") + "live", Origin(address.rstrip("/"))
            closed: dict[int, int] = {}
            sent = 0
            while sent < messages:
                with connect(where, origin=origin, proxy=None, max_size=None, close_timeout=1) as socket:
                    try:
                        if random.random() < 0.9:
                            socket.send(HELLO)
                            socket.recv(timeout=10)
                        while sent < messages:
                            sent += 1
                            socket.send(nonsense(random))
                            socket.recv(timeout=0.02)
                    except TimeoutError:
                        continue
                    except ConnectionClosed as end:
                        code = end.rcvd.code if end.rcvd else 0
                        closed[code] = closed.get(code, 0) + 1
            for number in range(disconnects):
                with connect(where, origin=origin, proxy=None, close_timeout=0) as socket:
                    socket.send(HELLO)
                    socket.send(json.dumps(START))
                    socket.send(write_frame(1, 1.0, picture(random))[: None if number % 2 else 200])
                    socket.socket.close()
            works = next_session_works(where, origin, random)
            alive = process.poll() is None
        log = (folder / "log.txt").read_text(encoding="utf-8")
    return {
        "malformed messages": sent,
        "closed, by code": ", ".join(f"{code}: {count}" for code, count in sorted(closed.items())),
        "abrupt disconnects": disconnects,
        "server alive": alive,
        "next session works": works,
        "tracebacks in the log": log.count("Traceback"),
    }


def nonsense(random: np.random.Generator) -> str | bytes:
    """Return a message that is wrong in one of many ways."""
    kind = int(random.integers(0, 9))
    noise = random.bytes(int(random.integers(0, 4000)))
    if kind == 0:
        return noise
    if kind == 1:
        return noise.decode("latin-1")
    if kind == 2:
        return json.dumps(
            {"type": str(random.choice(["start", "pain", "hello", "camera", "zz"])), "x": noise.hex()}
        )
    if kind == 3:
        return write_frame(int(random.integers(0, 2**32)), float(random.normal(0, 1e9)), picture(random))
    if kind == 4:
        return write_frame(1, 1.0, b"\xff\xd8" + noise)
    if kind == 5:
        whole = bytearray(picture(random))
        for at in random.integers(2, len(whole), 30):
            whole[at] = random.integers(0, 256)
        return write_frame(1, 1.0, bytes(whole))
    if kind == 6:
        return write_frame(1, 1.0, b"\xff\xd8" + bytes(int(random.integers(3_900_000, 4_900_000))))
    if kind == 7:
        return json.dumps({**START, "reps": float(random.normal(0, 1e6))})
    return json.dumps({**START, "exercise": noise.decode("latin-1")[:90]})


def picture(random: np.random.Generator) -> bytes:
    """Return a small JPEG of noise."""
    size = (int(random.integers(16, 64)), int(random.integers(16, 64)), 3)
    made, data = cv2.imencode(".jpg", random.integers(0, 256, size, dtype=np.uint8))
    assert made
    return data.tobytes()


def next_session_works(where: str, origin: Origin, random: np.random.Generator) -> bool:
    """Return whether a well-behaved page is welcomed and answered."""
    try:
        with connect(where, origin=origin, proxy=None, max_size=None) as socket:
            socket.send(HELLO)
            welcome = json.loads(socket.recv(timeout=10))
            socket.send(json.dumps(START))
            socket.send(write_frame(1, 1.0, picture(random)))
            answer = json.loads(socket.recv(timeout=20))
    except (WebSocketException, TimeoutError):
        return False
    return bool(welcome["role"] == "active" and answer["type"] == "feedback" and answer["seq"] == 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["delay", "fuzz"])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--model", default="full")
    parser.add_argument("--clip", type=Path, default=Path("sample_videos/hip_abduction_good.mp4"))
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--disconnects", type=int, default=20)
    asked = parser.parse_args()
    if asked.what == "delay":
        measured = delay(asked.clip, asked.minutes, asked.model)
    else:
        measured = fuzz(asked.messages, asked.disconnects)
    table = Table("measured", "value", title=f"live {asked.what}")
    for name, value in measured.items():
        table.add_row(name, f"{value:.2f}" if isinstance(value, float) else str(value))
    Console().print(table)


if __name__ == "__main__":
    main()
