"""OpenPose: a folder with one JSON file a frame, as `--write_json` makes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.pose.point_names import point_set
from posecheck.readers.json_file import last_number, read_json
from posecheck.readers.point_file import PicturePoints

SETS = {25: "openpose25", 18: "openpose18"}
PATTERN = "*_keypoints.json"


def fits(path: Path) -> bool:
    """Return whether the folder holds files of this format."""
    return path.is_dir() and next(path.glob(PATTERN), None) is not None


def read(path: Path) -> PicturePoints:
    """Read the points; the last number in a file's name is the number of its frame."""
    files = sorted(
        (last_number(file.name.removesuffix("_keypoints.json")) or 0, file) for file in path.glob(PATTERN)
    )
    numbers = [number for number, _ in files]
    if len(set(numbers)) < len(numbers):
        raise PosecheckError(f"{path} holds the frames of several clips; give each clip a folder of its own.")
    frames: list[list[list[float]]] = []
    for _, file in files:
        try:
            people = read_json(file)["people"]
            frames.append([person["pose_keypoints_2d"] for person in people if person["pose_keypoints_2d"]])
        except (KeyError, TypeError):
            raise PosecheckError(
                f"{file} is not written by OpenPose (no people in it); leave it out."
            ) from None
    counts = {len(person) for people in frames for person in people}
    if not counts:
        raise PosecheckError(f"{path}: nobody is in any of its {len(files)} frames; give another folder.")
    if len(counts) > 1 or (count := counts.pop() // 3) not in SETS:
        raise PosecheckError(
            f"{path} does not hold BODY_25 or COCO points in every frame; write it again with one of them."
        )
    points = np.full((len(frames), max(map(len, frames)), count, 3), np.nan)
    for row, people in zip(points, frames, strict=True):
        for slot, person in zip(row, people, strict=False):
            slot[:] = np.array(person, dtype=float).reshape(count, 3)
    if np.nanmax(np.abs(points[..., :2])) <= 1:
        raise PosecheckError(f"{path} is not in pixels; write it again with --keypoint_scale 0.")
    seen = points[..., 2:] > 0
    return PicturePoints(
        names=point_set(SETS[count]),
        places=np.where(seen, points[..., :2], np.nan),
        scores=np.clip(points[..., 2], 0, 1),
        frame=np.array(numbers, dtype=float),
    )
