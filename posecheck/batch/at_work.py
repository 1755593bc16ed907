"""How far workers are with the clips they have in hand: small files, the same on one machine and on many."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from posecheck.pipeline import OnFrame

EVERY_S = 1.0
"""A worker tells of its clip at most this often."""


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
