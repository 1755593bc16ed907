"""Long clips cut into chunks of time, so that one clip too uses every core and no worker holds all of it.

Each chunk is read from a little before its own part, for the tracker to settle, and to a little after it, because
a slow change of shot is known only when it is over. The raw landmarks are joined and everything after that, from
cleaning to score, sees the whole clip. What remains of the seam is the tracker's memory of the frames before: see
`TOLERANCE`. Where a seam is worse than that, as when two people are in the picture and the tracker took the other
one, the clip is done whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from posecheck.clip_landmarks import Sampling
from posecheck.pose.body import HIPS, SHOULDERS
from posecheck.pose.breaks import break_where_moved
from posecheck.pose.landmarks import Landmarks
from posecheck.video.clock import is_gap

CHUNK_S = 60.0
"""Length of a chunk; a clip is cut when it is half as long again."""

BEFORE_S = 3.0
"""A chunk is read from this much before its part."""

AFTER_S = 1.5
"""And to this much after it."""

TOLERANCE = 0.05
"""How far landmarks may lie apart at a seam, in trunk lengths (median over landmarks and frames)."""


@dataclass(frozen=True)
class Chunk:
    """A part of a clip: the frames with start_s <= time < end_s."""

    start_s: float
    end_s: float

    def sampling(self, fps: float | None) -> Sampling:
        """Return what is read for this chunk; sampled frames are the same as those of the whole clip."""
        start_s = max(0.0, self.start_s - BEFORE_S)
        if fps is not None:
            start_s = math.floor(start_s * fps + 1e-9) / fps
        end_s = None if math.isinf(self.end_s) else self.end_s + AFTER_S
        return Sampling(start_s, end_s, fps)


def plan(duration_s: float | None) -> list[Chunk]:
    """Return the chunks of a clip, by its length alone; the last one is open-ended.

    Examples
    --------
    >>> plan(89.0)
    [Chunk(start_s=0.0, end_s=inf)]
    >>> [chunk.start_s for chunk in plan(200.0)]
    [0.0, 60.0, 120.0]
    """
    count = max(1, round((duration_s or 0.0) / CHUNK_S - 0.001))
    edges = [*(number * CHUNK_S for number in range(count)), math.inf]
    return [Chunk(start, end) for start, end in pairwise(edges)]


def join(parts: Sequence[Landmarks], chunks: Sequence[Chunk], fps: float | None) -> Landmarks | None:
    """Return the landmarks of the whole clip, or None where two chunks do not agree about their seam.

    Parameters
    ----------
    parts : sequence of Landmarks
        What was found in each chunk, with the frames before and after it.
    chunks : sequence of Chunk
        The chunks in the order of time.
    fps : float or None
        The sampling of all of them.
    """
    kept: list[Landmarks] = []
    seams: list[int] = []
    shot = 0
    for number, (part, chunk) in enumerate(zip(parts, chunks, strict=True)):
        own = (part.time_s >= chunk.start_s) & (part.time_s < chunk.end_s)
        if not own.any():
            return None
        first = int(np.argmax(own))
        if number:
            if not _agree(parts[number - 1], part, chunk.start_s):
                return None
            # The frame before the seam is in both: it tells which shot of this part goes on there.
            shot -= int(part.shot[max(0, first - 1)])
            before_s, after_s = kept[-1].time_s[-1], part.time_s[first]
            if is_gap(before_s, after_s, 1 / fps if fps else 0.0):
                seams.append(sum(map(len, kept)))
        kept.append(replace(part[own], shot=part.shot[own] + shot))
        shot = int(kept[-1].shot[-1])
    source = {**parts[0].source, "sampling": vars(Sampling(fps=fps)), "chunk_s": CHUNK_S}
    whole = replace(Landmarks.joined(kept), source=source)
    # No chunk saw both sides of a gap at its seam.
    return break_where_moved(whole.noted(*(note for part in parts for note in part.notes)), seams)


def _agree(before: Landmarks, after: Landmarks, seam_s: float) -> bool:
    """Return whether both chunks see the same person in the same place in the frames that both have."""
    ours, theirs = before[before.time_s >= seam_s], after[after.time_s >= seam_s]
    theirs = theirs[np.isin(theirs.time_s, ours.time_s)]
    ours = ours[np.isin(ours.time_s, theirs.time_s)]
    apart = seam_distance(ours, theirs)
    one_saw_nobody = np.mean(ours.seen != theirs.seen) > 0.5 if len(ours) else False
    return not (apart > TOLERANCE or one_saw_nobody)


def seam_distance(ours: Landmarks, theirs: Landmarks) -> float:
    """Return how far the landmarks of the same frames lie apart, in trunk lengths; NaN where nobody is seen."""
    both = ours.seen & theirs.seen
    if not both.any():
        return float("nan")
    shoulders = ours.image_px[both][:, SHOULDERS].mean(axis=1)
    hips = ours.image_px[both][:, HIPS].mean(axis=1)
    trunk = np.linalg.norm(shoulders - hips, axis=-1)[:, None]
    apart = np.linalg.norm(ours.image_px[both] - theirs.image_px[both], axis=-1)
    return float(np.nanmedian(apart / np.maximum(trunk, 1.0)))
