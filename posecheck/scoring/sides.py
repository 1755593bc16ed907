"""Which side works when: the repetitions of both sides found, and every moment given to one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.arrays import Floats
from posecheck.scoring.form import say_of
from posecheck.scoring.phases import over_blinks, progress
from posecheck.scoring.quantities import Readings, columns_of, read_columns
from posecheck.scoring.reps import STILL_PER_S, RepSpan, above_rest, find_bouts, find_reps, shots, shows_rest
from posecheck.stretches.schema import Stretch

STILL_DEG_PER_S = 8.0
"""Speed below which a position is held, where the movement is so short that flicker alone looks fast."""

WORTH = 0.15
"""A side whose best repetition is less than this share of the other side's best only went along."""


FAVOUR = 1.25
"""Where both sides move at once, the one that moved more all in all is taken, unless the other clearly did."""


def lead_progress(angles: Angles, stretch: Stretch, working: Side) -> Floats:
    """Return the progress of the movement, shape [T], as the stretch's leads tell it; NaN without leads."""
    pairs = [(column, lead) for lead in stretch.leads for column in columns_of(lead, working)]
    if not pairs:
        return np.full(len(angles), np.nan)
    value, sigma = read_columns([column for column, _ in pairs], Readings.outside_any(angles))
    seen = np.isfinite(value).any(axis=1)
    for first, last in shots(angles.shot):
        for table in (value, sigma):
            # Leads do not agree to the point, so that one that blinks would make the others look like a movement.
            for column in table[first:last].T:
                column[:] = over_blinks(column, angles.time_s[first:last])
    value[~seen] = np.nan
    return progress(
        value,
        say_of(sigma),
        np.array([lead.start for _, lead in pairs]),
        np.array([lead.end for _, lead in pairs]),
        np.array([lead.weight for _, lead in pairs]),
    )


def spans_of_sides(angles: Angles, stretch: Stretch, leads: dict[Side, Floats]) -> list[tuple[Side, RepSpan]]:
    """Return the repetitions of the given sides in the order of time, none overlapping another.

    Parameters
    ----------
    angles : Angles
        All frames.
    stretch : Stretch
        The stretch.
    leads : dict of Side to ndarray, shape [T]
        Progress of each side that may work.
    """
    found = [
        (side, rep, _reach(rep, lead))
        for side, lead in leads.items()
        for rep in _spans(angles, stretch, side, lead)
    ]
    if not stretch.leads:
        # Rolling and marching have no side that can be seen; each bout counts for the first.
        first = next(iter(leads))
        return [(side, rep) for side, rep, _ in found if side == first]
    resting = {side for side, lead in leads.items() if shows_rest(lead)}
    if any(side in resting and rep.complete for side, rep, _ in found):
        # The leg that somebody stands on may look bent by the camera's constant error, but it never moves.
        found = [entry for entry in found if entry[0] in resting]
    kept: list[tuple[Side, RepSpan, float]] = []
    total = {side: sum(reach for one, _, reach in found if one == side) for side in leads}
    main = max(total, key=lambda side: total[side])
    for side, rep, reach in sorted(
        found, key=lambda entry: -entry[2] * (FAVOUR if entry[0] == main else 1.0)
    ):
        if all(other == side or not _overlap(rep, own) for other, own, _ in kept):
            kept.append((side, rep, reach))
    best = {side: max((reach for one, _, reach in kept if one == side), default=0.0) for side in leads}
    worth = WORTH * max(best.values())
    return sorted(
        ((side, rep) for side, rep, _ in kept if best[side] >= worth), key=lambda pair: pair[1].span.first
    )


def _spans(angles: Angles, stretch: Stretch, side: Side, lead: Floats) -> list[RepSpan]:
    if stretch.cycle is not None:
        steps = stretch.dose.kind == "steps"
        swing = _swing(angles, stretch, side)
        return find_bouts(swing, angles.time_s, angles.shot, stretch.cycle.least or 0.0, steps=steps)
    lengths = [abs(lead.end - lead.start) for lead in stretch.leads if lead.unit == "deg"]
    still = max(STILL_PER_S, STILL_DEG_PER_S / max(lengths)) if lengths else STILL_PER_S
    oscillates = stretch.dose.kind == "oscillated"
    return find_reps(lead, angles.time_s, angles.shot, still_per_s=still, oscillates=oscillates)


def _swing(angles: Angles, stretch: Stretch, side: Side) -> Floats:
    """Return what goes to and fro, shape [T]; of both sides right minus left."""
    assert stretch.cycle is not None
    value, _ = read_columns(columns_of(stretch.cycle, side), Readings.outside_any(angles))
    if value.shape[1] == 1:
        return value[:, 0]
    return value[:, 1] - value[:, 0]


def _reach(rep: RepSpan, lead: Floats) -> float:
    """Return how far a repetition went, weighed by how long it lasted."""
    if not np.isfinite(lead).any():
        return 0.0
    far: NDArray[np.float64] = np.nan_to_num(above_rest(lead)[rep.span.frames])
    return float(np.sum(np.clip(far, 0.0, 1.0) ** 2))


def _overlap(a: RepSpan, b: RepSpan) -> bool:
    common = min(a.span.last, b.span.last) - max(a.span.first, b.span.first)
    return common > 0.3 * min(a.span.last - a.span.first, b.span.last - b.span.first)
