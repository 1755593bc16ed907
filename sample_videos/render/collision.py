"""How deep limbs go through the body: posed skin against posed skin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sample_videos.render.body import Body, topology
from sample_videos.render.mesh import normals
from sample_videos.render.settle import posed_skin
from sample_videos.render.skeleton import BONE_INDEX, BONES, SIDES

Array = NDArray[np.float64]

# A depth is looked for only this near to the other surface (m); beyond, the nearest skin says nothing.
REACH_M = 0.06


@dataclass(frozen=True)
class Part:
    """Skin vertices of one part of the body that may go through another."""

    name: str
    vertices: NDArray[np.int64]


def _vertices(*stems: str) -> NDArray[np.int64]:
    main = topology().bone_of[topology().ranges["skin"], 0]
    wanted = [BONE_INDEX[name] for name in BONES if name.startswith(stems)]
    return np.flatnonzero(np.isin(main, wanted))


@cache
def _pairs() -> tuple[tuple[Part, Part], ...]:
    trunk = Part("trunk", _vertices("pelvis", "spine", "neck", "head"))
    hands, shanks, thighs = {}, {}, {}
    for side in SIDES:
        fingers = tuple(f"finger{n}-{j}_{side}" for n in range(1, 6) for j in (1, 2, 3))
        hands[side] = Part(f"forearm_{side}", _vertices(f"lowerarm02_{side}", f"hand_{side}", *fingers))
        feet = (f"lowerleg02_{side}", f"foot_{side}", f"toes_{side}")
        shanks[side] = Part(f"shank_{side}", _vertices(*feet))
        thighs[side] = Part(f"thigh_{side}", _vertices(f"upperleg02_{side}", f"lowerleg01_{side}"))
    left, right = SIDES
    pairs = [(hands[side], other) for side in SIDES for other in (trunk, *thighs.values(), *shanks.values())]
    pairs += [(hands[left], hands[right])]
    # A foot under its own seat presses into flesh in deep kneeling, so only the other leg and the trunk count.
    pairs += [(shanks[left], shanks[right]), (shanks[left], thighs[right]), (shanks[right], thighs[left])]
    return tuple(pairs)


def penetration(body: Body, q: Array) -> dict[str, float]:
    """Depth (m) of forearms and shanks in the other parts of the body.

    Parts that touch by anatomy (upper arm and trunk, thigh and trunk, calf and its own thigh) are not counted:
    there flesh gives way, which the skinning does not model.

    Parameters
    ----------
    body
        The body.
    q
        Degrees of freedom [D].

    Returns
    -------
    dict of str to float
        Depth per pair of parts; 0 where they do not meet.

    Notes
    -----
    A vertex is inside when it lies behind the nearest skin vertex of the other part, along that vertex's normal.
    """
    skin = posed_skin(body, q)
    outward = normals(skin, topology().triangles["skin"])
    out: dict[str, float] = {}
    trees: dict[str, cKDTree] = {}
    for first, second in _pairs():
        if second.name not in trees:
            trees[second.name] = cKDTree(skin[second.vertices])
        points = skin[first.vertices]
        found = trees[second.name].query(points, distance_upper_bound=REACH_M)
        distance, nearest = np.asarray(found[0]), np.asarray(found[1])
        close = np.isfinite(distance)
        if not close.any():
            out[f"{first.name} in {second.name}"] = 0.0
            continue
        target = second.vertices[nearest[close]]
        behind = -np.einsum("ij,ij->i", points[close] - skin[target], outward[target])
        # A grazing vertex beside an edge looks "behind" by a little; trust it only where it is mostly behind.
        inside = behind > 0.5 * distance[close]
        out[f"{first.name} in {second.name}"] = float(behind[inside].max(initial=0.0))
    return out
