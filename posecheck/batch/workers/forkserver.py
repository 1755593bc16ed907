"""How worker processes come to be: forked, on Linux, from one that has imported for all of them."""

from __future__ import annotations

import sys
from multiprocessing import get_context
from multiprocessing.context import BaseContext

FORKS = sys.platform == "linux"
"""Elsewhere the systems' own libraries do not survive a fork, and each worker starts from nothing."""


def context() -> BaseContext:
    """Return what makes the worker processes of this machine.

    Examples
    --------
    >>> context().get_start_method() == ("forkserver" if FORKS else "spawn")
    True
    """
    if not FORKS:
        return get_context("spawn")
    found = get_context("forkserver")
    # Not the main script: where that fails to import, a worker shall fail and not what all are forked from.
    found.set_forkserver_preload(["posecheck.batch.workers.preload"])
    return found
