"""The formats that a result can be saved in. A new one is a module in this room and a line in the table."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posecheck.errors import PosecheckError

if TYPE_CHECKING:
    from posecheck.report.result import Measured

Writer = Callable[[Any, Path], tuple[str, ...] | None]

WRITERS = {
    ".json": "posecheck.report.result_json:write_json",
    ".csv": "posecheck.report.angle_csv:write_csv",
    ".parquet": "posecheck.report.frame_table:write_parquet",
    ".mp4": "posecheck.report.annotated_video:write_video",
    ".mot": "posecheck.report.exports.opensim_motion:write_mot",
    ".trc": "posecheck.report.exports.opensim_markers:write_trc",
    ".c3d": "posecheck.report.exports.motion_capture:write_c3d",
    ".nc": "posecheck.report.exports.movement_poses:write_nc",
    ".rrd": "posecheck.report.exports.rerun_recording:write_rrd",
}
"""Module and function of each writer by suffix, loaded when first used. Each takes the result and the path, and
returns what it had to leave out, in sentences, where its format cannot hold it."""

SCORED = (".json", ".csv", ".parquet", ".mp4")
"""Those that hold repetitions and score, for which the stretch has to be known."""


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


def save(measured: Measured, path: Path, kind: str | None = None) -> tuple[str, ...]:
    """Write a file, and return what its format could not hold, in sentences.

    Parameters
    ----------
    measured : Measured
        What is known of a clip; a `Result` for the formats that hold its score.
    path : Path
        Where to write.
    kind : str, optional
        The suffix of the format; the path's own where left out.

    Raises
    ------
    PosecheckError
        If there is no such format, it holds a score and there is none, or the file cannot be written.
    """
    from posecheck.report.result import Result

    suffix = path.suffix.lower() if kind is None else kind
    writer = writer_of(path if kind is None else Path(f"any{kind}"))
    if suffix in SCORED and not isinstance(measured, Result):
        raise PosecheckError(f"{path} would hold the score of a stretch; say which with --stretch ID.")
    return writer(measured, path) or ()
