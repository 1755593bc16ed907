"""A manifest: a CSV table that says for each clip what it is to be scored against."""

from __future__ import annotations

import codecs
import csv
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path, PureWindowsPath

from posecheck.batch.clips import SIDES, Entry
from posecheck.batch.tables.columns import RESULTS
from posecheck.errors import PosecheckError, one_of
from posecheck.pipeline import AUTO
from posecheck.stretches.load import BUILT_IN, Library

OWN = ("path", "stretch", "side", "anyway", "person", "session")
YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0")
PATH_NAMES = ("path", "filepath", "file", "filename", "clip", "video")
"""What the column of the clips may be called; the first of them that is there is it."""

_DELIMITERS = ",;\t|"
_HEADING_WITHIN = 20
"""A heading lies within so many lines from the top; what stands above it is a title."""

_SEP_LINE = re.compile(r'\s*"?sep=(.)')
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_manifest(path: Path, default: Entry, library: Library = BUILT_IN) -> Iterator[tuple[Path, Entry]]:
    r"""Yield each row: the clip, seen from where the manifest lies, and what to score it against.

    A table as spreadsheets save it is read: UTF-8 or UTF-16, separated by comma, semicolon, tab or bar, with a line
    `sep=;`, titles above the heading, lines of `#` comments, empty lines and empty columns. An empty cell, or a
    column that is not there, takes the value of `default`. The side "both" gives two entries.

    Parameters
    ----------
    path : Path
        The CSV file. A column `path` (or another of `PATH_NAMES`) is needed; `stretch`, `side`, `anyway`,
        `person` and `session` are known, in capitals too; any others are carried through to the results.
    default : Entry
        What clips are scored against where the manifest does not say.
    library : Library
        The stretches to choose from.

    Raises
    ------
    PosecheckError
        If it cannot be read, has no column of clips, or a row has a mistake; the message names the row.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "clips.csv"
    >>> _ = path.write_text("Path;Stretch;side;clinic;\na.mp4;childs_pose;;north;\n")
    >>> [(clip, entry)] = read_manifest(path, Entry())
    >>> clip.name, entry.stretch, entry.side, entry.columns
    ('a.mp4', 'childs_pose', 'auto', (('clinic', 'north'),))
    """
    text = _text_of(path)
    delimiter = _delimiter_of(text, path)
    rows = _rows(text, delimiter, path)
    names = _heading(rows, path)
    disk = _Disk(path.parent)
    for line, row in rows:
        where = f"{path}, line {line}"
        if not any(cell.strip() for cell in row) or (_is_comment(row) and not disk.has(row[0])):
            continue
        cells = dict.fromkeys(filter(None, names), "")
        for name, value in zip([*names, *[""] * len(row)], row, strict=False):
            if name:
                cells[name] = value
            elif value.strip():
                raise PosecheckError(
                    f"{where}: there are more cells than columns ({value.strip()!r} is under none); "
                    "put quotes around the text, or name the column."
                )
        yield from _entries(where, disk, cells, default, library)


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PosecheckError(f"{path} cannot be read ({error.strerror}); check who may read it.") from None
    if raw.startswith(_WORKBOOKS):
        raise PosecheckError(f"{path} is a workbook and no text; export the table as CSV in UTF-8.")
    encoding = "utf-8-sig"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in raw[:2]:
        encoding = "utf-16-be" if raw[:1] == b"\0" else "utf-16-le"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        # What a byte of another encoding means cannot be known, and a wrong name would be wrong in silence.
        line = raw.count(b"\n", 0, error.start) + 1
        raise PosecheckError(
            f"{path}, line {line}: there is text in an old encoding; save it as CSV in UTF-8 "
            "(in Excel: 'CSV UTF-8')."
        ) from None


def _delimiter_of(text: str, path: Path) -> str:
    """Return what a line `sep=;` says, else what cuts the line with the name of the clips' column most."""
    said = _SEP_LINE.match(text)
    if said:
        return said[1]

    def cuts(delimiter: str) -> tuple[bool, int]:
        top = [row for _, row in islice(_rows(text, delimiter, path), _HEADING_WITHIN)]
        names = next((row for row in top if _path_column(row) is not None), None)
        return names is not None, len(names) if names else max(map(len, top), default=0)

    return max(_DELIMITERS, key=cuts)


def _rows(text: str, delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of each row with the number of its last line."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise PosecheckError(
            f"{path}, line {reader.line_num}: {error}; look for a quote that is never closed."
        ) from None


