"""What a file of points holds, and what a person says about it that the file does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from posecheck.errors import PosecheckError, one_of
from posecheck.pose.given_points import picture_size

View = Literal["front", "back", "left", "right"]
Axis = Literal["x", "y", "z"]

MOST_FPS = 1000

OPTIONS = {
    "fps": "--rate",
    "size": "--size",
    "names": "--names",
    "individual": "--individual",
    "view": "--view",
    "up": "--up",
}
"""How each attribute of a `Reading` is called on the command line."""


@dataclass(frozen=True)
class Reading:
    """What is said about a file of points, where the file does not say it or says it in words of its own.

    Attributes
    ----------
    fps : float, optional
        Frames a second. Needed where neither the file says it nor holds times; else it replaces what the file says.
    size : (int, int), optional
        Width and height of the picture in pixels; left out and not in the file, the points give it.
    names : mapping of str to str, optional
        Landmark of each point by the point's name in the file, such as ``{"LKNE": "left_knee"}``. Several points
        of one landmark are averaged; a point named here is not looked up otherwise.
    individual : str, optional
        Whom to measure, by the name or the number that the file gives; left out, the largest person.
    view : {"front", "back", "left", "right"}
        From where the level camera sees markers that stand in a room: which side of the person it faces.
    up : {"x", "y", "z"}, optional
        The axis of the room that points up; left out, what the file says or its format is used to.

    Raises
    ------
    PosecheckError
        If the rate, the size, the view or the axis is none.

    Examples
    --------
    >>> Reading(fps=30, names={"LKNE": "left_knee"}).view
    'front'
    """

    fps: float | None = None
    size: tuple[int, int] | None = None
    names: Mapping[str, str] | None = None
    individual: str | None = None
    view: View = "front"
    up: Axis | None = None

    def __post_init__(self) -> None:
        if self.fps is not None and not 0 < self.fps <= MOST_FPS:
            raise PosecheckError(f"The rate of the points is {self.fps:g}; give frames a second, such as 30.")
        if self.size is not None:
            picture_size(self.size)
        one_of(self.view, get_args(View), "view")
        if self.up is not None:
            one_of(self.up, get_args(Axis), "axis")

    def refuse(self, names: Iterable[str], why: str) -> None:
        """Make sure that nothing is said which would be ignored.

        Parameters
        ----------
        names : iterable of str
            The attributes which mean nothing here.
        why : str
            The beginning of the sentence.

        Raises
        ------
        PosecheckError
            If one of them is given.

        Examples
        --------
        >>> Reading(fps=30).refuse(OPTIONS, "clip.mp4 holds pictures")
        Traceback (most recent call last):
        posecheck.errors.PosecheckError: clip.mp4 holds pictures; leave out --rate.
        """
        given = [OPTIONS[name] for name in names if getattr(self, name) != getattr(Reading, name)]
        if given:
            raise PosecheckError(f"{why}; leave out {' and '.join(given)}.")


NOTHING_SAID = Reading()
