"""Recordings that were joined end to end, in formats whose files are meant to hold one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from av.container import InputContainer

_HEADER = 2**16
"""A file of AVI says in so many bytes at its beginning how its pictures are stored."""

_STORED = re.compile(rb"strh.{4}vids(.{4}).{12}(.{8}).*?strf.{4}.{16}(.{4})", re.DOTALL)
"""Codec, rate and codec again of an AVI's pictures; their size is looked at frame by frame."""


@dataclass(frozen=True)
class Joined:
    """Recordings after the first one of a file.

    Attributes
    ----------
    begin : int
        Where the second recording begins, in bytes.
    count : int
        How many recordings the file holds.
    go_on : bool
        Whether all are stored alike, and are read as one by a reader that knows of none but the first.
    """

    begin: int
    count: int
    go_on: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of it."""
        if self.go_on:
            return ()  # the clock starts again there
        return (
            f"The file holds {self.count} recordings joined end to end; only the first was read: give each as a "
            "file of its own.",
        )


def joined(container: InputContainer) -> Joined | None:
    """Return the recordings after the first one of a file; None if there are none.

    Matroska, WebM and MPEG are meant to be joined, and need not be looked at.
    """
    path = Path(container.name.removeprefix("file:"))
    avi = container.format.name == "avi"
    if not avi and "mp4" not in container.format.name:
        return None
    # Old mov files do not say first what they are, but any has one index.
    for begins_with in (b"AVI ",) if avi else (b"ftyp", b"moov"):
        begins = [at for at, kind in (_riffs(path) if avi else _boxes(path)) if kind == begins_with]
        if len(begins) > 1:
            alike = avi and len({_stored(path, at) for at in begins}) == 1
            return Joined(begins[1], len(begins), alike)
    return None


def _riffs(path: Path) -> Iterator[tuple[int, bytes]]:
    """Give place and kind of the outermost pieces of an AVI file; long recordings go on in pieces called AVIX."""
    with path.open("rb") as stream:
        at = 0
        while (head := stream.read(12))[:4] == b"RIFF":
            yield at, head[8:]
            length = 8 + int.from_bytes(head[4:8], "little")
            at += length + length % 2
            stream.seek(at)


def _boxes(path: Path) -> Iterator[tuple[int, bytes]]:
    """Give place and kind of the outermost boxes of an mp4 or mov file (ISO/IEC 14496-12, section 4.2)."""
    with path.open("rb") as stream:
        at = 0
        while len(head := stream.read(16)) >= 8:
            yield at, head[4:8]
            length = int.from_bytes(head[:4])
            length = int.from_bytes(head[8:]) if length == 1 else length
            if length < 8:
                return
            at += length
            stream.seek(at)


def _stored(path: Path, at: int) -> tuple[bytes, ...]:
    with path.open("rb") as stream:
        stream.seek(at)
        found = _STORED.search(stream.read(_HEADER))
    return found.groups() if found else ()
