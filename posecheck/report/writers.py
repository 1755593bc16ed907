"""The formats that a result can be saved in. A new one is a module in this room and a line in the table."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from posecheck.errors import PosecheckError
from posecheck.report.result import Result

Writer = Callable[[Result, Path], None]

WRITERS = {
    ".json": "posecheck.report.result_json:write_json",
    ".csv": "posecheck.report.angle_csv:write_csv",
    ".parquet": "posecheck.report.frame_table:write_parquet",
    ".mp4": "posecheck.report.annotated_video:write_video",
}
"""Module and function of each writer by suffix, loaded when first used. Each takes the result and the path."""


def writer_of(path: Path) -> Writer:
    """Return what writes a file of this suffix.

    Raises
    ------
    PosecheckError
        If there is no such format.

    Examples
    --------
    >>> writer_of(Path("result.json")).__name__
    'write_json'
    >>> writer_of(Path("result.xls"))
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: result.xls: nothing can be saved as '.xls'; end the name in .json, .csv, ...
    """
    try:
        module, _, function = WRITERS[path.suffix.lower()].partition(":")
    except KeyError:
        known = ", ".join(WRITERS)
        raise PosecheckError(
            f"{path}: nothing can be saved as {path.suffix!r}; end the name in {known}."
        ) from None
    writer: Writer = getattr(import_module(module), function)
    return writer
