"""Whether a clip can show the stretch that was asked for: whether anybody is in a posture that it is done in."""

from __future__ import annotations

import numpy as np

from posecheck.angles import Angles
from posecheck.scoring.recognition.postures import CLEARER, KNOWN, RULED_OUT, postures_of
from posecheck.stretches.load import posture_of
from posecheck.stretches.schema import Stretch
from posecheck.stretches.signature import PostureId

ALL_BUT = 0.85
"""A stretch is not what a clip shows when its postures are ruled out in this share of the frames that tell."""

LEAST_TOLD_S = 1.0
"""So long a clip must tell of the posture."""


def unlike(angles: Angles, stretch: Stretch) -> str:
    """Return in which posture a clip shows somebody who can not be doing a stretch; empty where they may.

    Parameters
    ----------
    angles : Angles
        T frames.
    stretch : Stretch
        What the clip is meant to show.

    Returns
    -------
    str
        Such as "lying, not standing"; "not standing" where only that is sure.

    Notes
    -----
    Only what rules the postures of the stretch out in nearly all frames counts. Whoever is seen along the spine,
    hardly seen, or seen by a camera that may look down is given the benefit of the doubt.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> from posecheck.pose.landmarks import Landmarks
    >>> from posecheck.stretches.load import load_stretch
    >>> unlike(compute_angles(Landmarks.empty([0.0], 640, 480)), load_stretch("hip_abduction"))
    ''
    """
    if not stretch.postures:
        return ""
    postures = postures_of(angles)
    least = postures.least(stretch.postures)
    tells = np.isfinite(least)
    step_s = float(np.median(np.diff(angles.time_s))) if len(angles) > 1 else 0.0
    if tells.sum() * step_s < LEAST_TOLD_S or np.mean(least[tells] >= RULED_OUT) < ALL_BUT:
        return ""
    out = tells & (least >= RULED_OUT)
    mean = {known: float(np.mean(postures.against[known][out])) for known in KNOWN}
    best = min(mean.values())
    shown = _words([known for known in KNOWN if mean[known] <= best + CLEARER and mean[known] < RULED_OUT])
    asked = " or ".join(dict.fromkeys(posture_of(known).title for known in stretch.postures))
    return f"{shown}, not {asked}" if shown else f"not {asked}"


def _words(postures: list[PostureId]) -> str:
    """Return what several postures have in common, such as "lying"; empty where that is nothing.

    Examples
    --------
    >>> _words(["lying_on_back", "lying_on_side"]), _words(["standing", "kneeling"])
    ('lying', '')
    """
    titles = [posture_of(known).title for known in postures]
    if len(titles) == 1:
        return titles[0]
    first = {title.split()[0] for title in titles}
    return first.pop() if len(first) == 1 else ""
