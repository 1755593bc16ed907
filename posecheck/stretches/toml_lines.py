"""Where each key of a TOML text stands, which Python's own reader does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from itertools import pairwise

Key = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
    r"|#[^\n]*|\n|\[\[|\]\]|[\[\]{}=,.]|[^\s\[\]{}=,.#\"']+",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Key, int]:
    r"""Return the line, from 1, on which each key, table and entry of a list begins, by its path.

    Parameters
    ----------
    text : str
        TOML without a mistake.

    Examples
    --------
    >>> lines_of('a = 1\n[b]\nc = [\n  {d = 2},\n]\n[[e]]\n[[e]]\nf = 3')[("e", 1, "f")]
    8
    >>> lines_of('a = 1\n[b]\nc = [\n  {d = 2},\n]')[("b", "c", 0, "d")]
    4
    """
    return _Lines(text).found


class _Lines:
    def __init__(self, text: str) -> None:
        self.found: dict[Key, int] = {}
        self._counts: dict[Key, int] = {}
        starts = [match.start() for match in _TOKEN.finditer(text)]
        newlines = [text.count("\n", before, after) for before, after in pairwise([0, *starts])]
        line = 1
        self._tokens: list[tuple[str, int]] = []
        for match, more in zip(_TOKEN.finditer(text), newlines, strict=True):
            line += more
            if not match[0].startswith("#"):
                self._tokens.append((match[0], line))
        self._at = 0
        self._read()

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _next(self) -> tuple[str, int]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _read(self) -> None:
        table: Key = ()
        while self._peek():
            if self._peek() in ("[", "[["):
                opened, line = self._next()
                table = self._table(self._names(("]", "]]")), opened == "[[", line)
                self._next()
            elif self._peek() == "\n":
                self._next()
            else:
                self._pair(table)

    def _table(self, names: Key, in_list: bool, line: int) -> Key:
        path: Key = ()
        for name in names[:-1]:
            self.found.setdefault((*path, name), line)
            path = self._entered((*path, name))
        path = (*path, names[-1])
        self.found.setdefault(path, line)
        if not in_list:
            return path
        self._counts[path] = self._counts.get(path, 0) + 1
        path = self._entered(path)
        self.found[path] = line
        return path

    def _entered(self, path: Key) -> Key:
        """Return the last entry of a list of tables, or what is no such list itself."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _names(self, until: tuple[str, ...]) -> Key:
        names: list[str] = []
        while self._peek() not in until:
            token, _ = self._next()
            if token != ".":
                names.append(_bare(token))
        return tuple(names)

    def _pair(self, table: Key) -> None:
        line = self._tokens[self._at][1]
        names = self._names(("=",))
        for depth in range(1, len(names) + 1):
            self.found.setdefault((*table, *names[:depth]), line)
        self._next()
        self._value((*table, *names))

    def _value(self, path: Key) -> None:
        opened = self._peek()
        if opened not in ("[", "[[", "{"):
            while self._peek() not in (",", "]", "]]", "}", "\n", ""):
                self._next()
            return
        if opened == "[[":  # two lists begin at once
            line = self._tokens[self._at][1]
            self._tokens[self._at : self._at + 1] = [("[", line), ("[", line)]
        self._next()
        number = 0
        while not self._closed():
            if self._peek() in (",", "\n"):
                self._next()
            elif opened == "{":
                self._pair(path)
            else:
                self.found[*path, number] = self._tokens[self._at][1]
                self._value((*path, number))
                number += 1

    def _closed(self) -> bool:
        if self._peek() == "]]":  # two lists end at once
            line = self._tokens[self._at][1]
            self._tokens[self._at : self._at + 1] = [("]", line), ("]", line)]
        if self._peek() in ("]", "}"):
            self._next()
            return True
        return False


def _bare(token: str) -> str:
    return str(next(iter(tomllib.loads(f"{token} = 0")))) if token[0] in "\"'" else token


def line_of(key: Key, lines: Mapping[Key, int]) -> int | None:
    """Return the line of a key, or of what it should stand in; None where it should stand in the file itself."""
    return next((lines[key[:depth]] for depth in range(len(key), 0, -1) if key[:depth] in lines), None)
