"""What a stretch file asks for, read from the angle table: sides, signs, changes and shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import ANGLE_IDS, Side, index_of
from posecheck.arrays import Floats, seen_median
from posecheck.scoring.form import say_of
from posecheck.stretches.schema import SIDED, Quantity

CHANGE_SIGMA = 0.5
"""Share of an angle's uncertainty that remains in a change; errors are mostly constant (assumed)."""

PHASE_START_S = 0.5
"""A change within a phase is counted from the median over its first part."""

_SWAPPED = {"left": "right", "right": "left"}
_SWAP = re.compile("left|right")

_OPPOSITE: dict[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Column:
    """One quantity on one side of the body, resolved to a column of the angle table."""

    quantity: Quantity
    side: Side | None
    index: int
    sign: float
    partner: int | None
    """Column of the angle that a share, an order or a symmetry compares with."""

    @property
    def angle_id(self) -> str:
        """Catalog id; without a side where both sides are compared."""
        return self.quantity.angle if self.quantity.over == "symmetry" else ANGLE_IDS[self.index]

    @property
    def title(self) -> str:
        """Readable name with its side."""
        return self.quantity.named(self.side).lower()

    @property
    def told_sign(self) -> float:
        """What a value of this column is multiplied with when it is told: -1 for flexion told as extension."""
        return -1.0 if self.quantity.backward else 1.0

    def tell(self, value: float) -> float:
        """Return a value read from this column as it is told, never a negative nothing."""
        return self.told_sign * value + 0.0

    def tell_catalog(self, value: float) -> float:
        """Return a value of the angle table as it is told, for an angle itself or its size."""
        value = self.sign * value
        return self.tell(abs(value) if self.quantity.absolute else value)

    @property
    def positive(self) -> str:
        """What a positive value means, as it is told; empty where it has no sign that could be mistaken.

        Examples
        --------
        >>> from posecheck.stretches.load import load_stretch
        >>> lean = load_stretch("trunk_side_bend").targets[0]
        >>> columns_of(lean, "left")[0].positive, columns_of(lean, "right")[0].positive
        ('to the left', 'to the right')
        """
        quantity, definition = self.quantity, self.quantity.definition
        if quantity.absolute or quantity.share_with or quantity.over not in (None, "lowest", "highest"):
            return ""
        if quantity.backward and definition.opposite is not None:
            return _short(definition.opposite[1])
        words = _short(definition.positive)
        return _SWAP.sub(lambda found: _SWAPPED[found[0]], words) if self.sign * self.told_sign < 0 else words

    def side_of(self, value: float) -> Side | None:
        """Return to which side a value other than 0 of this column goes; None where it goes to none, or to both.

        Examples
        --------
        >>> from posecheck.stretches.load import load_stretch
        >>> lean = load_stretch("trunk_side_bend").targets[0]
        >>> columns_of(lean, "left")[0].side_of(20.0), columns_of(lean, "left")[0].side_of(-3.0)
        ('left', 'right')
        """
        toward = self.quantity.definition.positive_side
        if toward is None or self.quantity.absolute or self.quantity.share_with or self.quantity.over:
            return None
        return toward if self.sign * value > 0 else _OPPOSITE[toward]

    @property
    def reference_sigma_scale(self) -> float | None:
        """Ten degrees for angles; None where the soft margin sets the scale instead."""
        return None if self.quantity.share_with or self.quantity.unit != "deg" else 10.0


def _short(words: str) -> str:
    """Return the first part of a sentence of the catalog."""
    return words.split(";")[0]


@cache
def columns_of(quantity: Quantity, working: Side) -> tuple[Column, ...]:
    """Return the columns that a quantity means when `working` is the working side: two for "both", else one."""
    if quantity.over == "symmetry":
        left, right = index_of(f"{quantity.angle}_left"), index_of(f"{quantity.angle}_right")
        return (Column(quantity, None, left, 1.0, right),)
    if quantity.angle not in SIDED:
        sides: tuple[Side | None, ...] = (None,)
    elif quantity.side == "both":
        sides = ("left", "right")
    else:
        sides = (working if quantity.side == "working" else _OPPOSITE[working],)
    share_side = _OPPOSITE[working] if quantity.side == "other" else working
    partner = _index(quantity.share_with or quantity.before, share_side)
    return tuple(
        Column(
            quantity=quantity,
            side=side,
            index=index_of(f"{quantity.angle}_{side}" if side else quantity.angle),
            sign=_sign(quantity, working),
            partner=partner,
        )
        for side in sides
    )


def _sign(quantity: Quantity, working: Side) -> float:
    # A number over a whole phase counts from the catalog's own angle, or has no sign at all.
    if quantity.angle in SIDED or quantity.side != "working" or quantity.over is not None:
        return 1.0
    toward = quantity.definition.positive_side
    return 1.0 if toward in (None, working) else -1.0


def _index(name: str | None, side: Side) -> int | None:
    if name is None:
        return None
    return index_of(f"{name}_{side}" if name in SIDED else name)


@dataclass(frozen=True)
class Readings:
    """The angle table of some frames, and what a change in each of them is counted from.

    Attributes
    ----------
    value, sigma : ndarray, shape [T, A]
        The angle table.
    at_rep_start, at_phase_start : ndarray, shape [T, A]
        The angles where each frame's repetition, and its phase, began; NaN outside any.
    """

    value: Floats
    sigma: Floats
    at_rep_start: Floats
    at_phase_start: Floats

    @classmethod
    def outside_any(cls, angles: Angles) -> Self:
        """Return the readings of frames that belong to no repetition yet."""
        never = np.full_like(angles.value, np.nan)
        return cls(angles.value, angles.sigma, never, never)

    def __getitem__(self, frames: NDArray[np.int64]) -> Self:
        """Return the chosen frames."""
        return type(self)(
            self.value[frames], self.sigma[frames], self.at_rep_start[frames], self.at_phase_start[frames]
        )


def at_start(angles: Angles, rest: NDArray[np.int64], phase: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the angles at rest before a repetition, and where one of its phases begins, both [A].

    Parameters
    ----------
    angles : Angles
        All frames.
    rest, phase : ndarray of int
        Which of them are the rest and the phase; NaN where there are none.
    """
    first = phase[angles.time_s[phase] <= angles.time_s[phase[:1]] + PHASE_START_S]
    return seen_median(angles.value[rest]), seen_median(angles.value[first])


def read_columns(columns: Sequence[Column], readings: Readings) -> tuple[Floats, Floats]:
    """Return value and uncertainty of each column.

    Parameters
    ----------
    columns : sequence of Column, length K
        What to read.
    readings : Readings
        T frames.

    Returns
    -------
    value, sigma : ndarray, shape [T, K]
        In each column's unit; NaN where not seen, and for a number over a whole phase, which no single frame
        shows (`WholePhase`).

    Notes
    -----
    A change is known better than either end: one camera's errors are mostly constant over a clip, and cancel
    (`CHANGE_SIGMA`). The uncertainty of a place in the picture is that of its change already.
    """
    value, sigma, at_rep_start = readings.value, readings.sigma, readings.at_rep_start
    asked = [column.quantity for column in columns]
    index = [column.index for column in columns]
    # Of a place in the picture only its change has a meaning, and its uncertainty is that of a change already.
    changes = [q.change is not None and not q.definition.is_place for q in asked]
    share = [q.share_with is not None for q in asked]
    from_rep = [q.change == "rep" or q.share_with is not None for q in asked]
    from_phase, over = [q.change == "phase" for q in asked], [q.over is not None for q in asked]
    chosen, spread = value[:, index], sigma[:, index].copy()
    # Most columns are read as they are, and for a live frame each step costs as much as for a thousand.
    if any(from_rep):
        chosen = np.where(from_rep, chosen - at_rep_start[:, index], chosen)
    if any(from_phase):
        chosen = np.where(from_phase, chosen - readings.at_phase_start[:, index], chosen)
    if any(changes):
        spread[:, changes] *= CHANGE_SIGMA
    chosen = chosen * [column.sign for column in columns]
    if any(q.absolute for q in asked):
        chosen = np.where([q.absolute for q in asked], np.abs(chosen), chosen)
    if any(share):
        other = [
            column.partner for column in columns if column.quantity.share_with and column.partner is not None
        ]
        moved, partner = np.abs(chosen[:, share]), np.abs(value[:, other] - at_rep_start[:, other])
        # Where one of the two is not seen nobody knows its share.
        whole = np.maximum(moved + partner, 1e-9)
        chosen[:, share] = moved / whole
        spread[:, share] = np.hypot(partner * spread[:, share], moved * sigma[:, other]) / whole**2
    if any(over):
        chosen[:, over] = np.nan
    return chosen, np.where(np.isnan(chosen), np.nan, spread)


def merged(value: Floats, sigma: Floats) -> tuple[Floats, Floats]:
    """Return the mean over the last axis, each entry weighted by how much it can say.

    The uncertainty is that of the better-seen entries, not smaller: the errors of two sides seen by one camera
    go together.

    Examples
    --------
    >>> merged(np.array([[100.0, np.nan]]), np.array([[5.0, np.nan]]))
    (array([100.]), array([5.]))
    """
    say = np.where(np.isnan(value), 0.0, say_of(sigma))
    total = say.sum(axis=-1)
    total = np.where(total > 0, total, np.nan)
    mean, spread = (np.where(np.isnan(of), 0.0, of * say).sum(axis=-1) / total for of in (value, sigma))
    return mean, spread
