"""The documented fields are the written fields."""

import re
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
    names = fields(model.model_json_schema())
    missing = [name for name in names if not re.search(rf"[`.]{name}(`|\.|\[)", text)]
    assert missing == []
