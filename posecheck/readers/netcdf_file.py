"""netCDF files: version 4, which is HDF5 and needs h5py, and version 3, as xarray writes it with scipy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.errors import PosecheckError
from posecheck.readers.hdf5_file import is_hdf5, open_hdf5

_MAGIC = (b"CDF\x01", b"CDF\x02")
"""netCDF-3, with offsets of 32 and of 64 bits."""


@dataclass(frozen=True)
class NetCdf:
    """What a file holds.

    Attributes
    ----------
    axes : mapping of str to sequence of str
        Names of the axes of each variable.
    values : mapping of str to ndarray
        Each variable; texts as objects.
    attributes : mapping of str to value
        What is said of the whole file; texts are `str`.
    """

    axes: Mapping[str, Sequence[str]]
    values: Mapping[str, NDArray[Any]]
    attributes: Mapping[str, Any]


def is_netcdf(path: Path) -> bool:
    """Return whether a file begins as netCDF does."""
    return is_hdf5(path) or _is_version_3(path)


def names_in(path: Path) -> list[str]:
    """Return the names of the variables."""
    if _is_version_3(path):
        return list(_read_version_3(path).values)
    with open_hdf5(path) as file:
        return list(file)


def read_netcdf(path: Path) -> NetCdf:
    """Read all of a file.

    Raises
    ------
    PosecheckError
        If h5py is needed and not installed, or the file is damaged.
    """
    return _read_version_3(path) if _is_version_3(path) else _read_version_4(path)


def _is_version_3(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(4) in _MAGIC
    except OSError:
        return False


def _read_version_3(path: Path) -> NetCdf:
    from scipy.io import netcdf_file

    try:
        with netcdf_file(path, "r", mmap=False) as file:
            variables = dict(file.variables)
            attributes = {name: _text(value) for name, value in vars(file)["_attributes"].items()}
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise PosecheckError(f"{path} is damaged or lacks a part ({error}); export it again.") from None
    axes, values = {}, {}
    for name, variable in variables.items():
        axes[name], values[name] = list(variable.dimensions), np.array(variable.data)
        if values[name].dtype.kind == "S":
            # Texts are rows of single bytes, of which the last axis counts the places.
            rows = np.ascontiguousarray(values[name])
            texts = [b"".join(row).decode().rstrip("\0") for row in rows.reshape(-1, rows.shape[-1]).tolist()]
            axes[name].pop()
            values[name] = np.array(texts, dtype=object).reshape(rows.shape[:-1])
    return NetCdf(axes, values, attributes)


def _read_version_4(path: Path) -> NetCdf:
    with open_hdf5(path) as file:
        axes, values = {}, {}
        for name, data in file.items():
            if not hasattr(data, "shape") or data.shape is None:
                continue
            axes[name] = [_axis(data.dims[axis]) for axis in range(data.ndim)]
            values[name] = (
                np.array([_text(each) for each in data[()].ravel()], dtype=object).reshape(data.shape)
                if data.dtype.kind in "OS"
                else np.asarray(data[()])
            )
        return NetCdf(axes, values, {name: _text(value) for name, value in file.attrs.items()})


def _axis(scale: Any) -> str:
    label: str = scale.label or (scale[0].name if len(scale) else "")
    return label.rpartition("/")[2]


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
