"""Where the work is done: a pool of processes on this machine, or a Dask cluster; both are Executors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import posecheck
from posecheck.batch.settings import code
from posecheck.batch.workers import forkserver, worker_setup
from posecheck.errors import PosecheckError


@dataclass(frozen=True)
class Crew:
    """Workers, wherever they are.

    Attributes
    ----------
    executor : Executor
        What takes the work.
    size : callable
        How many workers there are now.
    lost : tuple of exception types
        What a future raises when its worker died; the work may be handed in again.
    """

    executor: Executor
    size: Callable[[], int]
    lost: tuple[type[BaseException], ...]


@contextmanager
def here() -> Iterator[Crew]:
    """Give a crew of one thread in this process, for work that is shorter than the start of others."""
    with ThreadPoolExecutor(1) as pool:
        try:
            yield Crew(pool, lambda: 1, ())
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def processes(count: int, memory_bytes: int | None) -> Iterator[Crew]:
    """Give a crew of `count` processes on this machine; all of them end with this context, or with this process."""
    pool = _Pool(count, memory_bytes)
    try:
        yield Crew(pool, lambda: count, (BrokenExecutor,))
    except BaseException:
        pool.stop()
        raise
    pool.shutdown()


class _Pool(Executor):
    """A process pool that starts anew after one of its processes died."""

    def __init__(self, count: int, memory_bytes: int | None) -> None:
        self._count, self._memory_bytes = count, memory_bytes
        self._start()

    def _start(self) -> None:
        context = forkserver.context()
        self._held: Connection
        leash, self._held = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(
            self._count, context, initializer=worker_setup.begin, initargs=(leash, self._memory_bytes)
        )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand in work; if a process has died since the last time, all are started anew."""
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self.stop()
            self._start()
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the processes end when their work is done."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)
        self._held.close()

    def stop(self) -> None:
        """End all processes at once, in the middle of their work."""
        self._held.close()
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def cluster(address: str, out: Path) -> Iterator[Crew]:
    """Give the workers of a Dask scheduler.

    Raises
    ------
    PosecheckError
        If Dask is not installed, nobody answers or goes away, or a worker has another posecheck or does not
        see `out`.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.comm.core import CommClosedError
    except ImportError:
        raise PosecheckError(
            "A cluster needs Dask distributed; install it with: pip install 'posecheck[cluster]'."
        ) from None
    try:
        client: Any = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        raise PosecheckError(
            f"No Dask scheduler answers at {address}; start one with `dask scheduler` and give its address."
        ) from None
    with client:
        try:
            _check_workers(client.run(_describe, str(out)), out)
        except ImportError:
            raise PosecheckError(
                "A worker of the cluster has no posecheck; install it there: pip install 'posecheck[cluster]'."
            ) from None
        executor = client.get_executor(pure=False)
        try:
            yield Crew(executor, lambda: sum(client.nthreads().values()), (KilledWorker,))
        except (CommClosedError, CancelledError):
            raise PosecheckError(
                f"The Dask scheduler at {address} is gone; start it and run the same command again."
            ) from None
        finally:
            with suppress(CommClosedError):
                executor.shutdown(wait=False)


def _describe(out: str) -> tuple[str, bool]:
    """Return what a worker says of itself: its posecheck, and whether it can write to the output folder."""
    return f"{posecheck.__version__} ({code()})", os.access(out, os.W_OK)


def _check_workers(described: dict[str, tuple[str, bool]], out: Path) -> None:
    own, _ = _describe(str(out))
    for address, (version, sees_out) in described.items():
        if version != own:
            raise PosecheckError(
                f"The worker {address} has posecheck {version}, this is {own}; "
                "install the same version on all machines."
            )
        if not sees_out:
            raise PosecheckError(
                f"The worker {address} cannot write to {out}; use a folder that all machines share."
            )