def _heading(rows: Iterator[tuple[int, list[str]]], path: Path) -> list[str]:
    """Return the names of the columns, "" where there is none; those that posecheck knows in its spelling."""
    seen: list[list[str]] = [[]]
    for _, row in islice(rows, _HEADING_WITHIN):
        if _SEP_LINE.match(row[0] if row else "") or not any(map(str.strip, row)) or _is_comment(row):
            continue
        at = _path_column(row)
        if at is not None:
            names = [_clean(cell) for cell in row]
            names = [known if (known := _plain(name)) in OWN else name for name in names]
            names[at] = "path"
            _check_names(path, names)
            return names
        seen.append([_clean(cell) for cell in row if cell.strip()])
    widest: list[str] = max(seen, key=len)
    found = ", ".join(map(repr, widest)) or "nothing"
    raise PosecheckError(
        f"{path} has no column 'path' (found: {found}); its first line must name the columns, "
        "that of the clips 'path'."
    )


def _path_column(row: Sequence[str]) -> int | None:
    """Return which cell names the column of the clips."""
    plain = [_plain(cell) for cell in row]
    return next((plain.index(name) for name in PATH_NAMES if name in plain), None)


def _check_names(path: Path, names: list[str]) -> None:
    taken = {column.name for column in RESULTS} - set(OWN)
    for name in filter(None, names):
        if names.count(name) > 1:
            raise PosecheckError(f"{path}: two columns are called {name!r}; give each a name of its own.")
        if name in taken:
            raise PosecheckError(f"{path}: posecheck writes a column {name!r} itself; rename yours.")


def _clean(cell: str) -> str:
    return cell.strip("\ufeff\u200b \t\r\n\xa0")


def _plain(cell: str) -> str:
    """Return a heading without what is written now so, now so: capitals, spaces, underscores and hyphens."""
    return re.sub(r"[\s_-]+", "", _clean(cell)).casefold()


def _is_comment(row: Sequence[str]) -> bool:
    return bool(row) and row[0].lstrip("\ufeff ").startswith("#")


def _entries(
    where: str, disk: _Disk, raw: Mapping[str, str], default: Entry, library: Library
) -> Iterator[tuple[Path, Entry]]:
    """Give what one line asks for: two entries if it says both sides."""
    cells = {name: _clean(value) for name, value in raw.items()}
    if not cells["path"]:
        raise PosecheckError(f"{where}: there is no path; fill it in or remove the line.")
    clip = disk.path_of(raw["path"])
    if clip is None:
        raise PosecheckError(
            f"{where}: {cells['path']} is a place on a Windows computer, which this is not; "
            "write the path as seen from the table."
        )
    stretch = cells.get("stretch", "")
    if stretch.endswith(".toml"):
        stretch = str(disk.path_of(stretch) or stretch)
    elif (plain := re.sub(r"[\s-]+", "_", stretch).casefold()) in (*library.ids(), AUTO):
        stretch = plain
    stretch = stretch or default.stretch
    side = cells.get("side", "").casefold() or default.side
    try:
        one_of(side, SIDES, "side")
        if stretch != AUTO:
            disk.load(library, stretch)
    except PosecheckError as error:
        raise PosecheckError(f"{where}: {error}") from None
    anyway = cells.get("anyway", "").casefold()
    if anyway not in ("", *YES, *NO):
        raise PosecheckError(f"{where}: anyway is {anyway!r}; write yes or no.")
    carried = tuple((name, value) for name, value in cells.items() if name not in OWN)
    entry = Entry(
        stretch,
        side,
        cells.get("person", ""),
        cells.get("session", ""),
        carried,
        default.anyway if not anyway else anyway in YES,
    )
    for each in entry.each_side():
        yield clip, each


class _Disk:
    """Finds the files that a table names, however a spreadsheet or another system spells them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed: dict[Path, dict[str, str]] = {}
        self._checked: set[str] = set()

    def has(self, cell: str) -> bool:
        """Return whether there is a file of just this name."""
        return os.path.lexists(self._folder / cell)

    def load(self, library: Library, stretch: str) -> None:
        """Make sure, once, that there is such a stretch."""
        if stretch not in self._checked:
            library.load(stretch)
            self._checked.add(stretch)

    def path_of(self, cell: str) -> Path | None:
        """Return the file that a cell means, or where it would be; None for a place on another kind of system."""
        if self.has(cell):
            return self._folder / cell
        text = _clean(cell).strip("\"'")
        spellings = [_clean(cell), text, text.replace("\\", "/")]
        for spelling in spellings:
            found = self._spelled(self._folder / Path(spelling).expanduser())
            if found is not None:
                return found
        if os.name != "nt" and PureWindowsPath(text).drive:
            return None
        return self._folder / (spellings[-1] if "\\" in text else text)

    def _spelled(self, path: Path) -> Path | None:
        """Return a path as it is spelled on disk, where accents may be letters of their own, or None."""
        if os.path.lexists(path):
            return path
        if path.parent == path:
            return None
        folder = self._spelled(path.parent)
        if folder is None:
            return None
        if folder not in self._listed:
            try:
                within = os.listdir(folder)  # noqa: PTH208
            except OSError:
                within = []
            self._listed[folder] = {unicodedata.normalize("NFC", name): name for name in within}
        name = self._listed[folder].get(unicodedata.normalize("NFC", path.name))
        return None if name is None else folder / name
