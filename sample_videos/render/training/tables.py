"""The tables of the training stills: what is in a row, and shards that are never left half written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.catalog import ANGLE_IDS
from posecheck.angles.joints import joint_angles
from posecheck.pose.landmarks import Landmark
from sample_videos.render.rig import DOFS
from sample_videos.render.training.population import PEOPLE, SPLITS, recipe
from sample_videos.render.training.postures import KINDS, key_names, posture_classes

SCHEMA = "posecheck.train/1"
VERSION = 1
FRAMES_PER_SHARD = 2000
SPINE = {"lumbosacral": "spine05", "thoracolumbar": "spine02", "neck_base": "neck01", "skull_base": "head"}
SEGMENTS = {
    "pelvis": "pelvis", "thorax": "spine01", "head": "head",
    **{
        f"{segment}_{side}": f"{bone}_{side}"
        for segment, bone in (
            ("thigh", "upperleg02"), ("shank", "lowerleg01"), ("foot", "foot"), ("upper_arm", "upperarm02"),
            ("forearm", "lowerarm01"),
        )
        for side in ("left", "right")
    },
}  # fmt: skip
Row = dict[str, Any]


class FolderOfOthersError(ValueError):
    """A folder holds stills that were made otherwise."""


@cache
def angle_names() -> list[str]:
    """Ids of the angles that are true of a still, in the order of the column ``angles``."""
    nowhere = joint_angles(np.full((33, 3), np.nan), np.array([0.0, -1.0, 0.0]))
    return [name for name in ANGLE_IDS if name in nowhere]


def about(seed: int, models: Sequence[str]) -> dict[str, Any]:
    """Return what the numbers of the tables refer to; written beside them as ``about.json``.

    Parameters
    ----------
    seed
        Seed of all draws.
    models
        Pose models whose networks read the crops.
    """
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "seed": seed,
        "frames_per_shard": FRAMES_PER_SHARD,
        "models": list(models),
        "landmarks": [mark.name.lower() for mark in Landmark],
        "segments": list(SEGMENTS),
        "spine": list(SPINE),
        "angles": angle_names(),
        "dofs": list(DOFS),
        "postures": posture_classes(),
        "kinds": list(KINDS),
        "poses": key_names(),
        "splits": list(SPLITS),
        "camera": ["heading_deg", "height_m", "distance_m", "pitch_deg", "roll_deg", "field_deg"],
        "crop": ["centre_x_px", "centre_y_px", "side_px", "turn_rad"],
        "clothes": ["sleeve", "leg", "loose_m", "skirt", "hair", "stripes"],
        "people": [recipe(number) for number in range(sum(PEOPLE.values()))],
    }


def open_folder(out: Path, told: dict[str, Any]) -> None:
    """Make a folder ready for shards, or check that those in it were made alike.

    Parameters
    ----------
    out
        The folder.
    told
        Result of `about`.

    Raises
    ------
    FolderOfOthersError
        When the folder holds stills of another seed, version, table of postures or set of models.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = out / "about.json"
    if not path.exists():
        _replaced(path, json.dumps(told, indent=1).encode())
    elif json.loads(path.read_text(encoding="utf-8")) != told:
        raise FolderOfOthersError(
            f"{out} holds stills of another seed, version or set of models: give another folder with --out."
        )


def shard_path(out: Path, number: int) -> Path:
    """Path of one shard of the tables."""
    return out / f"{number:05d}.npz"


def missing_shards(out: Path, frames: int) -> list[tuple[int, int]]:
    """Shards that a folder lacks, with the frames of each.

    Examples
    --------
    >>> missing_shards(Path("nowhere"), 4500)
    [(0, 2000), (1, 2000), (2, 500)]
    """
    wanted = [
        (number, min(FRAMES_PER_SHARD, frames - first))
        for number, first in enumerate(range(0, frames, FRAMES_PER_SHARD))
    ]
    return [(number, count) for number, count in wanted if not shard_path(out, number).exists()]


def write_shard(out: Path, number: int, rows: Sequence[Row], jpegs: Sequence[NDArray[np.uint8]]) -> Path:
    """Write the rows of one shard, and its crops beside it; the shard exists only when both are whole.

    Parameters
    ----------
    out
        Folder.
    number
        Number of the shard.
    rows
        One dict per still with the same keys; values are arrays or numbers of fixed type and shape.
    jpegs
        One crop per still.

    Returns
    -------
    Path
        The shard.
    """
    columns = {name: np.stack([np.asarray(row[name]) for row in rows]) for name in rows[0]}
    ends = np.cumsum([len(jpeg) for jpeg in jpegs])
    crops = shard_path(out, number).with_suffix(".crops.npz")
    _saved(crops, np.savez, {"jpeg": np.concatenate(list(jpegs)), "ends": ends})
    path = shard_path(out, number)
    _saved(path, np.savez_compressed, columns)
    return path


def _saved(path: Path, save: Any, arrays: dict[str, NDArray[Any]]) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        save(stream, **arrays)
    part.replace(path)


def _replaced(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)
