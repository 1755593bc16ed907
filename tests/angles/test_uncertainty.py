"""Whether the stated sigma is the error that landmarks of that quality make."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from posecheck.angles import CATALOG, compute_angles, estimate_reference
from posecheck.angles.uncertainty import CLEAR_M, DEPTH_FACTOR
from posecheck.angles.vectors import difference_deg
from posecheck.pose.landmarks import Landmarks
from tests.kinematic_body import pose, to_landmarks

FRAMES = 500
LUNGE: dict[str, Any] = {
    "hip_flexion_left": 60, "knee_flexion_left": 70, "hip_flexion_right": -15, "knee_flexion_right": 30,
    "hip_abduction_left": 8, "trunk_rotation": 10, "shoulder_flexion_left": 60, "elbow_flexion_left": 40,
    "shoulder_flexion_right": 30, "elbow_flexion_right": 50, "trunk_inclination": 10,
}  # fmt: skip


def blurred(still: Landmarks) -> Landmarks:
    """Return many frames of a still body, each landmark off by its own error as the room assumes."""
    rng = np.random.default_rng(7)
    camera = estimate_reference(still).camera(0)
    error = rng.normal(0, CLEAR_M, (FRAMES, 33, 3)) * [1, 1, DEPTH_FACTOR]
    seen = still[np.zeros(FRAMES, dtype=int)]
    return replace(
        seen,
        time_s=np.arange(FRAMES) / 30,
        world_m=seen.world_m + error,
        image_px=seen.image_px + error[..., :2] * camera.px_per_m,
    )


@pytest.mark.parametrize("heading", [0, 30, 60, 90])
def test_sigma_covers_the_error(heading: float) -> None:
    """Of the errors 90 to 98 % should lie within two sigmas; the model's own part is left out of both."""
    still = to_landmarks(pose(heading=heading, **LUNGE), far_away=True)
    reference = estimate_reference(still)
    angles = compute_angles(blurred(still), reference)
    true = compute_angles(still, reference).value[0]
    inside = {}
    for column, definition in enumerate(CATALOG):
        known = np.isfinite(angles.value[:, column])
        if definition.kind != "angle" or "pelvic_tilt" in definition.id or "pelvic_" in definition.id[4:]:
            continue
        if known.mean() < 0.9 or np.isnan(true[column]):
            continue
        gravity = definition.id in ("trunk_inclination", "pelvic_obliquity", "thorax_roll")
        error = np.abs(difference_deg(angles.value[known, column], true[column]))
        sigma = angles.sigma[known, column]
        inside[definition.id] = float((error < 2 * sigma).mean())
        assert inside[definition.id] > 0.88, (definition.id, inside[definition.id])
        if not gravity:  # the vertical is not blurred here, so that those are rightly within
            assert np.median(error) > 0.05 * np.median(sigma), definition.id
    assert np.mean(list(inside.values())) > 0.93


def test_sigma_is_capped_and_a_useless_angle_is_missing() -> None:
    angles = compute_angles(to_landmarks(pose(heading=0, hip_flexion_left=88, hip_flexion_right=88)))
    degrees = np.array([definition.kind == "angle" for definition in CATALOG])
    assert np.nanmax(angles.sigma[:, degrees]) <= 45.0
    np.testing.assert_array_equal(np.isnan(angles.value), np.isnan(angles.sigma))


@pytest.mark.parametrize("definition", [d for d in CATALOG if d.kind == "measure"], ids=lambda d: d.id)
def test_no_measure_moves_unnoticed(definition: Any) -> None:
    """Every measure must feel each landmark it needs: none may cancel in a group that is moved together."""
    body = pose(
        heading=60, trunk_inclination=70, **{k: v for k, v in LUNGE.items() if k != "trunk_inclination"}
    )
    angles = compute_angles(to_landmarks(body, far_away=True))
    if np.isfinite(angles.column(definition.id)[0]):
        assert angles.sigma_of(definition.id)[0] > definition.model_sigma
