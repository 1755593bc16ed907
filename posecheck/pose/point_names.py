"""Names of points in other sets (COCO, Halpe, OpenPose, ...) and the landmarks they are; the data is in TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from posecheck.errors import PosecheckError, one_of

_TABLE: dict[str, Any] = tomllib.loads(
    files("posecheck.pose").joinpath("point_names.toml").read_text(encoding="utf-8")
)
_SIDED: dict[str, str] = {word: landmark for landmark, words in _TABLE["sided"].items() for word in words}
_MIDDLE: dict[str, str] = {word: landmark for landmark, words in _TABLE["middle"].items() for word in words}
_SIDES = {"l": "LEFT", "left": "LEFT", "r": "RIGHT", "right": "RIGHT"}
_WITHOUT: dict[str, list[str]] = _TABLE["without_landmark"]


@cache
def landmark_name(name: str) -> str | None:
    """Return the landmark that a point's name means, "" for a known point without one, None for an unknown name.

    Examples
    --------
    >>> landmark_name("RBigToe"), landmark_name("left_shoulder"), landmark_name("Knee (L)")
    ('RIGHT_FOOT_INDEX', 'LEFT_SHOULDER', 'LEFT_KNEE')
    >>> landmark_name("MidHip"), landmark_name("tail") is None
    ('', True)
    """
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]
    sides = [word for word in words if word in _SIDES]
    rest = "".join(word for word in words if word not in _SIDES)
    if not sides:
        if rest in _MIDDLE or rest in _WITHOUT["middle"]:
            return _MIDDLE.get(rest, "")
        # "Lknee", "rhip": the side is written as a part of the word.
        sides, rest = [rest[:1]], rest[1:]
    if len(sides) != 1 or sides[0] not in _SIDES:
        return None
    if rest in _WITHOUT["sided"]:
        return ""
    if rest not in _SIDED:
        return None
    side = _SIDES[sides[0]]
    return f"MOUTH_{side}" if rest in _TABLE["sided"]["MOUTH"] else f"{side}_{_SIDED[rest]}"


def point_set(name: str) -> list[str]:
    """Return the names of a whole set of points in its order.

    Raises
    ------
    PosecheckError
        If there is no such set.

    Examples
    --------
    >>> point_set("coco17")[:3], len(point_set("halpe26"))
    (['nose', 'left_eye', 'right_eye'], 26)
    """
    return list(_TABLE["sets"][one_of(name, _TABLE["sets"], "set of points")])


def landmark_names(names: Iterable[str]) -> list[str]:
    """Return the landmark that each point is, "" for known points without one.

    Raises
    ------
    PosecheckError
        If a name is unknown, or two mean the same landmark.

    Examples
    --------
    >>> landmark_names(["LHip", "MidHip"])
    ['LEFT_HIP', '']
    >>> landmark_names(["left_hipp"])
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: There is no point 'left_hipp'; did you mean left_hip, ...?
    """
    found: dict[str, str] = {}
    landmarks = []
    for name in names:
        landmark = landmark_name(name)
        if landmark is None:
            known = [*_TABLE["sets"]["blazepose33"], "left_big_toe", "right_big_toe"]
            near = get_close_matches(name.lower(), known, n=3, cutoff=0.6) or known[:1] + known[11:13]
            raise PosecheckError(f"There is no point {name!r}; did you mean {', '.join(near)}?")
        if landmark and landmark in found:
            raise PosecheckError(
                f"{found[landmark]!r} and {name!r} are both {landmark.lower()}; give each point once."
            )
        found[landmark] = name
        landmarks.append(landmark)
    return landmarks
