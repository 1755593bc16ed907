"""Poses for stills: around the stretches and their faults, in the postures of daily exercise, mixed, and flat."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.ik import LOWER, UPPER, Task, sigma_with, solve
from sample_videos.render.poses import GROUPS, Pose, key_poses, mirrored_values
from sample_videos.render.rig import DOF_INDEX, DOFS, PAIRED, expand, forward, pose_vector
from sample_videos.render.scene import SEAT_HEIGHT_M
from sample_videos.render.skeleton import SIDES
from sample_videos.render.table import fault_names, stretches
from sample_videos.render.training.population import Person

Array = NDArray[np.float64]

TABLE = Path(__file__).parent / "postures.toml"
KINDS = ("stretch", "fault", "posture", "wide", "flat")
# How many of the stills are of each kind.
SHARES = {"stretch": 0.25, "fault": 0.13, "posture": 0.38, "wide": 0.12, "flat": 0.12}
# Class of the postures around each stretch's keys; what a class is, is said by `postures.toml`.
STRETCH_CLASS = {
    "childs_pose": "kneeling folded", "hip_internal_rotation": "chair", "hip_external_rotation": "chair",
    "trunk_turn": "chair", "seated_toe_touch": "chair", "ais_hip_flexor": "half kneeling", "ais_glute": "supine",
    "ais_hamstring": "supine", "supine_rotation": "supine", "upward_dog": "prone pressed up",
    "boogie_board": "kneeling folded", "roll_up_down": "supine", "arch_over": "supine",
    "roll_diagonal": "supine", "roll_side_to_side": "supine",
}  # fmt: skip
ITERATIONS = 12
SPREAD_DEG = (3.0, 11.0)
WIDE_SPREAD_DEG = (4.0, 16.0)
# Small angles drawn flat, in degrees to each side of the key's own or of zero.
FLAT: dict[str, tuple[float, float]] = {
    "pelvic_obliquity": (-20, 20), "pelvic_tilt": (-22, 22), "hip_abduction": (-16, 24), "hip_rotation": (-22, 22),
    "lumbar_bend": (-18, 18), "lumbar_rotation": (-12, 12), "lumbar_flexion": (-16, 16), "thoracic_bend": (-18, 18),
    "thoracic_rotation": (-30, 30), "elbow_flexion": (0, 110), "neck_rotation": (-35, 35),
}  # fmt: skip
# Sets of arms that go with standing, kneeling and sitting, and with lying, by how often; all others go with both.
UPRIGHT_ARMS = {"hanging": 3, "hanging_slack": 3, "on_thighs": 2}
LYING_ARMS = {"beside_lying": 4, "on_belly": 3}
LEGS = ("hip_flexion", "hip_abduction", "hip_rotation", "knee_flexion", "ankle_dorsiflexion", "ankle_inversion",
        "toe_extension")  # fmt: skip
ARMS = tuple(name for name in PAIRED if name not in LEGS)


@dataclass(frozen=True)
class Drawn:
    """One pose of a person.

    Attributes
    ----------
    values
        Degrees of freedom [D]; heights are settled later, when the skin is known.
    kind, posture, key
        One of `KINDS`, a class of the postures, and the name of the key that it was drawn around.
    mirrored
        Whether left and right were exchanged.
    props
        Chairs and rollers, as in the table of performances.
    """

    values: Array
    kind: str
    posture: str
    key: str
    mirrored: bool
    props: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class _Asked:
    """What the solver is given: angles, slack, and the heights of what touches."""

    values: Array
    sigma: Array
    heights: dict[str, float]
    posture: str
    key: str
    props: list[dict[str, Any]]


@cache
def table() -> dict[str, Any]:
    """Read ``postures.toml``, once."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def posture_classes() -> list[str]:
    """Classes of postures, in the order of the table."""
    return list(dict.fromkeys(str(entry["class"]) for entry in table()["postures"].values()))


@cache
def key_names() -> list[str]:
    """Names of everything that a pose can be drawn around."""
    around = [f"{s}/{v}" for s in stretches() for v in ("good", *fault_names(s))]
    return [*around, *(f"posture/{name}" for name in table()["postures"])]


@cache
def _keys(stretch: str, variant: str) -> tuple[tuple[Pose, ...], tuple[dict[str, Any], ...]]:
    poses, props = key_poses(stretch, variant)
    return tuple(poses), tuple(props)


