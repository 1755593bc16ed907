"""The page about batches says what the tables say of themselves."""

from pathlib import Path

import pytest

from posecheck.angles.catalog import ANGLE_IDS
from posecheck.batch.tables.columns import ANGLES, REPS, RESULTS, TableColumn

PAGE = (Path(__file__).parents[3] / "docs" / "batch.md").read_text(encoding="utf-8")


def of_an_angle(column: TableColumn) -> bool:
    stem = column.name.split("_asymmetry")[0]
    return any(column.name.startswith(angle) or angle.startswith(f"{stem}_") for angle in ANGLE_IDS)


@pytest.mark.parametrize("columns", [RESULTS, REPS, ANGLES], ids=["results", "reps", "angles"])
def test_every_column_is_in_the_data_dictionary(columns: list[TableColumn]) -> None:
    named = [column for column in columns if not of_an_angle(column)]
    lines = [f"| `{column.name}` | {column.unit} | {column.meaning} |" for column in named]
    assert len(named) > 4
    assert [line for line in lines if line not in PAGE] == []
