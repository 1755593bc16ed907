"""DeepLabCut (and LightningPose) CSV: header rows scorer, individuals if there are several, bodyparts, coords."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.readers.csv_file import head, numbers
from posecheck.readers.point_file import PicturePoints

_LEVELS = ("scorer", "individuals", "bodyparts", "coords")


def fits(path: Path) -> bool:
    """Return whether the file is of this format."""
    first = [row[0].strip().lower() if row else "" for row in head(path, 4)]
    return first[:2] in (["scorer", "bodyparts"], ["scorer", "individuals"])


def read(path: Path) -> PicturePoints:
    """Read the points; the first column numbers the frames."""
    rows = [row for row in head(path, 10**9) if any(row)]
    levels = {row[0].strip().lower(): row[1:] for row in rows[:4] if row[0].strip().lower() in _LEVELS}
    body = rows[len(levels) :]
    if "bodyparts" not in levels or "coords" not in levels or not body:
        raise PosecheckError(
            f"{path} has no rows bodyparts and coords, or nothing below them; export it again."
        )
    parts = levels["bodyparts"]
    owners = levels.get("individuals", ["individual"] * len(parts))
    coords = [coord.strip().lower() for coord in levels["coords"]]
    if "z" in coords:
        raise PosecheckError(f"{path} holds points in 3D; give the 2D points of one camera.")
    # What belongs to nobody ("single") stands beside the individuals.
    people = [who for who in dict.fromkeys(owners) if who != "single" or len(set(owners)) == 1]
    names = list(dict.fromkeys(part for part, who in zip(parts, owners, strict=True) if who in people))
    values = numbers(path, body, 1 + len(parts))
    points = np.full((len(values), len(people), len(names), 3), np.nan)
    axis = {"x": 0, "y": 1, "likelihood": 2}
    for column, (who, part, coord) in enumerate(zip(owners, parts, coords, strict=True), start=1):
        if who in people and coord in axis:
            points[:, people.index(who), names.index(part), axis[coord]] = values[:, column]
    return PicturePoints(
        names=names, places=points[..., :2], scores=points[..., 2], people=people, frame=values[:, 0]
    )
