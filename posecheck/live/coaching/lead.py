"""The angle that leads the movement, against its target range."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.live.coaching.frame_state import Gauge, Standing
from posecheck.scoring.form import BENEFIT_OF_THE_DOUBT
from posecheck.scoring.quantities import columns_of, merged, read_columns
from posecheck.stretches.schema import Lead, Stretch, Target

Floats = NDArray[np.float64]


class LeadAngle:
    """The first lead of a stretch, read frame by frame against the range that end range asks of it.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> lead = LeadAngle(load_stretch("hip_abduction"), "left")
    >>> lead.title, lead.low, lead.high
    ('left hip abduction', 25.0, 45.0)
    """

    def __init__(self, stretch: Stretch, working: Side) -> None:
        self.lead: Lead = stretch.leads[0]
        self.columns = columns_of(self.lead, working)
        self.title = self.columns[0].title if len(self.columns) == 1 else self.lead.label.lower()
        target = _target_of(self.lead, stretch)
        rising = self.lead.end > self.lead.start
        # Without a range of its own, being all the way is what counts.
        self.low = target.low if target else (self.lead.end if rising else None)
        self.high = target.high if target else (None if rising else self.lead.end)

    def read(self, frame: Angles) -> Gauge:
        """Return the angle in this frame, T = 1."""
        never = np.full_like(frame.value, np.nan)
        value, sigma = merged(*read_columns(self.columns, frame.value, frame.sigma, never, never))
        return Gauge(
            title=self.title,
            unit=self.lead.unit,
            value=_or_none(value[0]),
            sigma=_or_none(sigma[0]),
            low=self.low,
            high=self.high,
            start=self.lead.start,
            end=self.lead.end,
            standing=self._standing(float(value[0]), float(sigma[0])),
        )

    def _standing(self, value: float, sigma: float) -> Standing:
        if math.isnan(value) or math.isnan(sigma):
            return "unseen"
        doubt = BENEFIT_OF_THE_DOUBT * sigma
        if self.low is not None and value + doubt < self.low:
            return "below"
        if self.high is not None and value - doubt > self.high:
            return "above"
        return "in"


def _target_of(lead: Lead, stretch: Stretch) -> Target | None:
    for target in stretch.targets:
        same = (target.angle, target.side, target.absolute) == (lead.angle, lead.side, lead.absolute)
        if same and target.change is None and target.over is None and stretch.role_of(target.phase) == "end":
            return target
    return None


def _or_none(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None
