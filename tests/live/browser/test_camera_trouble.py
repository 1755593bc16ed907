"""Each camera trouble in the real page has its own sentence, and the session goes on where it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from posecheck.live.pictures.camera_check import SENTENCES
from posecheck.video import VideoWriter
from tests.live.chromium import begin, chromium, command, wait_for, write_camera

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("_browser")]

REFUSING = """
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.refusals = ["NotReadableError", "NotFoundError"];
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (window.refusals.length) throw new DOMException("", window.refusals.shift());
  return real(wanted);
};
"""


def expect_trouble(page: Any, trouble: str, seconds: float = 15.0) -> None:
    page.wait_for_selector("#trouble:not([hidden])", timeout=seconds * 1000)
    wait_for(page, f"document.getElementById('trouble').textContent === {SENTENCES[trouble]!r}", seconds)


def gone(page: Any) -> None:
    page.wait_for_selector("#trouble", state="hidden", timeout=20_000)


def hide(page: Any, hidden: bool) -> None:
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )


def frames_answered(page: Any) -> int:
    return int(page.evaluate("window.posecheck.delays.length"))


def test_a_session_outlives_every_trouble(samples: Path, tmp_path: Path) -> None:
    camera = write_camera(samples / "hip_abduction_good.mp4", tmp_path / "camera.mjpeg", before_s=60.0)
    options = ["hip_abduction", "--history", str(tmp_path / "history.jsonl")]
    with command(*options, folder=tmp_path) as (address, _), chromium(camera) as page:
        page.add_init_script(REFUSING)
        begin(page, address)
        expect_trouble(page, "busy")
        expect_trouble(page, "none")
        gone(page)
        wait_for(page, "last?.state === 'ready'", 30)

        page.evaluate("document.getElementById('video').pause()")
        expect_trouble(page, "frozen")
        page.evaluate("document.getElementById('video').play()")
        gone(page)

        hide(page, True)
        expect_trouble(page, "hidden")
        page.wait_for_timeout(500)
        before = frames_answered(page)
        page.wait_for_timeout(1000)
        assert frames_answered(page) == before
        hide(page, False)
        gone(page)
        wait_for(page, f"window.posecheck.delays.length > {before + 5}", 10)

        # The clock goes on while a laptop sleeps, its timers do not.
        page.evaluate("(now => { Date.now = () => now() + 60000; })(Date.now.bind(Date))")
        expect_trouble(page, "suspended")
        gone(page)
        assert page.evaluate("window.posecheck.states") == ["setup", "calibrate", "ready"]
        assert {SENTENCES["busy"], SENTENCES["frozen"]} <= set(page.evaluate("window.posecheck.voice.spoken"))


def test_a_refused_camera_says_where_to_allow_it(tmp_path: Path) -> None:
    options = ["hip_abduction", "--history", str(tmp_path / "history.jsonl")]
    with command(*options, folder=tmp_path) as (address, _), chromium(None) as page:
        page.add_init_script(REFUSING.replace("NotReadableError", "NotAllowedError"))
        begin(page, address)
        expect_trouble(page, "refused")


@pytest.mark.parametrize(("brightness", "trouble"), [(0, "black"), (25, "dark")])
def test_a_picture_without_light_is_told(brightness: int, trouble: str, tmp_path: Path) -> None:
    clip = tmp_path / "unlit.mp4"
    with VideoWriter(clip) as writer:
        for number in range(5):
            writer.write(np.full((240, 320, 3), brightness, dtype=np.uint8), number / 30)
    camera = write_camera(clip, tmp_path / "camera.mjpeg", before_s=10.0)
    options = ["hip_abduction", "--history", str(tmp_path / "history.jsonl")]
    with command(*options, folder=tmp_path) as (address, _), chromium(camera) as page:
        begin(page, address)
        expect_trouble(page, trouble, 20)
