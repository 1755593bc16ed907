"""People doing what no stretch of the library is: everyday movements and other exercises, seen from anywhere.

What each does is data, `other_movements.toml`, but for walking, whose legs are out of step with each other. Each is
done a little differently every time: larger or smaller, from another side, restless.

    other_movement("squat", seed=3).angles
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.kinematic_body import LIMBS
from tests.performances import Performance, Seeing, filmed, performed_course, seen_with, wander

Floats = NDArray[np.float64]

WALK = "walking"


@cache
def other_movements() -> dict[str, Any]:
    """Return the movements and how each is done."""
    return tomllib.loads((Path(__file__).with_suffix(".toml")).read_text(encoding="utf-8"))


def other_movement(
    name: str, *, seed: int = 0, fps: float = 10.0, heading: float | None = None
) -> Performance:
    """Do something that is no stretch, in a way that depends on the seed.

    Parameters
    ----------
    name : str
        One of `other_movements`.
    seed : int
        Of how it is done and seen.
    fps : float
        Frames per second.
    heading : float, optional
        From where it is seen, degrees; 0 is the front, 90 the side. Drawn from all round if left out.
    """
    rng = np.random.default_rng([seed, *name.encode()])
    told = other_movements()[name]
    if name == WALK:
        course = _walk(rng, fps)
    else:
        size, pace = rng.uniform(0.75, 1.15), rng.uniform(0.75, 1.3)
        course, _, _ = performed_course(told, fps / pace)
        course = {name: value[0] + size * (value - value[0]) for name, value in course.items()}
    _fidget(course, rng, fps)
    drawn = float(rng.uniform(-180, 180))
    camera = {**told.get("camera", {}), "heading": drawn if heading is None else heading}
    landmarks = filmed(course, camera, fps, mirrored=bool(rng.random() < 0.5))
    return Performance(seen_with(landmarks, Seeing(bias_m=0.012, noise_m=0.006), seed), 0.0, ())


def _walk(rng: np.random.Generator, fps: float) -> dict[str, Floats]:
    """Walk on a treadmill: hips like a sine, knees bending as the thigh swings forward."""
    time_s = np.arange(0.0, rng.uniform(6.0, 12.0), 1.0 / fps)
    turn = 2 * np.pi * time_s * rng.uniform(0.7, 1.05)
    hip, knee = rng.uniform(18, 28), rng.uniform(45, 62)
    course = {"trunk_inclination": np.full_like(time_s, rng.uniform(0, 6))}
    for side, phase in (("right", turn), ("left", turn + np.pi)):
        course[f"hip_flexion_{side}"] = 8 + hip * np.sin(phase)
        course[f"knee_flexion_{side}"] = 6 + knee * np.clip(np.cos(phase + 0.4), 0, None) ** 2
        course[f"shoulder_flexion_{side}"] = -0.8 * hip * np.sin(phase)
        course[f"elbow_flexion_{side}"] = np.full_like(time_s, 25.0)
    course["pelvic_obliquity"] = 4 * np.sin(turn + 0.5)
    return course


def _fidget(course: dict[str, Floats], rng: np.random.Generator, fps: float) -> None:
    """Move every joint a little all the while, in place: nobody is a statue."""
    frames = len(next(iter(course.values())))
    limbs = [f"{limb}_{side}" for limb in sorted(LIMBS) for side in ("left", "right")]
    for name in [*limbs, "trunk_inclination", "trunk_side_bend", "trunk_rotation", "pelvic_obliquity"]:
        size = 3.0 if name.startswith(("shoulder", "elbow", "ankle")) else 1.5
        course[name] = course.get(name, 0.0) + size * wander(rng, (frames,), 1.0 / fps / 0.8)
