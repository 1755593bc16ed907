"""The hot loop: every frame against every target range, in one vectorised pass."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Floats
from posecheck.stretches.bounds import beyond_doubt, distance
from posecheck.stretches.schema import Target

REFERENCE_SIGMA_DEG = 10.0
"""Uncertainty at which an angle has half its say."""


@dataclass(frozen=True)
class Ranges:
    """Target ranges of K columns, each belonging to one of P phases.

    Attributes
    ----------
    low, high : ndarray, shape [K]
        Ends of the range; NaN where an end is open.
    soft : ndarray, shape [K]
        Distance outside that leaves ``exp(-1/2)`` = 61 % of the points.
    weight : ndarray, shape [K]
        Importance within the phase.
    reference_sigma : ndarray, shape [K]
        Uncertainty at which a column has half its say.
    phase : ndarray of int, shape [K]
        Phase of each column, 0 to P - 1.
    phase_count : int
        P.
    partner : ndarray of int, shape [K]
        Of a column that is judged on both sides of the body, the column of the other side; else the column itself.
    """

    low: Floats
    high: Floats
    soft: Floats
    weight: Floats
    reference_sigma: Floats
    phase: NDArray[np.int64]
    phase_count: int
    partner: NDArray[np.int64]

    @property
    def membership(self) -> Floats:
        """One where a column belongs to a phase, else zero, shape [K, P]."""
        return np.eye(self.phase_count)[self.phase]


@dataclass(frozen=True)
class FrameScores:
    """Scores of T frames in P phases, and the points that each of K columns cost.

    Attributes
    ----------
    score : ndarray, shape [T, P]
        0 to 100, and exactly 100 minus the sum of the phase's losses; NaN where nothing was seen.
    confidence : ndarray, shape [T, P]
        How much of the phase's weight the camera could judge, 0 to 1. Of a pair of sides the better seen one
        counts for both: from the side nobody sees the far leg.
    loss : ndarray, shape [T, K]
        Points lost by each column within its phase; 0 where it was not seen.
    say : ndarray, shape [T, K]
        How much each column could be judged, 0 (not seen) to 1 (certain).
    """

    score: Floats
    confidence: Floats
    loss: Floats
    say: Floats


def say_of(sigma: Floats, reference_sigma: Floats | float = REFERENCE_SIGMA_DEG) -> Floats:
    """Return how much a value of this uncertainty can say: 1 when certain, 1/2 at the reference, 0 when NaN.

    Examples
    --------
    >>> say_of(np.array([0.0, 10.0, np.nan]))
    array([1. , 0.5, 0. ])
    """
    say = 1.0 / (1.0 + np.square(sigma / reference_sigma))
    return np.where(np.isnan(say), 0.0, say)


def score_frames(value: Floats, sigma: Floats, ranges: Ranges) -> FrameScores:
    """Score T frames against K target ranges.

    Each column loses ``weight * say * (1 - exp(-(e / soft)**2 / 2))`` of its phase's points, where ``e`` is the
    part of the distance outside the range that the uncertainty does not explain (`beyond_doubt`), and ``say``
    falls with the uncertainty. So a value inside the range costs nothing however far inside, nothing beyond the
    range is ever rewarded, a column that is not seen costs nothing, and a larger uncertainty never lowers the score
    but does lower the confidence (posecheck design, form scoring).

    Parameters
    ----------
    value, sigma : ndarray, shape [T, K]
        The measured value of each column and its 1-sigma uncertainty, in the column's unit; NaN is not seen.
    ranges : Ranges
        The target ranges.

    Returns
    -------
    FrameScores

    Examples
    --------
    >>> one = np.array([1.0])
    >>> ranges = Ranges(90 * one, 120 * one, 10 * one, one, 10 * one, np.array([0]), 1, np.array([0]))
    >>> score_frames(np.array([[100.0], [70.0]]), np.zeros((2, 1)), ranges).score.ravel().round(1)
    array([100. ,  13.5])
    """
    membership = ranges.membership
    say = say_of(sigma, ranges.reference_sigma)
    say[np.isnan(value)] = 0.0
    # A value not seen has no say, so its distance is moot.
    outside = beyond_doubt(distance(value, ranges.low, ranges.high), sigma) / ranges.soft
    weight = ranges.weight * say
    total = weight @ membership
    share = weight / np.where(total > 0, total, 1.0)[:, ranges.phase]
    loss = -100.0 * share * np.expm1(-0.5 * np.square(outside))
    score = np.where(total > 0, 100.0 - loss @ membership, np.nan)
    whole = ranges.weight @ membership
    judged = (ranges.weight * np.maximum(say, say[:, ranges.partner])) @ membership
    return FrameScores(score, judged / np.where(whole > 0, whole, np.nan), loss, say)


def points_sigma(value: float | None, sigma: float | None, target: Target, stake: float) -> float:
    """Return one sigma of the points that a target costs.

    Half the range of what it would cost, with nothing forgiven, from one sigma below the value to one above it: a
    value that may lie outside its range makes the score unsure also where the doubt cost nothing.

    Parameters
    ----------
    value, sigma : float or None
        What was measured, in the target's own sign.
    target : Target
        The range.
    stake : float
        Points that the target could cost.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> hips = load_stretch("childs_pose").targets[0]  # 110 to 150, soft margin 12
    >>> [round(points_sigma(value, 6.0, hips, 20.0), 1) for value in (130.0, 110.0, 80.0)]
    [0.0, 1.2, 1.2]
    """
    if value is None or sigma is None:
        return 0.0
    nearest = max(abs(target.bounds.outside(value)) - sigma, 0.0)
    farthest = max(abs(target.bounds.outside(value + sign * sigma)) for sign in (-1.0, 1.0))
    least, most = (-math.expm1(-0.5 * (away / target.soft) ** 2) for away in (nearest, farthest))
    return 0.5 * stake * (most - least)
