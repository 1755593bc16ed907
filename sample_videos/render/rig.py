"""Forward kinematics: from set joint angles to bone rotations, joint centres and skin.

Every segment has a frame that is the identity in anatomical standing, so that a set angle is a clinical angle:
zero is upright, straight, thumbs forward. Signs follow posecheck's catalog (flexion, abduction, internal rotation,
anterior tilt, right side up, turn to the left are positive).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body, topology
from sample_videos.render.skeleton import BONE_INDEX, BONES, FINGERS, SIDES

Array = NDArray[np.float64]

CENTRAL = (
    "x", "y", "z", "pelvic_heading", "pelvic_obliquity", "pelvic_tilt",
    "lumbar_flexion", "lumbar_bend", "lumbar_rotation",
    "thoracic_flexion", "thoracic_bend", "thoracic_rotation",
    "neck_flexion", "neck_bend", "neck_rotation",
)  # fmt: skip
PAIRED = (
    "clavicle_elevation", "clavicle_protraction", "shoulder_flexion", "shoulder_abduction", "shoulder_rotation",
    "elbow_flexion", "forearm_pronation", "wrist_flexion", "wrist_deviation", "finger_curl",
    "hip_flexion", "hip_abduction", "hip_rotation", "knee_flexion",
    "ankle_dorsiflexion", "ankle_inversion", "toe_extension",
)  # fmt: skip
DOFS = CENTRAL + tuple(f"{name}_{side}" for side in SIDES for name in PAIRED)
DOF_INDEX = {name: i for i, name in enumerate(DOFS)}
LENGTHS = 3  # the first DOFs are metres, all others degrees

# Share of an axial turn that the proximal half of a limb takes, so that skin twists gradually.
PROXIMAL_TWIST = 0.35
# The shoulder blade follows the lifted arm, by this share of the elevation beyond the start angle (degrees).
RHYTHM, RHYTHM_START = 0.18, 40.0


@dataclass(frozen=True)
class Posed:
    """Bones of N poses: rotations [N, B, 3, 3] (anatomical frames) and head positions [N, B, 3]."""

    rotations: Array
    positions: Array

    def at(self, name: str) -> Array:
        """Positions [N, 3] of one bone head."""
        return np.asarray(self.positions[:, BONE_INDEX[name]])


def _rotation(axis: int, angle: Array) -> Array:
    c, s = np.cos(angle), np.sin(angle)
    out = np.zeros((*angle.shape, 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    out[..., axis, axis] = 1
    out[..., i, i] = c
    out[..., j, j] = c
    out[..., i, j] = -s
    out[..., j, i] = s
    return out


def rx(angle: Array) -> Array:
    """Rotation about X (forward) by an angle in radians."""
    return _rotation(0, angle)


def ry(angle: Array) -> Array:
    """Rotation about Y (up) by an angle in radians."""
    return _rotation(1, angle)


def rz(angle: Array) -> Array:
    """Rotation about Z (right) by an angle in radians."""
    return _rotation(2, angle)


def pose_vector(values: dict[str, float] | None = None) -> Array:
    """Vector of all degrees of freedom, zero (anatomical standing) where not given.

    Parameters
    ----------
    values
        Degrees (metres for x, y, z) by name of `DOFS`; a paired name without side sets both sides.

    Returns
    -------
    Array
        [D] vector in the order of `DOFS`.

    Examples
    --------
    >>> float(pose_vector({"knee_flexion": 90})[DOF_INDEX["knee_flexion_left"]])
    90.0
    """
    q = np.zeros(len(DOFS))
    for name, value in (values or {}).items():
        for full in expand(name):
            q[DOF_INDEX[full]] = value
    return q


def expand(name: str) -> tuple[str, ...]:
    """Full names that a name stands for: itself, or both sides of a paired one."""
    if name in DOF_INDEX:
        return (name,)
    if name in PAIRED:
        return tuple(f"{name}_{side}" for side in SIDES)
    raise KeyError(f"no degree of freedom {name!r}")


def forward(body: Body, q: Array, fingers: bool = True) -> Posed:
    """Bone rotations and joint centres for N poses.

    Parameters
    ----------
    body
        The body at rest.
    q
        [N, D] set values in the order of `DOFS`.
    fingers
        Leave the finger bones out when False, for speed.

    Returns
    -------
    Posed
        World rotations and positions.
    """
    q = np.atleast_2d(q)
    n = len(q)
    angle = np.radians(q)
    rotations = np.zeros((n, len(BONES), 3, 3))
    positions = np.zeros((n, len(BONES), 3))
    # [parent, child, 3]: from one bone head to another, in the first bone's anatomical frame
    offset = np.einsum("pij,pcj->pci", body.corrections, body.heads[None] - body.heads[:, None])

    def a(name: str) -> Array:
        return np.asarray(angle[:, DOF_INDEX[name]])

    def put(name: str, parent: str, rotation: Array, hinge: Array | None = None) -> Array:
        i, j = BONE_INDEX[name], BONE_INDEX[parent]
        rotations[:, i] = rotation
        carrier = rotations[:, j] if hinge is None else hinge
        positions[:, i] = positions[:, j] + carrier @ offset[j, i]
        return rotation

    pelvis = ry(a("pelvic_heading")) @ rx(-a("pelvic_obliquity")) @ rz(-a("pelvic_tilt"))
    rotations[:, 0] = pelvis
    positions[:, 0] = q[:, :LENGTHS]
    thorax = _trunk(a, put, pelvis)
    for i, side in enumerate(SIDES):
        sign = 1.0 if side == "left" else -1.0
        _leg(a, put, pelvis, side, sign)
        _arm(a, put, thorax, side, sign, body.forearm_twist[i], fingers)
    return Posed(rotations, positions)


def _trunk(a, put, pelvis: Array) -> Array:  # type: ignore[no-untyped-def]
    r, parent = pelvis, "pelvis"
    for region, bones in (
        ("lumbar", ("spine05", "spine04", "spine03")),
        ("thoracic", ("spine02", "spine01")),
        ("neck", ("neck01", "neck02", "neck03", "head")),
    ):
        share = 1 / len(bones)
        step = (
            rz(-a(f"{region}_flexion") * share)
            @ rx(a(f"{region}_bend") * share)
            @ ry(a(f"{region}_rotation") * share)
        )
        for bone in bones:
            r = put(bone, parent, r @ step)
            parent = bone
        if region == "thoracic":
            thorax = r
    return np.asarray(thorax)


def _leg(a, put, pelvis: Array, side: str, sign: float) -> None:  # type: ignore[no-untyped-def]
    swing = pelvis @ rz(a(f"hip_flexion_{side}")) @ rx(sign * a(f"hip_abduction_{side}"))
    turn = -sign * a(f"hip_rotation_{side}")
    thigh = swing @ ry(turn)
    put(f"upperleg01_{side}", "pelvis", swing @ ry(turn * PROXIMAL_TWIST))
    put(f"upperleg02_{side}", f"upperleg01_{side}", thigh, hinge=thigh)
    shank = thigh @ rz(-a(f"knee_flexion_{side}"))
    put(f"lowerleg01_{side}", f"upperleg02_{side}", shank)
    put(f"lowerleg02_{side}", f"lowerleg01_{side}", shank)
    foot = shank @ rz(a(f"ankle_dorsiflexion_{side}")) @ rx(-sign * a(f"ankle_inversion_{side}"))
    put(f"foot_{side}", f"lowerleg02_{side}", foot)
    put(f"toes_{side}", f"foot_{side}", foot @ rz(a(f"toe_extension_{side}")))


def _arm(a, put, thorax: Array, side: str, sign: float, rest_twist: float, fingers: bool) -> None:  # type: ignore[no-untyped-def]
    swing_local = rz(a(f"shoulder_flexion_{side}")) @ rx(sign * a(f"shoulder_abduction_{side}"))
    elevation = np.arccos(np.clip(swing_local[:, 1, 1], -1, 1))
    lift = a(f"clavicle_elevation_{side}") + RHYTHM * np.maximum(0, elevation - np.radians(RHYTHM_START))
    girdle = thorax @ ry(-sign * a(f"clavicle_protraction_{side}")) @ rx(sign * lift)
    put(f"clavicle_{side}", "spine01", girdle)
    half = _half_swing(swing_local, 0.3)
    put(f"scapula_{side}", f"clavicle_{side}", 0.5 * girdle + 0.5 * thorax @ half)
    swing = thorax @ swing_local
    turn = -sign * a(f"shoulder_rotation_{side}")
    arm = swing @ ry(turn)
    put(f"upperarm01_{side}", f"clavicle_{side}", swing @ ry(turn * PROXIMAL_TWIST))
    put(f"upperarm02_{side}", f"upperarm01_{side}", arm, hinge=arm)
    fore = arm @ rz(a(f"elbow_flexion_{side}"))
    pronation = -sign * a(f"forearm_pronation_{side}")
    put(f"lowerarm01_{side}", f"upperarm02_{side}", fore)
    put(f"lowerarm02_{side}", f"lowerarm01_{side}", fore @ ry(0.5 * (pronation - rest_twist)), hinge=fore)
    wrist = fore @ ry(pronation) @ rx(-sign * a(f"wrist_flexion_{side}")) @ rz(a(f"wrist_deviation_{side}"))
    put(f"hand_{side}", f"lowerarm02_{side}", wrist, hinge=fore)
    if not fingers:
        return
    curl = -sign * a(f"finger_curl_{side}")
    for finger in FINGERS:
        r, parent = wrist, f"hand_{side}"
        step = rx(curl * (0.35 if finger == 1 else 1.0))
        for j in (1, 2, 3):
            r = put(f"finger{finger}-{j}_{side}", parent, r @ step)
            parent = f"finger{finger}-{j}_{side}"


def _half_swing(rotation: Array, share: float) -> Array:
    """Fraction of a rotation, through its rotation vector."""
    trace = np.clip((np.trace(rotation, axis1=1, axis2=2) - 1) / 2, -1, 1)
    angle = np.arccos(trace)
    axis = np.stack(
        [
            rotation[:, 2, 1] - rotation[:, 1, 2],
            rotation[:, 0, 2] - rotation[:, 2, 0],
            rotation[:, 1, 0] - rotation[:, 0, 1],
        ],
        axis=1,
    )
    axis /= np.maximum(np.linalg.norm(axis, axis=1, keepdims=True), 1e-9)
    k = np.zeros_like(rotation)
    k[:, 0, 1], k[:, 0, 2] = -axis[:, 2], axis[:, 1]
    k[:, 1, 0], k[:, 1, 2] = axis[:, 2], -axis[:, 0]
    k[:, 2, 0], k[:, 2, 1] = -axis[:, 1], axis[:, 0]
    t = (share * angle)[:, None, None]
    return np.asarray(np.eye(3) + np.sin(t) * k + (1 - np.cos(t)) * (k @ k))


def skin_matrices(body: Body, posed: Posed, pose: int = 0) -> Array:
    """Blended affine maps [V, 3, 4] that carry each vertex at rest to where it is in one pose."""
    shared = topology()
    linear = posed.rotations[pose] @ body.corrections
    shift = posed.positions[pose] - (linear @ body.heads[:, :, None])[..., 0]
    matrices = np.concatenate([linear, shift[:, :, None]], axis=2).reshape(len(BONES), 12)
    return np.asarray(np.einsum("vk,vkc->vc", shared.weight_of, matrices[shared.bone_of]).reshape(-1, 3, 4))


def carried(matrices: Array, rest: Array) -> Array:
    """Vertices at rest [V, 3] carried by affine maps [V, 3, 4]."""
    return np.asarray(np.einsum("vij,vj->vi", matrices[:, :, :3], rest) + matrices[:, :, 3])


def skin(body: Body, posed: Posed, pose: int = 0) -> Array:
    """Linear-blend skinning of one pose.

    Parameters
    ----------
    body
        The body at rest.
    posed
        Result of `forward` with fingers.
    pose
        Which of the N poses.

    Returns
    -------
    Array
        Posed vertices [V, 3].
    """
    return carried(skin_matrices(body, posed, pose), body.vertices)