def draw_pose(rng: np.random.Generator, who: Person, kind: str | None = None) -> Drawn:
    """Draw a pose of a person.

    Parameters
    ----------
    rng
        Where chance comes from.
    who
        The person.
    kind
        One of `KINDS`, or None to draw it by `SHARES`.

    Returns
    -------
    Drawn
        What touches the floor is near it; what should not go through the body does by a few centimetres at most
        in nearly all.
    """
    kind = kind or str(rng.choice(KINDS, p=[SHARES[name] for name in KINDS]))
    if kind == "stretch":
        asked = _around_stretch(rng, "good")
    elif kind == "fault":
        asked = _around_stretch(rng, "fault")
    elif kind == "posture":
        asked = _posture(rng)
    elif kind == "wide":
        asked = _wide(rng)
    else:
        asked = _flattened(rng, _any(rng))
    q = _solved(who, asked)
    mirrored = bool(rng.random() < 0.5)
    props = [{**prop} for prop in asked.props]
    if mirrored:
        q = mirrored_values(q)
        props = [{**p, "z": -p.get("z", 0.0), "turn": -p.get("turn", 0.0)} for p in props]
    return Drawn(q, kind, asked.posture, asked.key, mirrored, props)


def _solved(who: Person, asked: _Asked) -> Array:
    wanted = np.clip(asked.values, np.maximum(LOWER, -1e3), np.minimum(UPPER, 1e3))
    where = who.surface.positions(forward(who.body, wanted, fingers=False))[0]
    # The solver moves joints as readily as the whole body: it has to start at about the right height.
    off = [height - where[who.surface.index(name), 1] for name, height in asked.heights.items()]
    wanted[DOF_INDEX["y"]] += float(np.median(off)) if off else -float(where[:, 1].min())
    targets = {name: np.array([np.nan, height, np.nan]) for name, height in asked.heights.items()}
    task = Task(wanted, asked.sigma, targets, (), -0.01, who.obstacles)
    return solve(who.body, who.surface, task, wanted, ITERATIONS)


def _noise(rng: np.random.Generator, spread: tuple[float, float]) -> Array:
    noisy = np.array([not name.startswith(("x", "y", "z", "finger", "pelvic_heading")) for name in DOFS])
    size = rng.uniform(*spread)
    # A few angles far off are more like people than all of them a little.
    return np.where(noisy, size * rng.standard_t(4, len(DOFS)) * 0.75, 0.0)


def _around_stretch(rng: np.random.Generator, variant: str) -> _Asked:
    pool = [s for s in stretches() if variant == "good" or fault_names(s)]
    stretch = str(rng.choice(pool))
    if variant != "good":
        variant = str(rng.choice(fault_names(stretch)))
    poses, props = _keys(stretch, variant)
    a, b = (poses[int(i)] for i in rng.integers(len(poses), size=2))
    share = float(rng.beta(0.5, 0.5))
    values = (1 - share) * a.values + share * b.values + _noise(rng, SPREAD_DEG)
    heights = {
        name: float(target[1])
        for name, target in a.targets.items()
        if name in b.targets and np.isfinite(target[1]) and not name.startswith(("palm", "finger"))
    }
    posture = STRETCH_CLASS.get(stretch, "standing")
    return _Asked(values, 0.5 * (a.sigma + b.sigma), heights, posture, f"{stretch}/{variant}", list(props))


def _draw(rng: np.random.Generator, angles: dict[str, Any], into: Array) -> None:
    """Draw the values of a table of angles or ranges into degrees of freedom; sides differ a little."""
    for name, value in angles.items():
        low, high = value if isinstance(value, list) else (value, value)
        common = rng.uniform()
        uneven = 0.3 if rng.random() < 0.5 else 0.08
        for full in expand(name):
            share = np.clip(common + uneven * rng.normal(), 0, 1)
            into[DOF_INDEX[full]] = low + share * (high - low)


