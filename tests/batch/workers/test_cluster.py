"""The same short clips through one process, a pool, and Dask: a local cluster, and processes started one by one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import Client, LocalCluster

from benchmarks.batch_kill import cut_pieces
from tests.batch.batches import ROOT, STRETCH, batch, command, rows

pytestmark = pytest.mark.slow

COUNT = 20
HOW = ("--stretch", STRETCH, "--model", "lite")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    cut_pieces(folder, COUNT)
    return folder


@pytest.fixture(scope="module")
def alone(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("alone")
    assert batch(clips, "--out", out, *HOW, "--workers", 1).returncode in (0, 1)
    assert len(rows(out)) > COUNT / 2
    return out


@pytest.fixture
def local() -> Iterator[Any]:
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(**options) as cluster:  # type: ignore[no-untyped-call]
        yield cluster


def assert_same(out: Path, alone: Path) -> None:
    assert rows(out) == rows(alone)
    assert rows(out, "reps.parquet") == rows(alone, "reps.parquet")
    assert (out / "failures.csv").read_bytes() == (alone / "failures.csv").read_bytes()


def wait_for_first(out: Path, run: "subprocess.Popen[str]") -> None:
    """Wait until the first clip is done and others are at work."""
    journal = out / "work" / "journal"
    end = time.monotonic() + 120
    while not (journal.exists() and journal.stat().st_size):
        assert run.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_pool_gives_what_one_worker_gives(clips: Path, alone: Path, tmp_path: Path) -> None:
    batch(clips, "--out", tmp_path / "out", *HOW, "--workers", 2)
    assert_same(tmp_path / "out", alone)


def test_a_local_cluster_gives_what_one_worker_gives(
    clips: Path, alone: Path, local: Any, tmp_path: Path
) -> None:
    done = batch(clips, "--out", tmp_path / "out", *HOW, "--scheduler", local.scheduler_address)
    assert done.returncode in (0, 1), done.stderr
    assert_same(tmp_path / "out", alone)


def test_a_killed_worker_of_a_local_cluster_is_survived(
    clips: Path, alone: Path, local: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    line = command(clips, "--out", out, *HOW, "--scheduler", local.scheduler_address)
    with subprocess.Popen(line, cwd=ROOT, text=True, stderr=subprocess.PIPE) as run:
        wait_for_first(out, run)
        os.kill(next(iter(local.workers.values())).pid, signal.SIGKILL)
        _, said = run.communicate(timeout=240)
        assert run.returncode in (0, 1), said
    assert_same(out, alone)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """Start a scheduler and two workers as the cluster page says; give the address and the workers."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    file = tmp_path / "scheduler.json"

    def dask(*arguments: str) -> "subprocess.Popen[bytes]":
        line = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(file)]
        log = (tmp_path / f"{arguments[0]}.log").open("ab")
        return subprocess.Popen(line, env=environment, stdout=log, stderr=log, cwd=tmp_path)

    processes = [dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    processes += [dask("worker", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1") for _ in "12"]
    try:
        end = time.monotonic() + 60
        while not file.exists():
            assert time.monotonic() < end
            time.sleep(0.1)
        with Client(scheduler_file=str(file), set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield address, processes[1:]
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(30)


def test_a_cluster_gives_what_one_worker_gives(
    clips: Path, alone: Path, cluster: tuple[str, list["subprocess.Popen[bytes]"]], tmp_path: Path
) -> None:
    done = batch(clips, "--out", tmp_path / "out", *HOW, "--scheduler", cluster[0])
    assert done.returncode in (0, 1), done.stderr
    assert_same(tmp_path / "out", alone)


def test_a_killed_cluster_worker_is_survived(
    clips: Path, alone: Path, cluster: tuple[str, list["subprocess.Popen[bytes]"]], tmp_path: Path
) -> None:
    address, workers = cluster
    out = tmp_path / "out"
    line = command(clips, "--out", out, *HOW, "--scheduler", address)
    with subprocess.Popen(line, cwd=ROOT, text=True, stderr=subprocess.PIPE) as run:
        wait_for_first(out, run)
        # The worker proper is a child of the process that watches over it.
        for child in psutil.Process(workers[0].pid).children(recursive=True):
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()
        _, said = run.communicate(timeout=240)
        assert run.returncode in (0, 1), said
    assert_same(out, alone)
