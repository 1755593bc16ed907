"""How much of a hip's movement came from the pelvis: share, drag, and a pelvis held still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.scoring.first_cue import SURE_SIGMAS
from posecheck.scoring.phases import bridged, smoothed
from posecheck.scoring.quantities import CHANGE_SIGMA, Column, Readings, columns_of
from posecheck.scoring.reps import RepSpan
from posecheck.scoring.results import PelvisResult
from posecheck.scoring.whole_phase import LEAST_ONSET
from posecheck.stretches.schema import PelvicShare

EARLY_PELVIS, EARLY_HIP = 0.10, 0.30
"""The pelvis is early when it has made this much of its change before the hip has made that much of its own."""

LEAST_HIP_DEG = 5.0
"""Less than this is no movement of which a share could be taken."""

BRACED_HIP_DEG = 40.0
"""Only in a hip movement larger than this can a still pelvis be told from a small movement."""

RECENT = 3
"""Drag must show in two of this many repetitions."""


@dataclass(frozen=True)
class _RepShare:
    pelvis: float
    hip: float
    sigma_pelvis: float
    sigma_hip: float
    early: bool

    @property
    def share(self) -> float:
        return self.pelvis / max(self.pelvis + self.hip, 1e-9)

    def drags(self, rule: PelvicShare) -> bool:
        far = self.pelvis - self.sigma_pelvis > rule.pelvis_far
        return far and self.hip + self.sigma_hip < rule.hip_short


def pelvis_takes_part(
    angles: Angles, rule: PelvicShare, working: Side, spans: Sequence[RepSpan], readings: Readings
) -> tuple[PelvisResult | None, tuple[int, ...]]:
    """Return how the pelvis took part, and the positions in `spans` of the repetitions in which it was dragged.

    Parameters
    ----------
    angles : Angles
        All frames.
    rule : PelvicShare
        What the stretch asks.
    working : {"left", "right"}
        The working side.
    spans : sequence of RepSpan
        The repetitions.
    readings : Readings
        Tells the angles where each repetition began.
    """
    [pelvis, *_], [hip, *_] = columns_of(rule.pelvis, working), columns_of(rule.hip, working)
    seen: list[tuple[int, _RepShare]] = []
    for n, rep in enumerate(spans):
        found = _share_of(angles, pelvis, hip, rep, readings)
        if found is not None:
            seen.append((n, found))
    if not seen:
        return None, ()
    shares = [share for _, share in seen]
    dragging = tuple(n for n, share in seen if share.drags(rule))
    recent = [share.drags(rule) for share in shares[-RECENT:]]
    drags = sum(recent) >= min(2, len(recent))
    moved = float(np.median([s.pelvis for s in shares])), float(np.median([s.hip for s in shares]))
    whole = max(sum(moved), 1e-9)
    sigmas = [float(np.median([getattr(s, name) for s in shares])) for name in ("sigma_pelvis", "sigma_hip")]
    share = float(np.median([s.share for s in shares]))
    share_sigma = float(np.hypot(moved[1] * sigmas[0], moved[0] * sigmas[1]) / whole**2)
    result = PelvisResult(
        title=rule.pelvis.label,
        pelvis_deg=moved[0],
        hip_deg=moved[1],
        sigma_deg=float(np.hypot(sigmas[0], sigmas[1])),
        share=share,
        share_sigma=share_sigma,
        share_limit=rule.share_limit,
        early=sum(s.early for s in shares) > len(shares) / 2,
        drags=drags,
        braced=moved[1] > BRACED_HIP_DEG and share + share_sigma < rule.braced_share,
    )
    return result, dragging if drags else ()


def _share_of(
    angles: Angles, pelvis: Column, hip: Column, rep: RepSpan, readings: Readings
) -> _RepShare | None:
    frames, way = rep.frames_of("end"), rep.frames_of("out")
    if not len(frames):
        return None
    way_deg, sigma = [], []
    for column in (pelvis, hip):
        moved = angles.value[frames, column.index] - readings.at_rep_start[frames, column.index]
        if np.isfinite(moved).mean() < 0.5:
            return None
        way_deg.append(float(np.nanmedian(moved)))
        sigma.append(CHANGE_SIGMA * float(np.nanmedian(angles.sigma[frames, column.index])))
    change = [abs(moved) for moved in way_deg]
    if sum(change) < LEAST_HIP_DEG:
        return None
    begins = [
        _reached_s(angles, column.index, way, share * moved)
        for column, share, moved in zip((pelvis, hip), (EARLY_PELVIS, EARLY_HIP), way_deg, strict=True)
    ]
    told = change[0] >= LEAST_ONSET and change[0] > SURE_SIGMAS * sigma[0]
    early = told and begins[0] < begins[1]
    return _RepShare(change[0], change[1], sigma[0], sigma[1], bool(early))


def _reached_s(angles: Angles, index: int, way: NDArray[np.int64], part_deg: float) -> float:
    """Return when the angle has made this part of its change on the way out, in the direction of the change."""
    value = angles.value[way, index]
    if len(way) < 3 or not np.isfinite(value).any():
        return float("nan")
    level = smoothed(bridged(value), angles.time_s[way])
    there = np.flatnonzero(np.sign(part_deg) * (level - level[0]) >= abs(part_deg))
    return float(angles.time_s[way][there[0]]) if len(there) else float("nan")
