"""A pose model that is not MediaPipe's: it finds puppets of coloured marks in pictures, by their colours alone."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from posecheck.pose.model.pose_model import PeopleFinder, person_of
from posecheck.pose.person import Person
from posecheck.pose.point_names import point_set

NAMES = point_set("coco17")
TURNS = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)

FIRST, STEP = np.array([20, 20, 60]), np.array([50, 60, 120])
NEEDED = [5, 6, 11, 12, 13, 14]

Pixels = NDArray[np.uint8]


def colour(puppet: int, point: int) -> tuple[int, int, int]:
    """Return the colour of a mark: red and green say which point it is, blue whose."""
    red, green, blue = (FIRST + STEP * [point % 5, point // 5, puppet]).tolist()
    return red, green, blue


def draw(image: Pixels, puppet: int, places: NDArray[np.float64]) -> None:
    """Draw the marks of a puppet at places, shape [17, 2]."""
    for point, place in enumerate(places):
        if np.isfinite(place).all():
            x, y = np.round(place).astype(int).tolist()
            image[max(y - 6, 0) : y + 7, max(x - 6, 0) : x + 7] = colour(puppet, point)


class Puppets:
    """Finds every puppet of which it sees the shoulders, hips and knees; or follows one."""

    def __init__(self, max_people: int, *, follow: bool = False) -> None:
        self._max_people, self._follow = max_people, follow
        self._last: NDArray[np.float64] | None = None

    def __exit__(self, *error: object) -> None:
        pass

    def __call__(self, image: Pixels, time_s: float = 0.0, quarter_turns: int = 0) -> list[Person]:
        rotation = TURNS[quarter_turns]
        turned = image if rotation is None else np.asarray(cv2.rotate(image, rotation), dtype=np.uint8)
        height, width = turned.shape[:2]
        people = [person_of(NAMES, places) for places in _marks(turned) if np.isfinite(places[NEEDED]).all()]
        found = [person.turned(-quarter_turns, width, height) for person in people]
        if self._follow:
            last = self._last
            if last is not None:
                found.sort(key=lambda person: float(np.linalg.norm(person.centre_px - last)))
            self._last = found[0].centre_px if found else None
        return found[: self._max_people]


def _marks(image: Pixels) -> NDArray[np.float64]:
    """Return the middle of each mark of each puppet, shape [2, 17, 2]; NaN where it is covered."""
    steps = (image - FIRST) / STEP
    nearest = np.round(steps)
    is_mark = (np.abs(steps - nearest) < 0.35).all(axis=-1) & ((nearest >= 0) & (nearest < [5, 4, 2])).all(
        axis=-1
    )
    rows, columns = np.nonzero(is_mark)
    red, green, puppet = nearest[rows, columns].astype(int).T
    mark = puppet * 20 + green * 5 + red
    count = np.bincount(mark, minlength=40)
    middle = [np.bincount(mark, at, 40) / np.where(count > 40, count, np.nan) for at in (columns, rows)]
    return np.stack(middle, axis=-1).reshape(2, 20, 2)[:, : len(NAMES)]


class PuppetModel:
    """What `load_model("puppet")` gives where the table names it."""

    name = "puppet"
    sha256 = "puppets/1"

    @property
    def made_with(self) -> dict[str, Any]:
        return {"library": "none"}

    def finder(self, max_people: int) -> PeopleFinder:
        return Puppets(max_people)

    def follower(self) -> PeopleFinder:
        return Puppets(1, follow=True)


def puppet_model(_: object) -> PuppetModel:
    """Make it, as the table of models asks for."""
    return PuppetModel()
