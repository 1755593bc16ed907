"""The stretches that come with posecheck, and those of a user's own folder, found by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from posecheck.errors import PosecheckError, as_path, one_of, require_type
from posecheck.stretches.schema import Stretch, read_stretch
from posecheck.stretches.signature import Everyday, Posture
from posecheck.stretches.toml_file import read_toml

FOLDER = Path(__file__).parent / "library"
EVERYDAY = Path(__file__).parent / "everyday"
POSTURES = Path(__file__).parent / "postures"


class Library:
    """The stretches there are: those that come with posecheck, and those of a user's own folder.

    The user's files are read once, here. The library then holds what they say and needs them no more, so that it
    can be sent to another machine.

    Parameters
    ----------
    folder : str or Path, optional
        A folder of the user's own stretch files (`.toml`), which are added.

    Attributes
    ----------
    own : dict of str to Stretch
        The user's own stretches by id.

    Raises
    ------
    PosecheckError
        If the folder is none, or a file of it has a mistake or says an id that is there already.

    Examples
    --------
    >>> library = Library()
    >>> "childs_pose" in library.ids(), library.load("childs_pose").title
    (True, "Child's pose with traction")
    >>> library
    Library()
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.own = {} if folder is None else _read_folder(as_path(folder, "library", "a folder or a Library"))
        self._folder = folder

    def __repr__(self) -> str:
        return f"Library({'' if self._folder is None else repr(str(self._folder))})"

    @classmethod
    def of(cls, given: Library | str | Path | None) -> Library:
        """Return the library that is meant: itself, that of a folder, or posecheck's own.

        Raises
        ------
        PosecheckError
            As for `Library`.
        """
        if given is None:
            return BUILT_IN
        return given if isinstance(given, Library) else cls(given)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all stretches, in alphabetical order."""
        return tuple(sorted({*_built_in_ids(), *self.own}))

    def load(self, id_or_path: str) -> Stretch:
        """Return a stretch by its id, or read it from a `.toml` file.

        Raises
        ------
        PosecheckError
            If there is no such stretch (the nearest names are given), or its file has a mistake.
        """
        require_type(id_or_path, str, "stretch", "the id or the file of a stretch")
        if id_or_path.endswith(".toml"):
            return read_stretch(Path(id_or_path))
        known = one_of(id_or_path, self.ids(), "stretch")
        return self.own.get(known) or _built_in(known)

    def everyday(self) -> tuple[Everyday, ...]:
        """Return what people do when they do no stretch, in alphabetical order."""
        return everyday_movements()


BUILT_IN = Library()
"""The stretches that come with posecheck."""


def stretch_ids() -> tuple[str, ...]:
    """Return the ids of the stretches that come with posecheck, in alphabetical order.

    Examples
    --------
    >>> "childs_pose" in stretch_ids()
    True
    """
    return BUILT_IN.ids()


def load_stretch(id_or_path: str) -> Stretch:
    """Return a stretch that comes with posecheck by its id, or read it from a `.toml` file of the user's own.

    Raises
    ------
    PosecheckError
        If there is no such stretch (the nearest names are given), or its file has a mistake.

    Examples
    --------
    >>> load_stretch("childs_pose").title
    "Child's pose with traction"
    """
    return BUILT_IN.load(id_or_path)


@cache
def everyday_movements() -> tuple[Everyday, ...]:
    """Return what people do when they do no stretch, in alphabetical order.

    Examples
    --------
    >>> [movement.id for movement in everyday_movements()][-1]
    'walking'
    """
    return tuple(read_toml(path, Everyday) for path in sorted(EVERYDAY.glob("*.toml")))


@cache
def posture_of(known: str) -> Posture:
    """Return a posture by its id.

    Examples
    --------
    >>> posture_of("lying_on_back").title
    'lying on the back'
    """
    return read_toml(POSTURES / f"{known}.toml", Posture)


@cache
def _built_in_ids() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


@cache
def _built_in(known: str) -> Stretch:
    return read_stretch(FOLDER / f"{known}.toml")


def _read_folder(folder: Path) -> dict[str, Stretch]:
    """Return the stretch of every file in a folder by its id."""
    if not folder.is_dir():
        raise PosecheckError(f"{folder} is not a folder; give one that holds your stretch files (.toml).")
    found: dict[str, Stretch] = {}
    files: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        stretch = read_stretch(path)
        where = "posecheck's own library" if stretch.id in _built_in_ids() else files.get(stretch.id)
        if where is not None:
            raise PosecheckError(f"{path}: id: {stretch.id!r} is already in {where}; give it another name.")
        found[stretch.id], files[stretch.id] = stretch, path.name
    return found
