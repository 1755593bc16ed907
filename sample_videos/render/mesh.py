"""Triangle meshes ready to draw, and the few shapes that props are built of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Points = Array | list[float]

# What the shader paints over the base colour.
PLAIN, CLOTH, STRIPES, SKIN, HAIR, WOOD, WALL, EYE = range(8)


@dataclass(frozen=True)
class Mesh:
    """Triangles with a colour and a painted pattern.

    Attributes
    ----------
    vertices
        Positions [V, 3] in metres.
    triangles
        Vertex numbers [T, 3], counter-clockwise seen from outside.
    colours
        Linear RGB [V, 3].
    texture_at
        Where the pattern is evaluated [V, 3]; it stays with the surface when the surface moves.
    cut
        Fragments with a negative interpolated value are not drawn [V].
    pattern
        One of the pattern numbers of this module.
    """

    vertices: Array
    triangles: Indices
    colours: Array
    texture_at: Array
    cut: Array
    pattern: int = PLAIN

    def moved(self, rotation: Array, shift: Array) -> Mesh:
        """Copy turned by a rotation and then shifted."""
        return replace(self, vertices=self.vertices @ rotation.T + shift)


def make(vertices: Array, triangles: Indices, colour: Array, pattern: int = PLAIN) -> Mesh:
    """Mesh of one colour, its pattern fixed to where it is now."""
    colours = np.broadcast_to(np.asarray(colour, dtype=float), vertices.shape).copy()
    return Mesh(vertices, triangles, colours, vertices.copy(), np.ones(len(vertices)), pattern)


def normals(vertices: Array, triangles: Indices) -> Array:
    """Area-weighted vertex normals [V, 3]."""
    corners = vertices[triangles]
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    flat = triangles.ravel()
    out = np.stack(
        [np.bincount(flat, np.repeat(face[:, k], 3), minlength=len(vertices)) for k in range(3)], axis=1
    )
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))


def box(low: Points, high: Points, colour: Array, pattern: int = PLAIN) -> Mesh:
    """Axis-aligned box with flat faces."""
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    vertices: list[Array] = []
    triangles: list[list[int]] = []
    for axis in range(3):
        for end, sign in ((low, -1), (high, 1)):
            b, c = (axis + 1) % 3, (axis + 2) % 3
            face = np.zeros((4, 3))
            face[:, axis] = end[axis]
            face[:, b] = [low[b], high[b], high[b], low[b]]
            face[:, c] = [low[c], low[c], high[c], high[c]]
            first = 4 * len(triangles) // 2
            order = [[0, 1, 2], [0, 2, 3]] if sign > 0 else [[0, 2, 1], [0, 3, 2]]
            triangles += [[first + i for i in tri] for tri in order]
            vertices.append(face)
    return make(np.concatenate(vertices), np.array(triangles), colour, pattern)


def cylinder(
    start: Array, end: Array, radius: float, colour: Array, pattern: int = PLAIN, sides: int = 28
) -> Mesh:
    """Return a closed cylinder between two points."""
    start, end = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    axis = (end - start) / np.linalg.norm(end - start)
    side = np.cross(axis, [0.0, 1.0, 0.0] if abs(axis[1]) < 0.9 else [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side)
    other = np.cross(axis, side)
    turn = 2 * np.pi * np.arange(sides) / sides
    ring = radius * (np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * other)
    wall = np.concatenate([start + ring, end + ring])
    caps = np.concatenate([start + ring, end + ring, [start], [end]])
    i = np.arange(sides)
    j = (i + 1) % sides
    n = 2 * sides
    triangles = np.concatenate(
        [
            np.stack([i, j, sides + j], axis=1),
            np.stack([i, sides + j, sides + i], axis=1),
            np.stack([n + j, n + i, np.full(sides, 2 * n)], axis=1),
            np.stack([n + sides + i, n + sides + j, np.full(sides, 2 * n + 1)], axis=1),
        ]
    )
    return make(np.concatenate([wall, caps]), triangles, colour, pattern)


def ellipsoid(centre: Array, radii: Array, colour: Array, pattern: int = PLAIN, rings: int = 10) -> Mesh:
    """Ellipsoid along the world axes."""
    polar = np.linspace(0, np.pi, rings + 1)
    turn = np.linspace(0, 2 * np.pi, 2 * rings, endpoint=False)
    p, t = np.meshgrid(polar, turn, indexing="ij")
    unit = np.stack([np.sin(p) * np.cos(t), np.cos(p), np.sin(p) * np.sin(t)], axis=-1).reshape(-1, 3)
    m = 2 * rings
    quads = [(r * m + k, r * m + (k + 1) % m) for r in range(rings) for k in range(m)]
    triangles = np.array([tri for a, b in quads for tri in ([a, b, b + m], [a, b + m, a + m])])
    return make(np.asarray(centre) + unit * np.asarray(radii), triangles, colour, pattern)
