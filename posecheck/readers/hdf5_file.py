"""HDF5 files, which need h5py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from posecheck.errors import PosecheckError, extra

_MAGIC = b"\x89HDF\r\n\x1a\n"


def is_hdf5(path: Path) -> bool:
    """Return whether a file begins as HDF5 does."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


@contextmanager
def open_hdf5(path: Path) -> Iterator[Any]:
    """Open a file to read.

    Raises
    ------
    PosecheckError
        If h5py is not installed, or the file is damaged, also where that shows only while it is read.
    """
    h5py = extra("h5py", "files", str(path))
    try:
        with h5py.File(path, "r") as file:
            yield file
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise PosecheckError(
            f"{path} is damaged or lacks a part ({_first(error)}); export it again."
        ) from None


def words(data: Any) -> list[str]:
    """Return a data set of texts."""
    return [each.decode() if isinstance(each, bytes) else str(each) for each in data[:].tolist()]


def _first(error: Exception) -> str:
    return (str(error).strip("'\"").splitlines() or [type(error).__name__])[0]
