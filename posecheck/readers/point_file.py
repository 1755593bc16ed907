"""What a reader gives: the named points of the people in a picture, or of one person in a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posecheck.arrays import Floats


@dataclass(frozen=True)
class PicturePoints:
    """Points in the picture plane: T frames, P people, N points. Missing is NaN.

    Attributes
    ----------
    names : sequence of str
        Name of each point, as the file has it.
    places : ndarray, shape [T, P, N, 2]
        Pixels, x to the right, y down.
    scores : ndarray, shape [T, P, N]
        How sure each point is, 0 to 1; NaN where the file does not say.
    people : sequence of str, optional
        Name of each person, the same one all through; None where person k of one frame may be another in the next.
    frame : ndarray, shape [T], optional
        Number of each frame, increasing; from 0 in steps of one where left out.
    time_s : ndarray, shape [T], optional
        Time of each frame, where the file holds times.
    fps : float, optional
        Frames a second, where the file says it.
    size : (int, int), optional
        Width and height of the picture, where the file says it.
    notes : tuple of str
        What a person should know of how the file was read.
    """

    names: Sequence[str]
    places: Floats
    scores: Floats
    people: Sequence[str] | None = None
    frame: Floats | None = None
    time_s: Floats | None = None
    fps: float | None = None
    size: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoomPoints:
    """Points of one person in a room: T frames, N points. Missing is NaN.

    Attributes
    ----------
    names : sequence of str
        Name of each marker, as the file has it.
    places_m : ndarray, shape [T, N, 3]
        Metres, in the axes of the room, which are right-handed.
    up : {"x", "y", "z"}
        The axis that points up.
    time_s : ndarray, shape [T], optional
        Time of each frame, where the file holds times.
    fps : float, optional
        Frames a second, where the file says it.
    notes : tuple of str
        What a person should know of how the file was read.
    """

    names: Sequence[str]
    places_m: Floats
    up: str
    time_s: Floats | None = None
    fps: float | None = None
    notes: tuple[str, ...] = ()
