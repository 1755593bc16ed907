"""netCDF in the layout of `movement`: landmarks in pixels, and beside them the angles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.angles.catalog import CATALOG
from posecheck.files import EXPORTED, require_own, write_atomically
from posecheck.pose.landmarks import Landmark
from posecheck.report.exports.room import mean_rate
from posecheck.report.result import Measured

INDIVIDUAL = "person"


def write_nc(measured: Measured, path: Path) -> None:
    """Write netCDF-3, which needs no library but scipy and opens in every reader of netCDF; missing is NaN."""
    from scipy.io import netcdf_file

    landmarks, angles = measured.landmarks, measured.angles
    axes: dict[str, Any] = {
        "time": landmarks.time_s,
        "space": ["x", "y"],
        "keypoints": [landmark.name.lower() for landmark in Landmark],
        "individuals": [INDIVIDUAL],
        "angle": list(angles.ids),
    }
    variables = {
        "position": (
            ("time", "space", "keypoints", "individuals"),
            landmarks.image_px.transpose(0, 2, 1)[..., None],
        ),
        "confidence": (("time", "keypoints", "individuals"), landmarks.visibility[..., None]),
        "value": (("time", "angle"), angles.value),
        "sigma": (("time", "angle"), angles.sigma),
    }
    require_own([path])
    with write_atomically(path) as temporary, netcdf_file(str(temporary), "w", version=2) as file:
        for name, value in _attributes(measured).items():
            setattr(file, name, value)
        for name, values in axes.items():
            file.createDimension(name, len(values))
            if name != "time":
                _write_words(file, name, name, values)
        _write_words(file, "unit", "angle", [entry.unit for entry in CATALOG])
        for name, (dimensions, numbers) in {"time": (("time",), axes["time"]), **variables}.items():
            variable = file.createVariable(name, "f8", dimensions)
            setattr(variable, "_FillValue", np.nan)  # noqa: B010 - an attribute of the file
            variable[:] = numbers


def _attributes(measured: Measured) -> dict[str, Any]:
    return {
        "ds_type": "poses",
        "source_software": "posecheck",
        "source_file": measured.clip,
        "fps": mean_rate(measured.landmarks.time_s),
        "time_unit": "seconds",
        "format": EXPORTED,
        "width_px": measured.landmarks.width_px,
        "height_px": measured.landmarks.height_px,
        "notes": "\n".join(measured.notes),
    }


def _write_words(file: Any, name: str, axis: str, words: Sequence[str]) -> None:
    """Write texts as rows of bytes of one length, as xarray does."""
    rows = [word.encode() for word in words]
    width = max(map(len, rows))
    if f"string{width}" not in file.dimensions:
        file.createDimension(f"string{width}", width)
    variable = file.createVariable(name, "S1", (axis, f"string{width}"))
    variable._Encoding = "utf-8"
    variable[:] = np.array([list(row.ljust(width, b"\0")) for row in rows], dtype=np.uint8).view("S1")
