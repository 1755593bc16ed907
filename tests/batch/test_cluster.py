"""The same clips through a real Dask scheduler and two real workers on loopback, each a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from distributed import Client

from tests.batch.batches import ROOT, STRETCH, batch, command, rows, write_bodies

COUNT = 20


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    write_bodies(folder, COUNT)
    return folder


@pytest.fixture(scope="module")
def alone(bodies: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("alone")
    assert batch(bodies, "--out", out, "--stretch", STRETCH, "--workers", 1).returncode == 0
    return out


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
    bodies: Path, alone: Path, cluster: tuple[str, list["subprocess.Popen[bytes]"]], tmp_path: Path
) -> None:
    done = batch(bodies, "--out", tmp_path / "out", "--stretch", STRETCH, "--scheduler", cluster[0])
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "out") == rows(alone)
    assert rows(tmp_path / "out", "reps.parquet") == rows(alone, "reps.parquet")


def test_a_killed_cluster_worker_is_survived(
    bodies: Path, alone: Path, cluster: tuple[str, list["subprocess.Popen[bytes]"]], tmp_path: Path
) -> None:
    address, workers = cluster
    out = tmp_path / "out"
    line = command(bodies, "--out", out, "--stretch", STRETCH, "--scheduler", address)
    with subprocess.Popen(line, cwd=ROOT, text=True, stderr=subprocess.PIPE) as run:
        end = time.monotonic() + 60
        while not (out / "work" / "journal").exists() or not (out / "work" / "journal").stat().st_size:
            assert time.monotonic() < end
            time.sleep(0.02)
        # The worker proper is a child of the process that watches over it.
        for child in psutil.Process(workers[0].pid).children(recursive=True):
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()
        _, said = run.communicate(timeout=120)
        assert run.returncode == 0, said
    assert rows(out) == rows(alone)
