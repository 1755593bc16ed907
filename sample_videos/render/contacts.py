"""Named points on the skin that can touch something: soles, knees, palms, elbows, back, head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body, topology
from sample_videos.render.rig import Posed
from sample_videos.render.skeleton import BONE_INDEX, SIDES

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Points:
    """Points fixed to bones: names, bone numbers [P], and offsets [P, 3] in the bones' anatomical frames."""

    names: tuple[str, ...]
    bones: NDArray[np.int64]
    offsets: Array

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
    shared = topology()
    count = shared.ranges["skin"].stop
    v = body.vertices[:count]
    main = shared.bone_of[:count, 0]
    found: dict[str, tuple[str, Array]] = {}

    def of(*bones: str) -> NDArray[np.bool_]:
        return np.isin(main, [BONE_INDEX[b] for b in bones])

    def extreme(where: NDArray[np.bool_], axis: int, sign: int) -> Array:
        pool = v[where]
        return np.asarray(pool[np.argmax(sign * pool[:, axis])])

    def add(name: str, bone: str, point: Array) -> None:
        found[name] = (bone, np.asarray(point, dtype=float))

    hip = body.bone("pelvis")
    for side in SIDES:
        out = -1.0 if side == "left" else 1.0
        foot, toes = of(f"foot_{side}"), of(f"toes_{side}")
        sole = of(f"foot_{side}", f"toes_{side}")
        back = v[foot, 0].min()
        heel = v[foot & (v[:, 0] < back + 0.045)]
        add(f"heel_{side}", f"foot_{side}", np.append(heel[np.argmin(heel[:, 1])], [])[:3])
        add(f"heel_back_{side}", f"foot_{side}", extreme(foot, 0, -1))
        joint = body.bone(f"toes_{side}")
        near = sole & (np.abs(v[:, 0] - joint[0]) < 0.02)
        low = v[near, 1].min()
        for name, shift in (("in", -out), ("out", out)):
            add(f"ball_{name}_{side}", f"foot_{side}", np.array([joint[0], low, joint[2] + 0.028 * shift]))
        tip = extreme(toes, 0, 1)
        add(f"toe_{side}", f"toes_{side}", np.array([tip[0] - 0.01, v[toes, 1].min(), tip[2]]))
        add(f"nail_{side}", f"toes_{side}", extreme(toes & (v[:, 0] > tip[0] - 0.03), 1, 1))
        ankle = body.bone(f"foot_{side}")
        middle = 0.55 * joint[0] + 0.45 * ankle[0]
        add(f"instep_{side}", f"foot_{side}", extreme(foot & (np.abs(v[:, 0] - middle) < 0.015), 1, 1))
        knee = body.bone(f"lowerleg01_{side}")
        shank = of(f"lowerleg01_{side}", f"lowerleg02_{side}", f"upperleg02_{side}")
        add(
            f"knee_{side}",
            f"lowerleg01_{side}",
            extreme(shank & (np.abs(v[:, 1] - knee[1] + 0.035) < 0.015), 0, 1),
        )
        add(
            f"kneecap_{side}",
            f"upperleg02_{side}",
            extreme(shank & (np.abs(v[:, 1] - knee[1] - 0.01) < 0.015), 0, 1),
        )
        add(f"knee_out_{side}", f"lowerleg01_{side}",
            extreme(shank & (np.abs(v[:, 1] - knee[1]) < 0.015), 2, int(out)))  # fmt: skip
        shin = 0.5 * (knee[1] + ankle[1])
        add(f"shin_{side}", f"lowerleg02_{side}", extreme(shank & (np.abs(v[:, 1] - shin) < 0.015), 0, 1))
        add(f"calf_{side}", f"lowerleg01_{side}",
            extreme(shank & (np.abs(v[:, 1] - knee[1] + 0.12) < 0.02), 0, -1))  # fmt: skip
        thigh = of(f"upperleg01_{side}", f"upperleg02_{side}", "pelvis")
        level = np.abs(v[:, 1] - 0.5 * (knee[1] + hip[1])) < 0.015
        add(f"thigh_front_{side}", f"upperleg02_{side}", extreme(thigh & level & (v[:, 2] * out > 0), 0, 1))
        add(f"thigh_back_{side}", f"upperleg02_{side}", extreme(thigh & level & (v[:, 2] * out > 0), 0, -1))
        buttock = (
            of("pelvis", f"upperleg01_{side}") & (v[:, 2] * out > 0.03) & (np.abs(v[:, 1] - hip[1]) < 0.08)
        )
        add(f"buttock_{side}", "pelvis", extreme(buttock, 0, -1))
        scale = body.stature / 1.7
        add(f"seat_{side}", "pelvis", hip + np.array([-0.06, -0.085, 0.07 * out]) * scale)
        add(
            f"hip_out_{side}",
            "pelvis",
            extreme(of("pelvis", f"upperleg01_{side}") & (np.abs(v[:, 1] - hip[1]) < 0.03), 2, int(out)),
        )
        _hand(body, side, out, of, add, v)
        blade = of("spine01", "spine02", f"scapula_{side}", f"clavicle_{side}") & (
            np.abs(v[:, 2] - 0.09 * out) < 0.02
        )
        add(
            f"blade_{side}",
            "spine01",
            extreme(blade & (np.abs(v[:, 1] - body.bone("spine01")[1]) < 0.05), 0, -1),
        )
        deltoid = of(f"scapula_{side}", f"upperarm01_{side}")
        add(f"shoulder_back_{side}", f"scapula_{side}", extreme(deltoid, 0, -1))
    centre = np.abs(v[:, 2]) < 0.03
    trunk = of("pelvis", "spine05", "spine04", "spine03", "spine02", "spine01")
    for name, bone, level, axis in (
        ("sacrum", "pelvis", hip[1] + 0.09, -1),
        ("back_low", "spine04", body.bone("spine04")[1], -1),
        ("back_mid", "spine02", 0.5 * (body.bone("spine02")[1] + body.bone("spine01")[1]), -1),
        ("back_high", "spine01", body.bone("spine01")[1] + 0.06, -1),
        ("chest", "spine01", body.bone("spine01")[1] - 0.02, 1),
        ("belly", "spine04", body.bone("spine04")[1], 1),
        ("pubis", "pelvis", hip[1] + 0.03, 1),
    ):
        pool = trunk & (np.abs(v[:, 1] - level) < 0.03) & (centre if axis < 0 else np.abs(v[:, 2]) < 0.1)
        add(name, bone, extreme(pool, 0, axis))
    head = of("head")
    eye = body.eyes.mean(axis=0)
    add("occiput", "head", extreme(head, 0, -1))
    add("forehead", "head", extreme(head & (v[:, 1] > eye[1] + 0.035), 0, 1))
    add("nose", "head", extreme(head & centre, 0, 1))
    names = tuple(found)
    bones = np.array([BONE_INDEX[found[n][0]] for n in names])
    offsets = np.array(
        [body.corrections[b] @ (found[n][1] - body.heads[b]) for n, b in zip(names, bones, strict=True)]
    )
    return Points(names, bones, offsets)


