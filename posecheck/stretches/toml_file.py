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

_A_LIST = "must be a list in square brackets"
_A_TABLE = "must be a table with keys of its own"
_A_NUMBER = "must be a number"
_WHOLE = "must be a whole number"

_ADVICE = {
    "extra_forbidden": "this key is not known here; check its spelling or remove it",
    "missing": "this is missing; add it",
    "literal_error": "must be {expected}",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be at most {le:g}",
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have no more than {max_length} entries",
    "tuple_type": _A_LIST,
    "model_type": _A_TABLE,
    "model_attributes_type": _A_TABLE,
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "finite_number": _A_NUMBER,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be text in quotation marks",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be small letters, digits and _, a letter first",
}
"""What to say instead of pydantic's own words, by its name for a mistake."""

_NAMED = "phases"
"""The list whose entries others name: without one of them they would seem wrong."""


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a file.

    Attributes
    ----------
    line : int or None
        Where; None for what stands nowhere, since it is missing.
    key : str
        Of what; empty where it is the whole file.
    sentence : str
        What is wrong, without a full stop.
    """

    line: int | None
    key: str
    sentence: str

    def told(self, path: Path) -> str:
        """Return the mistake as a clause that begins with the file.

        Examples
        --------
        >>> Mistake(3, "dose", "this is missing; add it").told(Path("mine.toml"))
        'mine.toml, line 3: dose: this is missing; add it'
        """
        line = "" if self.line is None else f", line {self.line}"
        return f"{path}{line}: {self.key}{': ' if self.key else ''}{self.sentence}"


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
        raise PosecheckError(ended(f"{first.told(path)}{count}")) from None


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
        raise PosecheckError(ended(f"{what}: {_words(key)}: {_one_line(sentence)}{count}")) from None


def mistakes_in(path: Path, model: type[BaseModel], context: Any = None) -> list[Mistake]:
    """Return every mistake in a file, in the order of lines; none where it is valid.

    Raises
    ------
    PosecheckError
        If the file is missing or no text.
    """
    return sorted(_mistakes(_text_of(path), path.stem, model, context), key=lambda mistake: mistake.line or 0)


def ended(clause: str) -> str:
    """Return a clause with a full stop, unless it ends as a question.

    Examples
    --------
    >>> ended("there is no angle"), ended("did you mean hip_flexion?")
    ('there is no angle.', 'did you mean hip_flexion?')
    """
    return clause if clause.endswith("?") else f"{clause}."


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
        advice = _ADVICE.get(error["type"])
        said = str(error["msg"]).removeprefix("Value error, ")
        yield error["loc"], said if advice is None else advice.format(**error.get("ctx", {}))


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
