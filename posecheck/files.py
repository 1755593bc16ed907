"""Output files that are never left half written."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import posecheck
from posecheck.errors import PosecheckError


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`, renamed to it on success and removed on any failure.

    Raises
    ------
    PosecheckError
        If the folder does not exist or cannot be written to.

    Examples
    --------
    >>> target = Path(tempfile.mkdtemp()) / "numbers.txt"
    >>> with write_atomically(target) as temporary:
    ...     _ = temporary.write_text("1 2 3")
    >>> target.read_text()
    '1 2 3'
    """
    handle, name = _temporary_beside(path)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        _wait_for_disk(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def require_writable(paths: Iterable[Path]) -> None:
    """Make sure, before long work, that each of these files can be written afterwards.

    Raises
    ------
    PosecheckError
        If one of them cannot.

    Examples
    --------
    >>> require_writable([Path("no such folder/result.json")])
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: no such folder/result.json cannot be written (No such file ...
    """
    for path in paths:
        handle, name = _temporary_beside(path)
        os.close(handle)
        Path(name).unlink()


def bundled_file(folder: str, name: str) -> Path:
    """Return a file that comes with posecheck: inside the package when installed, beside it in a checkout.

    Raises
    ------
    PosecheckError
        If the installation lacks it.

    Examples
    --------
    >>> bundled_file("models", "pose_landmarker_lite.task").name
    'pose_landmarker_lite.task'
    """
    package = Path(__file__).parent
    for place in (package, package.parent):
        if (place / folder / name).is_file():
            return place / folder / name
    raise PosecheckError(f"{folder}/{name} is not installed; install posecheck again.")


@cache
def code_fingerprint(*rooms: str) -> str:
    """Return what changes whenever the code in these rooms of posecheck does, for whatever is kept from it.

    A version number alone would have to be remembered, and two states of a checkout share it.

    Parameters
    ----------
    *rooms : str
        Names of packages or modules in posecheck.

    Examples
    --------
    >>> len(code_fingerprint("video", "pose")), code_fingerprint("video") == code_fingerprint("pose")
    (16, False)
    """
    package = Path(__file__).parent
    digest = hashlib.sha256(posecheck.__version__.encode())
    for room in rooms:
        for path in sorted([package / f"{room}.py", *(package / room).rglob("*.py")]):
            if path.exists():
                digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _temporary_beside(path: Path) -> tuple[int, str]:
    if path.is_dir():
        raise PosecheckError(f"{path} is a folder; give the name of a file to write.")
    try:
        # The suffix is kept because video muxers and table writers choose the format by it.
        return tempfile.mkstemp(prefix=f".{path.stem}.", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise PosecheckError(f"{path} cannot be written ({reason}); choose another folder.") from None


def _wait_for_disk(path: Path) -> None:
    # A rename can reach the disk before the content does, and a power failure in between leaves an empty file.
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
