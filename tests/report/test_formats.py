"""The documented fields are the written fields."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from posecheck.report.result_json import ResultDocument

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats.md"


def fields(schema: dict[str, Any]) -> set[str]:
    names: set[str] = set()
    for part in (schema, *schema.get("$defs", {}).values()):
        names |= set(part.get("properties", {}))
    return names


def test_every_field_of_the_result_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    model: type[BaseModel] = ResultDocument
    missing = [n for n in fields(model.model_json_schema()) if f"`{n}`" not in text and f".{n}`" not in text]
    assert missing == []
