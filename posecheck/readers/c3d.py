"""C3D, the markers of optical motion capture (needs ezc3d)."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.errors import PosecheckError, extra
from posecheck.readers.point_file import RoomPoints
from posecheck.readers.trc import UNITS_M


def fits(path: Path) -> bool:
    """Return whether the file is of this format."""
    try:
        with path.open("rb") as stream:
            return stream.read(2)[1:] == b"\x50"
    except OSError:
        return False


def _is_whole(path: Path) -> bool:
    """Return whether the file is as long as its header says; ezc3d leaves out what is missing without a word."""
    header = path.read_bytes()[:512]
    order = ">" if header[1:2] and header[0] == 0 else "<"
    points, analogs, first, last = struct.unpack_from(f"{order}4H", header, 2)
    scale, start = struct.unpack_from(f"{order}fH", header, 12)
    number = 4 if scale < 0 else 2
    least: int = (start - 1) * 512 + (last - first + 1) * (4 * points + analogs) * number
    return path.stat().st_size >= least


def read(path: Path) -> RoomPoints:
    """Read the markers; up is what the file says of the screen, else z."""
    ezc3d = extra("ezc3d", "files", str(path))
    try:
        content = ezc3d.c3d(str(path))
        points: Any = content["parameters"]["POINT"]
        names = [label.rpartition(":")[2].strip() for label in points["LABELS"]["value"]]
        places = np.array(content["data"]["points"][:3].transpose(2, 1, 0), dtype=float)
        unit, fps = str(points["UNITS"]["value"][0]).strip(), float(points["RATE"]["value"][0])
    except (OSError, KeyError, IndexError, ValueError, RuntimeError):
        raise PosecheckError(f"{path} is damaged or is no C3D file; export it again.") from None
    if unit.lower() not in UNITS_M:
        raise PosecheckError(f"{path}: its unit {unit!r} is unknown; write m, cm or mm.")
    if not _is_whole(path):
        raise PosecheckError(f"{path} is cut short; copy or export it again.")
    names = names[: places.shape[1]]
    # What was not seen is written as the origin by some, which no marker on a body ever reaches exactly.
    places[(places == 0).all(axis=-1)] = np.nan
    screen = str((points.get("Y_SCREEN", {}).get("value") or [""])[0]).strip().lower()
    up = screen[-1] if screen[:1] == "+" and screen[-1] in "xyz" else "z"
    return RoomPoints(names, places * UNITS_M[unit.lower()], up, None, fps)
