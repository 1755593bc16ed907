"""A model is tried on a known picture before it is trusted, and the trial can fail."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import pytest

from posecheck.errors import PosecheckError
from posecheck.pose.model.models import BUNDLED_SHA256, Model, load_model, read_model
from posecheck.pose.model.self_check import require_sound, try_model
from tests.pose.model.broken_models import with_doubled_presence, with_nobody, write_task

ROOT = Path(__file__).parents[3]
CLIP = str(ROOT / "sample_videos" / "childs_pose_good.mp4")
VERSION = metadata.version("mediapipe")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, as of a new user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    require_sound.cache_clear()
    return tmp_path / "cache"


def kept(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", BUNDLED_SHA256)
def test_bundled_models_see_the_known_person_where_they_are(name: str) -> None:
    trial = try_model(read_model(name))
    assert trial.sound
    assert trial.found == trial.pictures == 11
    assert trial.off_px < 0.5
    assert trial.off_m < 0.01


def test_a_model_that_finds_nobody_is_not_used(cache: Path) -> None:
    with pytest.raises(PosecheckError) as caught:
        require_sound(with_nobody("lite"))
    assert str(caught.value).startswith(
        f"The pose model lite finds nobody in a picture of a person with MediaPipe {VERSION}; versions that work"
    )
    assert 'pip install "mediapipe==' in str(caught.value)
    assert "\n" not in str(caught.value)
    assert kept(cache) == []


@pytest.mark.skipif(VERSION != "1.2.3", reason="only MediaPipe 1.2.3 is known to run such a model wrongly")
def test_a_model_that_one_release_loses_people_with_is_found_out() -> None:
    trial = try_model(with_doubled_presence("full"))
    assert not trial.sound
    assert trial.found < trial.pictures


def test_a_model_that_sees_the_person_elsewhere_is_found_out() -> None:
    heavy = read_model("heavy")
    trial = try_model(Model("lite", BUNDLED_SHA256["lite"], heavy.data))
    assert trial.found == trial.pictures
    assert trial.off_px > 3
    assert not trial.sound


def test_what_is_found_sound_is_remembered(cache: Path) -> None:
    require_sound(read_model("lite"))
    [file] = kept(cache)
    assert file.name == f"mediapipe {VERSION}, {BUNDLED_SHA256['lite'][:16]}"
    # One of the same checksum is believed without another trial.
    require_sound(with_nobody("lite"))


@pytest.mark.usefixtures("cache")
def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder")
    require_sound(read_model("lite"))


def test_processes_that_try_at_once_do_no_harm(cache: Path) -> None:
    command = [sys.executable, "-c", "from posecheck.pose.model.models import load_model; load_model('lite')"]
    with ThreadPoolExecutor() as pool:
        runs = [pool.submit(subprocess.run, command, capture_output=True, text=True, cwd=ROOT) for _ in "ab"]
        done = [run.result() for run in runs]
    assert [(run.returncode, run.stderr) for run in done] == [(0, ""), (0, "")]
    assert len(kept(cache)) == 1


def test_a_model_of_ones_own_has_to_find_somebody(cache: Path, tmp_path: Path) -> None:
    own = write_task(read_model("lite"), tmp_path / "own.task")
    assert load_model(own).sha256 != BUNDLED_SHA256["lite"]
    assert len(kept(cache)) == 1
    blind = write_task(with_nobody("lite"), tmp_path / "blind.task")
    with pytest.raises(PosecheckError, match=r"The pose model blind\.task finds nobody"):
        load_model(blind)


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(
    "command",
    [
        ["check", CLIP, "--stretch", "childs_pose"],
        ["batch", CLIP, "--out", "results"],
        ["live", "childs_pose", "--no-browser"],
    ],
)
def test_every_command_says_so_in_one_sentence(command: list[str], tmp_path: Path) -> None:
    blind = write_task(with_nobody("lite"), tmp_path / "blind.task")
    run = subprocess.run(
        [sys.executable, "-m", "posecheck", *command, "--model", blind],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("posecheck: The pose model blind.task finds nobody")
    assert run.stderr.count("\n") == 1
