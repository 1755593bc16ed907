"""What a batch is made of: clips, and what each is to be scored against."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from posecheck.pipeline import AUTO

SIDES = (AUTO, "left", "right", "both")


@dataclass(frozen=True)
class Entry:
    """One row of the results to come: a clip against one stretch.

    Attributes
    ----------
    stretch : str
        Id of a stretch, a stretch file, or "auto".
    side : {"auto", "left", "right", "both"}
        The working side; "both" stands for one entry each.
    anyway : bool
        Score it even where it does not look like the stretch.
    person, session : str
        Who and when, where a manifest says so.
    columns : tuple of (name, value)
        Further columns of the manifest, carried through to the results.
    """

    stretch: str = AUTO
    side: str = AUTO
    person: str = ""
    session: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    anyway: bool = False

    def each_side(self) -> tuple[Entry, ...]:
        """Return an entry for each side if the side is "both", else this one."""
        return tuple(replace(self, side=side) for side in SIDES[1:3]) if self.side == "both" else (self,)


@dataclass(frozen=True)
class Clip:
    """A clip and everything it is to be scored against; its landmarks are found once.

    Attributes
    ----------
    path : Path
        The file as the user named it.
    entries : tuple of Entry
        What to score it against.

    Examples
    --------
    >>> clip = Clip(Path("monday/Anna 1.mp4"), (Entry("childs_pose"),))
    >>> clip.name, clip.id
    ('monday/Anna 1.mp4', 'Anna_1-5972e8e9f9')
    """

    path: Path
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The path as text that every format can hold; bytes that are not UTF-8 are spelled out."""
        return printable(self.path)

    @property
    def id(self) -> str:
        """The name of its files in the output folder: readable, safe in every file system, never shared."""
        stem = re.sub(r"[^A-Za-z0-9._-]+", "_", self.path.stem)[:60]
        return f"{stem}-{hashlib.sha256(os.fsencode(self.path)).hexdigest()[:10]}"


@dataclass(frozen=True)
class Failure:
    """Something that gave no result: which file, why, and what to do."""

    file: str
    reason: str
    hint: str


def printable(path: Path) -> str:
    """Return a path as text; bytes that are not UTF-8 are spelled out as backslash escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
