"""How much of the bend between trunk and thighs the lower back makes: an estimate, never a measurement."""

from __future__ import annotations

import numpy as np

from posecheck.angles.vectors import Floats

SPINE_LINE_SHARE = 0.69
"""Degrees the line from hips to shoulders leans per degree of lumbar flexion: the lumbar joint lies 0.31 of the
way up (generic OpenSim pelvis and torso)."""

FLEXION_GAIN = 0.606
"""Lumbar degrees per degree of trunk-to-thigh flexion at the start: half of a forward bend (51 %) is lumbar
(BMC Musculoskelet Disord 2016, s12891-016-1250-1)."""

EXTENSION_GAIN = 1.154
"""The same backward, where the hip gives little: a lumbar share of 85 % in a press-up (assumed)."""

LIMIT_DEG = 50.0
"""Lumbar flexion, or extension, that the estimate approaches and never passes (55 deg in most spines)."""


def lumbar_share_deg(hip_flexion: Floats) -> Floats:
    """Estimate the part of trunk-referenced hip flexion that the lower back makes.

    Subtracted from trunk-referenced hip flexion it leaves the flexion against the pelvis; subtracted from the
    trunk's inclination it leaves the pelvic tilt.

    Parameters
    ----------
    hip_flexion : ndarray, shape [..., 2]
        Trunk-referenced flexion of the left and right hip in degrees. The back bends for the mean of both (a
        lifted knee takes the pelvis along half as far as two lifted knees); a missing side is left out.

    Returns
    -------
    ndarray, shape [...]
        Degrees, flexion positive.

    Examples
    --------
    Standing, both thighs at the chest as in child's pose, and a prone press-up:

    >>> np.round(lumbar_share_deg(np.array([[0.0, 0.0], [130, 130], [-45, -45]])))
    array([  0.,  32., -27.])
    """
    seen = np.isfinite(hip_flexion)
    count = np.where(seen.any(axis=-1), seen.sum(axis=-1), np.nan)
    mean = np.where(seen, hip_flexion, 0.0).sum(axis=-1) / count
    gain = np.where(mean > 0, FLEXION_GAIN, EXTENSION_GAIN)
    share: Floats = SPINE_LINE_SHARE * LIMIT_DEG * np.tanh(gain * mean / LIMIT_DEG)
    return share


def lumbar_sigma_deg(share: Floats) -> Floats:
    """Return one sigma of `lumbar_share_deg`: people, and styles of bending, differ by half of it."""
    sigma: Floats = 4.0 + 0.4 * np.abs(share)
    return sigma
