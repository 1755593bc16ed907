"""CSV files as rows of words."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecheck.errors import PosecheckError


def head(path: Path, lines: int) -> list[list[str]]:
    """Return the first lines of a CSV file; none where it is not text."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [row for row, _ in zip(csv.reader(stream), range(lines), strict=False)]
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def numbers(path: Path, rows: list[list[str]], columns: int) -> NDArray[np.float64]:
    """Return rows of words as numbers, shape [rows, columns]; an empty cell is NaN."""
    try:
        return np.array([[float(cell or "nan") for cell in row] for row in rows], dtype=float).reshape(
            -1, columns
        )
    except ValueError:
        raise PosecheckError(
            f"{path}: a row holds something else than {columns} numbers; export it again."
        ) from None
