"""Which stretch a clip shows: the signatures of the whole library weighed against each other and against none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.arrays import Floats, seen_median
from posecheck.scoring.phases import bridged, smoothed
from posecheck.scoring.quantities import Readings, columns_of, merged, read_columns
from posecheck.scoring.reps import RepSpan, Span, shots
from posecheck.scoring.sides import lead_progress, spans_of_sides
from posecheck.scoring.whole_phase import WholePhase, range_sigma_share
from posecheck.stretches.load import everyday_movements, load_stretch, stretch_ids
from posecheck.stretches.schema import Everyday, Signature, Stretch

MOST_FOR, MOST_AGAINST = 2.0, 4.0
"""How much one line of a signature may speak for a stretch, or against it, in natural logarithms of odds."""

FOR = 1.8
"""What speaks for a stretch counts this often over the root of the number of lines: joints move together, and so
the lines are neither one witness nor as many independent ones."""

UNSEEN = 0.3
"""A line that cannot be seen speaks a little against: what is not seen is not there to be recognised."""

PARTIAL = 2.5
"""A movement of which hardly any is shown speaks against."""

LEAST_MOVEMENT, WHOLE_MOVEMENT = 0.25, 0.8
"""Shares of a stretch's movement: with less than the one the pose is only held, with the other it is all there."""

NEAR = 0.2
"""Frames within this share of either end of the movement show that end."""

SETTLED = 0.75
"""A movement that rests at its two ends in this share of the frames is no flicker, which is mostly in between."""

LEAST_SEEN = 0.3
"""A shot must show the movement in this share of its frames."""

OUTERMOST = 4
"""Percent of the frames at either end of the movement that may be errors of the pose model."""

NOT_SHOWN = -4.0
"""What a shot says of a stretch that is not to be seen in it."""

NONE = 0.7
"""What has to be exceeded to be called a stretch at all."""

EVERYDAY = -0.3
"""Who asks which stretch a clip shows has more likely filmed one than an everyday movement that looks the same."""


@dataclass(frozen=True)
class Recognition:
    """What a clip shows.

    Attributes
    ----------
    stretch : str or None
        Id of the stretch; None where none fits.
    probability : float
        Of that answer.
    others : tuple of (str, float)
        All stretches that were found possible with their probability, the most probable first.
    alike : tuple of str
        Stretches that look the same to the camera as the one named; the probability is that it is one of them.
    """

    stretch: str | None
    probability: float
    others: tuple[tuple[str, float], ...]
    alike: tuple[str, ...] = ()


def recognise(angles: Angles, stretches: Iterable[Stretch] | None = None) -> Recognition:
    """Name the stretch in a clip.

    Parameters
    ----------
    angles : Angles
        Joint angles over T frames.
    stretches : iterable of Stretch, optional
        What to choose from; the library if left out.

    Notes
    -----
    Each stretch is looked for on its own, between the two ends that the clip shows of what leads the stretch.
    Each line of its signature that holds there speaks for it, the more the less of the plausible range it allows;
    each that does not hold speaks against it, as does a movement that is only part of the whole. The sums are
    logarithms of odds against a body that does anything else; the most probable is named, be it none. What people
    do when they do no stretch, such as standing, squatting or walking, is weighed alike and is none too. Of
    several shots the clearest one decides.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> from posecheck.pose.landmarks import Landmarks
    >>> recognise(compute_angles(Landmarks.empty([0.0], 640, 480))).stretch is None
    True
    """
    choice = list(stretches) if stretches is not None else [load_stretch(known) for known in stretch_ids()]
    seen = [(_of_shot(angles, choice, frames), frames) for frames in _seen_shots(angles)]
    found, frames = max(seen, key=lambda shot: _best(shot[0]), default=({}, slice(0)))
    names = sorted(found, key=lambda name: -found[name])
    none = np.logaddexp(NONE, _everyday(angles, frames) if found else NOT_SHOWN)
    log_odds = np.array([found[name] for name in names] + [none])
    odds = np.exp(log_odds - log_odds.max())
    probable = (odds / odds.sum()).tolist()
    others = tuple(zip(names, probable[:-1], strict=True))
    for first in (stretch for stretch in choice if names and stretch.id == names[0]):
        alike = tuple(name for name in first.looks_like if name in found)
        sure = sum(value for name, value in others if name == first.id or name in alike)
        if sure > odds[-1] / odds.sum():
            return Recognition(first.id, sure, others, alike)
    return Recognition(None, probable[-1], others)


def _best(found: dict[str, float]) -> float:
    return max(found.values(), default=NOT_SHOWN)


def _seen_shots(angles: Angles) -> list[slice]:
    """Return the shots in which somebody is seen."""
    parts = [slice(int(first), int(last)) for first, last in shots(angles.shot)]
    return [part for part in parts if np.isfinite(angles.value[part]).any(axis=1).mean() >= LEAST_SEEN]


def _of_shot(angles: Angles, choice: Iterable[Stretch], frames: slice) -> dict[str, float]:
    """Return how much one shot speaks for each stretch that is to be seen in it."""
    found = {
        stretch.id: max(_on_side(angles, stretch, side, frames) for side in stretch.sides)
        for stretch in choice
    }
    return {name: value for name, value in found.items() if value > NOT_SHOWN}


def _everyday(angles: Angles, frames: slice) -> float:
    """Return how much one shot speaks for the everyday movement that it fits best."""
    span = Span(int(frames.start), int(frames.stop))
    role = np.full(span.last - span.first, "end", dtype="<U4")
    rep = RepSpan(span, None, True, True, span.first, role, np.zeros(0, dtype=np.int64))
    return EVERYDAY + max(_of_rep(angles, movement, "right", rep) for movement in everyday_movements())


