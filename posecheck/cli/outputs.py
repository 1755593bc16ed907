"""The files that a command is asked to write: all are looked at before the work, and named after it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from posecheck.cli.terminal import err, say
from posecheck.clip_landmarks import LANDMARK_SUFFIX
from posecheck.errors import PosecheckError
from posecheck.files import require_own, require_writable


def require_outputs(outputs: Sequence[Path], clip: Path | None = None) -> None:
    """Make sure that each of these files can be written, and that nothing is lost by it.

    Raises
    ------
    PosecheckError
        If one cannot be written, is the clip, is there and no result of posecheck, or is named twice.
    """
    require_writable(outputs)
    for path in outputs:
        if clip is not None and clip.exists() and path.exists() and path.samefile(clip):
            raise PosecheckError(f"{clip} would be overwritten; give the output another name.")
        if [other.absolute() for other in outputs].count(path.absolute()) > 1:
            raise PosecheckError(f"{path} is named for two outputs; give each a name of its own.")
    require_own(outputs)


def landmarks_beside(outputs: Sequence[Path]) -> Path | None:
    """Return where the landmarks are kept that nobody asked for, so that the same command needs no pose model.

    Where that would take the place of somebody's file, they are not kept, and it is said.
    """
    if not outputs:
        return None
    beside = outputs[0].with_suffix(LANDMARK_SUFFIX)
    try:
        require_writable([beside])
        require_own([beside])
    except PosecheckError as error:
        say(f"The landmarks are not kept: {error}", err)
        return None
    return beside


class Written:
    """Names files, when the command is over, that were written while it ran."""

    def __init__(self, paths: Sequence[Path | None]) -> None:
        self._before = {path: _stamp(path) for path in paths if path is not None}

    def __enter__(self) -> None:
        return None

    def __exit__(self, *error: object) -> None:
        written = [str(path) for path, before in self._before.items() if _stamp(path) != before]
        if written:
            *most, last = written
            say(f"Wrote {', '.join(most)} and {last}." if most else f"Wrote {last}.")


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
