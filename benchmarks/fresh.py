"""Times batches as if each were the first of its process: nothing that one has started is there for the next."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Sequence

import numpy as np

from posecheck.batch import Clip, Settings, run
from posecheck.subprocess_call import apart

PR_SET_CHILD_SUBREAPER = 36


def seconds_of_run(clips: Sequence[Clip], settings: Settings) -> np.ndarray:
    """Return the time of a batch by the clock and by the processors, from the start of its workers to their end.

    Raises
    ------
    AssertionError
        If a clip failed.
    """
    if sys.platform == "linux":
        # What workers are forked from outlives the run by a moment, and is then this process's to wait for.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = os.times()
    clock_s, loading_s = apart(_run, clips, settings)
    _wait_for_children()
    after = os.times()
    return np.array([clock_s, sum(after[2:4]) - sum(before[2:4]) - loading_s])


def _run(clips: Sequence[Clip], settings: Settings) -> tuple[float, float]:
    """Return how long the batch took by the clock, and what its process had worked before."""
    begin, loading_s = time.perf_counter(), time.process_time()
    summary = run(clips, settings)
    assert summary.done == len(clips), summary.failures
    return time.perf_counter() - begin, loading_s


def _wait_for_children() -> None:
    while sys.platform == "linux":
        try:
            os.wait()
        except ChildProcessError:
            return
