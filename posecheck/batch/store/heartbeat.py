"""How far workers are with the clips they have in hand: small files, the same on one machine and on many."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from posecheck.clip_landmarks import OnFrame

EVERY_S = 1.0
"""A worker tells of its clip at most this often."""


@dataclass
class AtWork:
    """What is done of the clips that are not finished.

    Attributes
    ----------
    clips : float
        Sum of the shares of them that are done.
    frames : int
        Frames whose landmarks were found, less those that `Tally.frames` has.
    bytes : float
        Size of what is done of them.
    """

    clips: float = 0.0
    frames: int = 0
    bytes: float = 0.0


@contextmanager
def telling(path: Path) -> Iterator[OnFrame]:
    """Give a function that takes the frames done and expected, and keeps them in `path` while the context lasts.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "clip"
    >>> with telling(path) as on_frame:
    ...     on_frame(30, 300)
    ...     told(path)
    (30, 300)
    >>> told(path)
    (0, None)
    """
    due_s = -EVERY_S

    def on_frame(done: int, expected: int | None) -> None:
        nonlocal due_s
        now_s = time.monotonic()
        if now_s < due_s:
            return
        due_s = now_s + EVERY_S
        # Where it cannot be told, the clip itself will say what is wrong.
        with suppress(OSError):
            path.write_text(f"{done} {expected or ''}")

    try:
        yield on_frame
    finally:
        path.unlink(missing_ok=True)


def told(path: Path) -> tuple[int, int | None]:
    """Return the frames done and expected of a clip; 0 and None as long as nothing is known."""
    try:
        done, _, expected = path.read_text().partition(" ")
        return int(done), int(expected) if expected else None
    except (OSError, ValueError):
        return 0, None


@dataclass(frozen=True)
class Part:
    """A clip, or a chunk of it, that a worker has in hand: its key, and the frames done and expected."""

    key: str
    chunk: bool
    done: int
    expected: int | None


def summed(
    parts: Iterable[Part],
    chunks_of: Mapping[str, int],
    chunks_left: Mapping[str, int],
    sizes: Mapping[str, int],
) -> AtWork:
    """Return what is done of all unfinished clips.

    Parameters
    ----------
    parts : iterable of Part
        What workers have in hand.
    chunks_of, chunks_left : mapping of key to int
        The chunks of each clip that was cut, and those that are not done.
    sizes : mapping of key to int
        Bytes of each clip.

    Examples
    --------
    >>> half = Part("whole", False, 50, 100), Part("cut", True, 10, 20)
    >>> summed(half, {"cut": 4}, {"cut": 2}, {"whole": 1000, "cut": 8000})
    AtWork(clips=1.125, frames=60, bytes=5500.0)
    """
    shares = {key: 1 - chunks_left.get(key, 0) / count for key, count in chunks_of.items()}
    frames = 0
    for part in parts:
        frames += part.done
        whole = chunks_of.get(part.key, math.inf) if part.chunk else 1
        share = min(1.0, part.done / (part.expected or math.inf)) / whole
        shares[part.key] = min(1.0, shares.get(part.key, 0.0) + share)
    size = sum(share * sizes.get(key, 0) for key, share in shares.items())
    return AtWork(sum(shares.values()), frames, size)
