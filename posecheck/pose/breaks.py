"""Ends a shot where nobody saw what the person did for a while, unless they kept still."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Floats, seen_median
from posecheck.pose.body import ANKLES, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS
from posecheck.pose.landmarks import Landmarks
from posecheck.video.clock import is_gap
from posecheck.video.losses import places

MOVED = 0.05
"""How far a joint goes across a gap before the body counts as moved, in lengths of the body in the picture."""

MOVING_PER_S = 0.05
"""How fast a joint goes at either end of a gap before the body counts as not at rest in it, in lengths a second."""

EDGE_S = 0.2
"""The time before and after a gap over which that is measured."""

NOISES = 10
"""And how much farther than its own noise, or a restless landmark would pass for movement."""

SEEN_WITHIN_S = 1.0
VISIBLE = 0.5

_JOINTS = [*SHOULDERS, *ELBOWS, *WRISTS, *HIPS, *KNEES, *ANKLES]


def break_where_moved(landmarks: Landmarks, gaps: Mapping[int, float] | Iterable[int]) -> Landmarks:
    """Return the same landmarks with a new shot after each gap across which the body moved, and say so.

    It moved if it is elsewhere afterwards, or was under way when the gap began or ended. A hold that is sent as
    one long frame stays whole.

    Parameters
    ----------
    landmarks : Landmarks
        Raw landmarks, T frames.
    gaps : iterable of int, or mapping of int to float
        Frames before which the recording is broken; and since when the picture before was only repeated, if it was.
        What was found in the repeated ones then becomes missing.

    Examples
    --------
    >>> body = Landmarks.empty([0.0, 5.0], 640, 480)
    >>> body.visibility[:] = 1
    >>> body.image_px[0] = body.world_m[:, :, :2] = np.arange(66).reshape(33, 2)
    >>> body.image_px[1] = body.image_px[0] + 20
    >>> broken = break_where_moved(body, [1])
    >>> broken.shot.tolist(), broken.notes
    ([0, 1], ('What was done between 0.0 and 5.0 s is not known: no repetition goes across it.',))
    """
    shot, notes = landmarks.shot.copy(), []
    repeated = np.zeros(len(landmarks), dtype=bool)
    for row in gaps:
        if row < 1 or shot[row] != shot[row - 1]:
            continue
        if _moved(_near(landmarks, shot, row), landmarks.time_s[row]):
            shot[row:] += 1
            from_s, to_s = landmarks.time_s[[row - 1, row]]
            if isinstance(gaps, Mapping):
                from_s = min(from_s, gaps[row])
                repeated |= (landmarks.time_s > from_s) & (landmarks.time_s < to_s)
            notes.append(
                f"What was done between {from_s:.1f} and {to_s:.1f} s is not known: no repetition goes across it."
            )
    broken = replace(landmarks, shot=shot).noted(*notes)
    return broken.nobody_in(repeated) if repeated.any() else broken


def break_at_gaps(landmarks: Landmarks) -> Landmarks:
    """Return the same landmarks with what `break_where_moved` makes of times that lack frames, and say so.

    Examples
    --------
    >>> break_at_gaps(Landmarks.empty([0.0, 0.1, 0.2, 2.5, 2.6], 640, 480)).notes
    ('No frame from 0.2 to 2.5 s.',)
    """
    steps_s = np.diff(landmarks.time_s)
    if not len(steps_s):
        return landmarks
    usual_s = float(np.median(steps_s))
    spans = list(pairwise(landmarks.time_s.tolist()))
    gaps = [row for row, span in enumerate(spans, start=1) if is_gap(*span, usual_s)]
    if not gaps:
        return landmarks
    said = f"No frame {places([spans[row - 1] for row in gaps])}."
    return break_where_moved(landmarks.noted(said), gaps)


def _near(landmarks: Landmarks, shot: NDArray[np.int64], row: int) -> Landmarks:
    """Return the frames of the same shot shortly before and after a gap in which the person is seen."""
    from_s, to_s = landmarks.time_s[[row - 1, row]]
    near = (landmarks.time_s >= from_s - SEEN_WITHIN_S) & (landmarks.time_s <= to_s + SEEN_WITHIN_S)
    return landmarks[near & landmarks.seen & (shot == shot[row])]


def _moved(near: Landmarks, after_s: float) -> bool:
    middle = int(np.searchsorted(near.time_s, after_s))
    if not 0 < middle < len(near):
        return False
    last = near.image_px[middle - 1]
    length = float(np.linalg.norm(np.fmax.reduce(last) - np.fmin.reduce(last)))
    joints = np.where(near.visibility[:, _JOINTS, None] > VISIBLE, near.image_px[:, _JOINTS], np.nan) / length
    if np.nanmax(_apart(joints[middle - 1], joints[middle]), initial=0.0) > MOVED:
        return True
    before, after = slice(None, middle), slice(middle, None)
    return _moving(joints[before][::-1], -near.time_s[before][::-1]) or _moving(
        joints[after], near.time_s[after]
    )


def _moving(joints: Floats, time_s: Floats) -> bool:
    """Return whether a joint goes faster from the first frame on than rest and noise explain."""
    last = int(np.searchsorted(time_s, time_s[0] + EDGE_S, side="right")) - 1
    if last < 1 or len(joints) < 3:
        return False
    # What is left of a steady movement after taking differences twice is noise.
    noise = seen_median(np.linalg.norm(np.diff(joints, 2, axis=0), axis=-1)) / np.sqrt(6)
    least = np.maximum(MOVING_PER_S * (time_s[last] - time_s[0]), NOISES * noise)
    return bool((_apart(joints[0], joints[last]) > least).any())


def _apart(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.linalg.norm(b - a, axis=-1))