def _on_side(angles: Angles, stretch: Stretch, side: Side, frames: slice) -> float:
    rep, share = _shown(angles, stretch, side, frames)
    if rep is None or not stretch.signature:
        return NOT_SHOWN
    missing = max(0.0, WHOLE_MOVEMENT - share) / WHOLE_MOVEMENT
    return max(NOT_SHOWN, _of_rep(angles, stretch, side, rep) - PARTIAL * missing**2)


def _shown(angles: Angles, stretch: Stretch, side: Side, frames: slice) -> tuple[RepSpan | None, float]:
    """Return where one shot shows the two ends of a stretch's movement, and what share of the movement that is.

    The ends are the clip's own, so that a movement that stops early or begins late is still seen as one. Where
    hardly anything moves the pose is taken to be held all the while. The uncertainty of an angle is mostly constant
    and says little of a movement that comes back to where it was: one that rests at both ends is seen regardless.
    """
    if stretch.cycle is not None:
        none = np.full(len(angles), np.nan)
        bouts = [
            rep
            for _, rep in spans_of_sides(angles, stretch, {side: none})
            if frames.start <= rep.span.first < frames.stop
        ]
        longest = max(bouts, key=lambda rep: rep.span.last - rep.span.first, default=None)
        # What keeps still must do so all the while, not only in the mean of the cycles.
        return (replace(longest, turn=longest.turn[:0]) if longest else None), 1.0
    lead = lead_progress(angles, stretch, side)[frames]
    if np.isfinite(lead).mean() < LEAST_SEEN:
        return None, 0.0
    lead = smoothed(bridged(lead), angles.time_s[frames])
    low, high = np.percentile(lead, [OUTERMOST, 100 - OUTERMOST])
    near = NEAR * (high - low)
    settled = np.mean((lead >= high - near) | (lead <= low + near)) >= SETTLED
    clear = settled or high - low >= _unsure(angles, stretch, side, frames)
    moves = high - low >= LEAST_MOVEMENT and clear
    if stretch.dose.kind == "active" and not moves:
        return None, 0.0
    role = np.full(len(lead), "out", dtype="<U4")
    role[lead >= high - near] = "end"
    if moves:
        role[lead <= low + near] = "rest"
    span = Span(int(frames.start), int(frames.stop))
    return RepSpan(span, None, True, True, span.first, role, np.zeros(0, dtype=np.int64)), float(high - low)


def _unsure(angles: Angles, stretch: Stretch, side: Side, frames: slice) -> float:
    """Return the share of the movement that its uncertainty alone may feign: two sigma of the best-seen lead."""
    known = [
        2.0
        * range_sigma_share(index)
        * np.nanmedian(angles.sigma[frames, index])
        / abs(lead.end - lead.start)
        for lead in stretch.leads
        for index in (column.index for column in columns_of(lead, side))
        if np.isfinite(angles.sigma[frames, index]).any()
    ]
    return float(min(known, default=np.inf))


def _of_rep(angles: Angles, stretch: Stretch | Everyday, side: Side, rep: RepSpan) -> float:
    speaks_for: list[float] = []
    against = 0.0
    start = seen_median(angles.value[rep.frames_of("rest")])
    for line in stretch.signature:
        value, sigma = _read(angles, stretch, line, side, rep, start)
        pros, cons = _of_line(line, value, sigma)
        speaks_for.append(pros)
        against += cons
    return FOR * sum(speaks_for) / float(np.sqrt(len(speaks_for))) - against


def _read(
    angles: Angles, stretch: Stretch | Everyday, line: Signature, side: Side, rep: RepSpan, start: Floats
) -> tuple[Floats, Floats]:
    """Return what a line speaks of with its uncertainty: in each frame of its phase, or once for all of it."""
    columns = columns_of(line, side)
    role = stretch.role_of(line.phase) if line.phase else "end"
    frames = rep.frames_of(role) if line.phase else np.arange(rep.rest_first, rep.span.last)
    if line.over is None:
        table, spread = angles.value[frames], angles.sigma[frames]
        return merged(*read_columns(columns, Readings(table, spread, start + 0 * table, 0 * table)))
    if len(frames) < 2:
        return np.zeros(0), np.zeros(0)
    whole = WholePhase(angles, stretch, [rep])
    number = np.array([[whole.number(column, rep, role, frames, rep.span) for column in columns]])
    return merged(number[..., 0], number[..., 1])


def _of_line(line: Signature, value: Floats, sigma: Floats) -> tuple[float, float]:
    """Return how much a line speaks for the stretch, and how much against it."""
    seen = np.isfinite(value)
    if not seen.any():
        return 0.0, UNSEEN
    value = value[seen]
    low, high = line.possible
    bottom, top = (low if line.low is None else line.low), (high if line.high is None else line.high)
    # Two sigma are as far outside as is clearly outside.
    spread = float(np.hypot(line.soft, 2.0 * np.median(sigma[seen])))
    outside = np.fmax(np.fmax(bottom - value, value - top), 0.0) / spread
    against = float(np.mean(np.minimum(2.0 * np.square(outside), MOST_AGAINST)))
    expected, anything = 1.0 / min(top - bottom + 2 * spread, high - low), 1.0 / (high - low)
    if line.over == "range":
        # Of a body that does anything else most parts keep still.
        still = float(np.exp(-np.median(value) / spread) / spread)
        expected = expected if line.low else 0.5 * (still + expected)
        anything = 0.5 * (still + anything)
    return float(np.clip(np.log(expected / anything), -MOST_FOR, MOST_FOR)), against
