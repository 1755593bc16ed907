"""Performances as data: poses, repetitions, faults, and how they become frames.

The table ``performances.toml`` says, per stretch, who performs it, with which props, from which cameras, which
poses there are (set joint angles and what touches what) and in which order they are visited. A fault is the same
performance with some entries replaced.
"""

from __future__ import annotations

import copy
import tomllib
import zlib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from sample_videos.render.body import Body, load_body
from sample_videos.render.contacts import Points, surface_points
from sample_videos.render.ik import Task, sigma_with, solve
from sample_videos.render.obstacles import Obstacles, obstacles_of
from sample_videos.render.rig import DOF_INDEX, expand, pose_vector
from sample_videos.render.settle import Supports, settle_shift, supports_of

Array = NDArray[np.float64]
TABLE = Path(__file__).parent / "performances.toml"

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
    "knee",
    "instep",
    "nail",
    "toe",
    "elbow",
    "buttock",
    "seat",
    "blade",
    "heel",
    "thigh_front",
    "calf",
):
    GROUPS[f"{_point}s"] = (f"{_point}_left", f"{_point}_right")

# Unconscious sway of a living body, in degrees, and its slowest frequency in Hz.
SWAY: dict[str, float] = {
    "thoracic_flexion": 0.5, "thoracic_bend": 0.35, "neck_flexion": 0.8, "neck_rotation": 0.9, "neck_bend": 0.5,
    "shoulder_flexion": 0.8, "shoulder_abduction": 0.6, "elbow_flexion": 0.8, "lumbar_bend": 0.3,
}  # fmt: skip
SWAY_HZ = 0.23
# Contacts that begin or end may jerk a limb: frames are smoothed over this time (s, 1 sigma), then solved again
# with this share of the slack.
CALM_S, CALM_SHARE = 0.1, 0.2
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


@dataclass(frozen=True)
class Step:
    """A stretch of time that ends in a pose: a movement if the pose changes, a hold otherwise."""

    pose: str
    start_s: float
    end_s: float
    phase: str
    rep: int
    side: str


@dataclass
class Performance:
    """Everything needed to render one clip except the camera.

    Attributes
    ----------
    stretch, variant
        Stretch id, and ``good`` or the name of the fault.
    frames
        Degrees of freedom [T, D].
    """

    stretch: str
    variant: str
    person: str
    side: str
    props: list[dict[str, Any]]
    steps: list[Step]
    hold_phase: str
    times_s: Array
    frames: Array
    body: Body
    points: Points
    settings: dict[str, Any]
    faults: list[str] = field(default_factory=list)
    shifts: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def supports(self) -> Supports:
        """What carries the body."""
        return supports_of(self.props)


