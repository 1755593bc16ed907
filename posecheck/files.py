"""Output files that are never left half written, and never take the place of what somebody else wrote."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import posecheck
from posecheck.errors import PosecheckError

MARK = "posecheck."
"""The format that a file says of itself begins so."""

EXPORTED = f"{MARK}export/1"
"""What a file in another program's format says of itself, somewhere near its beginning or its end."""

TEMPORARY = ".posecheck-"
"""The name of a file that is not finished begins so."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_LOOK = 64 * 1024
_OWN_TEXT = re.compile(
    rb'\A(\{\s*"format": "posecheck\.|(#.*\n)*time_s,shot,rep,phase,|file,reason,hint\n|<!-- posecheck\.'
    rb"|<!doctype html>.*<title>posecheck )"
)
"""The beginning of a result, angles over time, failures of a batch, a chart, and the page of a batch."""


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`, renamed to it on success and removed on any failure.

    A folder that is not there is made.

    Raises
    ------
    PosecheckError
        If it cannot be written, also where the disk is full before its end.

    Examples
    --------
    >>> target = Path(tempfile.mkdtemp()) / "numbers.txt"
    >>> with write_atomically(target) as temporary:
    ...     _ = temporary.write_text("1 2 3")
    >>> target.read_text()
    '1 2 3'
    """
    temporary = _temporary_in(path.parent, path, make=True)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        _wait_for_disk(temporary)
        temporary.replace(path)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise no_room(path, os.strerror(error.errno)) from None
    finally:
        temporary.unlink(missing_ok=True)


def no_room(path: Path, reason: str) -> PosecheckError:
    """Return the error that says that a file could not be written to its end."""
    return PosecheckError(f"{path} cannot be written ({reason}); make room or choose another folder.")


def require_writable(paths: Iterable[Path]) -> None:
    """Make sure, before long work, that each of these files can be written afterwards.

    Raises
    ------
    PosecheckError
        If one of them cannot.

    Examples
    --------
    >>> require_writable([Path("README.md/result.json")])
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: README.md/result.json cannot be written (Not a directory); ...
    """
    for path in paths:
        # Folders are made when there is something to put into them.
        there = next((folder for folder in path.parents if os.path.lexists(folder)), path.parent)
        _temporary_in(there, path).unlink()


def require_own(paths: Iterable[Path]) -> None:
    """Make sure, before long work, that none of these files would take the place of what posecheck did not write.

    Raises
    ------
    PosecheckError
        If one of them is there and is no result of posecheck.

    Examples
    --------
    >>> require_own([Path("README.md")])
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: README.md is there already and is no result of posecheck; give another name ...
    """
    for path in paths:
        if path.is_file() and path.stat().st_size and not _is_own(path):
            raise PosecheckError(
                f"{path} is there already and is no result of posecheck; give another name or remove it first."
            )


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


def _temporary_in(folder: Path, path: Path, *, make: bool = False) -> Path:
    """Make a temporary file for `path`; its own name may be as long as the file system allows."""
    try:
        with suppress(FileNotFoundError):
            if stat.S_ISDIR(path.stat().st_mode):
                raise PosecheckError(f"{path} is a folder; give the name of a file to write.")
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        # The suffix is kept because video muxers and table writers choose the format by it.
        suffix = path.suffix if len(path.suffix) < 16 else ""
        handle, name = tempfile.mkstemp(prefix=TEMPORARY, suffix=suffix, dir=folder)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        fix = "give a shorter one" if error.errno == errno.ENAMETOOLONG else "choose another folder"
        raise PosecheckError(f"{path} cannot be written ({reason}); {fix}.") from None
    os.close(handle)
    return Path(name)


def _is_own(path: Path) -> bool:
    """Return whether posecheck wrote a file, by what every file of it says of itself."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_LOOK)
            stream.seek(max(0, path.stat().st_size - _LOOK))
            tail = stream.read()
    except OSError:
        return False
    if head.startswith(b"PK"):
        return head[30:].startswith(b"header.npy") and _says_landmarks(path)
    if head.startswith(b"PAR1"):
        return b"posecheck." in tail
    if head[4:8] == b"ftyp":
        return _comment_of(path).startswith(MARK)
    return re.search(_OWN_TEXT, head) is not None or EXPORTED.encode() in head + tail


def _says_landmarks(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            return b'"format": "posecheck.' in archive.read("header.npy").replace(b"\0", b"")
    except (OSError, KeyError, ValueError, BadZipFile):
        # Its beginning is that of our own, its end was lost.
        return True


def _comment_of(video: Path) -> str:
    import av

    try:
        with av.open(f"file:{video}") as container:
            return container.metadata.get("comment", "")
    except (av.FFmpegError, ValueError):
        return ""


def _wait_for_disk(path: Path) -> None:
    # A rename can reach the disk before the content does, and a power failure in between leaves an empty file.
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
