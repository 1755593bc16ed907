"""From landmarks to angles: what one camera is told, on a body of known angles seen by a pinhole camera."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from posecheck.angles import (
    ANGLE_IDS,
    CATALOG,
    Camera,
    Reference,
    compute_angles,
    estimate_reference,
    index_of,
)
from posecheck.angles.angles import unwrap_deg
from posecheck.angles.vectors import difference_deg
from posecheck.pose.landmarks import Landmark, Landmarks
from tests.kinematic_body import camera_up, pose, to_landmarks

STAND: dict[str, Any] = {}
KNEE_LIFT: dict[str, Any] = {"hip_flexion_right": 95, "knee_flexion_right": 100}
CHILDS_POSE: dict[str, Any] = {
    "trunk_inclination": 95, "hip_flexion_left": 130, "hip_flexion_right": 130, "knee_flexion_left": 150,
    "knee_flexion_right": 150, "shoulder_flexion_left": 165, "shoulder_flexion_right": 165,
    "ankle_plantarflexion_left": 85, "ankle_plantarflexion_right": 85,
}  # fmt: skip
UPWARD_DOG: dict[str, Any] = {
    "trunk_inclination": 40, "hip_flexion_left": -45, "hip_flexion_right": -45, "shoulder_flexion_left": 40,
    "shoulder_flexion_right": 40, "ankle_plantarflexion_left": 80, "ankle_plantarflexion_right": 80,
}  # fmt: skip
ALL_FOURS: dict[str, Any] = {
    "trunk_inclination": 90, "hip_flexion_left": 90, "hip_flexion_right": 90, "knee_flexion_left": 90,
    "knee_flexion_right": 90, "shoulder_flexion_left": 90, "shoulder_flexion_right": 90,
}  # fmt: skip
SUPINE_KNEE_UP: dict[str, Any] = {"trunk_inclination": -90, "hip_flexion_left": 100, "knee_flexion_left": 100}
SEATED: dict[str, Any] = {
    "hip_flexion_left": 88, "hip_flexion_right": 88, "knee_flexion_left": 90, "knee_flexion_right": 90,
    "trunk_side_bend": 12, "trunk_rotation": 20,
}  # fmt: skip
POSTURES = {
    "stand": STAND, "knee lift": KNEE_LIFT, "child's pose": CHILDS_POSE, "upward dog": UPWARD_DOG,
    "all fours": ALL_FOURS, "supine": SUPINE_KNEE_UP, "seated": SEATED,
}  # fmt: skip
SIDES = ("left", "right")
SAGITTAL = {"hip_flexion", "knee_flexion", "trunk_inclination", "shoulder_flexion", "elbow_flexion"}
FRONTAL = {"hip_abduction", "pelvic_obliquity", "trunk_side_bend", "thorax_roll"}


def walk(frames: int = 60) -> Landmarks:
    """Return a noisy, changing movement seen from a changing side."""
    swing = 30 * np.sin(np.linspace(0, 6, frames))
    body = pose(
        heading=np.linspace(0, 200, frames),
        hip_flexion_left=30 + swing,
        hip_flexion_right=30 - swing,
        knee_flexion_left=50 + swing,
        knee_flexion_right=50 - swing,
        hip_abduction_left=10,
        trunk_rotation=swing / 3,
        trunk_side_bend=swing / 4,
    )
    return to_landmarks(body, noise_m=0.01, seed=5)


@pytest.mark.parametrize("heading", [90, -90])
@pytest.mark.parametrize("posture", POSTURES)
def test_side_view_reads_sagittal_angles_despite_useless_depth(posture: str, heading: float) -> None:
    seen = to_landmarks(pose(heading=heading, **POSTURES[posture]), far_away=True)
    rng = np.random.default_rng(1)
    blurred = seen.world_m + rng.normal(0, 0.03, seen.world_m.shape) * [0, 0, 1]
    angles = compute_angles(replace(seen, world_m=blurred))
    for name, value in POSTURES[posture].items():
        if name in ANGLE_IDS and name.removesuffix("_left").removesuffix("_right") in SAGITTAL:
            assert angles.column(name)[0] == pytest.approx(value, abs=4.0), name


@pytest.mark.parametrize("heading", [90, -90])
@pytest.mark.parametrize("posture", POSTURES)
def test_side_view_knows_which_side_is_nearer_even_with_the_sides_exchanged(
    posture: str, heading: float
) -> None:
    seen = to_landmarks(pose(heading=heading, **POSTURES[posture]))
    swapped = replace(seen, world_m=seen.world_m * [1.0, 1.0, -1.0])  # as when the model takes left for right
    right_nearer = heading > 0  # facing the picture's right shows the right side
    assert bool(compute_angles(seen).view.right_nearer[0] > 1.0) == right_nearer
    assert bool(compute_angles(swapped).view.right_nearer[0] > 0.0) == right_nearer or posture == "stand"


@pytest.mark.parametrize("heading", [0, 180])
def test_front_view_reads_frontal_angles(heading: float) -> None:
    posture: dict[str, Any] = {
        "hip_abduction_right": 35, "hip_abduction_left": -5, "pelvic_obliquity": 8, "trunk_side_bend": -12,
    }  # fmt: skip
    angles = compute_angles(to_landmarks(pose(heading=heading, **posture), far_away=True))
    assert angles.view.name[0] == "front"
    for name, value in posture.items():
        assert angles.column(name)[0] == pytest.approx(value, abs=1.5), name


def test_view_names_and_facing() -> None:
    angles = compute_angles(to_landmarks(pose(heading=[0, 45, 90, 180, -90]), far_away=True))
    assert list(angles.view.name) == ["front", "oblique", "side", "front", "side"]
    np.testing.assert_allclose(
        difference_deg(angles.view.facing_deg, np.array([0, 45, 90, 180, -90])), 0, atol=1
    )


def test_nothing_jumps_as_the_person_turns() -> None:
    body = pose(
        heading=np.linspace(0, 360, 721), hip_flexion_right=50, hip_abduction_left=20, knee_flexion_right=60
    )
    angles = compute_angles(to_landmarks(body, far_away=True))
    for name in ("hip_flexion_right", "hip_abduction_left", "knee_flexion_right", "trunk_inclination"):
        assert np.abs(np.diff(angles.column(name))).max() < 1.5, name


def test_a_live_frame_equals_the_same_frame_of_the_recording_bit_by_bit() -> None:
    recording = walk()
    reference = estimate_reference(recording)
    angles = compute_angles(recording, reference)
    for frame in range(0, len(recording), 7):
        live = compute_angles(recording[frame : frame + 1], reference)
        np.testing.assert_array_equal(live.value[0], angles.value[frame])
        np.testing.assert_array_equal(live.sigma[0], angles.sigma[frame])


def test_mirrored_landmarks_give_mirrored_angles() -> None:
    seen = walk()
    here, there = compute_angles(seen).mirrored(), compute_angles(seen.mirrored())
    for column, definition in enumerate(CATALOG):
        error = there.value[:, column] - here.value[:, column]
        error = difference_deg(error, np.zeros_like(error)) if definition.kind == "angle" else error
        np.testing.assert_allclose(error[np.isfinite(error)], 0, atol=1e-6, err_msg=definition.id)
    np.testing.assert_array_equal(np.isnan(here.value), np.isnan(there.value))
    np.testing.assert_allclose(here.sigma, there.sigma, atol=1e-6)


def test_resizing_the_picture_changes_nothing() -> None:
    seen = walk()
    larger = replace(seen, image_px=2.5 * seen.image_px, width_px=3200, height_px=1800)
    np.testing.assert_allclose(compute_angles(larger).value, compute_angles(seen).value, atol=1e-8)


@pytest.mark.parametrize("how", ["nan", "unseen"])
def test_a_missing_landmark_leaves_nan_in_every_angle_that_needs_it_and_no_other(how: str) -> None:
    seen = to_landmarks(pose(heading=40, hip_flexion_left=40, knee_flexion_left=50, knee_flexion_right=40))
    whole = np.isfinite(compute_angles(seen).value[0])
    for landmark in (Landmark.LEFT_KNEE, Landmark.RIGHT_WRIST, Landmark.RIGHT_SHOULDER):
        world, image, visibility = seen.world_m.copy(), seen.image_px.copy(), seen.visibility.copy()
        if how == "nan":
            world[:, landmark], image[:, landmark] = np.nan, np.nan
        else:
            visibility[:, landmark] = 0.2
        holed = replace(seen, world_m=world, image_px=image, visibility=visibility)
        there = np.isfinite(compute_angles(holed, estimate_reference(seen)).value[0])
        needed = np.array([landmark in definition.landmarks for definition in CATALOG])
        assert not there[needed].any(), landmark
        np.testing.assert_array_equal(there[~needed], whole[~needed], err_msg=str(landmark))


def test_nobody_is_nan_not_zero() -> None:
    angles = compute_angles(Landmarks.empty([0.0, 0.1, 0.2], 640, 480))
    assert np.isnan(angles.value).all()
    assert np.isnan(angles.sigma).all()
    assert list(angles.view.name) == ["", "", ""]


def test_hidden_landmarks_are_less_sure() -> None:
    body = pose(heading=90, hip_flexion_right=60, knee_flexion_right=60)
    clear, dim = (compute_angles(to_landmarks(body, visibility=v)) for v in (1.0, 0.5))
    both = np.isfinite(clear.sigma) & np.isfinite(dim.sigma)
    assert (dim.sigma[both] > 0.95 * clear.sigma[both]).all()
    assert np.median(dim.sigma[both] / clear.sigma[both]) > 1.3


def test_neutral_posture_is_subtracted() -> None:
    seen = to_landmarks(pose(heading=90, hip_flexion_right=30))
    reference = replace(estimate_reference(seen), neutral_deg={"hip_flexion_right": 12.0})
    plain, zeroed = compute_angles(seen), compute_angles(seen, reference)
    assert plain.column("hip_flexion_right")[0] - zeroed.column("hip_flexion_right")[0] == pytest.approx(12.0)
    assert reference.mirrored().neutral_deg == {"hip_flexion_left": 12.0}


def test_a_known_camera_gives_angles_against_gravity() -> None:
    body = pose(heading=90, trunk_inclination=25)
    tilted = to_landmarks(body, far_away=True, roll_deg=14)
    camera = Camera(up=camera_up(0, 14), pitch_sigma_deg=1, roll_sigma_deg=1, source="given")
    angles = compute_angles(tilted, replace(estimate_reference(tilted), cameras={0: camera}))
    assert angles.column("trunk_inclination")[0] == pytest.approx(25, abs=1.0)


def test_each_shot_has_its_own_camera() -> None:
    near, far = (to_landmarks(pose(heading=90, hip_flexion_right=40), distance_m=d) for d in (2.0, 6.0))
    both = replace(
        near,
        time_s=np.array([0.0, 0.1]),
        shot=np.array([0, 1]),
        image_px=np.concatenate((near.image_px, far.image_px)),
        world_m=np.concatenate((near.world_m, far.world_m)),
        visibility=np.concatenate((near.visibility, far.visibility)),
        presence=np.concatenate((near.presence, far.presence)),
    )
    angles = compute_angles(both)
    reach = angles.column("hand_hip_reach")
    assert reach[0] == pytest.approx(reach[1], rel=0.05)
    assert angles[angles.shot == 1].time_s.tolist() == [0.1]


def test_reference_finds_lengths_and_scale() -> None:
    reference = estimate_reference(to_landmarks(pose(heading=np.linspace(0, 90, 20)), far_away=True))
    assert reference.trunk_m == pytest.approx(0.50, abs=1e-6)
    assert reference.hip_width_m == pytest.approx(0.20, abs=1e-6)
    assert reference.camera(0).px_per_m == pytest.approx(0.9 * 1280 / 3.0, rel=1e-6)
    assert Reference().camera(7).source == "level"


def test_columns_by_name() -> None:
    angles = compute_angles(walk(5))
    assert angles.ids == ANGLE_IDS
    np.testing.assert_array_equal(angles.column("pelvis_height"), angles.value[:, index_of("pelvis_height")])
    assert len(angles[1:3]) == 2
    assert angles[1:3].view.name.shape == (2,)


def test_unwrapping_starts_anew_in_each_shot() -> None:
    turned = unwrap_deg(np.array([170.0, -170.0, -170.0, 170.0]), shot=np.array([0, 0, 1, 1]))
    np.testing.assert_allclose(turned, [170.0, 190.0, -170.0, -190.0])


@pytest.mark.parametrize("heading", [0, 40, 90])
@pytest.mark.parametrize("abduction", [-5, 26])
def test_the_gap_between_the_knees_is_the_same_wherever_the_body_faces(heading: int, abduction: int) -> None:
    seated = {"hip_flexion": 86, "knee_flexion": 88, "hip_abduction": abduction}
    both: dict[str, Any] = {f"{name}_{side}": at for name, at in seated.items() for side in SIDES}
    body = pose(heading=heading, **both)
    seen = to_landmarks(np.repeat(body, 3, axis=0), far_away=True)
    found = compute_angles(seen, estimate_reference(seen)).value[:, index_of("knees_width")]
    hip_widths = (0.20 + 2 * 0.40 * np.sin(np.radians(abduction))) / 0.20
    np.testing.assert_allclose(found, hip_widths, rtol=0.02)


@pytest.mark.parametrize("lean", [0, 25])
@pytest.mark.parametrize("flexion", [-18, 60])
def test_the_knee_is_ahead_of_the_hip_by_the_swing_of_the_thigh_in_the_room(lean: int, flexion: int) -> None:
    body = pose(heading=90, trunk_inclination=lean, hip_flexion_right=flexion, hip_flexion_left=lean)
    seen = to_landmarks(np.repeat(body, 3, axis=0), far_away=True)
    found = compute_angles(seen, estimate_reference(seen)).value
    ahead = np.sin(np.radians(flexion - lean))
    np.testing.assert_allclose(found[:, index_of("knee_ahead_right")], ahead, atol=0.03)
    np.testing.assert_allclose(found[:, index_of("knee_ahead_left")], 0.0, atol=0.03)
