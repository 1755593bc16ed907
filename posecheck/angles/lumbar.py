"""How much of the bend between trunk and thighs the lower back makes: an estimate, never a measurement."""

from __future__ import annotations

import numpy as np

from posecheck.arrays import Floats

FLEXION_SHARE = 0.18
"""Of trunk-to-thigh flexion: 18 % lifting a knee in standing, 13-38 % over studies (Murray 2002, Bohannon 1985,
Bohannon & Bass 2017), 12 % in one person's squats and sitting; a forward bend from standing takes up to 40 %."""

EXTENSION_SHARE = 0.60
"""The same backward, where hips give 10-20 deg and a press-up reaches 45 (assumed)."""


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
    array([  0.,  23., -27.])
    """
    seen = np.isfinite(hip_flexion)
    count = seen.sum(axis=-1)
    mean = np.where(seen, hip_flexion, 0.0).sum(axis=-1) / np.where(count > 0, count, np.nan)
    share: Floats = np.where(mean > 0, FLEXION_SHARE, EXTENSION_SHARE) * mean
    return share


def lumbar_sigma_deg(share: Floats) -> Floats:
    """Return one sigma of `lumbar_share_deg`: people, and ways of bending, differ by half of it."""
    sigma: Floats = 5.0 + 0.6 * np.abs(share)
    return sigma
