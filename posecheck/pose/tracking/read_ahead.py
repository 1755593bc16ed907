"""Prepares the next item in a thread while the present one is worked on."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


def read_ahead(items: Iterable[T], depth: int = 2) -> Generator[T, None, None]:
    """Yield the same items in the same order, read up to `depth` items ahead.

    An exception raised by `items` is raised here after the items before it. When the caller stops early, for
    Ctrl-C too, the reading thread ends before this generator does.

    Examples
    --------
    >>> list(read_ahead(range(5)))
    [0, 1, 2, 3, 4]
    """
    ready: Queue[tuple[bool, T | BaseException | None]] = Queue(maxsize=depth)
    stopped = Event()

    def give(more: bool, value: T | BaseException | None) -> None:
        while not stopped.is_set():
            try:
                return ready.put((more, value), timeout=0.1)
            except Full:
                continue

    def read() -> None:
        try:
            for item in items:
                give(True, item)
                if stopped.is_set():
                    break
            give(False, None)
        except BaseException as error:
            give(False, error)

    thread = Thread(target=read, name="read-ahead", daemon=True)
    thread.start()
    try:
        while True:
            more, value = ready.get()
            if isinstance(value, BaseException) and not more:
                raise value
            if not more:
                return
            yield value  # type: ignore[misc]
    finally:
        stopped.set()
        with suppress(Empty):
            ready.get_nowait()
        thread.join()
