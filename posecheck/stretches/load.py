"""The stretches that come with posecheck, found by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from posecheck.errors import one_of
from posecheck.stretches.schema import Stretch, read_stretch

FOLDER = Path(__file__).parent / "library"


def stretch_ids() -> tuple[str, ...]:
    """Return the ids of all stretches, in alphabetical order.

    Examples
    --------
    >>> "childs_pose" in stretch_ids()
    True
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load_stretch(id_or_path: str) -> Stretch:
    """Return a stretch by its id, or read it from a `.toml` file of the user's own.

    Raises
    ------
    PosecheckError
        If there is no such stretch (the nearest names are given), or its file has a mistake.

    Examples
    --------
    >>> load_stretch("childs_pose").title
    "Child's pose with traction"
    """
    if id_or_path.endswith(".toml"):
        return read_stretch(Path(id_or_path))
    return read_stretch(FOLDER / f"{one_of(id_or_path, stretch_ids(), 'stretch')}.toml")
