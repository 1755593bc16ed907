"""What this machine has for workers: cores and memory."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

SPARED = 0.1
"""Share of the machine's memory that is left to the rest of it."""

LEAST_BYTES = 2 * 2**30
"""A worker is never given less: libraries reserve more than they use."""

_CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def share_of(workers: int) -> int | None:
    """Return the bytes each worker may have if all share this machine, or None where it does not tell."""
    total = memory_bytes()
    return None if total is None else max(LEAST_BYTES, int(total * (1 - SPARED) / workers))


def memory_bytes() -> int | None:
    """Return the memory of this machine or container in bytes, or None where it does not tell."""
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
    for path in _CGROUP_LIMITS:
        with suppress(OSError, ValueError):
            total = min(total, int(Path(path).read_text()))
    return total


def return_unused_memory() -> None:
    """Give back to the system what this process has freed, as Linux does not by itself.

    Every clip has threads of its own, whose heaps stay with the process: it would take half as much again after
    a few dozen clips.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
