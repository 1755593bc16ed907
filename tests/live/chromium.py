"""A headless Chromium whose camera plays a sample clip, and the real command that serves the page."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.video import Video

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CAMERA_FPS = 30
LAPTOP, PHONE = (1366, 768), (390, 844)


def write_camera(clip: Path, target: Path, *, before_s: float, after_s: float = 8.0) -> Path:
    """Write a clip as the file that Chromium's fake camera plays, its first and last picture held still."""
    with Video(clip) as video:
        frames = [(frame.time_s, frame.image) for frame in video]
    end_s = frames[-1][0] + 1 / 12
    times = np.array([time_s for time_s, _ in frames])
    encoded = [_jpeg(image) for _, image in frames]
    with target.open("wb") as stream:
        for number in range(round((before_s + end_s + after_s) * CAMERA_FPS)):
            at_s = number / CAMERA_FPS - before_s
            stream.write(encoded[int(np.clip(np.searchsorted(times, at_s, "right") - 1, 0, len(times) - 1))])
    return target


def _jpeg(image: NDArray[np.uint8]) -> bytes:
    made, data = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    assert made
    return data.tobytes()


@contextmanager
def command(*arguments: str, folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `posecheck live` as a user would; give the address of its page."""
    log = (folder / "log.txt").open("w", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "posecheck", "live", *arguments, "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, f"the command said {line!r}: {(folder / 'log.txt').read_text(encoding='utf-8')}"
        yield found[0], process
    finally:
        process.terminate()
        process.wait(timeout=15)
        log.close()


@contextmanager
def chromium(camera: Path | None, size: tuple[int, int] = LAPTOP) -> Iterator[Any]:
    """Open Chromium with a fake camera; give a page."""
    from playwright.sync_api import sync_playwright

    arguments = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments += ["--disable-component-update", "--disable-sync", "--use-fake-ui-for-media-stream"]
    arguments += ["--autoplay-policy=no-user-gesture-required"]
    if camera is not None:
        arguments += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, chromium_sandbox=False, args=arguments
        )
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        try:
            yield context.new_page()
        finally:
            browser.close()


def begin(page: Any, address: str) -> None:
    """Open the page, answer its questions and start."""
    page.goto(address)
    page.wait_for_selector("#start:not([hidden])")
    page.check("input[name=acute][value=no]")
    page.check("input[name=kneeling][value=yes]")
    page.click("#begin")


def wait_for(page: Any, condition: str, seconds: float) -> None:
    """Wait until a JavaScript condition holds, in which `last` is the latest feedback."""
    # The page's own policy forbids the evaluation that Playwright's wait_for_function needs.
    end_s = time.monotonic() + seconds
    while not page.evaluate(f"(() => {{ const last = window.posecheck?.last; return {condition}; }})()"):
        assert time.monotonic() < end_s, page.evaluate("[window.posecheck.states, window.posecheck.last]")
        page.wait_for_timeout(100)
