"""Named points on the skin that can touch something: soles, knees, palms, elbows, back, head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body
from sample_videos.render.rest_skin import TRUNK, RestSkin, X, Y, Z
from sample_videos.render.rig import Posed
from sample_videos.render.skeleton import BONE_INDEX, SIDES

Array = NDArray[np.float64]

# A name, the bone that carries it, and where it is at rest [3].
Place = tuple[str, str, Array]
AHEAD, BEHIND, UP, DOWN = 1.0, -1.0, 1.0, -1.0
OUTWARD = {"left": -1.0, "right": 1.0}


@dataclass(frozen=True)
class Points:
    """Points fixed to bones: names, bone numbers [P], and offsets [P, 3] in the bones' anatomical frames."""

    names: tuple[str, ...]
    bones: NDArray[np.int64]
    offsets: Array

    @classmethod
    def fixed(cls, body: Body, places: Iterable[Place]) -> Points:
        """Fix places of a body at rest to their bones."""
        names, carriers, at = zip(*places, strict=True)
        bones = np.array([BONE_INDEX[bone] for bone in carriers])
        offsets = [body.corrections[b] @ (p - body.heads[b]) for b, p in zip(bones, at, strict=True)]
        return cls(names, bones, np.array(offsets))

    def index(self, name: str) -> int:
        """Return the number of a point."""
        return self.names.index(name)

    def positions(self, posed: Posed) -> Array:
        """Return world positions [N, P, 3] in N poses."""
        turned = np.einsum("npij,pj->npi", posed.rotations[:, self.bones], self.offsets)
        return np.asarray(posed.positions[:, self.bones] + turned)


def surface_points(body: Body) -> Points:
    """Find the contact points of a body on its rest mesh.

    Parameters
    ----------
    body
        The body at rest.

    Returns
    -------
    Points
        Points named such as ``heel_left``, ``ball_in_left``, ``knee_left``, ``palm_heel_left``, ``occiput``.
    """
    skin = RestSkin.of_body(body)
    paired = [
        (f"{name}_{side}", bone, at)
        for side in SIDES
        for part in (_foot, _leg, _seat, _hand, _arm, _shoulder)
        for name, bone, at in part(body, skin, side)
    ]
    return Points.fixed(body, [*paired, *_midline(body, skin)])


def _foot(body: Body, skin: RestSkin, side: str) -> Iterator[Place]:
    v, out, bone = skin.vertices, OUTWARD[side], f"foot_{side}"
    foot, toes = skin.of(bone), skin.of(f"toes_{side}")
    ankle, joint = body.bone(bone), body.bone(f"toes_{side}")
    yield "heel", bone, skin.extreme(foot & (v[:, X] < v[foot, X].min() + 0.045), Y, DOWN)
    yield "heel_back", bone, skin.extreme(foot, X, BEHIND)
    low = v[(foot | toes) & skin.near(X, joint[X], 0.02), Y].min()
    for name, shift in (("in", -out), ("out", out)):
        yield f"ball_{name}", bone, np.array([joint[X], low, joint[Z] + 0.028 * shift])
    tip = skin.extreme(toes, X, AHEAD)
    yield "toe", f"toes_{side}", np.array([tip[X] - 0.01, v[toes, Y].min(), tip[Z]])
    yield "nail", f"toes_{side}", skin.extreme(toes & (v[:, X] > tip[X] - 0.03), Y, UP)
    middle = 0.55 * joint[X] + 0.45 * ankle[X]
    yield "instep", bone, skin.extreme(foot & skin.near(X, middle, 0.015), Y, UP)


def _leg(body: Body, skin: RestSkin, side: str) -> Iterator[Place]:
    out = OUTWARD[side]
    upper, lower, end = f"upperleg02_{side}", f"lowerleg01_{side}", f"lowerleg02_{side}"
    hip, knee, ankle = (body.bone(bone)[Y] for bone in ("pelvis", lower, f"foot_{side}"))
    shank = skin.of(lower, end, upper)
    yield "knee", lower, skin.extreme(shank & skin.near(Y, knee - 0.035, 0.015), X, AHEAD)
    yield "kneecap", upper, skin.extreme(shank & skin.near(Y, knee + 0.01, 0.015), X, AHEAD)
    yield "knee_out", lower, skin.extreme(shank & skin.near(Y, knee, 0.015), Z, out)
    yield "shin", end, skin.extreme(shank & skin.near(Y, 0.5 * (knee + ankle), 0.015), X, AHEAD)
    yield "calf", lower, skin.extreme(shank & skin.near(Y, knee - 0.12, 0.02), X, BEHIND)
    thigh = skin.of(f"upperleg01_{side}", upper, "pelvis") & (skin.vertices[:, Z] * out > 0)
    halfway = thigh & skin.near(Y, 0.5 * (knee + hip), 0.015)
    yield "thigh_front", upper, skin.extreme(halfway, X, AHEAD)
    yield "thigh_back", upper, skin.extreme(halfway, X, BEHIND)


