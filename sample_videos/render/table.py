"""The table of performances: its entries, their poses and the steps from one pose to the next.

The table ``performances.toml`` says, per stretch, who performs it, with which props, from which cameras, which
poses there are (set joint angles and what touches what) and in which order they are visited. A fault is the same
performance with some entries replaced.
"""

from __future__ import annotations

import copy
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "performances.toml"


@dataclass(frozen=True)
class Step:
    """A stretch of time that ends in a pose: a movement if the pose changes, a hold otherwise."""

    pose: str
    start_s: float
    end_s: float
    phase: str
    rep: int
    side: str


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


def raw_pose(spec: dict[str, Any], name: str) -> dict[str, Any]:
    """Angles and contacts of a pose of an entry, with all that it takes over from the poses it is based on."""
    pose = spec["poses"].get(name) or table()["poses"][name]
    if "base" in pose:
        parent = pose["base"]
        pool = table()["poses"] if parent == name or parent not in spec["poses"] else spec["poses"]
        root = pool[parent]
        if "base" in root:
            root = raw_pose(spec, parent)
        dropped = pose.get("drop", [])
        root = {**root, "contacts": {k: v for k, v in root.get("contacts", {}).items() if k not in dropped}}
        pose = _merged(root, {k: v for k, v in pose.items() if k not in ("base", "drop")})
    gone = pose.get("without", [])
    return {**pose, "contacts": {k: v for k, v in pose.get("contacts", {}).items() if k not in gone}}


def steps_of(spec: dict[str, Any]) -> list[Step]:
    """Return the steps of an entry in the order in which they are made, with their times."""
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
