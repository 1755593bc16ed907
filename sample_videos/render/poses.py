"""Key poses: set joint angles bent until everything touches what it should, and their mirror images."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body, load_body
from sample_videos.render.contacts import Points, surface_points
from sample_videos.render.ik import Task, sigma_with, solve
from sample_videos.render.obstacles import obstacles_of
from sample_videos.render.rig import DOF_INDEX, forward, pose_vector
from sample_videos.render.settle import Supports, supports_of
from sample_videos.render.table import Step, entry, raw_pose, steps_of

Array = NDArray[np.float64]

FOOT = ("heel", "ball_in", "ball_out")
PALM = ("palm_heel", "palm_in", "palm_out")
GROUPS: dict[str, tuple[str, ...]] = {
    **{f"sole_{s}": tuple(f"{p}_{s}" for p in FOOT) for s in ("left", "right")},
    **{f"flat_palm_{s}": tuple(f"{p}_{s}" for p in PALM) for s in ("left", "right")},
    **{f"forefoot_{s}": (f"ball_in_{s}", f"ball_out_{s}") for s in ("left", "right")},
}
for _pair in ("sole", "flat_palm", "forefoot"):
    GROUPS[f"{_pair}s"] = GROUPS[f"{_pair}_left"] + GROUPS[f"{_pair}_right"]
for _point in (
    "knee", "instep", "nail", "toe", "elbow", "buttock", "seat", "blade", "heel", "thigh_front", "calf",
):  # fmt: skip
    GROUPS[f"{_point}s"] = (f"{_point}_left", f"{_point}_right")
# A contact that would have to be lifted farther than this to clear its support cannot be reached: give up.
MOST_LIFT_M = 0.04


@dataclass(frozen=True)
class Pose:
    """One posture of a performance after solving.

    Attributes
    ----------
    values
        Solved degrees of freedom [D].
    sigma
        Allowed deviation of each while moving [D].
    targets, pairs
        Contacts that hold in this pose; see `Task`.
    lifts
        How much (m) the contacts on each support were lifted so that the skin rests on it.
    """

    values: Array
    sigma: Array
    targets: dict[str, Array]
    pairs: tuple[tuple[str, str, Array], ...]
    lifts: dict[str, float] = field(default_factory=dict)


def key_poses(stretch: str, variant: str = "good") -> tuple[list[Pose], list[dict[str, Any]]]:
    """Solved key poses of one stretch, mirror images included, and its props.

    Parameters
    ----------
    stretch, variant
        Stretch id; ``good`` or a fault.

    Returns
    -------
    tuple of (list of Pose, list of dict)
        Poses and props.
    """
    spec = entry(stretch, variant)
    body = load_body(spec["person"])
    poses = solved_poses(spec, body, surface_points(body), steps_of(spec))
    return list(poses.values()), list(spec.get("props", []))


def solved_poses(spec: dict[str, Any], body: Body, points: Points, steps: list[Step]) -> dict[str, Pose]:
    """Solve each pose once, in the order of the steps, so that what stays planted stays in place."""
    supports = supports_of(spec.get("props", []))
    poses: dict[str, Pose] = {}
    before: Pose | None = None
    for step in steps:
        plain = step.pose.removeprefix("mirror:")
        if plain not in poses:
            poses[plain] = _solve_pose(body, points, raw_pose(spec, plain), before, supports)
        if step.pose not in poses:
            poses[step.pose] = _mirrored_pose(poses[plain])
        before = poses[step.pose]
    return poses


def mirrored_values(q: Array) -> Array:
    """Degrees of freedom [D] of the mirror image (left and right exchanged)."""
    out = q.copy()
    for name, i in DOF_INDEX.items():
        if name.endswith("_left"):
            j = DOF_INDEX[f"{name[:-5]}_right"]
            out[i], out[j] = q[j], q[i]
    for name in ("z", "pelvic_heading", "pelvic_obliquity"):
        out[DOF_INDEX[name]] *= -1
    for region in ("lumbar", "thoracic", "neck"):
        out[DOF_INDEX[f"{region}_bend"]] *= -1
        out[DOF_INDEX[f"{region}_rotation"]] *= -1
    return out


def _other_side(name: str) -> str:
    if name.endswith("_left"):
        return f"{name[:-5]}_right"
    return f"{name[:-6]}_left" if name.endswith("_right") else name


def _contacts(raw: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str, Array]]]:
    targets: dict[str, Any] = {}
    pairs = []
    for name, value in raw.get("contacts", {}).items():
        for point in GROUPS.get(name, (name,)):
            if isinstance(value, str) and value not in ("floor", "slide"):
                other = GROUPS.get(value, (value,))
                partner = next(
                    (o for o in other if o.rsplit("_", 1)[-1] == point.rsplit("_", 1)[-1]), other[0]
                )
                pairs.append((point, partner, np.zeros(3)))
            elif isinstance(value, dict) and "to" in value:
                pairs.append((point, value["to"], np.array(value.get("gap", [0, 0, 0]), dtype=float)))
            else:
                targets[point] = value
    return targets, pairs


def _target(value: Any, earlier: Array | None) -> Array:
    """Where a contact of the table has to be, NaN where it may be anywhere; planted ones stay where they were."""
    target = np.full(3, np.nan)
    if value in ("floor", "slide"):
        target[1] = 0.0
    elif isinstance(value, dict):
        target[:] = (np.zeros(3) if earlier is None else earlier) + np.array(value["shift"], dtype=float)
    elif isinstance(value, (int, float)):
        target[1] = float(value)
    else:
        target[:] = value
    if earlier is not None and value != "slide":
        free = np.isnan(target) & [True, False, True]
        target[free] = earlier[free]
    return target


def _solve_pose(
    body: Body, points: Points, raw: dict[str, Any], before: Pose | None, supports: Supports
) -> Pose:
    asked = pose_vector({"y": body.bone("pelvis")[1], **raw.get("angles", {})})
    sigma = sigma_with(raw.get("give", {}))
    wanted, pairs = _contacts(raw)
    earlier = before.targets if before is not None else {}
    targets = {name: _target(value, earlier.get(name)) for name, value in wanted.items()}
    if before is not None:
        for axis in ("x", "z"):
            if axis not in raw.get("angles", {}):
                asked[DOF_INDEX[axis]] = before.values[DOF_INDEX[axis]]
    lifts = dict(before.lifts) if before is not None else {}
    for name, value in wanted.items():
        if supports.kind_of(name, value) == "seat":
            targets[name][1] += lifts.get("seat", 0.0)
    task = Task(asked, sigma, targets, tuple(pairs), raw.get("floor", -0.01), obstacles_of(body, points))
    q = solve(body, points, task, asked, 60)
    for _ in range(5):
        offsets = supports.offsets(body, q)
        if max(map(abs, offsets.values()), default=0.0) < 0.002:
            break
        for name, value in wanted.items():
            kind = supports.kind_of(name, value)
            if kind in offsets and not np.isnan(targets[name][1]) and abs(lifts.get(kind, 0.0)) < MOST_LIFT_M:
                targets[name][1] += offsets[kind]
        lifts = {kind: lifts.get(kind, 0.0) + offset for kind, offset in offsets.items()}
        if "roller" in offsets:
            asked[DOF_INDEX["y"]] = q[DOF_INDEX["y"]] + offsets["roller"]
            sigma[DOF_INDEX["y"]] = 0.001
        q = solve(body, points, task, q, 60)
    places = points.positions(forward(body, q))[0]
    for name, value in wanted.items():
        if value != "slide" and not isinstance(value, list):
            targets[name] = np.where(np.isnan(targets[name]), places[points.index(name)], targets[name])
    return Pose(q, sigma, targets, tuple(pairs), lifts)


def _mirrored_pose(pose: Pose) -> Pose:
    flip = np.array([1.0, 1.0, -1.0])
    return Pose(
        mirrored_values(pose.values),
        mirrored_values(np.abs(pose.sigma)) * np.sign(mirrored_values(np.ones_like(pose.sigma))),
        {_other_side(name): target * flip for name, target in pose.targets.items()},
        tuple((_other_side(a), _other_side(b), gap * flip) for a, b, gap in pose.pairs),
    )
