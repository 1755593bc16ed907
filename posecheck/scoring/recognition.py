"""Which stretch a clip shows: the signatures of the whole library weighed against each other and against none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.scoring.pass_scorer import median_of
from posecheck.scoring.phases import Floats
from posecheck.scoring.quantities import columns_of, merged, read_columns
from posecheck.scoring.reps import RepSpan
from posecheck.scoring.sides import lead_progress, spans_of_sides
from posecheck.scoring.whole_phase import WholePhase
from posecheck.stretches.load import load_stretch, stretch_ids
from posecheck.stretches.schema import Signature, Stretch

MOST_FOR, MOST_AGAINST = 2.0, 4.0
"""How much one line of a signature may speak for a stretch, or against it, in natural logarithms of odds."""

FOR = 6.0
"""What the lines of a signature are worth together: a long signature is no better than a short one."""

UNSEEN = 0.3
"""A line that cannot be seen speaks a little against: what is not seen is not there to be recognised."""

PARTIAL = 1.5
"""A repetition that never reaches end range speaks against."""

NONE = 2.5
"""What has to be exceeded to be called a stretch at all."""

SURE = 0.5
"""A stretch is named when it is at least this probable."""


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
    """

    stretch: str | None
    probability: float
    others: tuple[tuple[str, float], ...]


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
    For each stretch its repetitions are looked for with its own leads. Each line of its signature that holds in
    them speaks for it, the more the less of the angle's plausible range it allows; each that does not hold
    speaks against it. The sums are logarithms of odds against a body that does anything else.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> from posecheck.pose.landmarks import Landmarks
    >>> recognise(compute_angles(Landmarks.empty([0.0], 640, 480))).stretch is None
    True
    """
    choice = list(stretches) if stretches is not None else [load_stretch(known) for known in stretch_ids()]
    weight = {stretch.id: _evidence(angles, stretch) for stretch in choice}
    found = {name: value for name, value in weight.items() if value is not None}
    names = sorted(found, key=lambda name: -found[name])
    log_odds = np.array([found[name] for name in names] + [NONE])
    odds = np.exp(log_odds - log_odds.max())
    probable = (odds / odds.sum()).tolist()
    others = tuple(zip(names, probable[:-1], strict=True))
    if others and others[0][1] >= SURE:
        return Recognition(others[0][0], others[0][1], others)
    return Recognition(None, probable[-1], others)


def _evidence(angles: Angles, stretch: Stretch) -> float | None:
    """Return how much the clip speaks for a stretch; None where it shows none of its movement."""
    leads = {side: lead_progress(angles, stretch, side) for side in stretch.sides}
    spans = spans_of_sides(angles, stretch, leads)
    if not spans or not stretch.signature:
        return None
    length_s = np.array(
        [angles.time_s[rep.span.last - 1] - angles.time_s[rep.span.first] for _, rep in spans]
    )
    each = np.array([_of_rep(angles, stretch, side, rep) for side, rep in spans])
    return float(np.average(each, weights=np.maximum(length_s, 0.1)))


def _of_rep(angles: Angles, stretch: Stretch, side: Side, rep: RepSpan) -> float:
    speaks_for: list[float] = []
    against = 0.0 if rep.complete else PARTIAL
    whole = WholePhase(angles, stretch, [rep])
    rest = rep.frames_of("rest")
    start = median_of(angles.value[rest])
    for line in stretch.signature:
        frames = rep.frames_of(stretch.role_of(line.phase))
        if len(frames):
            columns = columns_of(line, side)
            read = read_columns(
                columns, angles.value, angles.sigma, start + 0 * angles.value, 0 * angles.value
            )
            whole.fill(columns, line.phase, *read)
            pros, cons = _of_line(line, *merged(*(table[frames] for table in read)))
            speaks_for.append(pros)
            against += cons
    return FOR * float(np.mean(speaks_for)) - against if speaks_for else -against


def _of_line(line: Signature, value: Floats, sigma: Floats) -> tuple[float, float]:
    """Return how much a line speaks for the stretch, and how much against it."""
    seen = np.isfinite(value)
    if not seen.any():
        return 0.0, UNSEEN
    low, high = line.possible
    bottom, top = (low if line.low is None else line.low), (high if line.high is None else line.high)
    spread = np.hypot(line.soft, np.median(sigma[seen]))
    outside = np.fmax(np.fmax(bottom - value[seen], value[seen] - top), 0.0) / spread
    against = float(np.mean(np.minimum(2.0 * np.square(outside), MOST_AGAINST)))
    rarity = float(np.log((high - low) / min(top - bottom + 2 * spread, high - low)))
    return min(rarity, MOST_FOR), against
