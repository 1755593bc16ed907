"""The joint angles as smooth functions of what the network gives, so that it can be trained on angles.

The formulas are those of `posecheck.angles.joints`, before their arc tangents and arc sines: near a pole, where an
angle means nothing, sine and cosine both vanish and so does the error. A test holds them to the originals.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from posecheck.angles.joints import OUTWARD
from posecheck.angles.learned.outputs import CENTRES, SHARE, UP
from posecheck.pose.body import ANKLES, EARS, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS

Array = Any
"""A JAX array or a traced one."""

TOWARD = jnp.array([0.0, 0.0, -1.0])

_PLACE = {int(landmark): place for place, landmark in enumerate(CENTRES)}


def sines_and_cosines(places: Array) -> dict[str, tuple[Array, Array]]:
    """Return sine and cosine of every joint angle but those against the true pelvis, each [T].

    Where an angle is an arc sine, the cosine is None-like: the root that makes both of length one.

    Parameters
    ----------
    places
        [T, N_PLACES] in camera axes, so with no turn of the picture.
    """
    points = places[:, : UP.start].reshape(len(places), -1, 3)
    up = unit(places[:, UP])
    ears, shoulders, elbows, wrists, hips, knees, ankles = (
        points[:, jnp.array([_PLACE[int(mark)] for mark in pair])]
        for pair in (EARS, SHOULDERS, ELBOWS, WRISTS, HIPS, KNEES, ANKLES)
    )
    chest = shoulders.mean(axis=1)
    spine = unit(chest - hips.mean(axis=1))
    hip_line, shoulder_line = (unit(pair[:, 1] - pair[:, 0]) for pair in (hips, shoulders))
    neck = unit(ears.mean(axis=1) - chest)
    thigh, shank = unit(hips - knees), unit(knees - ankles)
    upper_arm, forearm = unit(shoulders - elbows), unit(elbows - wrists)
    px = unit(jnp.cross(spine, hip_line))
    py, pz = jnp.cross(hip_line, px), hip_line
    tx = unit(jnp.cross(spine, shoulder_line))
    ty, tz = spine, jnp.cross(tx, spine)
    bend = jnp.cross(shank, thigh)
    thigh_right = unit(bend)
    thigh_forward = jnp.cross(thigh, thigh_right)
    level = unit(pz - dot(pz, up)[:, None] * up)
    facing, picture_right = jnp.cross(up, pz), jnp.cross(up, TOWARD)
    turned_chest = jnp.cross(up, shoulder_line)

    def two(vector: Array) -> Array:
        return vector[:, None]

    abduction = -OUTWARD * dot(two(pz), thigh)
    limbs = {
        "hip_flexion": (-dot(two(px), thigh), dot(two(py), thigh)),
        "hip_abduction": (abduction, root(abduction)),
        "hip_rotation": (-OUTWARD * dot(two(pz), thigh_forward), dot(two(pz), thigh_right)),
        "seated_hip_rotation": (-OUTWARD * dot(two(level), shank), dot(two(up), shank)),
        "knee_flexion": (length(bend), dot(thigh, shank)),
        "shoulder_flexion": (-dot(two(tx), upper_arm), dot(two(ty), upper_arm)),
        "elbow_flexion": (length(jnp.cross(upper_arm, forearm)), dot(upper_arm, forearm)),
    }
    obliquity, bent, roll = dot(pz, up), dot(spine, pz), dot(shoulder_line, up)
    one = {
        "pelvic_obliquity": (obliquity, root(obliquity)),
        "pelvic_heading": (dot(facing, picture_right), dot(facing, TOWARD)),
        "thorax_heading": (dot(turned_chest, picture_right), dot(turned_chest, TOWARD)),
        "trunk_rotation": (-dot(pz, tx), dot(pz, tz)),
        "trunk_side_bend": (bent, root(bent)),
        "trunk_lean": (dot(spine, level), dot(spine, up)),
        "trunk_inclination": (-dot(px, up), dot(py, up)),
        "head_flexion": (dot(tx, neck), dot(ty, neck)),
        "thorax_roll": (roll, root(roll)),
    }
    by_side = {
        f"{name}_{side}": (pair[0][:, column], pair[1][:, column])
        for name, pair in limbs.items()
        for column, side in enumerate(("left", "right"))
    }
    return by_side | one


def lumbar_share(places: Array) -> Array:
    """Return the part of the trunk's bend that the lower back makes, radians, [T]."""
    return places[:, SHARE]


def dot(a: Array, b: Array) -> Array:
    return (a * b).sum(axis=-1)


def length(a: Array) -> Array:
    return jnp.sqrt(dot(a, a) + 1e-8)


def unit(a: Array) -> Array:
    return a / length(a)[..., None]


def root(sine: Array) -> Array:
    return jnp.sqrt(jnp.maximum(1.0 - sine**2, 1e-6))
