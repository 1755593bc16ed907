"""The real command, a real browser, and a camera that plays a sample clip."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from posecheck.report.range_chart import NARROW, WIDE
from tests.live.chromium import LAPTOP, PHONE, begin, chromium, command, wait_for, write_camera

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("_browser")]


def spoken(page: Any) -> list[str]:
    words: list[str] = page.evaluate("window.posecheck.voice.spoken")
    return words


def test_a_good_clip_is_coached_from_set_up_to_summary(samples: Path, tmp_path: Path) -> None:
    clip = samples / "hip_abduction_good.mp4"
    truth = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
    held_s = [hold["end_s"] - hold["start_s"] for hold in truth["holds"]]
    camera = write_camera(clip, tmp_path / "camera.mjpeg", before_s=21.0)
    history = tmp_path / "history.jsonl"
    options = [
        "hip_abduction",
        "--side",
        truth["side"],
        "--reps",
        str(len(held_s)),
        "--history",
        str(history),
    ]
    with command(*options, folder=tmp_path) as (address, _), chromium(camera) as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        begin(page, address)
        wait_for(page, "last?.state === 'summary'", 80)
        states = page.evaluate("window.posecheck.states")
        [result] = page.evaluate("window.posecheck.last.results")
        assert states == ["setup", "calibrate", "ready", "countdown", "stretch", "summary"]
        assert result["reps"] == len(held_s)
        assert result["holds_s"] == pytest.approx(held_s, abs=0.5)
        assert result["score"] >= 85
        assert page.inner_text("#results h2") == "Standing hip abduction, right side"
        assert {"1.", "2. Well done.", "And release."} <= set(spoken(page))
        assert page.evaluate("window.posecheck.body.oldestCurrentMs") <= 150
        assert errors == []
    [line] = history.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["reps"] == len(held_s)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".jsonl", ".mjpeg", ".txt"]
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")


def test_a_faulty_clip_gets_its_cue_and_pain_stops_it(samples: Path, tmp_path: Path) -> None:
    camera = write_camera(samples / "childs_pose_hips_high.mp4", tmp_path / "camera.mjpeg", before_s=25.0)
    history = tmp_path / "history.jsonl"
    options = ["childs_pose", "--reps", "2", "--history", str(history)]
    with command(*options, folder=tmp_path) as (address, _), chromium(camera, PHONE) as page:
        begin(page, address)
        wait_for(page, "last?.cue?.id === 'hips_high'", 80)
        page.wait_for_selector("#cue:not([hidden])")
        assert page.inner_text("#cue-text") == "Sit back farther toward the heels."
        page.keyboard.press("Space")
        page.wait_for_selector("#ask:not([hidden])")
        [line] = history.read_text(encoding="utf-8").splitlines()
        assert json.loads(line)["stopped"] == "pain"
        # The page is closed before the answer, and comes back.
        page.reload()
        page.click("#resume")
        page.wait_for_selector("#ask:not([hidden])")
        page.click("#sharp")
        page.wait_for_selector("#summary:not([hidden])")
        assert page.inner_text("#results .stopped") == "Stopped because of sharp pain"
        page.click("#again")
        page.wait_for_selector(".card.locked")
    [line] = history.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["stopped"] == "sharp pain"


def test_an_assessment_ends_with_its_chart(samples: Path, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    camera = write_camera(samples / "hip_flexion_good.mp4", tmp_path / "camera.mjpeg", before_s=21.0)
    options = ["--routine", "hip_range_of_motion", "--side", "right", "--reps", "2"]
    options += ["--history", str(tmp_path / "history.jsonl")]
    with command(*options, folder=tmp_path) as (address, _), chromium(camera) as page:
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        begin(page, address)
        wait_for(page, "last?.state === 'rest'", 80)
        # The other five movements are left out.
        for step in range(2, 7):
            wait_for(page, f"last?.step === {step} && last.state === 'rest'", 5)
            page.keyboard.press("n")
            wait_for(page, "last?.state === 'setup'", 5)
            page.keyboard.press("n")
        page.wait_for_selector("#summary:not([hidden])")
        [result, *others] = page.evaluate("window.posecheck.last.results")
        assert (result["reps"], [other["stopped"] for other in others]) == (2, ["skipped"] * 5)
        shown = page.locator("#results .chart img")
        assert "Hip range of motion" in shown.get_attribute("alt")
        for (width, height), layout in ((LAPTOP, WIDE), (PHONE, NARROW)):
            page.set_viewport_size({"width": width, "height": height})
            wait_for(page, f"document.querySelector('.chart img').naturalWidth === {layout.width}", 5)
            assert page.evaluate("document.documentElement.scrollWidth") == width
        page.click(".chart summary")
        [words] = page.locator(".chart li").all_inner_texts()
        assert words.startswith(f"Standing hip flexion, right: {result['range_value']:.0f}° ±")
        assert [found["id"] for found in axe.run(page).response["violations"]] == []
        assert errors == []


def test_the_page_is_accessible_and_works_by_keyboard(samples: Path, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    camera = write_camera(samples / "hip_abduction_good.mp4", tmp_path / "camera.mjpeg", before_s=20.0)
    options = ["hip_abduction", "--reps", "2", "--history", str(tmp_path / "history.jsonl")]

    def mistakes(page: Any) -> list[str]:
        return [found["id"] for found in axe.run(page).response["violations"]]

    with command(*options, folder=tmp_path) as (address, _), chromium(camera) as page:
        page.goto(address)
        page.wait_for_selector("#start:not([hidden])")
        assert mistakes(page) == []
        for question in ("acute", "kneeling"):
            page.focus(f"input[name={question}]")
            page.keyboard.press("Space")
        page.keyboard.press("Enter")
        wait_for(page, "last?.state === 'ready'", 30)
        assert mistakes(page) == []
        # The camera is unplugged in the middle, and comes back.
        page.evaluate(
            "document.getElementById('video').srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))"
        )
        page.wait_for_selector("#trouble:not([hidden])")
        assert "The camera is gone" in page.inner_text("#trouble")
        page.wait_for_selector("#trouble", state="hidden", timeout=20_000)
        assert page.evaluate("window.posecheck.states") == ["setup", "calibrate", "ready"]
        page.keyboard.press("m")
        assert page.get_attribute("#voice", "aria-pressed") == "false"
        page.keyboard.press("Space")
        wait_for(page, "last?.ask_sharp", 5)
        assert mistakes(page) == []
        page.focus("#not-sharp")
        page.keyboard.press("Enter")
        page.keyboard.press("n")
        wait_for(page, "last?.state !== 'rest'", 5)
        page.keyboard.press("n")
        wait_for(page, "last?.state === 'summary'", 5)
        assert mistakes(page) == []
