"""Which angles are drawn: those that the stretch asks for now, worst first, each once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.angles.catalog import Side
from posecheck.arrays import Floats
from posecheck.scoring.form import say_of
from posecheck.scoring.quantities import Column, columns_of
from posecheck.stretches.bounds import Bounds
from posecheck.stretches.schema import Role, Stretch, Target

LEAST_SAY = 0.2
"""An angle that can say less than this (20 degrees of uncertainty) is not drawn."""


@dataclass(frozen=True)
class Gauge:
    """One angle to draw, against its target range.

    Attributes
    ----------
    target : Target
        What the stretch asks for.
    column : Column
        The angle on one side of the body.
    role : str
        The role of the phase in which the range counts.
    """

    target: Target
    column: Column
    role: Role

    @property
    def bounds(self) -> Bounds:
        """The target range as it is told."""
        return self.target.told_bounds

    def told(self, value: float) -> float:
        """Return a value of the angle table with the sign that table, report and coach tell it with.

        Examples
        --------
        >>> from posecheck.stretches.load import load_stretch
        >>> [lean, *_] = gauges_of(load_stretch("trunk_side_bend"), "left", "end")
        >>> lean.told(-25.0), lean.bounds.words("deg"), lean.column.positive
        (25.0, '16 to 32°', 'to the left')
        """
        return self.column.tell_catalog(value)

    def range_at(self, value: float) -> tuple[float | None, float | None]:
        """Return the target range that holds for this value, in the catalog's sign, as the arc shows it.

        Examples
        --------
        >>> from posecheck.stretches.load import load_stretch
        >>> level = [g for g in gauges_of(load_stretch("childs_pose"), "right", "end") if g.target.absolute]
        >>> level[0].target.angle, level[0].range_at(3.0)
        ('pelvic_obliquity', (-8.0, 8.0))
        """
        low, high = self.target.low, self.target.high
        if self.target.absolute and (low is None or low <= 0):
            return (None if high is None else -high), high
        if self.column.sign < 0 or (self.target.absolute and value < 0):
            return (None if high is None else -high), (None if low is None else -low)
        return low, high

    def outside(self, value: float, sigma: float) -> float:
        """Return how far a value of the table is surely outside: negative below, 0 inside or in doubt."""
        return self.bounds.surely_outside(self.told(value), sigma)


def gauges_of(stretch: Stretch, working: Side, role: str) -> list[Gauge]:
    """Return every angle that the phase of this role asks for, both sides where it asks for both.

    Changes, shares, numbers over a whole phase and measures that are not angles have no corner in the picture and
    are left out.
    """
    return [
        Gauge(target, column, stretch.role_of(target.phase))
        for target in stretch.targets
        if stretch.role_of(target.phase) == role and _is_plain(target)
        for column in columns_of(target, working)
    ]


def _is_plain(target: Target) -> bool:
    """Return whether a target is an angle itself, which one frame shows."""
    return target.unit == "deg" and not (target.change or target.share_with or target.over)


def choose_gauges(
    stretch: Stretch, working: Side, role: str, value: Floats, sigma: Floats, at_most: int = 3
) -> tuple[Gauge, ...]:
    """Return the angles worth drawing: worst first, of two sides the better seen one.

    A phase without angles of its own shows those of end range, which is where the movement goes.

    Parameters
    ----------
    stretch : Stretch
        The stretch.
    working : {"left", "right"}
        The working side; either for a stretch that has none.
    role : str
        "rest", "out", "end", "back", or "" between repetitions.
    value, sigma : ndarray, shape [A]
        Typical angles of the phase, in the order of the catalog. Choose once per phase, not per frame: labels
        that come and go cannot be read.
    at_most : int
        How many.

    Examples
    --------
    >>> from posecheck.angles.catalog import ANGLE_IDS
    >>> from posecheck.stretches.load import load_stretch
    >>> pose, same = load_stretch("childs_pose"), np.full(len(ANGLE_IDS), 90.0)
    >>> chosen = choose_gauges(pose, "right", "end", same, np.full_like(same, 6.0))
    >>> [gauge.column.title for gauge in chosen]
    ['left knee flexion', 'left shoulder flexion', 'left hip flexion']
    """
    best: dict[int, Gauge] = {}
    for gauge in gauges_of(stretch, working, role) or gauges_of(stretch, working, "end"):
        index, key = gauge.column.index, id(gauge.target)
        if not np.isfinite(value[index]) or say_of(sigma[index]) < LEAST_SAY:
            continue
        if key not in best or sigma[index] < sigma[best[key].column.index]:
            best[key] = gauge

    def badness(gauge: Gauge) -> tuple[float, float]:
        """Return what the angle costs now, and to tell equal ones apart, what it could."""
        outside = gauge.outside(value[gauge.column.index], sigma[gauge.column.index])
        return gauge.target.weight * min(abs(outside) / gauge.target.soft, 3.0), gauge.target.weight

    return tuple(sorted(best.values(), key=badness, reverse=True)[:at_most])
