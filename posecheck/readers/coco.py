"""COCO keypoints: a whole data set (`images`, `annotations`), or the bare list of results that detectors write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from posecheck.errors import PosecheckError
from posecheck.pose.point_names import point_set
from posecheck.readers.json_file import last_number, read_json
from posecheck.readers.point_file import PicturePoints

SETS = {17: "coco17", 26: "halpe26", 33: "blazepose33"}
"""The set of points meant where the file names none, by their number."""

OCCLUDED = 0.5
"""How surely a point is seen that the annotator marked as hidden (v = 1)."""


def fits(path: Path) -> bool:
    """Return whether the file is of this format."""
    content = read_json(path)
    if isinstance(content, dict):
        return "annotations" in content and "images" in content
    return bool(content) and all(isinstance(each, dict) and "keypoints" in each for each in content)


def read(path: Path) -> PicturePoints:
    """Read the points; frames are the images in the order of the last number in their names."""
    content = read_json(path)
    whole = isinstance(content, dict)
    entries = [each for each in (content["annotations"] if whole else content) if each.get("keypoints")]
    if not entries:
        raise PosecheckError(f"{path} holds no keypoints of anybody; give the file with the keypoints.")
    count = len(entries[0]["keypoints"]) // 3
    if any(len(each["keypoints"]) != 3 * count for each in entries):
        raise PosecheckError(
            f"{path}: not every annotation has {count} keypoints; give one set of points a file."
        )
    images = (
        content["images"] if whole else [{"id": image} for image in {each["image_id"] for each in entries}]
    )
    order = sorted(images, key=_number)
    frame = np.array([_number(image) for image in order], dtype=float)
    if len(set(frame.tolist())) < len(frame):
        raise PosecheckError(
            f"{path}: two images have the same number in their names; name them by their frame."
        )
    row = {image["id"]: index for index, image in enumerate(order)}
    people = _people(entries)
    taken = [0] * len(order)
    slots: list[tuple[int, int]] = []
    for each in entries:
        if each["image_id"] not in row:
            raise PosecheckError(
                f"{path}: image {each['image_id']} is annotated and not listed; add it to images."
            )
        index = row[each["image_id"]]
        slots.append((index, people.index(_identity(each)) if people else taken[index]))
        taken[index] += 1
    points = np.full((len(order), len(people or ()) or max(taken), count, 3), np.nan)
    for (index, slot), each in zip(slots, entries, strict=True):
        points[index, slot] = np.array(each["keypoints"], dtype=float).reshape(count, 3)
    score = points[..., 2]
    # Of annotators the third number is 0 (not labelled), 1 (hidden) or 2 (visible); of detectors it is a score.
    if np.isin(score[np.isfinite(score)], (0, 1, 2)).all() and np.nanmax(score) == 2:
        score = np.choose(np.nan_to_num(score).astype(int), [np.nan, OCCLUDED, 1.0])
    places = np.where(
        (points[..., 2:] > 0) & (points[..., :2] != 0).any(axis=-1, keepdims=True), points[..., :2], np.nan
    )
    sizes = {
        (image["width"], image["height"]) for image in order if image.get("width") and image.get("height")
    }
    if len(sizes) > 1:
        raise PosecheckError(f"{path}: its images have {len(sizes)} different sizes; give one clip a file.")
    return PicturePoints(
        names=_names(path, content, entries[0], count),
        places=places,
        scores=np.clip(score, 0, 1),
        people=[str(person) for person in people] if people else None,
        frame=frame,
        size=sizes.pop() if sizes else None,
    )


def _number(image: dict[str, Any]) -> float:
    found = last_number(str(image.get("file_name", image["id"])))
    return float(found if found is not None else image["id"])


def _identity(entry: dict[str, Any]) -> Any:
    return entry.get("track_id", entry.get("idx"))


def _people(entries: list[dict[str, Any]]) -> list[Any]:
    """Return whom the file follows, if it follows everybody; `idx` is AlphaPose's."""
    found = [_identity(each) for each in entries]
    keys = [(each["image_id"], str(who)) for each, who in zip(entries, found, strict=True)]
    if any(not isinstance(who, (int, float, str)) for who in found) or len(set(keys)) < len(keys):
        return []
    return sorted(set(found), key=str)


def _names(path: Path, content: Any, entry: dict[str, Any], count: int) -> list[str]:
    if isinstance(content, dict):
        for category in content.get("categories", ()):
            if len(category.get("keypoints", ())) == count and entry.get("category_id") in (
                category.get("id"),
                None,
            ):
                return [str(name) for name in category["keypoints"]]
    if count not in SETS:
        raise PosecheckError(
            f"{path} has {count} keypoints a person and names none; add their names as categories.keypoints."
        )
    return point_set(SETS[count])
