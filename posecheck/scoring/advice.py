"""What to change, told to a person in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from posecheck.angles.catalog import CATALOG, AngleDefinition
from posecheck.scoring.quantities import Column
from posecheck.stretches.bounds import SHOWN, number, symbol_of
from posecheck.stretches.quantity import Over, definition_of
from posecheck.stretches.schema import Target

OVER: dict[Over, tuple[str, str]] = {
    "frequency": ("Move a little faster", "Slow down"),
    "symmetry": ("Move both sides alike", "Move both sides alike"),
    "phase_s": ("Stay a little longer", "Let go sooner"),
    "travel_s": ("Slow down", "Move a little faster"),
    "lead_s": (
        "Begin with the {part} and let the {other} follow",
        "Let the {part} and the {other} go together",
    ),
}
"""What to say where a number over a whole phase is too small, and where it is too large."""

SAID = ("deg", "s", "m")
"""Units that mean something to a person."""

PARTS = {"pelvic": "pelvis", "thorax": "chest"}
"""Parts of the body that the titles of their angles call otherwise."""


def advice(column: Column, target: Target, value: float | None, when: str = "") -> str:
    """Return what to do to bring a value into its range; nothing where it is inside.

    Parameters
    ----------
    column : Column
        What was measured, and on which side.
    target : Target
        The range.
    value : float or None
        What was measured; None where it was not seen.
    when : str
        Where it was so in a part of the repetitions, or of the time, alone: in which.

    Examples
    --------
    >>> from posecheck.scoring.quantities import columns_of
    >>> from posecheck.stretches.load import load_stretch
    >>> target = load_stretch("childs_pose").targets[0]
    >>> advice(columns_of(target, "left")[0], target, 95.0)
    'Bend the left hip more: 95° now, aim for 110 to 150°.'
    >>> advice(columns_of(target, "left")[0], target, 95.0, "in repetition 7")
    'Bend the left hip more in repetition 7: 95° then, aim for 110 to 150°.'
    """
    if value is None or not target.bounds.outside(value):
        return ""
    said = what_to_do(column, target, value)[:-1]
    if when:
        said += f" {when}" if when.startswith("in ") else f"; it is out of range {when}"
    if target.unit not in SAID or target.over == "lead_s":
        return f"{said}."
    told = column.tell(value)
    if not target.told_bounds.outside(float(number(told, target.unit)) / SHOWN.get(target.unit, 1.0)):
        return f"{said}: {target.told_bounds.away_words(told, target.unit)}."
    now = number(told, target.unit) + symbol_of(target.unit)
    return f"{said}: {now} {'then' if when else 'now'}, aim for {target.told_bounds.words(target.unit)}."


def what_to_do(column: Column, target: Target, value: float) -> str:
    """Return the same without numbers, short enough to be spoken; `value` is outside the range.

    Examples
    --------
    >>> from posecheck.scoring.quantities import columns_of
    >>> from posecheck.stretches.load import load_stretch
    >>> target = load_stretch("hip_extension").targets[0]
    >>> what_to_do(columns_of(target, "left")[0], target, -2.0)
    'Open the left hip more.'
    """
    return f"{_words(column, target, value, target.bounds.outside(value) < 0)}."


def _words(column: Column, target: Target, value: float, short: bool) -> str:
    definition = CATALOG[column.index]
    if target.share_with:
        return f"Let the {_part(definition)} do {'more' if short else 'less'} of the movement"
    if target.over is not None and target.over in OVER:
        other = _part(definition_of(target.before)) if target.before else ""
        return OVER[target.over][0 if short else 1].format(part=_part(definition), other=other)
    if definition.mirror_sign > 0 or target.over is not None:
        return definition.more if short else definition.less
    # To either side: what counts is how far, not which way is positive.
    end = (target.low if short else target.high) or 0.0
    if not (end > 0 if short else end < 0):
        return definition.less
    way = column.side_of(end)
    return definition.more + (definition.aside.format(way=way) if way else "")


def _part(definition: AngleDefinition) -> str:
    """Return the part of the body that an angle is of."""
    word = definition.title.removeprefix("left ").removeprefix("right ").split()[0]
    return PARTS.get(word, word)


def repetitions(numbers: Sequence[int]) -> str:
    """Return which repetitions in words.

    Examples
    --------
    >>> repetitions([7]), repetitions([7, 8, 9])
    ('repetition 7', 'repetitions 7, 8 and 9')
    """
    *most, last = map(str, numbers)
    return f"repetitions {', '.join(most)} and {last}" if most else f"repetition {last}"
