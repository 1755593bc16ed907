"""Chooses one person and stays with them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Self

import numpy as np

from posecheck.arrays import Pixels
from posecheck.pose.model.pose_model import PeopleFinder, PoseModel
from posecheck.pose.person import Person, Whom, are_apart, chosen, have_leapt, is_same
from posecheck.pose.tracking.crowd import Crowd
from posecheck.pose.tracking.person_mask import cut_out
from posecheck.pose.tracking.wide_picture import find_everybody

MAX_PEOPLE = 5
SEARCH_S = 0.5
PATIENCE_S = 1.5
ALONE_S = 2.0
# A search costs as much as following through two or three pictures; in slow footage 2 s hold few of them.
ALONE_PICTURES = 150
CROWD_S = 0.1
MEMORY_S = 2.0
LEAP_M, LEAP_RATIO = 0.1, 1.12
"""Nearer than this to where they were, and as large, somebody is still in the same shot."""
WIDE, WIDE_FOR_ONE = 2.0, 1.5
"""Wider than so many heights, a picture is searched piece by piece too, which costs four times as much; from the
second number on only where the user says whom to follow, and so that there are several."""
_TURNS = (0, 1, 3, 2)


class PersonLock:
    """Follows one person from picture to picture, the largest most central one if not told whom; a context manager.

    MediaPipe follows one person well and cheaply but may slide over to another. So the whole picture is searched
    for everybody as well: at the start, when the person is lost or jumps, every `ALONE_S` and `ALONE_PICTURES` to
    see whether others are about, and every `CROWD_S` while they are. While one of them is close every picture is
    searched, and what is found is believed rather than what is followed. A lost person is taken up again near the
    last place within `PATIENCE_S`, after that the choice is made anew. Where nobody is found, the picture is
    searched in quarter turns too, for people who lie, but only every `SEARCH_S`.

    Parameters
    ----------
    model : PoseModel
        The pose model to run.
    whom : {"left", "middle", "right", "largest"}, optional
        Whom to follow where there are several.

    Attributes
    ----------
    finder : PeopleFinder
        Looks at any picture afresh.
    quarter_turns : int
        Clockwise quarter turns of the picture in which the person was last found.
    others : list of Person
        Who else was in the picture when it was last searched.

    Examples
    --------
    >>> from posecheck.pose.model.models import load_model
    >>> with PersonLock(load_model("lite")) as lock:
    ...     print(lock(np.zeros((48, 64, 3), dtype=np.uint8), 0.0))
    None
    """

    def __init__(self, model: PoseModel, whom: Whom | None = None) -> None:
        self._whom = whom
        # Either takes a tenth of a second and more to load; side by side they take it once.
        with ThreadPoolExecutor(1) as pool:
            finder = pool.submit(model.finder, MAX_PEOPLE)
            self._follow = model.follower()
            self.finder: PeopleFinder = finder.result()
        self._following = False
        self._image: Pixels
        self._time_s = -np.inf
        self._last: Person | None
        self._crowd: Crowd | None
        self.forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._follow.__exit__(*error)

    def forget(self) -> None:
        """Begin anew with the next picture, as after a change of shot."""
        if self._following:
            self._drop()
        self._last = None
        self._crowd = None
        self._recent: deque[tuple[float, Person]] = deque()
        self._last_s = self._searched_s = -np.inf
        self._since_search = 0
        self.quarter_turns = 0
        self._seen = True

    def __call__(self, image: Pixels, time_s: float) -> Person | None:
        """Return the person in the next picture, or None.

        Parameters
        ----------
        image : ndarray of uint8, shape [H, W, 3]
            The upright picture, RGB.
        time_s : float
            Its time in seconds, later than before.
        """
        self._image, self._time_s = image, time_s
        self._since_search += 1
        if time_s - self._last_s > PATIENCE_S:
            self._last = self._crowd = None
        person = self._choose(self._followed())
        self._seen = person is not None
        if person is not None:
            self._last, self._last_s = person, time_s
            self._recent.append((time_s, person))
        while self._recent and time_s - self._recent[0][0] > MEMORY_S:
            self._recent.popleft()
        return person

    @property
    def others(self) -> list[Person]:
        """Who else was in the picture when it was last searched."""
        return self._crowd.others if self._crowd is not None and self._seen else []

    def is_elsewhere(self, image: Pixels, since_s: float) -> bool:
        """Return whether nobody in the picture is where the person was before `since_s`, though somebody is seen.

        That is the second witness of a cut between two shots that look alike.
        """
        before = next((person for time_s, person in reversed(self._recent) if time_s < since_s), None)
        if before is None:
            return False
        for turns in sorted(_TURNS, key=lambda turns: turns != self.quarter_turns):
            people = self.finder(image, 0.0, turns)
            if people:
                return all(have_leapt(person, before, LEAP_M, LEAP_RATIO) for person in people)
        return False

    def _choose(self, followed: Person | None) -> Person | None:
        since_search_s = self._time_s - self._searched_s
        if self._seen and followed is not None and self._is_last(followed):
            if since_search_s < self._search_every_s or self._was_alone_lately:
                return followed
        # Whom MediaPipe takes up by itself after a loss may be anybody.
        elif not self._seen and since_search_s < (SEARCH_S if self._last is None else CROWD_S):
            return None
        self._searched_s, self._since_search = self._time_s, 0
        if self._crowd is None:
            return self._acquire(followed)
        return self._pick_out(self._crowd, followed)

    @property
    def _was_alone_lately(self) -> bool:
        alone = self._crowd is not None and not self._crowd.others
        return alone and self._since_search < ALONE_PICTURES

    @property
    def _search_every_s(self) -> float:
        if self._crowd is None or not self._crowd.others:
            return ALONE_S
        return 0.0 if self._crowd.close else CROWD_S

    def _acquire(self, followed: Person | None) -> Person | None:
        people = self._search(sorted(_TURNS, key=lambda turns: turns != self.quarter_turns))
        if not people:
            self._drop()
            return None
        height, width = self._image.shape[:2]
        own = chosen(people, self._whom, width, height)
        self._crowd = Crowd(own, people, self._image, self._time_s)
        return self._follow_only(own, followed)

    def _pick_out(self, crowd: Crowd, followed: Person | None) -> Person | None:
        people = self._search((self.quarter_turns,))
        own = crowd.find_own(people, self._image, self._time_s)
        if own is not None:
            return own if crowd.close else self._follow_only(own, followed)
        if followed is not None and crowd.is_own(followed, self._image, self._time_s):
            return followed
        self._drop()
        return None

    def _follow_only(self, own: Person, followed: Person | None) -> Person:
        """Return `own` as MediaPipe follows it; make it do so if it follows another or nobody."""
        if followed is None or are_apart(followed, own):
            self._drop()
            followed = self._followed(own)
        if followed is None or are_apart(followed, own):
            self._drop()
            return own
        return followed

    def _followed(self, keep: Person | None = None) -> Person | None:
        keep = keep or self._last
        image = self._image
        # Whom MediaPipe begins to follow is decided by its detector, which must not see the others.
        if not self._following and keep is not None and self._crowd is not None and self._crowd.others:
            image = cut_out(keep, image)
        people = self._follow(image, self._time_s, self.quarter_turns)
        self._following = bool(people)
        return people[0] if people else None

    def _search(self, turns: Iterable[int]) -> list[Person]:
        height, width = self._image.shape[:2]
        wide = width > (WIDE if self._whom is None else WIDE_FOR_ONE) * height
        for quarter_turns in turns:
            if wide:
                people = find_everybody(self.finder, self._image, self._time_s, quarter_turns)
            else:
                people = self.finder(self._image, self._time_s, quarter_turns)
            if people:
                self.quarter_turns = quarter_turns
                return people
        return []

    def _drop(self) -> None:
        # MediaPipe offers no other way to let go of a person than a picture of nobody.
        if self._following:
            self._follow(np.zeros_like(self._image), self._time_s)
            self._following = False

    def _is_last(self, person: Person) -> bool:
        if self._last is None:
            return False
        return is_same(person, self._last, self._time_s - self._last_s)
