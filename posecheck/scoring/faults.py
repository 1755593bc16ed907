"""Faults: rules that the stretch file states as data, evaluated over all frames at once."""

from __future__ import annotations

import numpy as np

from posecheck.angles.catalog import Side
from posecheck.arrays import Flags
from posecheck.scoring.quantities import Readings, columns_of, merged, read_columns
from posecheck.scoring.whole_phase import WholePhase
from posecheck.stretches.schema import Condition, Fault

DOUBT = 0.5
"""Sigmas by which a comparison must hold. The limit of a fault lies beyond the range of its angle already; a whole
sigma hides three of the 19 faults that are found in the sample clips."""


def fault_frames(
    fault: Fault,
    working: Side,
    readings: Readings,
    whole: WholePhase | None = None,
    doubt: float = DOUBT,
) -> Flags:
    """Return in which frames a fault's conditions hold, shape [T]; never where an angle was not seen.

    Parameters
    ----------
    fault : Fault
        The rule.
    working : {"left", "right"}
        The working side.
    readings : Readings
        T frames.
    whole : WholePhase, optional
        What gives the numbers over a whole phase; without it a rule that needs one never holds.
    doubt : float
        Sigmas by which a comparison must hold.

    Notes
    -----
    A quantity of both sides is their mean, each side weighted by how well it was seen.
    """

    def holds(condition: Condition) -> Flags:
        columns = columns_of(condition, working)
        read = read_columns(columns, readings)
        if whole is not None:
            whole.fill(columns, fault.phase, *read)
        seen, spread = merged(*read)
        unsure = doubt * spread
        above = -np.inf if condition.above is None else condition.above
        below = np.inf if condition.below is None else condition.below
        return np.asarray((seen - unsure > above) & (seen + unsure < below))

    shows = np.ones(len(readings.value), dtype=bool)
    for condition in fault.all_of:
        shows &= holds(condition)
    if fault.any_of:
        shows &= np.logical_or.reduce([holds(condition) for condition in fault.any_of])
    return shows
