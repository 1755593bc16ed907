"""Writes `docs/schemas`, the JSON Schema of what posecheck reads and writes: `python -m docs.schema_files`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from posecheck.batch.tables.columns import ANGLES, REPS, RESULTS, TableColumn
from posecheck.files import write_atomically
from posecheck.live.coaching.feedback import SetResult
from posecheck.live.history import FORMAT as HISTORY
from posecheck.pose.landmarks import FORMAT as LANDMARKS
from posecheck.report.frame_table import columns
from posecheck.report.not_scored import NotScoredDocument
from posecheck.report.result_json import ResultDocument
from posecheck.stretches.json_schema import described, routine_schema, stretch_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Return every schema by the name of its file.

    Examples
    --------
    >>> sorted(schemas())[:2]
    ['angles_over_time.schema.json', 'batch_angles.schema.json']
    """
    found = {
        "stretch": stretch_schema(),
        "routine": routine_schema(),
        "result": described(ResultDocument, "serialization"),
        "not_scored": described(NotScoredDocument, "serialization"),
        "landmarks": _landmarks(),
        "angles_over_time": _row(
            "One frame of the angles over time (--csv, .parquet)",
            [
                (name, _number(name), f"{meaning}{f', in {unit}' if unit else ''}")
                for name, unit, meaning in columns()
            ],
        ),
        "batch_results": _table("One row of results.parquet: a clip, a stretch and a side", RESULTS),
        "batch_reps": _table("One row of reps.parquet: a repetition", REPS),
        "batch_angles": _table("One row of angles/ID.parquet: a frame", ANGLES),
        "batch_failures": _row(
            "One row of failures.csv",
            [
                ("file", {"type": "string"}, "the file as it was named"),
                ("reason", {"type": "string"}, "what is wrong with it"),
                ("hint", {"type": "string"}, "what to do"),
            ],
        ),
        "batch_lines": _lines(),
        "history": _history(),
    }
    return {f"{name}.schema.json": schema for name, schema in found.items()}


def _number(name: str) -> dict[str, Any]:
    if name in ("shot", "rep"):
        return {"type": "integer"}
    return {"type": "string"} if name == "phase" else {"type": ["number", "null"]}


def _row(title: str, fields: Iterable[tuple[str, dict[str, Any], str]]) -> dict[str, Any]:
    properties = {name: {**kind, "description": meaning} for name, kind, meaning in fields}
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _table(title: str, table: list[TableColumn]) -> dict[str, Any]:
    return _row(
        title,
        [
            (
                each.name,
                _nullable(_of_arrow(each.kind)),
                f"{each.meaning}{f', in {each.unit}' if each.unit else ''}",
            )
            for each in table
        ],
    )


def _of_arrow(kind: Any) -> dict[str, Any]:
    if pa.types.is_list(kind):
        return {"type": "array", "items": _of_arrow(kind.value_type)}
    if pa.types.is_struct(kind):
        fields = {field.name: _nullable(_of_arrow(field.type)) for field in kind}
        return {"type": "object", "properties": fields, "required": list(fields)}
    if pa.types.is_boolean(kind):
        return {"type": "boolean"}
    if pa.types.is_integer(kind):
        return {"type": "integer"}
    return {"type": "number" if pa.types.is_floating(kind) else "string"}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


def _landmarks() -> dict[str, Any]:
    whole = {"type": "integer", "minimum": 1}
    return {
        **_row(
            "The header of a landmark file (.npz); its arrays are in docs/formats.md",
            [
                ("format", {"const": LANDMARKS}, "what the file is, and the version of its form"),
                ("width_px", whole, "width of the upright picture, in px"),
                ("height_px", whole, "height of the upright picture, in px"),
                ("source", {"type": "object"}, "what the landmarks were made from"),
                (
                    "notes",
                    {"type": "array", "items": {"type": "string"}},
                    "what a person should know of them",
                ),
            ],
        ),
        "required": ["format", "width_px", "height_px", "source"],
    }


def _lines() -> dict[str, Any]:
    number, text = {"type": ["number", "null"]}, {"type": ["string", "null"]}
    result = {"type": ["object", "null"], "properties": {"stretch": text, "side": text, "score": number}}
    failure = {"type": "object", "properties": {"reason": {"type": "string"}, "hint": {"type": "string"}}}
    return {
        "$schema": DIALECT,
        "title": "One line of posecheck batch --json-lines",
        "type": "object",
        "properties": {
            "event": {"type": "string", "description": "clip: one clip is done; else where things stand"},
            "clip": {"type": "string", "description": "the file as it was named"},
            "results": {"type": "array", "items": result, "description": "one for each stretch and side"},
            "failures": {"type": "array", "items": failure, "description": "what failed, and what to do"},
            "clips": {"type": "integer", "description": "clips done"},
            "clips_total": {"type": "integer", "description": "clips to do"},
            "failed": {"type": "integer", "description": "clips that failed"},
            "frames": {"type": "integer", "description": "frames done in this run"},
            "bytes_done": {"type": "integer", "description": "bytes of the clips done"},
            "bytes_total": {"type": "integer", "description": "bytes of all clips"},
            "frames_per_s": {"type": "number", "description": "frames a second of this run"},
            "elapsed_s": {"type": "number", "description": "seconds since the run began"},
            "left_s": {**number, "description": "seconds left if all goes on like this"},
        },
        "required": ["event"],
        "additionalProperties": False,
    }


def _history() -> dict[str, Any]:
    schema = described(SetResult, "serialization")
    schema["title"] = "One line of the history of live sessions"
    head = {
        "format": {"const": HISTORY, "description": "what the line is, and the version of its form"},
        "when": {"type": "string", "format": "date-time", "description": "when the set ended"},
    }
    schema["properties"] = head | schema["properties"]
    schema["required"] = [*head, *schema.get("required", ())]
    return schema


def main(folder: Path) -> None:
    """Write every schema."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        with write_atomically(folder / name) as temporary:
            temporary.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("schemas"))
