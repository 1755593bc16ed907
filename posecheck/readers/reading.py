"""What a file of points holds, and what a person says about it that the file does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

View = Literal["front", "back", "left", "right"]
Axis = Literal["x", "y", "z"]


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