def _posture(rng: np.random.Generator, name: str | None = None) -> _Asked:
    entries = table()["postures"]
    if name is None:
        # Each class is as likely as another, but for standing, which people do most.
        classes = posture_classes()
        weights = np.array([2.0 if each == "standing" else 1.0 for each in classes])
        chosen = str(rng.choice(classes, p=weights / weights.sum()))
        names = [each for each, entry in entries.items() if entry["class"] == chosen]
        shares = np.array([float(entries[each].get("weight", 1)) for each in names])
        name = str(rng.choice(names, p=shares / shares.sum()))
    entry = entries[name]
    values = pose_vector({"elbow_flexion": 10, "finger_curl": 10})
    arms = _arms(rng, entry.get("arms", ""))
    _draw(rng, arms, values)
    _draw(rng, entry["angles"], values)
    for side in SIDES:
        if entry.get("match_legs") or (side == "left" and entry.get("match_left_leg")):
            _leg_under_pelvis(values, side)
    values += _noise(rng, (0.5, 4.0))
    heights: dict[str, float] = {}
    seat = SEAT_HEIGHT_M * rng.uniform(0.85, 1.2)
    for contact, value in entry.get("contacts", {}).items():
        for point in GROUPS.get(contact, (contact,)):
            heights[point] = seat if value == "seat" else 0.0 if value == "floor" else float(value)
    props: list[dict[str, Any]] = []
    if entry.get("chair"):
        back = bool(rng.random() < 0.4)
        props = [{"kind": "chair", "x": -0.02, "z": 0.0, "back": back, "height": seat}]
    return _Asked(values, sigma_with({}), heights, str(entry["class"]), f"posture/{name}", props)


def _arms(rng: np.random.Generator, which: str) -> dict[str, Any]:
    """Angles of the arms: the sets that go with a posture; one time in three each side has its own."""
    sets = table()["arms"]
    if not which:
        return {}
    # Arms hang by the side of who stands, and lie beside who lies, more often than all else.
    own, other_own = LYING_ARMS, UPRIGHT_ARMS
    if which != "lying":
        own, other_own = other_own, own
    anywhere = [name for name in sets if name not in own and name not in other_own]
    names = [name for name, count in own.items() for _ in range(count)] + anywhere
    both = str(rng.choice(names))
    if rng.random() > 1 / 3:
        return dict(sets[both]["angles"])
    other = str(rng.choice(names))
    out: dict[str, Any] = {}
    for side, chosen in zip(SIDES, (both, other), strict=True):
        for name, value in sets[chosen]["angles"].items():
            if name in PAIRED:
                out[f"{name}_{side}"] = value
            elif name.endswith(side):
                out[name] = value
    return out


def _leg_under_pelvis(values: Array, side: str) -> None:
    """Set hip and ankle so that the foot of a bent leg stands about under the pelvis, flat."""
    knee, tilt = values[DOF_INDEX[f"knee_flexion_{side}"]], values[DOF_INDEX["pelvic_tilt"]]
    values[DOF_INDEX[f"hip_flexion_{side}"]] = tilt + 0.5 * knee
    values[DOF_INDEX[f"ankle_dorsiflexion_{side}"]] = 0.5 * knee


def _any(rng: np.random.Generator) -> _Asked:
    draw = rng.random()
    if draw < 0.5:
        return _posture(rng)
    return _around_stretch(rng, "good" if draw < 0.8 else "fault")


def _wide(rng: np.random.Generator) -> _Asked:
    """Legs of one pose, trunk and head of another, each arm of others, and noise."""
    legs, trunk, *arms = (_any(rng) for _ in range(4))
    values = legs.values.copy()
    for region in ("lumbar", "thoracic", "neck"):
        for way in ("flexion", "bend", "rotation"):
            i = DOF_INDEX[f"{region}_{way}"]
            values[i] = trunk.values[i]
    for side, arm in zip(SIDES, arms, strict=True):
        for name in ARMS:
            i = DOF_INDEX[f"{name}_{side}"]
            values[i] = arm.values[i]
    values += _noise(rng, WIDE_SPREAD_DEG)
    kept = {
        name: height
        for name, height in legs.heights.items()
        if not name.startswith(("palm", "elbow", "chest", "blade", "occiput", "finger"))
    }
    return _Asked(values, legs.sigma, kept, legs.posture, legs.key, legs.props)


def _flattened(rng: np.random.Generator, base: _Asked) -> _Asked:
    """Pose whose small angles are drawn flat, held tightly while the rest reaches what it touches."""
    values, sigma = base.values.copy(), base.sigma.copy()
    for name, (low, high) in FLAT.items():
        for full in expand(name):
            if rng.random() < 0.75:
                i = DOF_INDEX[full]
                around = values[i] if name in ("pelvic_tilt", "hip_abduction", "hip_rotation") else 0.0
                if name == "pelvic_obliquity" and abs(values[i]) > 30:
                    around = values[i]
                values[i] = around + rng.uniform(low, high)
                sigma[i] = min(sigma[i], 2.0)
    return _Asked(values, sigma, base.heights, base.posture, base.key, base.props)
