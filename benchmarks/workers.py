"""Finds the workers of a running batch among its processes."""

from __future__ import annotations

import psutil


def workers_of(run: int) -> list[psutil.Process]:
    """Return the processes that score clips, not Python's own helpers, below the process with id `run`."""
    return [each for each in psutil.Process(run).children(recursive=True) if _is_worker(each)]


def _is_worker(process: psutil.Process) -> bool:
    try:
        line, parent = " ".join(process.cmdline()), process.parent()
        # What is forked keeps the command line of what it is forked from.
        forked = "forkserver" in line and parent is not None and "forkserver" in " ".join(parent.cmdline())
        return forked or "spawn_main" in line
    except psutil.Error:
        return False
