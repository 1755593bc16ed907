"""What may happen to a batch in the night: killed, interrupted, out of memory, out of disk."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from benchmarks.workers import workers_of
from tests.batch.batches import ROOT, SAMPLES, STRETCH, batch, command, rows, write_bodies

COUNT = 12


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    write_bodies(folder, COUNT, seconds=18.0)
    return folder


@pytest.fixture(scope="module")
def undisturbed(bodies: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed")
    assert batch(bodies, "--out", out, "--stretch", STRETCH).returncode == 0
    return out


@contextmanager
def started(*arguments: object) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(condition: Callable[[], object], timeout_s: float = 120.0) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def scored(out: Path) -> int:
    """Return how many clips the journal holds."""
    journal = out / "work" / "journal"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def claimed(out: Path) -> bool:
    """Return whether a worker is in the middle of a clip."""
    return any(not path.name.endswith(".lock") for path in (out / "work" / "claims").glob("*"))


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_goes_on_where_it_was(
    bodies: Path, undisturbed: Path, tmp_path: Path, kill: signal.Signals
) -> None:
    with started(bodies, "--out", tmp_path, "--stretch", STRETCH) as process:
        wait_for(lambda: scored(tmp_path) >= 2)
        workers = workers_of(process.pid)
        process.send_signal(kill)
        assert process.wait(20) != 0
        psutil.wait_procs(workers, timeout=20)
        assert not any(worker.is_running() for worker in workers)
    done = scored(tmp_path)
    assert batch(bodies, "--out", tmp_path, "--stretch", STRETCH).returncode == 0
    assert 2 <= done < COUNT == scored(tmp_path)
    assert rows(tmp_path) == rows(undisturbed)
    assert rows(tmp_path, "reps.parquet") == rows(undisturbed, "reps.parquet")
    assert list(tmp_path.rglob(".*")) == []


def test_what_is_in_the_journal_is_not_entered_again(bodies: Path, undisturbed: Path, tmp_path: Path) -> None:
    out = shutil.copytree(undisturbed, tmp_path / "out")
    journal = out / "work" / "journal"
    _, key, outcome = journal.read_bytes().splitlines()[3].split(b" ", 2)
    # As a run leaves it that is killed after it wrote to the journal and before it removed the file.
    (out / "work" / "pending" / f"{key.decode()}.json").write_bytes(outcome)
    before = journal.read_bytes()
    assert batch(bodies, "--out", out, "--stretch", STRETCH).returncode == 0
    assert journal.read_bytes() == before
    assert rows(out) == rows(undisturbed)


def test_a_killed_worker_is_replaced(bodies: Path, undisturbed: Path, tmp_path: Path) -> None:
    with started(bodies, "--out", tmp_path, "--stretch", STRETCH, "--workers", 2) as process:
        wait_for(lambda: scored(tmp_path) >= 1)
        workers_of(process.pid)[0].kill()
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert rows(tmp_path) == rows(undisturbed)
    assert scored(tmp_path) == COUNT


@pytest.mark.slow
def test_a_clip_that_kills_its_worker_twice_is_reported(bodies: Path, tmp_path: Path) -> None:
    clip = SAMPLES / "hip_abduction_good.mp4"
    inputs = (clip, bodies / "body 000.npz")
    with started(*inputs, "--out", tmp_path, "--stretch", STRETCH, "--workers", 1) as process:
        # The body is first in the alphabet only by chance of the folder; wait until the clip is at work.
        for _ in range(2):
            wait_for(lambda: claimed(tmp_path) and notes_of_clip(tmp_path, clip))
            before = workers_of(process.pid)
            before[0].kill()
            wait_for(lambda worker=before[0]: not worker.is_running())  # type: ignore[misc]
        _, said = process.communicate(timeout=120)
        assert process.returncode == 1
    assert "killed its worker 2 times" in said
    assert "killed its worker 2 times" in (tmp_path / "failures.csv").read_text()
    assert len(rows(tmp_path)) == 1


def notes_of_clip(out: Path, clip: Path) -> bool:
    """Return whether the clip itself is open in some process."""
    for process in psutil.process_iter():
        try:
            if any(file.path == str(clip) for file in process.open_files()):
                return True
        except psutil.Error:
            continue
    return False


def test_two_runs_do_not_share_a_folder(bodies: Path, tmp_path: Path) -> None:
    with started(bodies, "--out", tmp_path, "--stretch", STRETCH):
        wait_for(lambda: (tmp_path / "work" / "journal").exists())
        second = batch(bodies, "--out", tmp_path, "--stretch", STRETCH)
    assert second.returncode == 2
    assert "Another run is writing to" in second.stderr


def test_tables_can_be_read_while_the_run_goes_on(bodies: Path, tmp_path: Path) -> None:
    with started(bodies, "--out", tmp_path, "--stretch", STRETCH, "--workers", 1) as process:
        # The page is written last.
        wait_for(lambda: (tmp_path / "summary.html").exists())
        assert process.poll() is None
        assert len(rows(tmp_path)) < COUNT
        assert "Running" in (tmp_path / "summary.html").read_text()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_stops_the_run_and_loses_nothing(bodies: Path, undisturbed: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", disk], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody make a small disk")
    try:
        done = batch(bodies, "--out", disk / "out", "--stretch", STRETCH)
        assert done.returncode == 2
        assert "takes nothing more" in done.stderr
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        kept = scored(disk / "out")
        assert batch(bodies, "--out", disk / "out", "--stretch", STRETCH).returncode == 0
        assert 0 < kept < COUNT == scored(disk / "out")
        assert rows(disk / "out") == rows(undisturbed)
    finally:
        subprocess.run(["umount", disk], check=True)
