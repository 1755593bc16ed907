"""Reads a TOML file into a checked model, and turns the first mistake in it into one sentence."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from posecheck.errors import PosecheckError

Model = TypeVar("Model", bound=BaseModel)

_ADVICE = {
    "extra_forbidden": "is not a key that is known here; check its spelling or remove it",
    "missing": "is missing; add it",
}


def read_toml(path: Path, model: type[Model], context: Any = None) -> Model:
    """Read one file; its `id` is the file's name unless it says another. `context` is for the model's validators.

    Raises
    ------
    PosecheckError
        If the file is missing, is not TOML, or does not fit the model: the sentence names the file, the key and
        what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise PosecheckError(f"{path} cannot be read ({reason}); give a file in TOML.") from None
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise PosecheckError(f"{path} is not valid TOML: {_one_line(str(error))}.") from None
    try:
        return model.model_validate({"id": path.stem, **content}, context=context)
    except ValidationError as error:
        raise PosecheckError(f"{path}: {_first_mistake(error)}") from None


def _first_mistake(error: ValidationError) -> str:
    mistake: Any = error.errors()[0]
    key = ""
    for part in mistake["loc"]:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else str(part)
    sentence = _ADVICE.get(mistake["type"], str(mistake["msg"]).removeprefix("Value error, "))
    more = error.error_count() - 1
    return f"{key + ': ' if key else ''}{_one_line(sentence)}{f' (and {more} more)' if more else ''}."


def _one_line(sentence: str) -> str:
    return " ".join(sentence.split())
