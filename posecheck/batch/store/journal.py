"""The journal of a batch: every finished clip, one line each, on disk before it counts as finished."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Journal:
    """What is finished, by key; a context manager.

    Only the places of the lines are kept in memory. A line that was cut off or damaged by a power failure is
    not counted, and its clip is done again.

    Parameters
    ----------
    path : Path
        The file; made if it is missing.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "journal"
    >>> with Journal(path) as journal:
    ...     journal.add([("a", '{"score": 90}')])
    >>> with Journal(path) as journal:
    ...     journal.read("a")
    {'score': 90}
    """

    def __init__(self, path: Path) -> None:
        self._places: dict[str, tuple[int, int]] = {}
        self._stream = path.open("a+b")
        self._index()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def _index(self) -> None:
        """Note where the whole lines are, and cut off a last one that was never finished."""
        self._stream.seek(0)
        at = 0
        for line in self._stream:
            if not line.endswith(b"\n"):
                self._stream.truncate(at)
                break
            check, _, rest = line[:-1].partition(b" ")
            key, _, text = rest.partition(b" ")
            if check == _checksum(rest):
                self._places[key.decode()] = (at + len(line) - 1 - len(text), len(text))
            at += len(line)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def add(self, outcomes: Iterable[tuple[str, str]]) -> None:
        """Write outcomes, pairs of key and JSON on one line, and wait until they are on disk."""
        self._stream.seek(0, os.SEEK_END)
        for key, text in outcomes:
            content = text.encode()
            rest = key.encode() + b" " + content
            line = _checksum(rest) + b" " + rest + b"\n"
            self._places[key] = (self._stream.tell() + len(line) - 1 - len(content), len(content))
            self._stream.write(line)
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def read(self, key: str) -> dict[str, Any]:
        """Return the outcome of a finished clip."""
        begin, length = self._places[key]
        self._stream.seek(begin)
        found: dict[str, Any] = json.loads(self._stream.read(length))
        return found

    def forget(self, key: str) -> None:
        """Count a clip as not finished, so that it is done again."""
        del self._places[key]


def _checksum(data: bytes) -> bytes:
    return b"%08x" % zlib.crc32(data)
