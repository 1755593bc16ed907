"""A worker process on this machine: it stops with its parent, and takes no more memory than its share."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from posecheck.batch.store.claims import give_back


def begin(leash: Connection, memory_bytes: int | None) -> None:
    """Prepare this process for work.

    Parameters
    ----------
    leash : Connection
        Its other end is held by the parent alone; when that is closed, by purpose or by death, this process ends.
    memory_bytes : int or None
        The most memory this process may ask for; beyond it a clip fails, and the machine does not.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: _stop())
    Thread(target=_hold, args=(leash,), name="leash", daemon=True).start()
    if sys.platform == "linux":
        # If the machine runs out of memory all the same, a worker shall go and not the run.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("500")
    if memory_bytes is not None and sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def _hold(leash: Connection) -> None:
    """Wait until the parent lets go."""
    with suppress(OSError):
        leash.poll(None)
    _stop()


def _stop() -> None:
    with suppress(OSError):
        give_back()
    os._exit(0)