def _hand(body: Body, side: str, out: float, of, add, v: Array) -> None:  # type: ignore[no-untyped-def]
    bone = f"hand_{side}"
    wrist, frame = body.bone(bone), body.corrections[BONE_INDEX[bone]]
    palmward = frame.T @ np.array([0.0, 0.0, -out])
    hand = v[of(bone, *(f"finger{n}-1_{side}" for n in (2, 3, 4, 5)))]
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
        thick = depth[where].max() - (centre - wrist) @ palmward
        add(f"{name}_{side}", bone, centre + thick * palmward)
    add(f"palm_{side}", bone, wrist + 0.75 * length + palmward * depth[(along > 0.5) & (along < 0.9)].max())
    tip = body.bone(f"finger3-3_{side}")
    add(f"finger_{side}", bone, tip + 0.02 * length / np.linalg.norm(length) + 0.006 * palmward)
    thin = (along > 0.8) & (along < 1.1)
    add(f"knuckle_{side}", bone, knuckles[5] * 0.5 + knuckles[2] * 0.5 + palmward * float(depth[thin].min()))
    for name, finger in (("thumb", 1), ("little", 5)):
        last, before = body.bone(f"finger{finger}-3_{side}"), body.bone(f"finger{finger}-2_{side}")
        add(f"{name}_{side}", bone, last + 0.8 * (last - before) + 0.006 * palmward)
    elbow = body.bone(f"lowerarm01_{side}")
    turn = body.corrections[BONE_INDEX[f"lowerarm01_{side}"]]
    backward = turn.T @ np.array([-1.0, 0.0, 0.0])
    near = v[of(f"lowerarm01_{side}", f"upperarm02_{side}")]
    near = near[np.linalg.norm(near - elbow, axis=1) < 0.07]
    add(f"elbow_{side}", f"lowerarm01_{side}", elbow + backward * ((near - elbow) @ backward).max())
    add(f"forearm_low_{side}", f"lowerarm01_{side}", 0.15 * elbow + 0.85 * wrist)
    add(
        f"forearm_{side}",
        f"lowerarm01_{side}",
        0.4 * elbow + 0.6 * wrist + turn.T @ np.array([-0.03, 0.0, 0.0]),
    )
