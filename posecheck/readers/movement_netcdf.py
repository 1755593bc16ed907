"""`movement`'s poses as netCDF: position over time, space, keypoints and individuals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.readers.netcdf_file import is_netcdf, names_in, read_netcdf
from posecheck.readers.point_file import PicturePoints

_ORDER = ("time", "individual", "keypoint", "space")


def fits(path: Path) -> bool:
    """Return whether the file is of this format."""
    if not is_netcdf(path):
        return False
    names = names_in(path)
    return "position" in names and any(name.startswith("keypoint") for name in names)


def read(path: Path) -> PicturePoints:
    """Read the points; `time` is in seconds unless `time_unit` says frames."""
    file = read_netcdf(path)
    axes = _singular(file.axes["position"])
    if "space" not in axes or set(axes) - set(_ORDER):
        raise PosecheckError(f"{path} does not hold poses over time, space and keypoints; save the poses.")
    # Of one individual the axis may have been left out.
    places = _ordered(np.asarray(file.values["position"], dtype=float), axes, _ORDER)
    if places.shape[-1] != 2:
        raise PosecheckError(f"{path} holds points in 3D; give the 2D points of one camera.")
    scores = np.full(places.shape[:3], np.nan)
    if "confidence" in file.values:
        scores = _ordered(
            np.asarray(file.values["confidence"], dtype=float),
            _singular(file.axes["confidence"]),
            _ORDER[:3],
        )
    labels = {name.removesuffix("s"): values for name, values in file.values.items()}
    time = np.asarray(file.values["time"], dtype=float)
    in_frames = file.attributes.get("time_unit", "seconds") == "frames"
    fps = file.attributes.get("fps")
    return PicturePoints(
        names=list(map(str, labels["keypoint"])),
        places=places,
        scores=scores,
        people=list(map(str, labels["individual"])) if "individual" in axes else ["individual"],
        frame=time if in_frames else None,
        time_s=None if in_frames else time,
        fps=None if fps is None else float(np.ravel(fps)[0]),
    )


def _singular(axes: Sequence[str]) -> list[str]:
    """Return the names of axes in the singular: `movement` has had both."""
    return [name.removesuffix("s") for name in axes]


def _ordered(values: Any, axes: list[str], order: tuple[str, ...]) -> Any:
    present = [axes.index(name) for name in order if name in axes]
    values = values.transpose(present)
    for place, name in enumerate(order):
        if name not in axes:
            values = np.expand_dims(values, place)
    return values
