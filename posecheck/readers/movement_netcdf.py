"""`movement`'s poses as netCDF: position over time, space, keypoints and individuals (needs h5py)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.readers.hdf5_file import is_hdf5, open_hdf5, words
from posecheck.readers.point_file import PicturePoints

_ORDER = ("time", "individual", "keypoint", "space")


def fits(path: Path) -> bool:
    """Return whether the file is of this format."""
    if not is_hdf5(path):
        return False
    with open_hdf5(path) as file:
        return "position" in file and any(name.startswith("keypoint") for name in file)


def read(path: Path) -> PicturePoints:
    """Read the points; `time` is in seconds unless `time_unit` says frames."""
    with open_hdf5(path) as file:
        axes = _axes(file["position"])
        if "space" not in axes or set(axes) - set(_ORDER):
            raise PosecheckError(
                f"{path} does not hold poses over time, space and keypoints; save the poses."
            )
        # Of one individual the axis may have been left out.
        position = np.asarray(file["position"][:], dtype=float)
        places = _ordered(position, axes, _ORDER)
        if places.shape[-1] != 2:
            raise PosecheckError(f"{path} holds points in 3D; give the 2D points of one camera.")
        scores = np.full(places.shape[:3], np.nan)
        if "confidence" in file:
            scores = _ordered(
                np.asarray(file["confidence"][:], dtype=float), _axes(file["confidence"]), _ORDER[:3]
            )
        names = {name.removesuffix("s"): name for name in file}
        time = np.asarray(file["time"][:], dtype=float)
        in_frames = _text(file.attrs.get("time_unit", "seconds")) == "frames"
        fps = file.attrs.get("fps")
        return PicturePoints(
            names=words(file[names["keypoint"]]),
            places=places,
            scores=scores,
            people=words(file[names["individual"]]) if "individual" in axes else ["individual"],
            frame=time if in_frames else None,
            time_s=None if in_frames else time,
            fps=None if fps is None else float(np.ravel(fps)[0]),
        )


def _axes(data: Any) -> list[str]:
    """Return the names of the axes, in the singular: `movement` has had both."""
    names = []
    for axis in range(data.ndim):
        scale = data.dims[axis]
        label = scale.label or (scale[0].name if len(scale) else "")
        names.append(label.rpartition("/")[2].removesuffix("s"))
    return names


def _ordered(values: Any, axes: list[str], order: tuple[str, ...]) -> Any:
    present = [axes.index(name) for name in order if name in axes]
    values = values.transpose(present)
    for place, name in enumerate(order):
        if name not in axes:
            values = np.expand_dims(values, place)
    return values


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
