"""The stretches that come with posecheck, and those of a user's own folder, found by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from posecheck.errors import PosecheckError, one_of
from posecheck.stretches.schema import Everyday, Stretch, read_stretch
from posecheck.stretches.toml_file import read_toml

FOLDER = Path(__file__).parent / "library"
EVERYDAY = Path(__file__).parent / "everyday"


def stretch_ids(library: Path | None = None) -> tuple[str, ...]:
    """Return the ids of all stretches, in alphabetical order.

    Parameters
    ----------
    library : Path, optional
        A folder of the user's own stretch files, which are added.

    Examples
    --------
    >>> "childs_pose" in stretch_ids()
    True
    """
    return tuple(sorted(_paths(library)))


@cache
def load_stretch(id_or_path: str, library: Path | None = None) -> Stretch:
    """Return a stretch by its id, or read it from a `.toml` file of the user's own.

    Parameters
    ----------
    id_or_path : str
        Which.
    library : Path, optional
        A folder of the user's own stretch files, in which it is looked for too.

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
    paths = _paths(library)
    return read_stretch(paths[one_of(id_or_path, sorted(paths), "stretch")])


@cache
def everyday_movements() -> tuple[Everyday, ...]:
    """Return what people do when they do no stretch, in alphabetical order.

    Examples
    --------
    >>> [movement.id for movement in everyday_movements()][-1]
    'walking'
    """
    return tuple(read_toml(path, Everyday) for path in sorted(EVERYDAY.glob("*.toml")))


def _paths(library: Path | None) -> dict[str, Path]:
    """Return the file of every stretch by its id.

    Raises
    ------
    PosecheckError
        If the user's folder is none, or two files of it say the same id, or one that posecheck has already.
    """
    found = {path.stem: path for path in FOLDER.glob("*.toml")}
    if library is None:
        return found
    if not library.is_dir():
        raise PosecheckError(f"{library} is not a folder; give one that holds your stretch files (.toml).")
    for path in sorted(library.glob("*.toml")):
        known = read_stretch(path).id
        if known in found:
            where = "posecheck's own library" if found[known].parent == FOLDER else found[known].name
            raise PosecheckError(f"{path}: id: {known!r} is already in {where}; give it another name.")
        found[known] = path
    return found
