"""The plain window on a virtual screen, and the camera that the server owns, both with a clip in its place."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.live.chromium import ROOT, command
from tests.live.leadin import with_lead_in


@pytest.fixture
def screen() -> Iterator[str]:
    if shutil.which("Xvfb") is None:
        pytest.skip("no Xvfb is installed")
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x760x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    yield f":{process.stdout.readline().strip()}"
    process.terminate()
    process.wait(timeout=10)


@pytest.mark.slow
def test_the_window_coaches_a_clip_to_its_end(screen: str, samples: Path, tmp_path: Path) -> None:
    grab = pytest.importorskip("PIL.ImageGrab")
    clip = with_lead_in(samples / "hip_abduction_good.mp4", tmp_path / "camera.mp4", before_s=19.0)
    options = ["hip_abduction", "--window", "--side", "right", "--reps", "2", "--camera", str(clip)]
    process = subprocess.Popen(
        [sys.executable, "-m", "posecheck", "live", *options, "--history", str(tmp_path / "history.jsonl")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DISPLAY": screen},
    )
    assert process.stdin is not None
    process.stdin.write("n\ny\n")
    process.stdin.flush()
    shown = []
    for _ in range(6):
        time.sleep(5.0)
        shown.append(np.asarray(grab.grab(xdisplay=screen)).mean(axis=(0, 1)))
    said, complained = process.communicate(timeout=60)
    assert process.returncode == 0, complained
    assert "Traceback" not in complained
    assert "2 of 2 repetitions" in said
    [line] = (tmp_path / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["holds_s"] == pytest.approx([1.8, 1.8], abs=0.5)
    # The picture of a room is bright; an empty screen is black.
    assert max(picture.mean() for picture in shown) > 40


@pytest.mark.slow
def test_without_a_screen_the_window_says_so(tmp_path: Path, samples: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    options = ["childs_pose", "--window", "--camera", str(samples / "childs_pose_good.mp4")]
    done = subprocess.run(
        [sys.executable, "-m", "posecheck", "live", *options, "--history", str(tmp_path / "history.jsonl")],
        input="n\ny\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "There is no screen" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_servers_own_camera_shows_pictures_and_coaches(samples: Path, tmp_path: Path) -> None:
    options = ["childs_pose", "--camera", str(samples / "childs_pose_good.mp4"), "--model", "lite"]
    options += ["--record", str(tmp_path / "raw.mp4"), "--history", str(tmp_path / "history.jsonl")]
    with command(*options, folder=tmp_path) as (address, _):
        where, origin = address.replace("http", "ws") + "live", Origin(address.rstrip("/"))
        with connect(where, origin=origin, proxy=None, max_size=None) as socket:
            socket.send(json.dumps({"type": "hello", "protocol": 1}))
            assert json.loads(socket.recv(timeout=10))["server_camera"] is True
            start = {"type": "start", "exercise": "childs_pose", "acute_pain": False, "kneeling_ok": True}
            socket.send(json.dumps(start))
            pictures = 0
            answers: list[dict[str, Any]] = []
            while len(answers) < 12:
                message = socket.recv(timeout=20)
                if isinstance(message, bytes):
                    pictures += 1
                    assert message[16:18] == b"\xff\xd8"
                else:
                    answers.append(json.loads(message))
    assert pictures >= len(answers) / 2
    assert answers[-1]["skeleton"]["points"][0] is not None
    assert answers[-1]["feedback"]["seen"] is True
    assert (tmp_path / "raw.mp4").stat().st_size > 1000
