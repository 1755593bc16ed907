"""Looks closer at people who are too small in the picture for the pose model to find."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from posecheck.arrays import Floats, Pixels
from posecheck.pose.landmarks import TOO_FAR, Landmarks
from posecheck.pose.model.pose_model import PeopleFinder, PoseModel
from posecheck.pose.person import Person
from posecheck.pose.scale import px_per_m
from posecheck.pose.tracking.person_lock import MAX_PEOPLE
from posecheck.pose.tracking.wide_picture import starts
from posecheck.video import Frame

SMALL = 0.4
"""A body shorter than this share of the picture's height may be overlooked, or seen askew."""

RARELY = 0.5
"""Who is seen in a smaller share of the frames is looked at closer, if they are small."""

OFTEN = 0.85
"""Who is small and seen in fewer frames than this is looked at closer where they were seen."""

LOOKS = 5
"""Pictures of a clip that are searched piece by piece."""

TILES = (0.6, 0.4, 0.28)
"""Sides of the square pieces, as shares of the picture's longer side; each overlaps the next by half."""

MARGIN = 0.4
"""Room around the person on every side, in lengths of the body; a stretch goes no farther."""

ASKEW = 0.15
"""Landmarks this far from where a closer look sees them, in lengths of the body, are not where the body is."""

STEADIER = 0.7
"""The size of a body that is followed askew wavers; a steady one wavers less than this share of it."""

GAIN = 0.8
"""A part that is larger than this share of the picture shows nobody larger."""

_TURNS = (0, 1, 3)


@dataclass(frozen=True)
class Window:
    """A part of the picture: pixels from `left` up to `right` and from `top` up to `bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, image: Pixels) -> Pixels:
        """Return this part of a picture."""
        return np.ascontiguousarray(image[self.top : self.bottom, self.left : self.right])

    def frames(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield this part of every frame."""
        for frame in frames:
            yield replace(frame, image=self.of(frame.image))

    def whole(self, landmarks: Landmarks, width_px: int, height_px: int) -> Landmarks:
        """Return landmarks found in this part as they lie in the whole picture."""
        image_px = landmarks.image_px + [self.left, self.top]
        return replace(landmarks, image_px=image_px, width_px=width_px, height_px=height_px)


def looks_at(landmarks: Landmarks) -> Floats:
    """Return the times, seconds, of the pictures to look closer at; none where the person is large enough.

    Examples
    --------
    >>> looks_at(Landmarks.empty([0.0, 0.5, 1.0, 1.5, 2.0], 640, 480)).tolist()
    [0.0, 0.5, 1.0, 1.5, 2.0]
    """
    if not len(landmarks) or (
        landmarks.seen.any() and body_length_px(landmarks) >= SMALL * landmarks.height_px
    ):
        return np.zeros(0)
    rarely = landmarks.seen.mean() < RARELY
    frames = np.arange(len(landmarks)) if rarely else np.flatnonzero(landmarks.seen)
    return np.asarray(landmarks.time_s[np.unique(np.linspace(frames[0], frames[-1], LOOKS).astype(int))])


def body_length_px(landmarks: Landmarks) -> float:
    """Return the length of the body in the picture, the median over frames."""
    places = landmarks.image_px[landmarks.seen]
    return float(np.median((np.nanmax(places, axis=1) - np.nanmin(places, axis=1)).max(axis=-1)))


def find_window(pictures: Iterable[Frame], landmarks: Landmarks, model: PoseModel) -> Window | None:
    """Return the part of the picture to follow the person in, where that shows more than the whole picture did.

    Parameters
    ----------
    pictures : iterable of Frame
        A few pictures of the recording, at the times of `looks_at`.
    landmarks : Landmarks
        As followed in the whole picture.
    model : PoseModel
        The pose model.
    """
    finder = model.finder(MAX_PEOPLE)
    size = (landmarks.width_px, landmarks.height_px)
    if landmarks.seen.mean() < RARELY:
        boxes = _found_in_tiles(finder, pictures)
    else:
        boxes = _found_otherwise(finder, pictures, landmarks)
    if not boxes:
        return None
    window = _around(np.array(boxes), size)
    longer = max(window.right - window.left, window.bottom - window.top)
    return window if longer < GAIN * max(size) else None


def _around(boxes: Floats, size: tuple[int, int]) -> Window:
    room = MARGIN * float(np.median((boxes[:, 2:] - boxes[:, :2]).max(axis=1)))
    low = np.maximum(boxes[:, :2].min(axis=0) - room, 0).astype(int).tolist()
    high = np.minimum(boxes[:, 2:].max(axis=0) + room, size).astype(int).tolist()
    return Window(*low, *high)


