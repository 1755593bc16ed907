"""The one table of joint angles and measures: what each is, its zero, sign, range, view and expected error.

The table itself is `catalog.toml`. Code, documentation, the command line, tests and reports read it from here;
nothing restates it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from typing import Any, Literal

from posecheck.errors import PosecheckError, require_type
from posecheck.pose.landmarks import Landmark

Side = Literal["left", "right"]
ViewName = Literal["front", "side", "oblique"]


@dataclass(frozen=True)
class AngleDefinition:
    """One joint angle, or one measure that is not an angle.

    Attributes
    ----------
    id : str
        The name in code and files.
    title : str
        The name in the terminal and on the page.
    unit : str
        "deg" for every angle; for a measure what it is counted in. Every number of this entry is in it.
    kind : str
        "angle" or "measure".
    side : str or None
        The person's own side, None on the midline.
    mirror_id : str
        The same angle of the other side; its own id on the midline.
    mirror_sign : int
        -1 where the mirror image changes the sign (midline angles to one side), else +1.
    positive_side : str or None
        The side a positive value points to, for a midline angle that has one.
    landmarks : tuple of Landmark
        The landmarks it needs. NaN where one of them is missing.
    plane, zero, positive : str
        The plane it is measured in, the posture that reads zero, and what a positive value means.
    opposite : tuple of str, or None
        Title and positive direction of the same angle counted the other way, as extension for flexion; None where
        it has no name of its own.
    more, less : str
        What to tell a person who is to raise or lower the value.
    aside : str
        What to add to `more` where it is known to which "{way}", left or right; empty for what goes to no side.
    plausible_range : tuple of float
        Lowest and highest value a person reaches; for a measure, a usual picture of it.
    best_view : str
        "front", "side" or "any".
    expected_error : dict of str to float
        Root mean square error to expect per view, single frame.
    model_sigma : float
        The part of the uncertainty that remains with perfect landmarks: landmarks are not joint centres.
    source : str
        Where the definition comes from.
    """

    id: str
    title: str
    unit: str
    kind: Literal["angle", "measure"]
    side: Side | None
    mirror_id: str
    mirror_sign: int
    positive_side: Side | None
    landmarks: tuple[Landmark, ...]
    plane: str
    zero: str
    positive: str
    opposite: tuple[str, str] | None
    more: str
    less: str
    aside: str
    plausible_range: tuple[float, float]
    best_view: Literal["front", "side", "any"]
    expected_error: dict[ViewName, float]
    model_sigma: float
    source: str

    @property
    def is_place(self) -> bool:
        """Whether it is a place in the picture, of which only the change has a meaning, and a sigma.

        Examples
        --------
        >>> [CATALOG[index_of(name)].is_place for name in ("pelvis_travel", "heel_gap_left", "trunk_lean")]
        [True, False, False]
        """
        return self.plane == "of the picture"


def _landmarks(words: str, side: Side) -> tuple[Landmark, ...]:
    other = "right" if side == "left" else "left"
    names = (f"{other}_{word[:-1]}" if word.endswith("'") else f"{side}_{word}" for word in words.split())
    return tuple(sorted(Landmark[name.upper()] for name in names))


def _titled(title: str, side: Side | None) -> str:
    """Return a title with its side: where it says so, else at its beginning."""
    if side is None:
        return title
    return title.format(side=side) if "{side}" in title else f"{side} {title}"


def _define(stem: str, row: dict[str, Any], side: Side | None) -> AngleDefinition:
    other = {"left": "right", "right": "left"}.get(side or "")
    return AngleDefinition(
        id=f"{stem}_{side}" if side else stem,
        title=_titled(row["title"], side),
        unit=row["unit"],
        kind="angle" if row["unit"] == "deg" else "measure",
        side=side,
        mirror_id=f"{stem}_{other}" if side else stem,
        mirror_sign=row.get("mirror_sign", 1),
        positive_side=row.get("positive_side"),
        landmarks=_landmarks(row["landmarks"], side or "left"),
        plane=row["plane"],
        zero=row["zero"],
        positive=row["positive"],
        opposite=(row["opposite"]["title"], row["opposite"]["positive"]) if "opposite" in row else None,
        more=row["more"].format(side=side),
        less=row["less"].format(side=side),
        aside=row.get("aside", ""),
        plausible_range=(row["range"][0], row["range"][1]),
        best_view=row["best_view"],
        expected_error=row["expected_error"],
        model_sigma=row["model_sigma"],
        source=row["source"],
    )


def _read_table() -> Iterator[AngleDefinition]:
    table = tomllib.loads(files("posecheck.angles").joinpath("catalog.toml").read_text(encoding="utf-8"))
    sides: tuple[Side, Side] = ("left", "right")
    for stem, row in table.items():
        yield from (_define(stem, row, side) for side in (sides if row["sides"] else (None,)))


CATALOG: tuple[AngleDefinition, ...] = tuple(_read_table())
"""Every joint angle and measure, in the order of the columns of `Angles.value`."""

ANGLE_IDS: tuple[str, ...] = tuple(definition.id for definition in CATALOG)
"""The ids of `CATALOG`, in its order."""

_INDEX = {name: column for column, name in enumerate(ANGLE_IDS)}


def index_of(angle_id: str) -> int:
    """Return the column of an angle in `Angles.value`.

    Raises
    ------
    PosecheckError
        If there is no such angle; the message names the nearest ids.

    Examples
    --------
    >>> CATALOG[index_of("trunk_side_bend")].positive
    'to the right'
    >>> index_of("hip_flexion_letf")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: There is no angle 'hip_flexion_letf'; did you mean hip_flexion_left, ...?
    """
    require_type(angle_id, str, "angle", "the id of an angle")
    try:
        return _INDEX[angle_id]
    except KeyError:
        near = get_close_matches(angle_id, ANGLE_IDS, n=3, cutoff=0.4) or ANGLE_IDS[:3]
        raise PosecheckError(f"There is no angle {angle_id!r}; did you mean {', '.join(near)}?") from None
