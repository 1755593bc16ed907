"""A folder with every kind of bad clip: each is scored or in `failures.csv`, and for the right reason."""

import csv
import os
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.batch.batches import SAMPLES, STRETCH, batch, rows
from tests.video.clips import encode

pytestmark = pytest.mark.slow

Picture = Callable[[int], NDArray[np.uint8]]
TENTHS = [number / 10 for number in range(5)]


def person(width: int = 640, height: int = 480) -> Picture:
    """Return pictures of a person, scaled."""
    with av.open(str(SAMPLES / "hip_abduction_good.mp4")) as container:
        frames = [frame for _, frame in zip(range(5), container.decode(video=0), strict=False)]
    scaled = (frame.reformat(width, height, format="rgb24").to_ndarray() for frame in frames)
    images = [np.asarray(image, np.uint8) for image in scaled]
    return lambda number: images[number % len(images)]


def grey(width: int, height: int) -> Picture:
    return lambda number: np.full((height, width, 3), 40 + number, np.uint8)


def sound(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 8000, 0, Fraction(1, 8000)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def cut(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


NOT_VIDEO, SHORT, NOBODY, SCORED = (
    "is not a video that can be read",
    "is cut short",
    "nobody was seen",
    "scored",
)


def no_videos(folder: Path) -> dict[str, str]:
    """Write what is no video; return for each file what its reason must say."""
    rng = np.random.default_rng(0)
    (folder / "zero bytes.mp4").touch()
    (folder / "text.mp4").write_text("not a video\n" * 100)
    (folder / "page.webm").write_text("<!doctype html><title>404</title>")
    (folder / "noise.avi").write_bytes(rng.bytes(5000))
    (folder / "damaged.npz").write_bytes(rng.bytes(500))
    np.savez(folder / "other.npz", x=np.zeros(3))
    sound(folder / "sound.mp4")
    sound(folder / "sound.mkv")
    return {
        "zero bytes.mp4": "is empty",
        **dict.fromkeys(("text.mp4", "page.webm", "noise.avi"), NOT_VIDEO),
        **dict.fromkeys(("damaged.npz", "other.npz"), "is not a landmark file"),
        **dict.fromkeys(("sound.mp4", "sound.mkv"), "has no pictures"),
    }


def odd_files(folder: Path) -> dict[str, str]:
    """Write links that lead nowhere or in a circle, a pipe, and a file that nobody may read."""
    (folder / "gone.mp4").symlink_to("nowhere.mp4")
    (folder / "self.mp4").symlink_to("self.mp4")
    (folder / "circle").symlink_to(folder)
    os.mkfifo(folder / "pipe.mp4")
    encode(folder / "unreadable.mp4", times=TENTHS, picture=person())
    (folder / "unreadable.mp4").chmod(0)
    for_root = os.access(folder / "unreadable.mp4", os.R_OK)
    return {
        "gone.mp4": "does not exist",
        "self.mp4": "cannot be read (Too many levels of symbolic links)",
        "circle": "leads back to a folder above",
        "pipe.mp4": "is not a file but a pipe",
        "unreadable.mp4": SCORED if for_root else "cannot be read (Permission denied)",
    }


def cut_short(folder: Path) -> dict[str, str]:
    """Write clips that break off."""
    long = [number / 10 for number in range(40)]
    encode(folder / "end missing.mp4", times=long, picture=grey(160, 96))
    cut(folder / "end missing.mp4", 0.7)
    encode(folder / "cut.mp4", times=long, picture=person(), muxer={"movflags": "faststart"})
    encode(folder / "cut.mkv", times=long, picture=person())
    encode(folder / "cut.avi", times=long, picture=person(), codec="mjpeg", pix_fmt="yuvj420p")
    for name in ("cut.mp4", "cut.mkv", "cut.avi"):
        cut(folder / name, 0.5)
    return dict.fromkeys(("end missing.mp4", "cut.mp4", "cut.mkv", "cut.avi"), SHORT)


def nobody(folder: Path) -> dict[str, str]:
    """Write clips in which nobody is seen."""
    encode(folder / "nobody.mp4", times=TENTHS)
    encode(folder / "black.mp4", times=TENTHS, picture=lambda _: np.zeros((96, 160, 3), np.uint8))
    for name, size in (("one pixel.mkv", (1, 1)), ("one row.mkv", (300, 1))):
        encode(folder / name, times=TENTHS, picture=grey(*size), codec="ffv1", pix_fmt="bgr0")
    return dict.fromkeys(("nobody.mp4", "black.mp4", "one pixel.mkv", "one row.mkv"), NOBODY)


def odd_clips(folder: Path) -> dict[str, str]:
    """Write clips of a person that are odd and yet fit to be scored."""
    body = person()
    encode(folder / "4K.mp4", times=TENTHS, picture=person(3840, 2160))
    encode(folder / "one frame.mp4", times=[0.0], picture=body)
    encode(folder / "240 fps.mp4", times=[number / 240 for number in range(60)], picture=body)
    encode(
        folder / "rotated.mp4",
        times=TENTHS,
        picture=lambda number: np.rot90(body(number)).copy(),
        rotation=(-90, False),
    )
    encode(folder / "grey.mkv", times=TENTHS, picture=body, codec="ffv1", pix_fmt="gray")
    return dict.fromkeys(("4K.mp4", "one frame.mp4", "240 fps.mp4", "rotated.mp4", "grey.mkv"), SCORED)


def odd_names(folder: Path) -> dict[str, str]:
    """Write clips of a person under odd names; the keys are the names as the tables spell them."""
    encode(folder / "early.MOV", times=TENTHS, picture=person())
    names = ["ünï cödé 体.mp4", 'new\nline, "quoted".mp4', f"{'long' * 60}.mp4"]
    for name in names:
        shutil.copy(folder / "early.MOV", folder / name)
    shutil.copy(folder / "early.MOV", os.fsdecode(os.fsencode(folder) + b"/not \xff utf-8.mp4"))
    return dict.fromkeys(("early.MOV", "not \\xff utf-8.mp4", *names), SCORED)


def test_every_bad_clip_is_scored_or_has_the_right_reason(tmp_path: Path) -> None:
    folder, out = tmp_path / "clips", tmp_path / "out"
    folder.mkdir()
    expected: dict[str, str] = {}
    for kind in (no_videos, odd_files, cut_short, nobody, odd_clips, odd_names):
        expected |= kind(folder)
    assert len(expected) >= 30
    done = batch(folder, "--out", out, "--stretch", STRETCH, "--model", "lite")
    assert done.returncode == 1
    found = {row["clip"].removeprefix(f"{folder}/"): "scored" for row in rows(out)}
    with (out / "failures.csv").open(newline="", encoding="utf-8") as stream:
        failures = list(csv.DictReader(stream))
    found |= {row["file"].removeprefix(f"{folder}/"): row["reason"] for row in failures}
    assert found.keys() == expected.keys()
    wrong = {name: found[name] for name, reason in expected.items() if reason not in found[name]}
    assert wrong == {}
    assert all(row["hint"] for row in failures)
    sizes = {row["clip"].removeprefix(f"{folder}/"): (row["width_px"], row["height_px"]) for row in rows(out)}
    assert sizes["rotated.mp4"] == (640, 480)
    assert sizes["4K.mp4"] == (3840, 2160)


def test_a_clip_that_needs_too_much_memory_says_so_and_harms_no_other(tmp_path: Path) -> None:
    folder, out = tmp_path / "clips", tmp_path / "out"
    folder.mkdir()
    # Each of its frames takes 324 MB as RGB, and there are a few of them at a time.
    encode(
        folder / "huge.mkv", times=TENTHS[:3], picture=grey(12_000, 9_000), codec="mjpeg", pix_fmt="yuvj420p"
    )
    encode(folder / "small.mp4", times=TENTHS, picture=person())
    done = batch(folder, "--out", out, "--stretch", STRETCH, "--model", "lite", "--memory", 1, "--workers", 2)
    assert done.returncode == 1
    with (out / "failures.csv").open(newline="", encoding="utf-8") as stream:
        [failure] = csv.DictReader(stream)
    assert failure["file"] == str(folder / "huge.mkv")
    assert failure["reason"] == "needs more memory than a worker may have"
    assert [Path(row["clip"]).name for row in rows(out)] == ["small.mp4"]
