"""Reads a TOML file into a checked model, and turns the mistakes in it into sentences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from posecheck.errors import PosecheckError
from posecheck.stretches.toml_lines import Key, line_of, lines_of

Model = TypeVar("Model", bound=BaseModel)

_ADVICE = {
    "extra_forbidden": "is not a key that is known here; check its spelling or remove it",
    "missing": "is missing; add it",
}

_NAMED = "phases"
"""The list whose entries others name: without one of them they would seem wrong."""


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a file, and on which line; `key` is empty where it is the whole file."""

    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.key}{': ' if self.key else ''}{self.sentence}"


class MistakesBetween(ValueError):
    """Raised by a model's validator for what does not fit together, however many things that are.

    Parameters
    ----------
    found : sequence of (key, sentence)
        Where, and what.
    """

    def __init__(self, found: Sequence[tuple[Key, str]]) -> None:
        super().__init__("; ".join(f"{_words(key)}: {sentence}" for key, sentence in found))
        self.found = tuple(found)


def read_toml(path: Path, model: type[Model], context: Any = None) -> Model:
    """Read one file; its `id` is the file's name unless it says another. `context` is for the model's validators.

    Raises
    ------
    PosecheckError
        If the file is missing, is not TOML, or does not fit the model: the sentence names the file, the line, the
        key and what is allowed.
    """
    text = _text_of(path)
    try:
        return model.model_validate({"id": path.stem, **tomllib.loads(text)}, context=context)
    except (ValueError, RecursionError):
        first, *more = _mistakes(text, path.stem, model, context)
        count = f" (and {len(more)} more)" if more else ""
        raise PosecheckError(f"{path}, {first}{count}.") from None


def checked(content: Mapping[str, Any], model: type[Model], what: str) -> Model:
    """Return what a file of this content would be.

    Parameters
    ----------
    content : mapping
        As `tomllib` reads it.
    model : type of pydantic.BaseModel
        What it is to be.
    what : str
        How to call it in an error.

    Raises
    ------
    PosecheckError
        If it does not fit the model: the sentence names the key and what is allowed.
    """
    try:
        return model.model_validate(dict(content))
    except (ValueError, RecursionError):
        (key, sentence), *more = _wrong(dict(content), model, None)
        count = f" (and {len(more)} more)" if more else ""
        raise PosecheckError(f"{what}: {_words(key)}: {_one_line(sentence)}{count}.") from None


def mistakes_in(path: Path, model: type[BaseModel], context: Any = None) -> list[Mistake]:
    """Return every mistake in a file, in the order of lines; none where it is valid.

    Raises
    ------
    PosecheckError
        If the file is missing or no text.
    """
    return sorted(_mistakes(_text_of(path), path.stem, model, context), key=lambda mistake: mistake.line)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise PosecheckError(f"{path} cannot be read ({reason}); give a file in TOML.") from None


def _mistakes(text: str, stem: str, model: type[BaseModel], context: Any) -> list[Mistake]:
    try:
        content = {"id": stem, **tomllib.loads(text)}
    except (ValueError, RecursionError) as error:
        reason = _one_line(str(error))
        at = re.search(r"at line (\d+)", reason)
        line = int(at[1]) if at else text.count("\n") + 1
        return [Mistake(line, "", f"this is not valid TOML: {reason}")]
    lines = lines_of(text)
    found = (
        Mistake(line_of(key, lines), _words(key), _one_line(sentence))
        for key, sentence in _wrong(content, model, context)
    )
    return list(dict.fromkeys(found))


def _wrong(content: dict[str, Any], model: type[BaseModel], context: Any) -> Iterator[tuple[Key, str]]:
    """Give key and sentence of each mistake, also of what does not fit together in the part without others."""
    first = _errors(content, model, context)
    first = [each for each in first if not (each["type"] == "too_short" and _has_more_within(each, first))]
    for each in first:
        yield from _told(each)
    if all(each["loc"] for each in first):
        rest, numbers = _without(content, first, getattr(model, "STAND_IN", {}))
        for each in _errors(rest, model, context) if _NAMED not in numbers else ():
            if isinstance(_reason(each), MistakesBetween):
                # What is said of a whole list or table may come from what was left out.
                yield from ((_renumbered(key, numbers), said) for key, said in _told(each) if len(key) > 1)


def _errors(content: dict[str, Any], model: type[BaseModel], context: Any) -> list[Any]:
    try:
        model.model_validate(content, context=context)
    except ValidationError as error:
        return list(error.errors())
    return []


def _has_more_within(error: Any, errors: Sequence[Any]) -> bool:
    """Return whether a list is short only because entries of it have mistakes of their own."""
    place = error["loc"]
    return any(len(each["loc"]) > len(place) and each["loc"][: len(place)] == place for each in errors)


def _reason(error: Any) -> object:
    return error.get("ctx", {}).get("error")


def _told(error: Any) -> Iterator[tuple[Key, str]]:
    reason = _reason(error)
    if isinstance(reason, MistakesBetween):
        yield from reason.found
    else:
        yield error["loc"], _ADVICE.get(error["type"], str(error["msg"]).removeprefix("Value error, "))


def _without(
    content: dict[str, Any], errors: Sequence[Any], stand_in: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Return a file without the keys and the entries of lists that have mistakes, and the numbers of those left."""
    rest = deepcopy(content)
    numbers: dict[str, list[int]] = {}
    unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    for *above, last in unknown:
        within: Any = rest
        for part in above:
            within = within[part]
        within.pop(last, None)
    others = [error["loc"] for error in errors if error["loc"] not in unknown]
    for top, *below in others:
        if not below or isinstance(below[0], str):
            rest.pop(top, None)
            if top in stand_in:
                rest[top] = stand_in[top]
    for top, *below in others:
        if below and isinstance(below[0], int):
            numbers.setdefault(top, list(range(len(rest[top]))))
            numbers[top] = [number for number in numbers[top] if number != below[0]]
    for top, left in numbers.items():
        rest[top] = [rest[top][number] for number in left]
    return rest, numbers


def _renumbered(key: Key, numbers: dict[str, list[int]]) -> Key:
    if len(key) > 1 and isinstance(key[1], int) and key[0] in numbers:
        return (key[0], numbers[str(key[0])][key[1]], *key[2:])
    return key


def _words(key: Key) -> str:
    words = ""
    for part in key:
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else str(part)
    return words


def _one_line(sentence: str) -> str:
    return " ".join(sentence.split()).rstrip(".")
