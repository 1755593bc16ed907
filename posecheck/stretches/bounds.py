"""A range that a value should lie in: how far outside it is, whether that is sure, and both in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posecheck.arrays import Floats

UNIT_SYMBOLS = {"deg": "°", "m": " cm", "s": " s", "Hz": " Hz"}
"""How a unit is written after a number; any other is written out, and ratios of alike have none."""

SHOWN, DIGITS = {"m": 100.0}, {"deg": 0, "m": 1}
"""What a number is multiplied with before a person reads it, and how many decimals it then deserves, else 2."""

FULL_DOUBT, HALF_DOUBT = 1.0, 1.5
"""Sigmas outside up to which a value may well be inside, and from which on half a sigma is what is forgiven."""


def symbol_of(unit: str) -> str:
    """Return what is written after a number of this unit.

    Examples
    --------
    >>> symbol_of("deg"), symbol_of("shank lengths"), symbol_of("")
    ('°', ' shank lengths', '')
    """
    return UNIT_SYMBOLS.get(unit, f" {unit}" if unit else "")


def number(value: float, unit: str) -> str:
    """Return a value in words, without its unit; nothing is never negative.

    Examples
    --------
    >>> number(-0.3, "deg"), number(0.034, "m"), number(78.4, "deg")
    ('0', '3.4', '78')
    """
    digits = DIGITS.get(unit, 2)
    return f"{round(value * SHOWN.get(unit, 1.0), digits) + 0.0:.{digits}f}"


def limit(value: float, unit: str) -> str:
    """Return an end of a range, or a margin, in words, as exactly as it was set and without its unit.

    Examples
    --------
    >>> limit(0.03, "m"), limit(-12.5, "deg"), limit(-0.0, "deg")
    ('3', '-12.5', '0')
    """
    return f"{value * SHOWN.get(unit, 1.0) + 0.0:g}"


def measured(value: float, sigma: float, unit: str) -> str:
    """Return a value with its uncertainty in words, which is never told as none: it is less than what is shown.

    Examples
    --------
    >>> measured(78.4, 6.2, "deg"), measured(-0.001, 0.01, "trunk lengths"), measured(24.0, 0.2, "deg")
    ('78° ±6°', '0.00 ±0.01 trunk lengths', '24° ±1°')
    """
    least = 10.0 ** -DIGITS.get(unit, 2) / SHOWN.get(unit, 1.0)
    symbol = symbol_of(unit)
    once = "" if symbol.startswith(" ") else symbol
    return f"{number(value, unit)}{once} ±{number(max(sigma, least), unit)}{symbol}"


def distance(value: Floats, low: Floats, high: Floats) -> Floats:
    """Return how far outside values lie, 0 inside; NaN is an open end, or a value that was not seen.

    Parameters
    ----------
    value, low, high : ndarray
        In one unit, of shapes that fit each other.
    """
    # fmax reads NaN as "no distance".
    return np.fmax(np.fmax(low - value, value - high), 0.0)


def beyond_doubt(away: Floats, sigma: Floats) -> Floats:
    """Return how much of a distance counts, given the uncertainty of the value.

    Nothing within one sigma: noise would be told as a fault. From one and a half sigma on all but half a sigma: to
    forgive a whole one hides faults that are plainly there. Between the two it grows evenly.

    Parameters
    ----------
    away, sigma : ndarray
        Distance outside, from 0 up, and one sigma of the value.

    Examples
    --------
    >>> beyond_doubt(np.array([4.0, 5.0, 6.0, 12.0]), np.array(4.0))
    array([ 0.,  2.,  4., 10.])
    """
    slope = (HALF_DOUBT - 0.5) / (HALF_DOUBT - FULL_DOUBT)
    return np.fmax(np.fmin(slope * (away - FULL_DOUBT * sigma), away - 0.5 * sigma), 0.0)


@dataclass(frozen=True)
class Bounds:
    """The ends of a range, in the unit of what lies in it.

    Attributes
    ----------
    low, high : float or None
        None where an end is open.

    Examples
    --------
    >>> Bounds(38, 45).outside(35), Bounds(38, 45).surely_outside(35, sigma=8)
    (-3.0, 0.0)
    """

    low: float | None = None
    high: float | None = None

    def outside(self, value: float) -> float:
        """Return the distance outside the range: negative below it, 0 inside."""
        if self.low is not None and value < self.low:
            return float(value - self.low)
        if self.high is not None and value > self.high:
            return float(value - self.high)
        return 0.0

    def surely_outside(self, value: float, sigma: float) -> float:
        """Return how much of that counts, as the score counts it: 0 where the uncertainty may explain it."""
        away = self.outside(value)
        counts = float(beyond_doubt(np.asarray(abs(away)), np.asarray(sigma)))
        return -counts + 0.0 if away < 0 else counts

    def turned(self) -> Bounds:
        """Return the same range of the value with the other sign.

        Examples
        --------
        >>> Bounds(-20, -8).turned()
        Bounds(low=8, high=20)
        """
        low, high = (None if end is None else 0 - end for end in (self.high, self.low))
        return Bounds(low, high)

    def words(self, unit: str) -> str:
        """Return the range in words, with its unit.

        Examples
        --------
        >>> Bounds(90, 125).words("deg"), Bounds(high=0.8).words("shank lengths"), Bounds(-8, 8).words("deg")
        ('90 to 125°', 'at most 0.8 shank lengths', '-8 to 8°')
        """
        symbol = symbol_of(unit)
        low, high = ("" if end is None else limit(end, unit) for end in (self.low, self.high))
        if low and low == high:
            return f"{low}{symbol}"
        if low and high:
            return f"{low} to {high}{symbol}"
        return f"at least {low}{symbol}" if low else f"at most {high}{symbol}" if high else ""

    def away_words(self, value: float, unit: str) -> str:
        """Return in words how far outside a value is; empty inside.

        Examples
        --------
        >>> Bounds(38, 45).away_words(35, "deg"), Bounds(high=0.8).away_words(1.0, "shank lengths")
        ('3° short of 38 to 45°', '0.20 beyond 0.8 shank lengths')
        >>> Bounds(5, 20).away_words(4.8, "deg"), Bounds(low=0.01).away_words(0.0, "trunk lengths")
        ('just short of 5 to 20°', 'short of 0.01 trunk lengths')
        """
        away = self.outside(value)
        end = self.low if away < 0 else self.high
        if not away or end is None:
            return ""
        symbol, shown = symbol_of(unit), SHOWN.get(unit, 1.0)
        # As far as the numbers that stand beside it are apart.
        size = number(abs(float(number(value, unit)) / shown - end), unit)
        words = self.words(unit).removeprefix("at least ").removeprefix("at most ")
        how_far = "" if size == number(end, unit) else size + (symbol if unit in UNIT_SYMBOLS else "")
        how_far = how_far if float(size) else "just"
        return f"{how_far} {'short of' if away < 0 else 'beyond'} {words}".lstrip()