def _found_in_tiles(finder: PeopleFinder, pictures: Iterable[Frame]) -> list[Floats]:
    """Return the box of the same person in each picture that shows them, searched piece by piece."""
    boxes: list[Floats] = []
    order = list(product(_TURNS, TILES))
    for frame in pictures:
        for turns, tile in order:
            people = _in_tiles(finder, frame.image, tile, turns)
            if people:
                boxes.append(_nearest(people, boxes))
                # What showed them once is tried first in the next picture.
                order.remove((turns, tile))
                order.insert(0, (turns, tile))
                break
    return boxes


def _found_otherwise(finder: PeopleFinder, pictures: Iterable[Frame], landmarks: Landmarks) -> list[Floats]:
    """Return the boxes of a small person who is often missed, or whom most closer looks see otherwise.

    In the whole picture a small person may be found in a turn in which they are not, and followed askew.
    """
    boxes, otherwise = [], []
    for frame in pictures:
        row = int(np.argmin(np.abs(landmarks.time_s - frame.time_s)))
        places = landmarks.image_px[row]
        if not landmarks.seen[row]:
            continue
        box = np.concatenate([places.min(axis=0), places.max(axis=0)])
        window = _around(box[None], (landmarks.width_px, landmarks.height_px))
        people = next(
            filter(None, (finder(window.of(frame.image), 0.0, turns) for turns in (*_TURNS, 2))), []
        )
        if people:
            corner, length = [window.left, window.top], float((box[2:] - box[:2]).max())
            away = [np.median(np.linalg.norm(one.image_px + corner - places, axis=1)) for one in people]
            otherwise.append(min(away) > ASKEW * length)
            boxes.append(box)
    missed = landmarks.seen.mean() < OFTEN
    return boxes if missed or (otherwise and np.mean(otherwise) > 0.5) else []


def clearer(found: Landmarks, closer: Landmarks) -> Landmarks:
    """Return which of two looks at a recording saw the person more often, with a note on how far away they are.

    Parameters
    ----------
    found : Landmarks
        As seen in the whole picture.
    closer : Landmarks
        The same frames as seen from closer.
    """
    share = found.seen.mean()
    more = bool(closer.seen.sum() > found.seen.sum())
    better = (
        closer if (more and share < OFTEN) or (share >= RARELY and _is_steadier(closer, found)) else found
    )
    if better.seen.mean() < RARELY:
        if _touches_the_border(better):  # what is near and cut off is seen as rarely, and may look small
            return better
        return better.noted(f"{TOO_FAR}; come closer to the camera, the whole body in the picture.")
    if better is found:
        return found
    small = (
        f"The body is only {body_length_px(better):.0f} pixels long in the picture and was looked at closer"
    )
    return better.noted(f"{small}; come closer to the camera for surer angles.")


def _touches_the_border(landmarks: Landmarks) -> bool:
    """Return whether the body mostly reaches to the picture's border where it is seen."""
    places = landmarks.image_px[landmarks.seen]
    size = np.array([landmarks.width_px, landmarks.height_px]) - 1.0
    return len(places) > 0 and bool(((places < 1.0) | (places > size)).any(axis=(1, 2)).mean() > 0.5)


def _is_steadier(one: Landmarks, other: Landmarks) -> bool:
    """Return whether the body of one is far more the same size all the while than that of the other."""
    if one.seen.mean() < RARELY:
        return False
    return _wavering(one) < STEADIER * _wavering(other)


def _wavering(landmarks: Landmarks) -> float:
    """Return one sigma by which the size of the body wavers, as a share of it."""
    seen = landmarks[landmarks.seen]
    return float(np.nanstd(np.log(px_per_m(seen.image_px, seen.world_m))))


def _in_tiles(finder: PeopleFinder, image: Pixels, share: float, quarter_turns: int) -> list[Floats]:
    """Return the boxes of the people found in square pieces of the picture, each [4]: left, top, right, bottom."""
    height, width = image.shape[:2]
    side = math.ceil(share * max(width, height))
    boxes = []
    for top, left in product(starts(height, side), starts(width, side)):
        window = Window(left, top, min(left + side, width), min(top + side, height))
        boxes += [_box(person, window) for person in finder(window.of(image), 0.0, quarter_turns)]
    return boxes


def _box(person: Person, window: Window) -> Floats:
    corner = [window.left, window.top]
    return np.concatenate([person.image_px.min(axis=0) + corner, person.image_px.max(axis=0) + corner])


def _nearest(boxes: list[Floats], before: list[Floats]) -> Floats:
    """Return the box of the same person as before, the largest one to begin with."""
    if not before:
        return max(boxes, key=lambda box: float(np.max(box[2:] - box[:2])))
    return min(boxes, key=lambda box: float(np.abs(box - before[0]).sum()))
