"""Which landmark each point of a file is: said by the person, named as usual, or a laboratory's marker."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmark
from posecheck.pose.point_names import landmark_name

_TABLES: dict[str, dict[str, list[str]]] = tomllib.loads(
    files("posecheck.readers").joinpath("markers.toml").read_text(encoding="utf-8")
)


def points_of(names: Sequence[str], said: Mapping[str, str], path: str) -> dict[Landmark, list[int]]:
    """Return the points of each landmark by their index; several are to be averaged.

    Parameters
    ----------
    names : sequence of str
        Name of each point in the file.
    said : mapping of str to str
        Landmark by the name of a point, as the person says.
    path : str
        The file, for errors.

    Raises
    ------
    PosecheckError
        If the person names a point that is not there or a landmark that does not exist, or nothing is known.

    Examples
    --------
    >>> found = points_of(["LFEP", "RFEP", "RKnee", "T10"], {"T10": "nose"}, "walk.c3d")
    >>> {landmark.name: points for landmark, points in found.items()}
    {'NOSE': [3], 'RIGHT_KNEE': [2], 'LEFT_HIP': [0], 'RIGHT_HIP': [1]}
    """
    index = {name: point for point, name in reversed(list(enumerate(names)))}
    found: dict[Landmark, list[int]] = {}
    for name, landmark in said.items():
        if name not in index:
            raise PosecheckError(f"{path} has no point {name!r}; it has {_some(names)}.")
        known = landmark_name(landmark)
        if not known:
            raise PosecheckError(
                f"There is no landmark {landmark!r} for {name!r}; write one such as left_knee."
            )
        found.setdefault(Landmark[known], []).append(index[name])
    for name, point in index.items():
        known = None if name in said else landmark_name(name)
        if known and Landmark[known] not in found:
            found[Landmark[known]] = [point]
    lower = {name.lower(): point for name, point in index.items() if name not in said}
    for table in _TABLES.values():
        for landmark, markers in table.items():
            points = [lower.get(marker.lower()) for marker in markers]
            if Landmark[landmark] not in found and None not in points:
                found[Landmark[landmark]] = [point for point in points if point is not None]
    if found and not {Landmark.LEFT_HIP, Landmark.RIGHT_HIP} <= set(found):
        raise PosecheckError(
            f"{path} has no point that is a hip, which every angle needs ({_some(names)}); say which with --names."
        )
    if not found:
        raise PosecheckError(
            f"{path}: none of its points is known ({_some(names)}); say which landmarks they are with --names."
        )
    return found


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
