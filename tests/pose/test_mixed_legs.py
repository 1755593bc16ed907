import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.pose.body import LEGS
from posecheck.pose.landmarks import MIRRORED
from posecheck.pose.mixed_legs import are_mixed
from tests.kinematic_body import pose, to_landmarks

LIFT = np.linspace(0, 110, 23)


def run_together(points: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Move each leg by `share` of the way to the other."""
    mixed = points.copy()
    mixed[:, LEGS] = (1 - share) * points[:, LEGS] + share * points[:, MIRRORED[LEGS]]
    return mixed


@pytest.mark.parametrize("heading", [-90, 0, 45, 90])
def test_clean_lifts_are_not_mixed(heading: float) -> None:
    for body in (
        pose(heading=heading, hip_flexion_right=LIFT, knee_flexion_right=LIFT),
        pose(heading=heading, hip_flexion_left=LIFT),
        pose(heading=heading, knee_flexion_left=LIFT),
        pose(heading=heading, hip_abduction_right=LIFT / 2),
    ):
        seen = to_landmarks(body)
        assert not are_mixed(seen.image_px, seen.world_m).any()


@pytest.mark.parametrize("heading", [-90, 80, 90, 100])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_a_leg_lifted_far_and_run_together_is_mixed(heading: float, share: float) -> None:
    seen = to_landmarks(pose(heading=heading, hip_flexion_right=LIFT, knee_flexion_right=LIFT))
    mixed = are_mixed(run_together(seen.image_px, share), run_together(seen.world_m, share))
    assert mixed[LIFT > 75].all()
    assert not mixed[LIFT < 20].any()


@pytest.mark.parametrize("heading", [0, 45, 90])
@pytest.mark.parametrize(("hip", "knee"), [(90, 90), (110, 150), (0, 90), (70, 0)])
def test_both_legs_moved_alike_are_not_mixed(heading: float, hip: float, knee: float) -> None:
    seen = to_landmarks(
        pose(
            heading=heading,
            hip_flexion_left=hip,
            hip_flexion_right=hip,
            knee_flexion_left=knee,
            knee_flexion_right=knee,
        )
    )
    assert not are_mixed(seen.image_px, seen.world_m).any()


def test_missing_is_no_finding() -> None:
    assert not are_mixed(np.full((2, 33, 2), np.nan), np.full((2, 33, 3), np.nan)).any()
