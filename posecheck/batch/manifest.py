"""A manifest: a CSV table that says for each clip what it is to be scored against."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

from posecheck.batch.clips import SIDES, Entry
from posecheck.batch.tables.columns import RESULTS
from posecheck.errors import PosecheckError, one_of
from posecheck.pipeline import AUTO
from posecheck.stretches.load import load_stretch

OWN = ("path", "stretch", "side", "person", "session")
_DELIMITERS = ",;\t"


def read_manifest(path: Path, default: Entry) -> Iterator[tuple[Path, Entry]]:
    r"""Yield each row: the clip, seen from where the manifest lies, and what to score it against.

    A table as spreadsheets save it is read: UTF-8 with or without a mark, separated by comma, semicolon or tab.
    An empty cell, or a column that is not there, takes the value of `default`. The side "both" gives two entries.

    Parameters
    ----------
    path : Path
        The CSV file. Column `path` is needed; `stretch`, `side`, `person` and `session` are known; any others
        are carried through to the results.
    default : Entry
        What clips are scored against where the manifest does not say.

    Raises
    ------
    PosecheckError
        If it cannot be read, has no column `path`, or a row has a mistake; the message names the row.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "clips.csv"
    >>> _ = path.write_text("path;stretch;side;clinic\na.mp4;childs_pose;;north\n")
    >>> [(clip, entry)] = read_manifest(path, Entry())
    >>> clip.name, entry.stretch, entry.side, entry.columns
    ('a.mp4', 'childs_pose', 'auto', (('clinic', 'north'),))
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise PosecheckError(f"{path} cannot be read; save it as CSV in UTF-8.") from None
    heading = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, restkey="", restval="")
    names = [name.strip() for name in rows.fieldnames or []]
    rows.fieldnames = names
    _check_names(path, names)
    for row in rows:
        where = f"{path}, line {rows.line_num}"
        if row.pop("", None):
            raise PosecheckError(f"{where}: there are more cells than columns; put quotes around the text.")
        cells = {name: value.strip() for name, value in row.items()}
        if any(cells.values()):
            yield from _entries(where, path.parent, cells, default)


def _check_names(path: Path, names: list[str]) -> None:
    if "path" not in names:
        raise PosecheckError(f"{path} has no column 'path'; its first line must name the columns.")
    taken = {column.name for column in RESULTS} - set(OWN)
    for name in names:
        if not name or names.count(name) > 1:
            raise PosecheckError(f"{path}: two columns are called {name!r}; give each a name of its own.")
        if name in taken:
            raise PosecheckError(f"{path}: posecheck writes a column {name!r} itself; rename yours.")


def _entries(
    where: str, folder: Path, cells: Mapping[str, str], default: Entry
) -> Iterator[tuple[Path, Entry]]:
    """Give what one line asks for: two entries if it says both sides."""
    if not cells["path"]:
        raise PosecheckError(f"{where}: there is no path; fill it in or remove the line.")
    stretch = cells.get("stretch", "")
    if stretch.endswith(".toml"):
        stretch = str(folder / stretch)
    stretch = stretch or default.stretch
    side = cells.get("side") or default.side
    try:
        one_of(side, SIDES, "side")
        if stretch != AUTO:
            load_stretch(stretch)
    except PosecheckError as error:
        raise PosecheckError(f"{where}: {error}") from None
    carried = tuple((name, value) for name, value in cells.items() if name not in OWN)
    entry = Entry(stretch, side, cells.get("person", ""), cells.get("session", ""), carried)
    for each in entry.each_side():
        yield folder / cells["path"], each
