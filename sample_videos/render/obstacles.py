"""Rough shapes of legs, trunk and head that hands and forearms have to stay out of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body
from sample_videos.render.contacts import Points
from sample_videos.render.rest_skin import TRUNK, RestSkin, X, Y, Z
from sample_videos.render.rig import Posed
from sample_videos.render.skeleton import SIDES

Array = NDArray[np.float64]

# Points that stay outside, and the room (m) each needs: fingers curl, a forearm is thick.
PROBES = {
    "palm_heel": 0.004, "palm_in": 0.004, "palm_out": 0.004, "palm": 0.004, "knuckle": 0.006,
    "finger": 0.022, "thumb": 0.012, "little": 0.022, "forearm": 0.012, "forearm_low": 0.022,
}  # fmt: skip
# A trunk is wider than deep: two capsules side by side, this far (share of the stature) from its middle.
TRUNK_HALF_GAP = 0.035


@dataclass(frozen=True)
class Obstacles:
    """Tapered capsules between pairs of points fixed to bones, and the points that must stay outside.

    Attributes
    ----------
    starts, ends
        Ends of the K axes.
    radii
        Radius at start and end [K, 2].
    probes, room
        Numbers, among the contact points, of what must stay outside, and the room each needs (m).
    """

    starts: Points
    ends: Points
    radii: Array
    probes: NDArray[np.int64]
    room: Array

    def depths(self, posed: Posed, where: Array) -> Array:
        """How deep (m) each probe is in each capsule [N, probes * K]; 0 outside.

        Parameters
        ----------
        posed
            N poses.
        where
            Positions of all contact points [N, P, 3].
        """
        start = self.starts.positions(posed)[:, None]
        axis = self.ends.positions(posed)[:, None] - start
        offset = where[:, self.probes, None] - start
        share = np.clip((offset * axis).sum(-1) / (axis * axis).sum(-1), 0, 1)
        gap = np.linalg.norm(offset - share[..., None] * axis, axis=-1)
        radius = self.radii[:, 0] + share * (self.radii[:, 1] - self.radii[:, 0])
        return np.asarray(np.maximum(0, radius + self.room[:, None] - gap).reshape(len(where), -1))


class _Capsule(NamedTuple):
    """One obstacle at rest: where its axis begins and ends, by bone, and the radius (m) at either end."""

    start: tuple[str, Array]
    end: tuple[str, Array]
    radii: tuple[float, float]


def obstacles_of(body: Body, points: Points) -> Obstacles:
    """Measure the obstacles of a body on its rest mesh.

    Parameters
    ----------
    body
        The body at rest.
    points
        Its contact points.

    Returns
    -------
    Obstacles
        Capsules along thighs, shanks, trunk and head.
    """
    skin = RestSkin.of_body(body)
    capsules = [*_legs(body, skin), *_trunk(body, skin), _head(body, skin)]
    return Obstacles(
        starts=Points.fixed(body, ((str(i), *capsule.start) for i, capsule in enumerate(capsules))),
        ends=Points.fixed(body, ((str(i), *capsule.end) for i, capsule in enumerate(capsules))),
        radii=np.array([capsule.radii for capsule in capsules]),
        probes=np.array([points.index(f"{probe}_{side}") for side in SIDES for probe in PROBES]),
        room=np.array([room for _ in SIDES for room in PROBES.values()]),
    )


def _legs(body: Body, skin: RestSkin) -> Iterator[_Capsule]:
    for side in SIDES:
        hip, knee, ankle = (body.bone(f"{bone}_{side}") for bone in ("upperleg01", "lowerleg01", "foot"))
        upper, lower, end = f"upperleg02_{side}", f"lowerleg01_{side}", f"lowerleg02_{side}"
        thigh = _radius(skin, upper, hip, knee, 0.3, 0.5), _radius(skin, upper, hip, knee, 0.8, 1.0)
        yield _Capsule((upper, 0.15 * knee + 0.85 * hip), (lower, knee), thigh)
        shank = _radius(skin, lower, knee, ankle, 0.2, 0.4), _radius(skin, end, knee, ankle, 0.8, 0.95)
        yield _Capsule((lower, knee), (f"foot_{side}", ankle), shank)


def _radius(skin: RestSkin, bone: str, start: Array, end: Array, low: float, high: float) -> float:
    """Radius (m) about the axis from `start` to `end` of what a bone carries, between two shares of the way."""
    axis = end - start
    pool = skin.vertices[skin.of(bone)] - start
    share = pool @ axis / (axis @ axis)
    off = np.linalg.norm(pool - share[:, None] * axis, axis=1)
    return float(np.quantile(off[(share > low) & (share < high)], 0.85))


def _trunk(body: Body, skin: RestSkin) -> Iterator[_Capsule]:
    middle = skin.of(*TRUNK) & skin.near(Z, 0.0, 0.06)

    def slice_at(bone: str) -> tuple[Array, float]:
        """Middle of the trunk at the height of a bone, and 0.95 of half its depth (m)."""
        height = body.bone(bone)[Y]
        ahead = skin.vertices[middle & skin.near(Y, height, 0.03), X]
        return np.array([ahead.mean(), height, 0.0]), 0.95 * (float(np.ptp(ahead)) / 2)

    gap = np.array([0.0, 0.0, TRUNK_HALF_GAP * body.stature])
    for sign in (-1.0, 1.0):
        for low, high in (("pelvis", "spine03"), ("spine03", "spine01")):
            (start, wide), (end, narrow) = slice_at(low), slice_at(high)
            yield _Capsule((low, start + sign * gap), (high, end + sign * gap), (wide, narrow))


def _head(body: Body, skin: RestSkin) -> _Capsule:
    head, eye = skin.vertices[skin.of("head")], body.eyes.mean(axis=0)
    half = float(np.ptp(head[head[:, Y] > eye[Y] + 0.03, Z])) / 2
    back = np.array([head[:, X].min() + half, eye[Y] + 0.02, 0.0])
    front = np.array([eye[X] - 0.3 * half, eye[Y], 0.0])
    return _Capsule(("head", back), ("head", front), (half, half))
