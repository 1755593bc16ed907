"""Baked bodies: load one, mix several, and find its anatomical frames and surface points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.skeleton import BONE_INDEX, BONES, FINGERS, SIDES

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

FOLDER = Path(__file__).parent / "bodies"
POSITION_STEP_M = 1e-4
PARTS = ("skin", "eyes", "hull", "skirt", "hair")


@dataclass(frozen=True)
class Topology:
    """What all bodies share: triangles, skin weights, lip mask and the vertex ranges of `PARTS`."""

    triangles: dict[str, Indices]
    bone_of: Indices
    weight_of: Array
    lips: Array
    ranges: dict[str, slice]


@dataclass(frozen=True)
class Body:
    """One body at rest.

    Attributes
    ----------
    vertices
        Rest positions [V, 3] in metres (X forward, Y up, Z right; soles at Y = 0).
    heads
        Rest positions of the bone heads [B, 3]; the head of a limb bone is its joint centre.
    eyes
        Eyeball centres, left then right, [2, 3].
    corrections
        Rotation [B, 3, 3] that carries each bone from its rest direction to anatomical standing.
    forearm_twist
        Axial angle (rad) between forearm and hand at rest, left then right.
    """

    vertices: Array
    heads: Array
    eyes: Array
    corrections: Array
    forearm_twist: Array

    @property
    def stature(self) -> float:
        """Standing height in metres."""
        return float(np.ptp(self.vertices[topology().ranges["skin"], 1]))

    def bone(self, name: str) -> Array:
        """Rest position of a bone head."""
        return np.asarray(self.heads[BONE_INDEX[name]])


@cache
def topology() -> Topology:
    """Shared topology of the baked bodies.

    Returns
    -------
    Topology
        Read once from ``bodies/topology.npz``.
    """
    with np.load(FOLDER / "topology.npz") as data:
        ends = [0, *data["range_ends"].tolist()]
        return Topology(
            triangles={name: data[f"triangles_{name}"].astype(np.int64) for name in PARTS},
            bone_of=data["bone_of"].astype(np.int64),
            weight_of=data["weight_of"] / 65535.0,
            lips=data["lips"] / 255.0,
            ranges={name: slice(ends[i], ends[i + 1]) for i, name in enumerate(PARTS)},
        )


def people() -> list[str]:
    """Names of the performers among the baked bodies, sorted; see `bake.population` for the others.

    Returns
    -------
    list of str
        Each can be given to `load_body`.
    """
    return sorted(path.stem for path in FOLDER.glob("*.npz") if path.stem != "topology")


def load_body(name: str) -> Body:
    """Load one baked body.

    Parameters
    ----------
    name
        One of `people`.

    Returns
    -------
    Body
        The body at rest.
    """
    return mix_bodies({name: 1.0})


def mix_bodies(shares: dict[str, float], stature_m: float | None = None) -> Body:
    """Blend baked bodies linearly into a new one.

    Parameters
    ----------
    shares
        Weight per body name; they are normalised to sum to one.
    stature_m
        Standing height to scale to, or None to keep the blended height.

    Returns
    -------
    Body
        The blended body. Bone heads blend with the same weights, because MakeHuman places them linearly.
    """
    total = sum(shares.values())
    parts = {"vertices": 0.0, "heads": 0.0, "eyes": 0.0}
    for name, share in shares.items():
        with np.load(FOLDER / f"{name}.npz") as data:
            parts = {key: value + share / total * POSITION_STEP_M * data[key] for key, value in parts.items()}
    vertices, heads, eyes = (np.asarray(parts[key], dtype=float) for key in ("vertices", "heads", "eyes"))
    if stature_m is not None:
        scale = stature_m / float(np.ptp(vertices[topology().ranges["skin"], 1]))
        vertices, heads, eyes = vertices * scale, heads * scale, eyes * scale
    corrections, twist = _anatomical(heads)
    return Body(vertices, heads, eyes, corrections, twist)


def _unit(v: Array) -> Array:
    return np.asarray(v / np.linalg.norm(v))


def _frame(down: Array, right: Array) -> Array:
    """Rotation to anatomical axes for a segment pointing `down` whose flexion axis is `right`."""
    y = -_unit(down)
    z = _unit(right - np.dot(right, y) * y)
    return np.stack([np.cross(y, z), y, z])


def _anatomical(heads: Array) -> tuple[Array, Array]:
    corrections = np.tile(np.eye(3), (len(BONES), 1, 1))
    twist = np.zeros(2)

    def at(name: str) -> Array:
        return np.asarray(heads[BONE_INDEX[name]])

    def put(frame: Array, *names: str) -> None:
        for name in names:
            corrections[BONE_INDEX[name]] = frame

    for i, side in enumerate(SIDES):
        thigh = at(f"lowerleg01_{side}") - at(f"upperleg01_{side}")
        shank = at(f"foot_{side}") - at(f"lowerleg01_{side}")
        knee_axis = np.cross(shank, thigh)
        put(_frame(thigh, knee_axis), f"upperleg01_{side}", f"upperleg02_{side}")
        put(_frame(shank, knee_axis), f"lowerleg01_{side}", f"lowerleg02_{side}")
        upper = at(f"lowerarm01_{side}") - at(f"upperarm01_{side}")
        fore = at(f"hand_{side}") - at(f"lowerarm01_{side}")
        elbow_axis = np.cross(upper, fore)
        put(_frame(upper, elbow_axis), f"upperarm01_{side}", f"upperarm02_{side}")
        forearm = _frame(fore, elbow_axis)
        put(forearm, f"lowerarm01_{side}", f"lowerarm02_{side}")
        down = at(f"finger3-1_{side}") - at(f"hand_{side}")
        thumbward = at(f"finger2-1_{side}") - at(f"finger5-1_{side}")
        hand = _frame(down, np.cross(thumbward, -down))
        put(hand, f"hand_{side}", *(f"finger{n}-{j}_{side}" for n in FINGERS for j in (1, 2, 3)))
        relative = forearm @ hand.T
        twist[i] = np.arctan2(relative[0, 2], relative[2, 2])
    return corrections, twist
