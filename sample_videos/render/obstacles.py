"""Rough shapes of legs, trunk and head that hands and forearms have to stay out of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body, topology
from sample_videos.render.contacts import Points
from sample_videos.render.rig import Posed
from sample_videos.render.skeleton import BONE_INDEX, SIDES

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
    skin = body.vertices[topology().ranges["skin"]]
    main = topology().bone_of[: len(skin), 0]
    rows: list[tuple[str, Array, str, Array, float, float]] = []

    def radius(bone: str, start: Array, end: Array, low: float, high: float) -> float:
        axis = end - start
        pool = skin[main == BONE_INDEX[bone]] - start
        share = pool @ axis / (axis @ axis)
        off = np.linalg.norm(pool - share[:, None] * axis, axis=1)
        return float(np.quantile(off[(share > low) & (share < high)], 0.85))

    for side in SIDES:
        hip, knee, ankle = (body.bone(f"{b}_{side}") for b in ("upperleg01", "lowerleg01", "foot"))
        upper, lower = f"upperleg02_{side}", f"lowerleg01_{side}"
        top, low = radius(upper, hip, knee, 0.3, 0.5), radius(upper, hip, knee, 0.8, 1.0)
        rows.append((upper, 0.15 * knee + 0.85 * hip, lower, knee, top, low))
        calf, thin = (
            radius(lower, knee, ankle, 0.2, 0.4),
            radius(f"lowerleg02_{side}", knee, ankle, 0.8, 0.95),
        )
        rows.append((lower, knee, f"foot_{side}", ankle, calf, thin))
    gap = np.array([0.0, 0.0, TRUNK_HALF_GAP * body.stature])
    for sign in (-1.0, 1.0):
        for low_bone, high_bone in (("pelvis", "spine03"), ("spine03", "spine01")):
            start, end = body.bone(low_bone), body.bone(high_bone)
            near = [float(np.ptp(_slice(skin, main, at)[:, 0])) / 2 for at in (start[1], end[1])]
            middle = [float(_slice(skin, main, at)[:, 0].mean()) for at in (start[1], end[1])]
            start, end = np.array([middle[0], start[1], 0.0]), np.array([middle[1], end[1], 0.0])
            rows.append(
                (low_bone, start + sign * gap, high_bone, end + sign * gap, 0.95 * near[0], 0.95 * near[1])
            )
    head = skin[main == BONE_INDEX["head"]]
    eye = body.eyes.mean(axis=0)
    half = float(np.ptp(head[head[:, 1] > eye[1] + 0.03][:, 2])) / 2
    back = np.array([head[:, 0].min() + half, eye[1] + 0.02, 0.0])
    front = np.array([eye[0] - 0.3 * half, eye[1], 0.0])
    rows.append(("head", back, "head", front, half, half))

    def fixed(column: int) -> Points:
        bones = np.array([BONE_INDEX[str(row[column])] for row in rows])
        at = [np.asarray(row[column + 1]) for row in rows]
        offsets = np.array(
            [body.corrections[b] @ (p - body.heads[b]) for b, p in zip(bones, at, strict=True)]
        )
        return Points(tuple(str(i) for i in range(len(rows))), bones, offsets)

    probes = np.array([points.index(f"{probe}_{side}") for side in SIDES for probe in PROBES])
    room = np.array([room for _ in SIDES for room in PROBES.values()])
    return Obstacles(fixed(0), fixed(2), np.array([row[4:] for row in rows], dtype=float), probes, room)


def _slice(skin: Array, main: NDArray[np.int64], height: float) -> Array:
    trunk = np.isin(
        main, [BONE_INDEX[b] for b in ("pelvis", "spine05", "spine04", "spine03", "spine02", "spine01")]
    )
    return np.asarray(skin[trunk & (np.abs(skin[:, 1] - height) < 0.03) & (np.abs(skin[:, 2]) < 0.06)])
