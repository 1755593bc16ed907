"""Peak memory of a worker with a short and with a long clip.

    python -m benchmarks.batch_memory [CLIP] [--minutes 1 30] [--fps 10] [--model lite]

The clip is played forward and backward until it is long enough. A worker finds landmarks; what scores a clip that
was cut into chunks is a process of its own, which ends with it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import psutil
import typer

from benchmarks.batch_long import write_long
from benchmarks.markdown import table
from benchmarks.truth import SAMPLES
from benchmarks.workers import workers_of
from posecheck.batch import Clip, Entry, Settings, run
from posecheck.batch.chunks import CHUNK_S
from posecheck.stretches.load import stretch_ids


class Watch:
    """The highest memory of this process's children while the context lasts, MiB: pose workers, and all others."""

    def __enter__(self) -> Watch:
        self.workers = self.others = 0.0
        self._end = Event()
        self._thread = Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(0.05):
            workers = workers_of(os.getpid())
            for child in psutil.Process().children(recursive=True):
                try:
                    mib = child.memory_info().rss / 2**20
                    if child in workers:
                        self.workers = max(self.workers, mib)
                    elif "multiprocessing" not in str(child.cmdline()):
                        self.others = max(self.others, mib)
                except psutil.Error:
                    continue


def main(
    clip: Annotated[Path, typer.Argument()] = SAMPLES / "hip_abduction_good.mp4",
    minutes: tuple[float, float] = (1.0, 30.0),
    fps: float = 10.0,
    model: str = "lite",
) -> None:
    """Print the peaks, and how much the long clip takes more than the short one."""
    rows = []
    peaks = []
    with tempfile.TemporaryDirectory() as name:
        long = Path(name) / "long.mp4"
        for length in minutes:
            write_long(clip, long, length, fps)
            with Watch() as watch:
                summary = run(
                    [Clip(long, (Entry(stretch_ids()[0]),))],
                    Settings(Path(name) / f"{length:g}", model, workers=1),
                )
            assert (summary.done, summary.failed) == (1, 0), summary.failures
            peaks.append(watch.workers)
            scoring = f"{watch.others:.0f}" if length * 60 >= 1.5 * CHUNK_S else "(in the worker)"
            rows.append([f"{length:g} min, {length * 60 * fps:.0f} frames", f"{watch.workers:.0f}", scoring])
    print(table(["clip", "worker, peak MiB", "scoring process, peak MiB"], rows))
    print(f"\nworker, long to short: {peaks[-1] / peaks[0]:.3f} (limit 1.10)")


if __name__ == "__main__":
    typer.run(main)
