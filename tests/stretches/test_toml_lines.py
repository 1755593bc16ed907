"""On which line each key of a TOML text stands."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from posecheck.stretches.load import FOLDER
from posecheck.stretches.new_file import START
from posecheck.stretches.toml_lines import Key, line_of, lines_of

FILES = [*sorted(FOLDER.glob("*.toml")), START]


def keys_of(content: Any, above: Key = ()) -> Iterator[Key]:
    within = content.items() if isinstance(content, dict) else enumerate(content)
    for name, value in within:
        yield (*above, name)
        if isinstance(value, dict | list):
            yield from keys_of(value, (*above, name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_every_key_of_the_library_is_found_where_it_stands(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found, lines = lines_of(text), text.splitlines()
    keys = list(keys_of(tomllib.loads(text)))
    assert set(keys) == set(found)
    for key in keys:
        if isinstance(key[-1], str):
            assert key[-1] in lines[found[key] - 1], key


def test_awkward_toml() -> None:
    text = '''# "not" = [a key]
"a b".c = """
[no]
table = 1
"""
d = [[1, 2], [
  3]]
'e' = { f = [ { g = "]" } ], h.i = 2 }  # }
[j."k.l"]
m = 1979-05-27 07:32:00
n = [
  # nothing
  "#", '"',

  { o = 1.5e-3 },
]
[[p]]
[p.q]
r = true
[[p]]
[[p.s]]
[[p.s]]
t = \'\'\'
\'\'\'
'''
    found = lines_of(text)
    assert set(found) == set(keys_of(tomllib.loads(text)))
    at = {key: found[key] for key in (("a b", "c"), ("d",), ("d", 1), ("d", 1, 0), ("e", "f", 0, "g"))}
    assert list(at.values()) == [2, 6, 6, 7, 8]
    assert found["j", "k.l", "m"] == 10
    assert (found["j", "k.l", "n", 1], found["j", "k.l", "n", 2, "o"]) == (13, 15)
    assert (found["p", 0, "q", "r"], found["p", 1], found["p", 1, "s", 1, "t"]) == (19, 20, 23)
    assert line_of(("p", 1, "s", 0, "missing"), found) == 21
    assert line_of(("missing",), found) is None
