"""A body of rigid segments posed by its joint angles, and a pinhole camera that sees its 33 landmarks.

What a test sets is what the catalog's formulas must read. Lab axes: x to the picture's right, y up, z toward the
camera, metres, the lowest landmark on the floor y = 0. Every angle is degrees and may be a number or shape [T].

    body = pose(hip_flexion_right=[0, 45, 90], knee_flexion_right=[0, 45, 90], heading=90)   # [3, 33, 3]
    seen = to_landmarks(body, fps=30)                                                        # Landmarks, T = 3
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from posecheck.pose.landmarks import Landmark, Landmarks

Floats = NDArray[np.float64]
LAB_UP = np.array([0.0, 1.0, 0.0])
LAB_FORWARD = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Build:
    """Lengths in metres between landmarks."""

    hip_width: float = 0.20
    shoulder_width: float = 0.34
    trunk: float = 0.50
    neck: float = 0.20
    thigh: float = 0.40
    shank: float = 0.40
    upper_arm: float = 0.28
    forearm: float = 0.25


MIDLINE = {
    "heading", "pelvic_obliquity", "trunk_inclination", "trunk_side_bend", "trunk_rotation", "head_flexion",
}  # fmt: skip
LIMBS = {
    "hip_flexion", "hip_abduction", "hip_rotation", "knee_flexion", "ankle_plantarflexion", "shoulder_flexion",
    "shoulder_abduction", "elbow_flexion",
}  # fmt: skip


def pose(*, build: Build | None = None, on_floor: bool = True, **angles_deg: ArrayLike) -> Floats:
    """Place the 33 landmarks of a body in lab axes, [T, 33, 3].

    Parameters
    ----------
    build : Build, optional
        Lengths of the body.
    on_floor : bool
        Whether the lowest landmark is put on the floor; else the middle of the hips is the origin.
    **angles_deg : float or [T]
        Trunk: `heading` (0 toward the camera, + to the person's left), `pelvic_obliquity`, `trunk_inclination`,
        `trunk_side_bend`, `trunk_rotation`, `head_flexion` (chin to chest). Limbs, each `_left` and `_right`:
        `hip_flexion`, `hip_abduction`, `hip_rotation`, `knee_flexion`, `ankle_plantarflexion`,
        `shoulder_flexion`, `shoulder_abduction`, `elbow_flexion`. Signs and zeros are the catalog's; neutral
        standing with hanging arms is all zero.
    """
    size = build or Build()
    known = MIDLINE | {f"{name}_{side}" for name in LIMBS for side in ("left", "right")}
    if unknown := set(angles_deg) - known:
        raise TypeError(f"no such angle: {sorted(unknown)}")
    given = {name: np.radians(np.asarray(angles_deg.get(name, 0.0), dtype=float)) for name in known}
    shape = np.broadcast_shapes(*(value.shape for value in given.values()), (1,))
    q = {name: np.broadcast_to(value, shape)[..., None] for name, value in given.items()}

    # Pelvis by rotation, obliquity, tilt about (vertical, floating, hip line).
    up = np.broadcast_to(LAB_UP, (*shape, 3))
    ahead = _about(up, q["heading"], np.broadcast_to(LAB_FORWARD, (*shape, 3)))
    right = np.cross(ahead, up)
    hip_line = _about(ahead, -q["pelvic_obliquity"], right)
    pelvis_x, pelvis_y = (
        _about(hip_line, -q["trunk_inclination"], v) for v in (ahead, np.cross(hip_line, ahead))
    )
    spine = _about(pelvis_x, q["trunk_side_bend"], pelvis_y)
    thorax_x = _about(spine, q["trunk_rotation"], pelvis_x)
    thorax_z = np.cross(thorax_x, spine)

    points = np.zeros((*shape, 33, 3))
    chest = size.trunk * spine
    _place_head(points, chest, thorax_x, spine, thorax_z, q["head_flexion"], size)
    for side, s in (("left", -1.0), ("right", 1.0)):
        _place_leg(points, side, s, (pelvis_x, pelvis_y, hip_line), q, size)
        _place_arm(points, side, s, chest, (thorax_x, spine, thorax_z), q, size)
    if on_floor:
        points[..., 1] -= points[..., 1].min(axis=-1, keepdims=True)
    return points


def _about(axis: Floats, angle: Floats, vector: Floats) -> Floats:
    """Turn `vector` about the unit `axis` by the right hand (Rodrigues)."""
    along = np.sum(axis * vector, axis=-1, keepdims=True) * axis
    turned: Floats = along + np.cos(angle) * (vector - along) + np.sin(angle) * np.cross(axis, vector)
    return turned


def _set(points: Floats, name: str, where: Floats) -> None:
    points[..., Landmark[name.upper()], :] = where


def _place_leg(
    points: Floats,
    side: str,
    s: float,
    pelvis: tuple[Floats, Floats, Floats],
    q: dict[str, Floats],
    size: Build,
) -> None:
    x, y, z = pelvis
    flexion, abduction = q[f"hip_flexion_{side}"], q[f"hip_abduction_{side}"]
    rotation, knee_bend = q[f"hip_rotation_{side}"], q[f"knee_flexion_{side}"]
    sagittal = np.cos(flexion) * y - np.sin(flexion) * x
    thigh_y = np.cos(abduction) * sagittal - s * np.sin(abduction) * z
    thigh_x = np.cos(flexion) * x + np.sin(flexion) * y
    thigh_x = _about(thigh_y, s * rotation, thigh_x)
    shank_y = np.cos(knee_bend) * thigh_y + np.sin(knee_bend) * thigh_x
    shank_x = np.cos(knee_bend) * thigh_x - np.sin(knee_bend) * thigh_y
    foot_bend = q[f"ankle_plantarflexion_{side}"]
    foot = np.cos(foot_bend) * shank_x - np.sin(foot_bend) * shank_y
    sole = -np.cos(foot_bend) * shank_y - np.sin(foot_bend) * shank_x
    hip = s * 0.5 * size.hip_width * z
    knee = hip - size.thigh * thigh_y
    ankle = knee - size.shank * shank_y
    _set(points, f"{side}_hip", hip)
    _set(points, f"{side}_knee", knee)
    _set(points, f"{side}_ankle", ankle)
    _set(points, f"{side}_heel", ankle - 0.04 * foot + 0.06 * sole)
    _set(points, f"{side}_foot_index", ankle + 0.15 * foot + 0.06 * sole)


def _place_arm(
    points: Floats,
    side: str,
    s: float,
    chest: Floats,
    thorax: tuple[Floats, Floats, Floats],
    q: dict[str, Floats],
    size: Build,
) -> None:
    x, y, z = thorax
    flexion, abduction = q[f"shoulder_flexion_{side}"], q[f"shoulder_abduction_{side}"]
    sagittal = np.cos(flexion) * y - np.sin(flexion) * x
    arm_y = np.cos(abduction) * sagittal - s * np.sin(abduction) * z
    arm_x = np.cos(flexion) * x + np.sin(flexion) * y
    bend = q[f"elbow_flexion_{side}"]
    hand = -np.cos(bend) * arm_y + np.sin(bend) * arm_x
    shoulder = chest + s * 0.5 * size.shoulder_width * z
    elbow = shoulder - size.upper_arm * arm_y
    wrist = elbow + size.forearm * hand
    _set(points, f"{side}_shoulder", shoulder)
    _set(points, f"{side}_elbow", elbow)
    _set(points, f"{side}_wrist", wrist)
    for finger, reach, across in (("pinky", 0.08, 0.03), ("index", 0.09, -0.02), ("thumb", 0.05, -0.04)):
        _set(points, f"{side}_{finger}", wrist + reach * hand + across * s * z)


def _place_head(
    points: Floats, chest: Floats, x: Floats, y: Floats, z: Floats, flexion: Floats, size: Build
) -> None:
    up, ahead = _about(z, -flexion, y), _about(z, -flexion, x)
    ears = chest + size.neck * up
    _set(points, "nose", ears + 0.11 * ahead)
    for side, s in (("left", -1.0), ("right", 1.0)):
        _set(points, f"{side}_ear", ears + s * 0.075 * z)
        _set(points, f"mouth_{side}", ears + 0.10 * ahead - 0.05 * up + s * 0.025 * z)
        for eye, across in (("eye_inner", 0.018), ("eye", 0.032), ("eye_outer", 0.046)):
            _set(points, f"{side}_{eye}", ears + 0.09 * ahead + 0.035 * up + s * across * z)


def to_landmarks(
    points: Floats,
    *,
    fps: float = 30.0,
    distance_m: float = 3.0,
    height_m: float = 0.9,
    pitch_deg: float = 0.0,
    roll_deg: float = 0.0,
    size_px: tuple[int, int] = (1280, 720),
    focal: float = 0.9,
    far_away: bool = False,
    noise_m: float = 0.0,
    seed: int = 0,
    visibility: float = 1.0,
) -> Landmarks:
    """Return what a perfect pose model would say of the body, with noise if asked.

    Parameters
    ----------
    points : ndarray, shape [T, 33, 3]
        Body in lab axes, as from `pose`. Turn the body (`heading`) to see it from another side.
    fps : float
        Frames per second.
    distance_m, height_m : float
        The camera stands on the lab's +z side, this far from the middle of the body, this high.
    pitch_deg, roll_deg : float
        Camera looking down, and turned clockwise seen from behind.
    size_px, focal
        Size of the picture, and focal length as a share of its width.
    far_away : bool
        Whether the picture has no perspective, as through a very long lens.
    noise_m : float
        One sigma of independent noise across the line of sight, three times that along it.
    seed : int
        Of the noise.
    visibility : float
        Of every landmark.

    Returns
    -------
    Landmarks
        World landmarks in camera axes (x right, y down, z away), origin between the hips.
    """
    to_camera = _to_camera(pitch_deg, roll_deg)
    middle = points[..., [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], :].mean(axis=-2, keepdims=True)
    rng = np.random.default_rng(seed)
    noise = noise_m * rng.standard_normal(points.shape) * [1.0, 1.0, 3.0]
    lab_camera = np.array([0.0, height_m, distance_m + float(np.mean(middle[..., 2]))])
    seen = (points - lab_camera) @ to_camera.T + noise
    world = (points - middle) @ to_camera.T + noise
    depth = np.full_like(seen[..., 2:], distance_m) if far_away else seen[..., 2:]
    image = focal * size_px[0] * seen[..., :2] / depth + np.array(size_px) / 2.0
    return replace(
        Landmarks.empty(np.arange(len(points)) / fps, *size_px),
        image_px=image,
        world_m=world,
        visibility=np.full(points.shape[:2], visibility),
        presence=np.ones(points.shape[:2]),
        source={"clip": "kinematic body"},
    )


def _to_camera(pitch_deg: float, roll_deg: float) -> Floats:
    """Return the rotation [3, 3] from lab axes to those of the camera."""
    pitch, roll = np.radians(pitch_deg), np.radians(roll_deg)
    flip = np.diag([1.0, -1.0, -1.0])
    down = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    turn = np.array([[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    axes: Floats = turn @ down @ flip
    return axes


def camera_up(pitch_deg: float = 0.0, roll_deg: float = 0.0) -> Floats:
    """Return the unit vector against gravity in the axes of the camera of `to_landmarks`."""
    pitch, roll = np.radians(pitch_deg), np.radians(roll_deg)
    x, y = np.sin(roll) * -np.cos(pitch), np.cos(roll) * -np.cos(pitch)
    return np.array([x, y, -np.sin(pitch)])