def _seat(body: Body, skin: RestSkin, side: str) -> Iterator[Place]:
    out, hip = OUTWARD[side], body.bone("pelvis")
    hips = skin.of("pelvis", f"upperleg01_{side}")
    buttock = hips & (skin.vertices[:, Z] * out > 0.03) & skin.near(Y, hip[Y], 0.08)
    yield "buttock", "pelvis", skin.extreme(buttock, X, BEHIND)
    yield "seat", "pelvis", hip + np.array([-0.06, -0.085, 0.07 * out]) * (body.stature / 1.7)
    yield "hip_out", "pelvis", skin.extreme(hips & skin.near(Y, hip[Y], 0.03), Z, out)


def _hand(body: Body, skin: RestSkin, side: str) -> Iterator[Place]:
    bone = f"hand_{side}"
    wrist, frame = body.bone(bone), body.corrections[BONE_INDEX[bone]]
    palmward = frame.T @ np.array([0.0, 0.0, -OUTWARD[side]])
    hand = skin.vertices[skin.of(bone, *(f"finger{n}-1_{side}" for n in (2, 3, 4, 5)))]
    depth = (hand - wrist) @ palmward
    length = body.bone(f"finger3-1_{side}") - wrist
    along = (hand - wrist) @ length / (length @ length)
    across = (hand - wrist) @ frame[0]
    knuckles = {n: body.bone(f"finger{n}-1_{side}") for n in (2, 5)}
    for name, where, centre in (
        ("palm_heel", (along > 0.1) & (along < 0.4), wrist + 0.22 * length),
        ("palm_in", (along > 0.75) & (along < 1.1) & (across > 0), knuckles[2]),
        ("palm_out", (along > 0.6) & (along < 1.05) & (across < 0), knuckles[5]),
    ):
        yield name, bone, centre + (depth[where].max() - (centre - wrist) @ palmward) * palmward
    yield "palm", bone, wrist + 0.75 * length + palmward * depth[(along > 0.5) & (along < 0.9)].max()
    tip = body.bone(f"finger3-3_{side}")
    yield "finger", bone, tip + 0.02 * length / np.linalg.norm(length) + 0.006 * palmward
    thin = (along > 0.8) & (along < 1.1)
    yield "knuckle", bone, knuckles[5] * 0.5 + knuckles[2] * 0.5 + palmward * float(depth[thin].min())
    for name, finger in (("thumb", 1), ("little", 5)):
        last, before = body.bone(f"finger{finger}-3_{side}"), body.bone(f"finger{finger}-2_{side}")
        yield name, bone, last + 0.8 * (last - before) + 0.006 * palmward


def _arm(body: Body, skin: RestSkin, side: str) -> Iterator[Place]:
    bone = f"lowerarm01_{side}"
    elbow, wrist = body.bone(bone), body.bone(f"hand_{side}")
    turn = body.corrections[BONE_INDEX[bone]].T
    backward = turn @ np.array([-1.0, 0.0, 0.0])
    near = skin.vertices[skin.of(bone, f"upperarm02_{side}")]
    near = near[np.linalg.norm(near - elbow, axis=1) < 0.07]
    yield "elbow", bone, elbow + backward * ((near - elbow) @ backward).max()
    yield "forearm_low", bone, 0.15 * elbow + 0.85 * wrist
    yield "forearm", bone, 0.4 * elbow + 0.6 * wrist + turn @ np.array([-0.03, 0.0, 0.0])


def _shoulder(body: Body, skin: RestSkin, side: str) -> Iterator[Place]:
    back = skin.of("spine01", "spine02", f"scapula_{side}", f"clavicle_{side}")
    blade = back & skin.near(Z, 0.09 * OUTWARD[side], 0.02) & skin.near(Y, body.bone("spine01")[Y], 0.05)
    yield "blade", "spine01", skin.extreme(blade, X, BEHIND)
    deltoid = skin.of(f"scapula_{side}", f"upperarm01_{side}")
    yield "shoulder_back", f"scapula_{side}", skin.extreme(deltoid, X, BEHIND)


def _midline(body: Body, skin: RestSkin) -> Iterator[Place]:
    trunk, centre, broad = skin.of(*TRUNK), skin.near(Z, 0.0, 0.03), skin.near(Z, 0.0, 0.1)
    hip, low, mid, high = (body.bone(bone)[Y] for bone in ("pelvis", "spine04", "spine02", "spine01"))
    for name, bone, level, strip, way in (
        ("sacrum", "pelvis", hip + 0.09, centre, BEHIND),
        ("back_low", "spine04", low, centre, BEHIND),
        ("back_mid", "spine02", 0.5 * (mid + high), centre, BEHIND),
        ("back_high", "spine01", high + 0.06, centre, BEHIND),
        ("chest", "spine01", high - 0.02, broad, AHEAD),
        ("belly", "spine04", low, broad, AHEAD),
        ("pubis", "pelvis", hip + 0.03, broad, AHEAD),
    ):
        yield name, bone, skin.extreme(trunk & strip & skin.near(Y, level, 0.03), X, way)
    head, eye = skin.of("head"), body.eyes.mean(axis=0)
    yield "occiput", "head", skin.extreme(head, X, BEHIND)
    yield "forehead", "head", skin.extreme(head & (skin.vertices[:, Y] > eye[Y] + 0.035), X, AHEAD)
    yield "nose", "head", skin.extreme(head & centre, X, AHEAD)
