"""JSON Schema of the files that people write, so that an editor completes and checks them as they are written."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel

from posecheck.angles.catalog import CATALOG
from posecheck.stretches.quantity import SIDED
from posecheck.stretches.routine import Routine
from posecheck.stretches.schema import Stretch

_ANGLES = sorted(
    {entry.id if entry.side is None else entry.id.removesuffix(f"_{entry.side}") for entry in CATALOG}
)
_MIDLINE = sorted(set(_ANGLES) - SIDED)


def stretch_schema() -> dict[str, Any]:
    """Return the schema of a stretch file.

    Examples
    --------
    >>> schema = stretch_schema()
    >>> schema["title"], "hip_flexion" in schema["$defs"]["Angle"]["enum"]
    ('Stretch', True)
    """
    return _toml_schema(Stretch)


def routine_schema() -> dict[str, Any]:
    """Return the schema of a routine file.

    Examples
    --------
    >>> "steps" in routine_schema()["properties"]
    True
    """
    return _toml_schema(Routine)


def described(model: type[BaseModel], mode: str = "validation") -> dict[str, Any]:
    """Return the schema of a model, each field described as the docstring of its class does.

    Parameters
    ----------
    model : type of pydantic.BaseModel
        The model.
    mode : {"validation", "serialization"}
        Whether of what is read or of what is written.
    """
    schema = model.model_json_schema(mode=mode)  # type: ignore[arg-type]
    for name, part in {model.__name__: schema, **schema.get("$defs", {})}.items():
        says = _attributes(_class_of(name, model))
        for field, content in part.get("properties", {}).items():
            content.pop("title", None)
            if field in says:
                content["description"] = says[field]
        part["description"] = part.get("description", "").partition("\n\n")[0].replace("\n", " ")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _toml_schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = described(model)
    # The name of the file stands for an id that is not said.
    schema["required"] = [name for name in schema["required"] if name != "id"]
    known = {"Angle": _ANGLES, "MidlineAngle": _MIDLINE}
    for part in schema["$defs"].values():
        fields = part.get("properties", {})
        for field, name in (("angle", "Angle"), ("share_with", "Angle"), ("before", "MidlineAngle")):
            if field in fields:
                says = fields[field].get("description", "")
                fields[field] = {"$ref": f"#/$defs/{name}", "description": says}
    if any("angle" in part.get("properties", {}) for part in schema["$defs"].values()):
        schema["$defs"] |= {name: {"type": "string", "enum": ids} for name, ids in known.items()}
    return schema


def _class_of(name: str, model: type[BaseModel]) -> type | None:
    """Return the class of this name that a model is made of."""
    waiting: list[Any] = [model]
    seen: set[Any] = set()
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        if getattr(kind, "__name__", "") == name:
            return kind if isinstance(kind, type) else None
        waiting += getattr(kind, "__args__", ())
        fields = getattr(kind, "model_fields", None) or getattr(kind, "__pydantic_fields__", {})
        waiting += [field.annotation for field in fields.values()]
    return None


def _attributes(kind: type | None) -> dict[str, str]:
    """Return what the docstring of a class and of those above it say of each attribute."""
    says: dict[str, str] = {}
    for each in reversed(kind.__mro__ if kind else ()):
        section = re.search(r"Attributes\n\s*-+\n(.*?)(?:\n\s*\w+\n\s*-{3,}|\Z)", each.__doc__ or "", re.S)
        if section is None:
            continue
        for names, text in re.findall(
            r"^ {4}(\w[\w, ]*)(?: :.*)?\n((?: {8}.*\n?)+)", section[1] + "\n", re.M
        ):
            says |= dict.fromkeys(re.split(r",\s*", names), " ".join(text.split()))
    return says
