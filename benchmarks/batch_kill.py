"""A batch that is killed at random moments again and again, against one that is left alone.

    python -m benchmarks.batch_kill [--clips 200] [--kills 20] [--seed 0]

Short pieces of the sample clips are scored. The disturbed run loses, in turn, a worker (SIGKILL), its parent
(SIGKILL), or is interrupted (SIGINT) at a random moment, and is started again. Both must end with the same rows,
and the journal must hold every clip exactly once.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq
import typer

from benchmarks.markdown import table
from benchmarks.truth import SAMPLES
from benchmarks.workers import workers_of
from posecheck.batch.tables.columns import TIMINGS
from posecheck.stretches.load import stretch_ids
from posecheck.video import Video, VideoWriter

KINDS = ("worker SIGKILL", "parent SIGKILL", "SIGINT")


def cut_pieces(folder: Path, count: int, piece_s: float = 1.0) -> None:
    """Write pieces of the sample clips, each of another second."""
    samples = sorted(SAMPLES.glob("*.mp4"))
    for number in range(count):
        sample, start_s = samples[number % len(samples)], (number // len(samples)) * piece_s
        with (
            Video(sample, start_s=start_s, end_s=start_s + piece_s) as video,
            VideoWriter(folder / f"{number:04}.mp4", fps=video.fps) as writer,
        ):
            for frame in video:
                writer.write(frame.image, frame.time_s - start_s)


def start(folder: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", "posecheck", "batch", str(folder), "--out", str(out), "--model", "lite"]
    line += ["--stretch", stretch_ids()[0], "--quiet", "--workers", str(workers)]
    return subprocess.Popen(line, start_new_session=True, stderr=subprocess.DEVNULL)


def disturb(run: subprocess.Popen[bytes], kind: str) -> None:
    if kind == "SIGINT":
        run.send_signal(signal.SIGINT)
    elif kind == "parent SIGKILL":
        run.kill()
    else:
        workers = workers_of(run.pid)
        if workers:
            random.choice(workers).kill()


def finished(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def rows(out: Path, name: str) -> object:
    found = pq.read_table(out / name)
    return found.drop([column for column in TIMINGS if column in found.column_names]).to_pylist()


def main(clips: int = 200, kills: int = 20, seed: int = 0, workers: int = 2) -> None:
    """Print how often the run was disturbed, and whether the rows are the same."""
    random.seed(seed)
    with tempfile.TemporaryDirectory() as name:
        folder, alone, disturbed = (Path(name) / part for part in ("clips", "alone", "disturbed"))
        folder.mkdir()
        cut_pieces(folder, clips)
        begin = time.monotonic()
        start(folder, alone, workers).wait()
        alone_s = time.monotonic() - begin
        done = dict.fromkeys(KINDS, 0)
        journal = disturbed / "work" / "journal"
        run = start(folder, disturbed, workers)
        for number, reached in enumerate(sorted(random.sample(range(1, clips - 2 * workers), kills))):
            while run.poll() is None and finished(journal) < reached:
                time.sleep(0.05)
            time.sleep(random.uniform(0.0, 0.5))
            assert run.poll() is None, f"ended by itself with {run.returncode}"
            kind = KINDS[number % len(KINDS)]
            disturb(run, kind)
            done[kind] += 1
            if kind != "worker SIGKILL":
                run.wait()
                run = start(folder, disturbed, workers)
        run.wait()
        again = start(folder, disturbed, workers).wait()
        keys = [line.split(b" ")[1] for line in journal.read_bytes().splitlines()]
        same = all(rows(alone, part) == rows(disturbed, part) for part in ("results.parquet", "reps.parquet"))
        failures = (alone / "failures.csv").read_bytes() == (disturbed / "failures.csv").read_bytes()
    print(f"{clips} clips, seed {seed}, undisturbed {alone_s:.0f} s, last exit code {again}\n")
    counts = [[kind, str(count)] for kind, count in done.items()]
    counts += [["clips in the journal", str(len(keys))], ["of them different", str(len(set(keys)))]]
    counts += [["rows the same", "yes" if same else "NO"], ["failures the same", "yes" if failures else "NO"]]
    print(table(["", ""], counts))
    raise SystemExit(not (same and failures and len(keys) == len(set(keys)) == clips))


if __name__ == "__main__":
    typer.run(main)