@cache
def table() -> dict[str, Any]:
    """Read ``performances.toml``, once."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def stretches() -> list[str]:
    """Ids of all stretches of the table, in its order."""
    return list(table()["stretches"])


def fault_names(stretch: str) -> list[str]:
    """Names of the faulty variants of one stretch."""
    return list(table()["stretches"][stretch].get("faults", {}))


def _merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    out = copy.deepcopy(base)
    for key, value in change.items():
        out[key] = (
            _merged(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else value
        )
    return out


def entry(stretch: str, variant: str = "good") -> dict[str, Any]:
    """Table entry of one clip, with the fault's replacements made.

    Parameters
    ----------
    stretch
        Stretch id.
    variant
        ``good`` or one of `fault_names`.

    Returns
    -------
    dict
        Settings, poses and steps.
    """
    base: dict[str, Any] = table()["stretches"][stretch]
    plain = {key: value for key, value in base.items() if key != "faults"}
    return plain if variant == "good" else _merged(plain, base["faults"][variant])


def _raw_pose(spec: dict[str, Any], name: str) -> dict[str, Any]:
    pose = spec["poses"].get(name) or table()["poses"][name]
    if "base" in pose:
        parent = pose["base"]
        pool = table()["poses"] if parent == name or parent not in spec["poses"] else spec["poses"]
        root = pool[parent]
        if "base" in root:
            root = _raw_pose(spec, parent)
        dropped = pose.get("drop", [])
        root = {**root, "contacts": {k: v for k, v in root.get("contacts", {}).items() if k not in dropped}}
        pose = _merged(root, {k: v for k, v in pose.items() if k not in ("base", "drop")})
    gone = pose.get("without", [])
    return {**pose, "contacts": {k: v for k, v in pose.get("contacts", {}).items() if k not in gone}}


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


def _solve_pose(
    body: Body, points: Points, raw: dict[str, Any], before: Pose | None, supports: Supports
) -> Pose:
    asked = pose_vector({"y": body.bone("pelvis")[1], **raw.get("angles", {})})
    sigma = sigma_with(raw.get("give", {}))
    wanted, pairs = _contacts(raw)
    targets: dict[str, Array] = {}
    for name, value in wanted.items():
        target = np.full(3, np.nan)
        if value in ("floor", "slide"):
            target[1] = 0.0
        elif isinstance(value, dict):
            moved = (
                before.targets[name]
                if before is not None and name in before.targets
                else np.array([0.0, 0.0, 0.0])
            )
            target[:] = moved + np.array(value["shift"], dtype=float)
        elif isinstance(value, (int, float)):
            target[1] = float(value)
        else:
            target[:] = value
        if before is not None and value != "slide" and name in before.targets:
            free = np.isnan(target) & [True, False, True]
            target[free] = before.targets[name][free]
        targets[name] = target
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
    for name, value in wanted.items():
        if value != "slide":
            place = points.positions(_forward(body, q))[0, points.index(name)]
            pinned = not isinstance(value, list)
            targets[name] = np.where(np.isnan(targets[name]) & pinned, place, targets[name])
    return Pose(q, sigma, targets, tuple(pairs), lifts)


def _forward(body: Body, q: Array) -> Any:
    from sample_videos.render.rig import forward

    return forward(body, q, fingers=True)


def _plan(spec: dict[str, Any]) -> list[Step]:
    steps: list[Step] = []
    now = 0.0

    def add(rows: list[list[Any]], rep: int, side: str, mirror: bool) -> None:
        nonlocal now
        for pose, seconds, phase in rows:
            other = f"{pose}_other" if mirror and f"{pose}_other" in spec["poses"] else pose
            name = f"mirror:{other}" if mirror else pose
            steps.append(Step(name, now, now + seconds, phase, rep, side))
            now += seconds

    side = spec.get("side", "both")
    add(spec["intro"], -1, side, False)
    rep = 0
    for _ in range(spec.get("repeats", 2)):
        add(spec["cycle"], rep, side, False)
        rep += 1
        if spec.get("both_ways", False):
            add(spec["cycle"], rep, {"left": "right", "right": "left"}[side], True)
            rep += 1
    add(spec.get("outro", []), -1, side, False)
    return steps


def _mirrored_pose(pose: Pose) -> Pose:
    flip = np.array([1.0, 1.0, -1.0])
    return Pose(
        mirrored_values(pose.values),
        mirrored_values(np.abs(pose.sigma)) * np.sign(mirrored_values(np.ones_like(pose.sigma))),
        {_other_side(name): target * flip for name, target in pose.targets.items()},
        tuple((_other_side(a), _other_side(b), gap * flip) for a, b, gap in pose.pairs),
    )


def ease(share: Array) -> Array:
    """Minimum-jerk progress 0..1 for a share of time 0..1."""
    s = np.clip(share, 0, 1)
    return np.asarray(s**3 * (10 - 15 * s + 6 * s**2))


def _sway(times: Array, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    out = np.zeros((len(times), len(DOF_INDEX)))
    for name, size in SWAY.items():
        for full in expand(name):
            for octave in (1.0, 2.3):
                phase, rate = rng.uniform(0, 2 * np.pi), SWAY_HZ * octave * rng.uniform(0.8, 1.2)
                out[:, DOF_INDEX[full]] += size / octave * np.sin(2 * np.pi * rate * times + phase)
    return out


def _frame_task(before: Pose, after: Pose, share: float, sway: Array, obstacles: Obstacles) -> Task:
    values = (1 - share) * before.values + share * after.values + sway
    sigma = (1 - share) * before.sigma + share * after.sigma
    targets = {
        name: (1 - share) * before.targets[name] + share * after.targets[name]
        for name in before.targets
        if name in after.targets
    }
    pairs = tuple(
        (first, second, (1 - share) * gap + share * gap_after)
        for first, second, gap in before.pairs
        for first_after, second_after, gap_after in after.pairs
        if (first, second) == (first_after, second_after)
    )
    return Task(values, sigma, targets, pairs, -0.01, obstacles)


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
    poses = _solved_poses(spec, body, surface_points(body), _plan(spec))
    return list(poses.values()), list(spec.get("props", []))


def _solved_poses(spec: dict[str, Any], body: Body, points: Points, steps: list[Step]) -> dict[str, Pose]:
    """Solve each pose once, in the order of the steps, so that what stays planted stays in place."""
    supports = supports_of(spec.get("props", []))
    poses: dict[str, Pose] = {}
    before: Pose | None = None
    for step in steps:
        plain = step.pose.removeprefix("mirror:")
        if plain not in poses:
            poses[plain] = _solve_pose(body, points, _raw_pose(spec, plain), before, supports)
        if step.pose not in poses:
            poses[step.pose] = _mirrored_pose(poses[plain])
        before = poses[step.pose]
    return poses


def perform(stretch: str, variant: str = "good", fps: float = 12.0, person: str | None = None) -> Performance:
    """Solve one performance into frames.

    Parameters
    ----------
    stretch
        Stretch id.
    variant
        ``good`` or one of `fault_names`.
    fps
        Frames per second.
    person
        Body to use instead of the table's.

    Returns
    -------
    Performance
        Frames, steps and settings.
    """
    spec = entry(stretch, variant)
    who = person or spec["person"]
    body = load_body(who)
    points = surface_points(body)
    supports = supports_of(spec.get("props", []))
    steps = _plan(spec)
    poses = _solved_poses(spec, body, points, steps)
    times = np.arange(0, steps[-1].end_s, 1 / fps)
    sway = _sway(times, zlib.crc32(f"{stretch}/{variant}".encode())) * spec.get("sway", 1.0)
    frames = np.zeros((len(times), len(DOF_INDEX)))
    tasks: list[Task] = []
    obstacles = obstacles_of(body, points)
    for i, now in enumerate(times):
        k = next(k for k, step in enumerate(steps) if now < step.end_s - 1e-9)
        step = steps[k]
        origin, goal = poses[steps[max(k - 1, 0)].pose], poses[step.pose]
        share = float(ease(np.array((now - step.start_s) / (step.end_s - step.start_s))))
        tasks.append(_frame_task(origin, goal, share, sway[i], obstacles))
        # Going on from the frame before keeps an arm on the same of several ways round an obstacle.
        start = tasks[-1].asked if i == 0 else frames[i - 1] + tasks[-1].asked - tasks[-2].asked
        frames[i] = solve(body, points, tasks[-1], start, 8)
    calm = gaussian_filter1d(frames, CALM_S * fps, axis=0, mode="nearest")
    tasks = [
        replace(task, asked=asked, sigma=task.sigma * CALM_SHARE)
        for task, asked in zip(tasks, calm, strict=True)
    ]
    frames = np.array([solve(body, points, task, task.asked, 6) for task in tasks])
    frames, shifts = _settled(body, points, frames, tasks, supports)
    return Performance(
        stretch, variant, who, spec.get("side", "both"), spec.get("props", []), steps,
        spec.get("hold_phase", "end"), times, frames, body, points, spec,
        [] if variant == "good" else [variant], shifts,
    )  # fmt: skip


def _settled(
    body: Body, points: Points, frames: Array, tasks: list[Task], supports: Supports
) -> tuple[Array, Array]:
    """Lower or lift each frame until the skin rests on its support, smoothly over time.

    On a roller or a seat the pelvis alone is moved and the limbs are solved again, so that planted feet stay put.
    """
    shifts = np.array([settle_shift(body, q, supports) for q in frames])
    window = np.exp(-0.5 * (np.arange(-4, 5) / 1.6) ** 2)
    padded = np.pad(shifts, 4, mode="edge")
    smooth = np.convolve(padded, window / window.sum(), mode="valid")
    out = frames.copy()
    y = DOF_INDEX["y"]
    out[:, y] += smooth
    if supports.roller is None:
        return out, smooth
    for i, task in enumerate(tasks):
        task.asked[y] = out[i, y]
        task.sigma[y] = 0.001
        out[i] = solve(body, points, task, out[i], 6)
    return out, smooth
