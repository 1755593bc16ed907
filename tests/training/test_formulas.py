"""The formulas that training follows are those of the catalog."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("jax", reason="training needs the extra posecheck[train]")

from posecheck.angles.joints import STRAIGHT_KNEE_DEG, joint_angles
from posecheck.angles.learned.estimator import JOINT_IDS
from posecheck.angles.learned.outputs import N_PLACES, body_of
from posecheck.angles.vectors import difference_deg
from training.formulas import sines_and_cosines

AGAINST_THE_PELVIS = {"pelvic_tilt", "hip_flexion_pelvic_left", "hip_flexion_pelvic_right"}


def test_every_angle_is_the_catalogs_own() -> None:
    places = np.random.default_rng(0).normal(size=(200, N_PLACES))
    points, up, _ = body_of(places, np.tile([0.0, 1.0], (len(places), 1)))
    true, ours = joint_angles(points, up), sines_and_cosines(places)
    assert set(JOINT_IDS) - set(ours) == AGAINST_THE_PELVIS
    for name, (sine, cosine) in ours.items():
        off = difference_deg(np.degrees(np.arctan2(sine, cosine)), true[name])
        known = np.isfinite(true[name])
        assert np.abs(off[known]).max() < 1e-3, name
        assert known.mean() > (0.5 if "hip_rotation" in name else 0.99), (name, STRAIGHT_KNEE_DEG)
