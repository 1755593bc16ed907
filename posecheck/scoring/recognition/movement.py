"""Where a shot shows the two ends of a stretch's movement, or the pose that it ends in, held all the while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.arrays import Floats
from posecheck.scoring.phases import bridged, smoothed
from posecheck.scoring.quantities import columns_of
from posecheck.scoring.reps import RepSpan, Span
from posecheck.scoring.sides import lead_progress, spans_of_sides
from posecheck.scoring.whole_phase import range_sigma_share
from posecheck.stretches.schema import Stretch
from posecheck.stretches.signature import Everyday, Signature

LEAST_MOVEMENT = 0.25
"""With less than this share of a stretch's movement the pose is only held."""

HELD_FROM = 0.6
"""Who holds the pose that a stretch ends in is as far as this share of its movement."""

TURN = 0.15
"""The other side works where it is farther from its rest than this share of the movement, and ahead of this one."""

OTHER = "other"
"""The role of such frames."""

SHORTEST_BOUT_S = 4.0
"""Rolling and marching go on; what is shorter may be flicker."""

NEAR = 0.2
"""Frames within this share of either end of the movement show that end."""

SETTLED = 0.75
"""A movement that rests at its two ends in this share of the frames is no flicker, which is mostly in between."""

LEAST_SEEN = 0.3
"""A shot must show the movement in this share of its frames."""

OUTERMOST = 4
"""Percent of the frames at either end of the movement that may be errors of the pose model."""


@dataclass(frozen=True)
class Shown:
    """What one shot shows of a stretch.

    Attributes
    ----------
    rep : RepSpan
        The shot as if it were one repetition, with the role of each frame.
    share : float
        Which share of the stretch's movement is shown; NaN where its pose is held all the while.
    """

    rep: RepSpan
    share: float

    @property
    def held(self) -> bool:
        """Whether the pose is held from the first frame to the last."""
        return bool(np.isnan(self.share))


def shown(angles: Angles, stretch: Stretch, side: Side, frames: slice) -> Shown | None:
    """Return what one shot shows of a stretch; None where it shows neither movement nor pose.

    The ends are the clip's own, so that a movement that stops early or begins late is still seen as one. The
    uncertainty of an angle is mostly constant and says little of a movement that comes back to where it was: one
    that rests at both ends is seen regardless.
    """
    if stretch.cycle is not None:
        return _bout(angles, stretch, side, frames)
    lead = lead_progress(angles, stretch, side)[frames]
    if np.isfinite(lead).mean() < LEAST_SEEN:
        return None
    lead = smoothed(bridged(lead), angles.time_s[frames])
    turn = _turn_of_the_other(angles, stretch, side, frames, lead)
    low, high = np.percentile(lead, [OUTERMOST, 100 - OUTERMOST])
    near = NEAR * (high - low)
    settled = np.mean((lead >= high - near) | (lead <= low + near)) >= SETTLED
    clear = settled or high - low >= _unsure(angles, stretch, side, frames)
    if high - low >= LEAST_MOVEMENT and clear:
        role = np.full(len(lead), "out", dtype="<U5")
        role[lead >= high - near] = "end"
        role[lead <= low + near] = "rest"
        role[turn & (lead <= low + near)] = OTHER
        return Shown(_whole(frames, role), float(high - low))
    if not _is_posed(angles, stretch, side, frames, float(np.median(lead))):
        return None
    return Shown(_whole(frames, np.full(len(lead), "end", dtype="<U5")), np.nan)


def _turn_of_the_other(
    angles: Angles, stretch: Stretch, side: Side, frames: slice, lead: Floats
) -> NDArray[np.bool_]:
    """Return where the other side is ahead; where this one rests meanwhile, the other has its turn."""
    if not stretch.sided:
        return np.zeros(len(lead), dtype=bool)
    other = lead_progress(angles, stretch, "left" if side == "right" else "right")[frames]
    if np.isfinite(other).mean() < LEAST_SEEN:
        return np.zeros(len(lead), dtype=bool)
    other = smoothed(bridged(other), angles.time_s[frames])
    return (other > lead) & (other - np.percentile(other, OUTERMOST) > TURN)


def _bout(angles: Angles, stretch: Stretch, side: Side, frames: slice) -> Shown | None:
    """Return the longest bout of rolling or marching in a shot."""
    none = np.full(len(angles), np.nan)
    bouts = [
        rep
        for _, rep in spans_of_sides(angles, stretch, {side: none})
        if frames.start <= rep.span.first < frames.stop
        and angles.time_s[rep.span.last - 1] - angles.time_s[rep.span.first] >= SHORTEST_BOUT_S
    ]
    longest = max(bouts, key=lambda rep: rep.span.last - rep.span.first, default=None)
    # What keeps still must do so all the while, not only in the mean of the cycles.
    return None if longest is None else Shown(replace(longest, turn=longest.turn[:0]), 1.0)


def whole_shot(frames: slice) -> RepSpan:
    """Return a shot as if it were one repetition that is all end."""
    return _whole(frames, np.full(frames.stop - frames.start, "end", dtype="<U5"))


def _whole(frames: slice, role: NDArray[np.str_]) -> RepSpan:
    span = Span(int(frames.start), int(frames.stop))
    return RepSpan(span, None, True, True, span.first, role, np.zeros(0, dtype=np.int64))


def of_the_pose(line: Signature, stretch: Stretch | Everyday) -> bool:
    """Return whether a line tells how the body is placed at the end, and not how it moves or rests."""
    moves = line.over is not None or line.change is not None
    return not moves and (line.phase is None or stretch.role_of(line.phase) == "end")


def _is_posed(angles: Angles, stretch: Stretch, side: Side, frames: slice, lead: float) -> bool:
    """Return whether who does not move is in the pose that a stretch ends in, and surely not at its rest."""
    tells = any(of_the_pose(line, stretch) and line.phase for line in stretch.signature)
    surely = 2.0 * _least_sigma(angles, stretch, side, frames)
    return tells and lead >= max(HELD_FROM, surely)


def _unsure(angles: Angles, stretch: Stretch, side: Side, frames: slice) -> float:
    """Return the share of the movement that its uncertainty alone may feign: two sigma of the best-seen lead."""
    return 2.0 * _least_sigma(angles, stretch, side, frames, range_sigma_share)


def _least_sigma(
    angles: Angles, stretch: Stretch, side: Side, frames: slice, share: Callable[[int], float] = lambda _: 1.0
) -> float:
    """Return one sigma of the best-seen lead, or a share of it by column, as a share of the movement."""
    known = [
        share(index) * np.nanmedian(angles.sigma[frames, index]) / abs(lead.end - lead.start)
        for lead in stretch.leads
        for index in (column.index for column in columns_of(lead, side))
        if np.isfinite(angles.sigma[frames, index]).any()
    ]
    return float(min(known, default=np.inf))
