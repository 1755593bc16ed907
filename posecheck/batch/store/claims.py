"""Who works on what: no clip is worked on twice at a time, and a clip that kills its worker is known by it.

A claim is a lock, which the system frees when its holder dies, and a note of the attempt, which only a holder that
lives takes away. So the notes that are left are the attempts that ended with the death of their worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

MOST_DEATHS = 2
"""A clip that has killed this many workers in one run is reported and not tried again."""

_mine: dict[Path, str] = {}


@contextmanager
def claim(folder: Path, key: str, run: str) -> Iterator[int]:
    """Claim a piece of work, waiting for whoever has it; gives how many workers died of it in this run.

    Parameters
    ----------
    folder : Path
        Where claims are kept, seen by every worker.
    key : str
        The piece of work.
    run : str
        The run that asks: deaths in earlier runs do not count, since they may have been the machine's.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with claim(folder, "a", run="1") as deaths:
    ...     deaths
    0
    """
    note = folder / key
    with FileLock(folder / f"{key}.lock"):
        before = note.read_text().splitlines().count(run) if note.exists() else 0
        _mine[note] = f"{run}\n" * before
        note.write_text(_mine[note] + f"{run}\n")
        try:
            yield before
        finally:
            _mine.pop(note, None)
            note.unlink(missing_ok=True)


def give_back() -> None:
    """Take back the notes of this process's attempts: it is told to stop, and no clip is to blame."""
    for note, earlier in list(_mine.items()):
        note.write_text(earlier)


def forget(folder: Path, key: str) -> None:
    """Remove what is left of a claim once its result is kept."""
    for name in (key, f"{key}.lock"):
        (folder / name).unlink(missing_ok=True)
