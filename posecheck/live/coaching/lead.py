"""The angle that leads the movement, against its target range."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.live.coaching.frame_state import LeadReading, Standing
from posecheck.scoring.quantities import columns_of, merged, read_columns
from posecheck.stretches.bounds import Bounds
from posecheck.stretches.schema import Lead, Stretch, Target

Floats = NDArray[np.float64]


class LeadAngle:
    """The first lead of a stretch, read frame by frame against the range that end range asks of it.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> lead = LeadAngle(load_stretch("hip_abduction"), "left")
    >>> lead.title, lead.bounds.words("deg")
    ('left hip abduction', '25 to 45°')
    """

    def __init__(self, stretch: Stretch, working: Side) -> None:
        self.lead: Lead = stretch.leads[0]
        self.columns = columns_of(self.lead, working)
        self.title = self.columns[0].title if len(self.columns) == 1 else self.lead.label.lower()
        target = _target_of(self.lead, stretch)
        rising = self.lead.end > self.lead.start
        # Without a range of its own, being all the way is what counts.
        all_the_way = Bounds(low=self.lead.end) if rising else Bounds(high=self.lead.end)
        asked = target.bounds if target else all_the_way
        self.bounds = asked.turned() if self.lead.backward else asked

    def read(self, frame: Angles) -> LeadReading:
        """Return the angle in this frame, T = 1."""
        never = np.full_like(frame.value, np.nan)
        value, sigma = merged(*read_columns(self.columns, frame.value, frame.sigma, never, never))
        tell = self.columns[0].tell
        now = tell(float(value[0]))
        return LeadReading(
            title=self.title,
            unit=self.lead.unit,
            value=_or_none(now),
            sigma=_or_none(sigma[0]),
            low=self.bounds.low,
            high=self.bounds.high,
            start=tell(self.lead.start),
            end=tell(self.lead.end),
            range_text=self.bounds.words(self.lead.unit),
            standing=self._standing(now, float(sigma[0])),
        )

    def _standing(self, value: float, sigma: float) -> Standing:
        if math.isnan(value) or math.isnan(sigma):
            return "unseen"
        away = self.bounds.surely_outside(value, sigma)
        if away:
            return "below" if away < 0 else "above"
        return "unsure" if self.bounds.outside(value) else "in"


def _target_of(lead: Lead, stretch: Stretch) -> Target | None:
    for target in stretch.targets:
        same = (target.angle, target.side, target.absolute) == (lead.angle, lead.side, lead.absolute)
        if same and target.change is None and target.over is None and stretch.role_of(target.phase) == "end":
            return target
    return None


def _or_none(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None
