"""SLEAP analysis: the CSV with one row an instance, or the HDF5 with all tracks in one array (needs h5py)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.readers.csv_file import head, numbers
from posecheck.readers.hdf5_file import is_hdf5, open_hdf5, words
from posecheck.readers.point_file import PicturePoints

_AXES = ("track", "xy", "node", "frame")
"""The order of the axes of `tracks` where the file does not say: that of SLEAP's own export."""


def fits(path: Path) -> bool:
    """Return whether the file is of this format."""
    if path.suffix.lower() == ".csv":
        first = head(path, 1)
        return bool(first) and "frame_idx" in first[0] and any(name.endswith(".x") for name in first[0])
    if not is_hdf5(path):
        return False
    with open_hdf5(path) as file:
        return "tracks" in file and "node_names" in file


def read(path: Path) -> PicturePoints:
    """Read the points."""
    return _read_csv(path) if path.suffix.lower() == ".csv" else _read_hdf5(path)


def _read_csv(path: Path) -> PicturePoints:
    names, *rows = (row for row in head(path, 10**9) if any(row))
    if not rows:
        raise PosecheckError(f"{path} holds no instances; export it again.")
    index = {name: column for column, name in enumerate(names)}
    nodes = [name.removesuffix(".x") for name in names if name.endswith(".x") and f"{name[:-2]}.y" in index]
    wanted = [index["frame_idx"]]
    for node in nodes:
        wanted += [index[f"{node}.x"], index[f"{node}.y"], index.get(f"{node}.score", -1)]
    try:
        cells = [["" if column < 0 else row[column] for column in wanted] for row in rows]
        who = [row[index["track"]] if "track" in index else "" for row in rows]
    except IndexError:
        raise PosecheckError(f"{path}: a row is shorter than the header; export it again.") from None
    values = numbers(path, cells, len(wanted))
    frame, row_of = np.unique(values[:, 0], return_inverse=True)
    keys = list(zip(row_of.tolist(), who, strict=True))
    followed = all(who) and len(set(keys)) == len(keys)
    people = list(dict.fromkeys(who)) if followed else None
    taken = [0] * len(frame)
    slots = []
    for row, name in keys:
        slots.append(people.index(name) if people else taken[row])
        taken[row] += 1
    points = np.full((len(frame), len(people) if people else max(taken), len(nodes), 3), np.nan)
    points[row_of, slots] = values[:, 1:].reshape(len(values), len(nodes), 3)
    return PicturePoints(nodes, points[..., :2], points[..., 2], people, frame)


def _read_hdf5(path: Path) -> PicturePoints:
    with open_hdf5(path) as file:
        tracks = file["tracks"]
        axes = json.loads(tracks.attrs["dims"]) if "dims" in tracks.attrs else _AXES
        order = [list(axes).index(name) for name in ("frame", "track", "node", "xy")]
        places = np.asarray(tracks[:], dtype=float).transpose(order)
        scores = np.full(places.shape[:3], np.nan)
        if "point_scores" in file:
            given = file["point_scores"]
            axes = json.loads(given.attrs["dims"]) if "dims" in given.attrs else ("track", "node", "frame")
            scores = np.asarray(given[:], dtype=float).transpose(
                [list(axes).index(name) for name in ("frame", "track", "node")]
            )
        people = words(file["track_names"]) if "track_names" in file else []
        return PicturePoints(
            words(file["node_names"]), places, scores, people if len(people) == places.shape[1] else None
        )
