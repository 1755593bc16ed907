"""TRC, the markers of OpenSim, as Pose2Sim, OpenCap and Sports2D write them; y points up."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from posecheck.arrays import Floats
from posecheck.errors import PosecheckError
from posecheck.files import EXPORTED
from posecheck.readers.point_file import PicturePoints, RoomPoints

UNITS_M = {"m": 1.0, "meters": 1.0, "metres": 1.0, "cm": 0.01, "mm": 0.001}

TALLEST_M = 20.0
"""No recording of one person spans more. Sports2D writes "m" above its pixels too."""

PX_PER_M = 400.0
"""Scale of the picture that is made of points in metres which lie in one plane."""


def fits(path: Path) -> bool:
    """Return whether the file is of this format."""
    return _lines(path)[0].startswith("PathFileType")


def read(path: Path) -> RoomPoints | PicturePoints:
    """Read the points; where no depth changes they lie in the picture plane, unless posecheck itself wrote them."""
    lines = _lines(path)
    try:
        header = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=False))
        names = [name.strip() for name in lines[3].rstrip("\n").split("\t")[2:] if name.strip()]
        fps, unit = float(header["DataRate"]), header["Units"].strip()
        rows = [[_number(cell) for cell in line.split("\t")] for line in lines[5:] if line.strip()]
        width = 2 + 3 * len(names)
        values = np.array([(row + [math.nan] * width)[:width] for row in rows]).reshape(-1, width)
    except (IndexError, KeyError, ValueError):
        raise PosecheckError(f"{path} is not a TRC file, or is cut short; export it again.") from None
    if unit.lower() not in UNITS_M:
        raise PosecheckError(f"{path}: its unit {unit!r} is unknown; write m, cm or mm.")
    if not names or not len(values):
        raise PosecheckError(f"{path} holds no markers; export it again.")
    said = header.get("NumFrames", "").strip()
    notes: tuple[str, ...] = ()
    if said.isdigit() and int(said) != len(values):
        notes = (f"{path.name} says that it has {said} frames, and has {len(values)}.",)
    time = values[:, 1] if np.isfinite(values[:, 1]).all() and (np.diff(values[:, 1]) > 0).all() else None
    places = values[:, 2:].reshape(len(values), len(names), 3)
    if len(places) > 1 and EXPORTED not in lines[0] and not _moves(places[..., 2]):
        return _in_the_picture(names, places[..., :2] * UNITS_M[unit.lower()], time, fps, notes)
    return RoomPoints(names, places * UNITS_M[unit.lower()], "y", time, fps, notes)


def _moves(depth: Floats) -> bool:
    """Return whether the depth of any marker, shape [T, N], ever changes."""
    known = np.isfinite(depth)
    low, high = np.where(known, depth, np.inf).min(axis=0), np.where(known, depth, -np.inf).max(axis=0)
    return bool((high > low).any())


def _in_the_picture(
    names: list[str], places: Floats, time: Floats | None, fps: float, notes: tuple[str, ...]
) -> PicturePoints:
    if np.nanmax(np.ptp(np.nan_to_num(places), axis=1)) < TALLEST_M:
        places = places * [PX_PER_M, -PX_PER_M]
        places = places - np.nanmin(places, axis=(0, 1)) + 0.2 * PX_PER_M
    scores = np.full((len(places), 1, len(names)), np.nan)
    return PicturePoints(names, places[:, None], scores, ["person"], time_s=time, fps=fps, notes=notes)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except OSError as error:
        raise PosecheckError(f"{path} cannot be read ({error.strerror}); check the file.") from None


def _number(cell: str) -> float:
    return float(cell) if cell.strip() else math.nan
