"""The learned estimate keeps what geometry keeps: mirror images, single frames, missing landmarks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.angles import ANGLE_IDS, compute_angles
from posecheck.angles.learned.estimator import BLEND_ORDER, BODIES, Estimator
from posecheck.angles.learned.inputs import INPUT_ORDER, INPUT_SIGN, N_INPUTS, POINTS, inputs_of
from posecheck.angles.learned.outputs import CENTRES, JOINTS, N_PLACES, body_of, geometric_places
from posecheck.pose.landmarks import Landmark, Landmarks

Floats = NDArray[np.float64]

WIDTH, HEIGHT = 640, 480


def somebody(frames: int = 5, seed: int = 0) -> Landmarks:
    """Return a body that stands about upright and moves its limbs at random, all of it seen."""
    rng = np.random.default_rng(seed)
    world = np.zeros((frames, POINTS, 3))
    world[..., 1] = -0.6
    for name, place in {
        "HIP": (0.1, 0.0), "KNEE": (0.12, 0.4), "ANKLE": (0.12, 0.8), "HEEL": (0.12, 0.83),
        "FOOT_INDEX": (0.15, 0.85),
        "SHOULDER": (0.17, -0.5), "ELBOW": (0.25, -0.25), "WRIST": (0.28, 0.0), "EAR": (0.07, -0.7),
    }.items():  # fmt: skip
        for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
            world[:, Landmark[f"{side}_{name}"], :2] = sign * place[0], place[1]
    world += rng.normal(0.0, 0.06, world.shape)
    seen = np.ones((frames, POINTS))
    return Landmarks(
        time_s=np.arange(frames) / 30.0,
        image_px=world[..., :2] * 200.0 + [330.0, 230.0],
        world_m=world,
        visibility=seen,
        presence=seen,
        shot=np.zeros(frames, dtype=np.int64),
        width_px=WIDTH,
        height_px=HEIGHT,
    )


def estimator(seed: int = 0, weight: float = 0.0) -> Estimator:
    """Return networks that have learned nothing, and believe themselves as much as a logit says."""
    rng = np.random.default_rng(seed)
    count = len(JOINTS)
    arrays: dict[str, NDArray[np.generic]] = {}

    def network(name: str, sizes: list[int]) -> None:
        arrays.update({f"{name}.mean": np.zeros(sizes[0]), f"{name}.scale": np.ones(sizes[0])})
        for layer, (rows, columns) in enumerate(pairwise(sizes)):
            arrays[f"{name}.{layer}.weight"] = rng.normal(0.0, 0.5 / np.sqrt(rows), (rows, columns))
            arrays[f"{name}.{layer}.bias"] = np.zeros(columns)

    for name in BODIES:
        network(name, [N_INPUTS, 16, N_PLACES + count])
        arrays[f"{name}.unit"] = np.full(N_PLACES, 0.05)
        arrays[f"{name}.offset"] = geometric_places(_inputs(somebody(1)))[0]
    network("blend", [len(BLEND_ORDER), 8, 2 * count])
    arrays["blend.1.bias"] = np.concatenate([np.full(count, weight), np.full(count, 2.0)])
    arrays["blend.inflation"] = np.ones(count)
    arrays["known.axes"] = rng.normal(size=(POINTS * 5, 6))
    arrays["known.points"] = rng.normal(size=(20, 6))
    arrays["known.usual"] = np.array(1.0)
    return Estimator(arrays)


def _inputs(landmarks: Landmarks) -> Floats:
    size = np.array([WIDTH, HEIGHT], dtype=float)
    return inputs_of(landmarks.image_px, landmarks.world_m, landmarks.visibility, size).values


def test_the_mirror_image_is_read_as_the_mirrored_inputs() -> None:
    landmarks = somebody()
    np.testing.assert_allclose(
        _inputs(landmarks.mirrored()), _inputs(landmarks)[:, INPUT_ORDER] * INPUT_SIGN, atol=1e-12
    )


def test_the_turn_upright_is_undone() -> None:
    landmarks = somebody()
    inputs = inputs_of(landmarks.image_px, landmarks.world_m, landmarks.visibility, np.array([WIDTH, HEIGHT]))
    points, up, share = body_of(geometric_places(inputs.values), inputs.turn)
    middle = landmarks.world_m[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1, keepdims=True)
    # World and picture agree here, so that the places are the world's own.
    np.testing.assert_allclose(points[:, CENTRES], (landmarks.world_m - middle)[:, CENTRES], atol=1e-9)
    np.testing.assert_allclose(up, np.tile([0.0, -1.0, 0.0], (len(up), 1)), atol=1e-12)
    assert (share == 0.0).all()


@pytest.mark.parametrize("turn_deg", [17.0, -90.0, 180.0])
def test_a_turned_picture_is_read_alike(turn_deg: float) -> None:
    landmarks, turn = somebody(), np.radians(turn_deg)
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    centre = np.array([WIDTH, HEIGHT]) / 2.0
    world = landmarks.world_m.copy()
    world[..., :2] = world[..., :2] @ spin
    leaning = replace(landmarks, image_px=(landmarks.image_px - centre) @ spin + centre, world_m=world)
    # All but sine and cosine of the turn, which say how the picture stood.
    shown = slice(0, POINTS * 5)
    np.testing.assert_allclose(_inputs(leaning)[:, shown], _inputs(landmarks)[:, shown], atol=1e-9)


def test_the_mirror_image_has_the_mirrored_angles() -> None:
    landmarks, learned = somebody(), estimator()
    straight = compute_angles(landmarks, estimator=learned)
    mirrored = compute_angles(landmarks.mirrored(), estimator=learned).mirrored()
    np.testing.assert_allclose(mirrored.value, straight.value, atol=1e-3)
    np.testing.assert_allclose(mirrored.sigma, straight.sigma, atol=1e-3)


def test_a_frame_alone_has_the_bits_it_has_in_a_recording() -> None:
    from posecheck.angles import Reference

    landmarks, learned = somebody(60), estimator()
    together = compute_angles(landmarks, Reference(), learned)
    for frame in (0, 31, 59):
        alone = compute_angles(landmarks[frame : frame + 1], Reference(), learned)
        np.testing.assert_array_equal(alone.value[0], together.value[frame])
        np.testing.assert_array_equal(alone.sigma[0], together.sigma[frame])


def test_weights_decide_between_geometry_and_what_was_learned() -> None:
    landmarks = somebody()
    geometry = compute_angles(landmarks)
    none = compute_angles(landmarks, estimator=estimator(weight=-40.0))
    half = compute_angles(landmarks, estimator=estimator(weight=0.0))
    # What geometry is too unsure of to say may be surer with what was learned.
    said = np.isfinite(geometry.value) & np.isfinite(none.value)
    np.testing.assert_allclose(none.value[said], geometry.value[said], atol=1e-6)
    knee = ANGLE_IDS.index("knee_flexion_left")
    assert (np.abs(half.value - geometry.value)[:, knee] > 0.1).all()
    measures = slice(len(JOINTS), None)
    np.testing.assert_array_equal(half.value[:, measures], geometry.value[:, measures])


def test_without_shoulders_there_is_geometry_alone() -> None:
    landmarks = somebody()
    landmarks.image_px[2, Landmark.LEFT_SHOULDER] = np.nan
    np.testing.assert_array_equal(
        compute_angles(landmarks, estimator=estimator()).value[2], compute_angles(landmarks).value[2]
    )


def test_far_from_what_was_learned_is_told() -> None:
    learned = estimator()
    values = _inputs(somebody())
    assert (learned.distance(values * 3.0) > learned.distance(values)).all()
