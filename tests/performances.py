"""People doing the stretches of the library, well and badly, as landmarks: the kinematic body over time.

What each does is data, `performances.toml`; here is how it is performed: eased between poses, seen by a camera,
with noise, drop-outs and a badly seen far side. The person's right side works; the left is its mirror image.

    seen = perform("hip_abduction", side="left", fps=25)
    seen.landmarks, seen.reps, seen.hold_s
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles, compute_angles, estimate_reference
from posecheck.angles.catalog import Side
from posecheck.pose.landmarks import Landmark, Landmarks
from tests.kinematic_body import LIMBS, pose, to_landmarks

Floats = NDArray[np.float64]
Pose = dict[str, float]

PLACE = ("x", "y", "z")
"""Shift of the whole body in metres: forward as it faces, up, to its right."""

BUILT_ON = {
    "rest": ("rest",),
    "end": ("rest", "end"),
    "late": ("rest", "end", "late"),
    "other": ("rest", "other"),
}
"""Each pose adds to others; what is wrong adds to what is right."""

_MIRRORED = {"heading", "pelvic_obliquity", "trunk_side_bend", "trunk_rotation", "z"}
_LEFT = [mark for mark in Landmark if "LEFT" in mark.name]
_RIGHT = [mark for mark in Landmark if "RIGHT" in mark.name]


@dataclass(frozen=True)
class Seeing:
    """How well the camera and the pose model see.

    Attributes
    ----------
    bias_m, noise_m : float
        One sigma of a landmark's constant error, and of its wander, across the line of sight; three times that
        along it. Most of a pose model's error is constant.
    wander_s : float
        How long an error lasts: errors of neighbouring frames go together.
    far_side : float
        Visibility of the limbs away from the camera in a side view; their noise is doubled.
    lost_s : float
        Mean time between drop-outs; 0 for none. Each hides one limb, or now and then everybody, for 0.2 s.
    """

    bias_m: float = 0.008
    noise_m: float = 0.004
    wander_s: float = 0.12
    far_side: float = 0.6
    lost_s: float = 3.0


PERFECT = Seeing(0.0, 0.0, 0.1, 1.0, 0.0)


@dataclass(frozen=True)
class Performance:
    """What was performed, and the landmarks that a pose model would give.

    Attributes
    ----------
    landmarks : Landmarks
        As seen.
    reps : int
        Repetitions performed, or steps, or times to and fro.
    hold_s : tuple of float
        How long each was held; of rolling how long the whole lasted.
    """

    landmarks: Landmarks
    reps: float
    hold_s: tuple[float, ...]

    @property
    def angles(self) -> Angles:
        return compute_angles(self.landmarks, estimate_reference(self.landmarks))


@dataclass(frozen=True)
class Timing:
    """How a stretch is performed: seconds and numbers."""

    reps: int = 3
    rest_s: float = 1.4
    out_s: float = 1.2
    hold_s: float = 4.0
    back_s: float = 1.2
    rock_s: float = 0.0
    rock_share: float = 0.12
    period_s: float = 4.0
    roll_s: float = 24.0
    holds: tuple[float, ...] = field(default=())
    reach: tuple[float, ...] = field(default=())


@cache
def book() -> dict[str, Any]:
    """Return the performances of all stretches."""
    return tomllib.loads((Path(__file__).parent / "performances.toml").read_text(encoding="utf-8"))


def fault_ids(stretch: str) -> tuple[str, ...]:
    """Return the faults that are performed of a stretch."""
    return tuple(book()[stretch].get("faults", {}))


def perform(
    stretch: str,
    *,
    side: Side = "right",
    fps: float = 30.0,
    fault: str | None = None,
    seed: int = 0,
    seeing: Seeing | None = None,
    heading: float | None = None,
    **timing: Any,
) -> Performance:
    """Perform a stretch and see it.

    Parameters
    ----------
    stretch, fault : str
        Of `performances.toml`; no fault is a good performance.
    side : {"left", "right"}
        The working side.
    fps : float
        Frames per second.
    seed : int
        Of the noise.
    seeing : Seeing, optional
        How well.
    heading : float, optional
        From where, degrees: 0 is the front, 90 the working side; as in the file if left out.
    **timing
        What differs from the timing in the file.
    """
    told = book()[stretch]
    wrong = told.get("faults", {}).get(fault, {}) if fault else {}
    if fault and not wrong:
        raise KeyError(f"{stretch} has no fault {fault}")
    course, reps, holds = performed_course(told, fps, wrong, timing)
    camera = {**told.get("camera", {}), **wrong.get("camera", {})}
    if heading is not None:
        camera["heading"] = heading
    landmarks = filmed(course, camera, fps, mirrored=side == "left")
    return Performance(seen_with(landmarks, seeing or Seeing(), seed), reps, holds)


def performed_course(
    told: dict[str, Any],
    fps: float,
    wrong: dict[str, Any] | None = None,
    timing: dict[str, Any] | None = None,
) -> tuple[dict[str, Floats], float, tuple[float, ...]]:
    """Return every angle over time as an entry of the file tells it, how many times, and how long it was held."""
    wrong = wrong or {}
    when = Timing(**{**told.get("timing", {}), **wrong.get("timing", {}), **(timing or {})})
    poses = {
        name: _both([source.get(part, {}) for part in parts for source in (told, wrong)])
        for name, parts in BUILT_ON.items()
    }
    if "swing" in told:
        times = when.roll_s / when.period_s * (2 if told["swing"] == "steps" else 1)
        return _to_and_fro(poses, when, fps), times, (when.roll_s,)
    early, after = ({**told.get(key, {}), **wrong.get(key, {})} for key in ("early_s", "late_s"))
    course = _repeated(poses, when, early, after, fps)
    return course, float(when.reps), tuple(_hold(when, n) for n in range(when.reps))


def joined(first: Performance, second: Performance) -> Performance:
    """Perform one after the other before the same camera, which is one shot."""
    a, b = first.landmarks, second.landmarks
    step = float(a.time_s[1] - a.time_s[0])
    names = ("image_px", "world_m", "visibility", "presence", "shot")
    together: dict[str, Any] = {name: np.concatenate((getattr(a, name), getattr(b, name))) for name in names}
    time_s = np.concatenate((a.time_s, b.time_s + a.time_s[-1] + step))
    return Performance(
        replace(a, time_s=time_s, **together), first.reps + second.reps, first.hold_s + second.hold_s
    )


def _both(parts: list[Pose]) -> Pose:
    """Add poses up and spell out sides: `_w` is the right, working one, `_o` the other, else a limb is both."""
    spelled: Pose = {}
    for part in parts:
        for name, value in sorted(part.items(), key=lambda entry: entry[0][-2:] in ("_w", "_o")):
            stem, _, end = name.rpartition("_")
            if end in ("w", "o"):
                spelled[f"{stem}_{'right' if end == 'w' else 'left'}"] = value
            elif name in LIMBS:
                spelled |= {f"{name}_left": value, f"{name}_right": value}
            else:
                spelled[name] = value
    return spelled


def _hold(when: Timing, rep: int) -> float:
    return when.holds[rep] if when.holds else when.hold_s


def _ease(share: Floats) -> Floats:
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0.0, 1.0))


def _repeated(
    poses: dict[str, Pose], when: Timing, early: dict[str, float], late_s: dict[str, float], fps: float
) -> dict[str, Floats]:
    starts, now = [], when.rest_s
    for rep in range(when.reps):
        starts.append(now)
        now += when.out_s + _hold(when, rep) + when.back_s + when.rest_s
    time_s = np.arange(0.0, now, 1.0 / fps)
    names = set().union(*poses.values())
    course = {}
    for name in names:
        rest, end, late = (poses[which].get(name, 0.0) for which in ("rest", "end", "late"))
        value = np.full_like(time_s, rest)
        for rep, start in enumerate(starts):
            hold = _hold(when, rep)
            out = _ease((time_s - start + early.get(name, 0.0)) / when.out_s)
            back = _ease((time_s - start - when.out_s - hold - late_s.get(name, 0.0)) / when.back_s)
            within = np.clip((time_s - start - when.out_s) / hold, 0.0, 1.0)
            far = end + (late - end) * _ease((within - 0.3) / 0.4)
            if when.rock_s:
                rocking = (time_s > start + when.out_s) & (time_s < start + when.out_s + hold)
                wave = 0.5 - 0.5 * np.cos(2 * np.pi * (time_s - start - when.out_s) / when.rock_s)
                far = far - rocking * when.rock_share * (end - rest) * wave
            reach = when.reach[rep] if when.reach else 1.0
            value = value + reach * (far - rest) * (out - back)
        course[name] = value
    return course


def _to_and_fro(poses: dict[str, Pose], when: Timing, fps: float) -> dict[str, Floats]:
    """Swing from the rest pose to the end pose and to the other, and back, without a stop."""
    time_s = np.arange(0.0, 2 * when.rest_s + when.roll_s, 1.0 / fps)
    wave = np.sin(2 * np.pi * (time_s - when.rest_s) / when.period_s)
    wave = np.where((time_s < when.rest_s) | (time_s > when.rest_s + when.roll_s), 0.0, wave)
    course = {}
    for name in set().union(*poses.values()):
        rest, end, other = (poses[which].get(name, 0.0) for which in ("rest", "end", "other"))
        course[name] = rest + (end - rest) * np.clip(wave, 0, 1) + (other - rest) * np.clip(-wave, 0, 1)
    return course


def filmed(course: dict[str, Floats], camera: dict[str, Any], fps: float, *, mirrored: bool) -> Landmarks:
    """Return the landmarks of a course of angles before a camera."""
    course = dict(course)
    course["heading"] = course.get("heading", 0.0) + np.full(
        len(next(iter(course.values()))), float(camera.get("heading", 0.0))
    )
    if mirrored:
        course = {
            _mirror_name(name): (-1 if name in _MIRRORED else 1) * value for name, value in course.items()
        }
    place = {axis: course.pop(axis, np.zeros(1)) for axis in PLACE}
    angles: dict[str, Any] = course
    body = pose(**angles)
    facing = np.radians(float(camera.get("heading", 0.0)) * (-1 if mirrored else 1))
    forward = np.array([np.sin(facing), 0.0, np.cos(facing)])
    right = np.array([-np.cos(facing), 0.0, np.sin(facing)])
    shift = place["x"][:, None] * forward + place["z"][:, None] * right + place["y"][:, None] * [0, 1, 0]
    return to_landmarks(
        body + shift[:, None, :],
        fps=fps,
        distance_m=float(camera.get("distance", 3.0)),
        height_m=float(camera.get("height", 0.9)),
        pitch_deg=float(camera.get("pitch", 0.0)),
    )


def _mirror_name(name: str) -> str:
    if name.endswith("_left"):
        return name.removesuffix("_left") + "_right"
    if name.endswith("_right"):
        return name.removesuffix("_right") + "_left"
    return name


def seen_with(landmarks: Landmarks, seeing: Seeing, seed: int = 0) -> Landmarks:
    """Add wandering errors, a badly seen far side and drop-outs."""
    if seeing == PERFECT:
        return landmarks
    rng = np.random.default_rng(seed)
    count, step = len(landmarks), float(landmarks.time_s[1] - landmarks.time_s[0])
    visibility = np.full((count, 33), 0.95)
    hips = landmarks.world_m[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    across = np.median(np.abs(hips[:, 0] - hips[:, 1]), axis=0)
    if across[2] > across[0]:  # a side view: one side is hidden behind the other
        far = _LEFT if np.median(hips[:, 0, 2] - hips[:, 1, 2]) > 0 else _RIGHT
        visibility[:, far] = seeing.far_side
    noise = wander(rng, (count, 33, 3), step / seeing.wander_s) * seeing.noise_m
    noise = (noise + rng.standard_normal((33, 3)) * seeing.bias_m) * [1.0, 1.0, 3.0]
    noise *= np.where(visibility < 0.9, 2.0, 1.0)[..., None]
    trunk_m = np.linalg.norm(
        landmarks.world_m[:, Landmark.LEFT_SHOULDER] - landmarks.world_m[:, Landmark.LEFT_HIP], axis=1
    )
    trunk_px = np.linalg.norm(
        landmarks.image_px[:, Landmark.LEFT_SHOULDER] - landmarks.image_px[:, Landmark.LEFT_HIP], axis=1
    )
    scale = float(np.median(trunk_px / np.maximum(trunk_m, 1e-6)))
    for at in _drop_outs(rng, count * step, seeing.lost_s):
        frames = slice(int(at / step), int((at + 0.2) / step) + 1)
        limb = rng.integers(0, 5)
        hidden = (
            slice(None) if limb == 4 else [m for m in (_LEFT, _RIGHT)[limb % 2] if (m >= 23) == (limb > 1)]
        )
        visibility[frames, hidden] = 0.05
    return replace(
        landmarks,
        world_m=landmarks.world_m + noise,
        image_px=landmarks.image_px + noise[..., :2] * scale,
        visibility=visibility,
    )


def _drop_outs(rng: np.random.Generator, length_s: float, every_s: float) -> Floats:
    count = rng.poisson(length_s / every_s) if every_s else 0
    return np.asarray(rng.uniform(0.0, length_s, count))


def wander(rng: np.random.Generator, shape: tuple[int, ...], step: float) -> Floats:
    """Return an Ornstein-Uhlenbeck process of variance one: the same errors at any frame rate."""
    keep = np.exp(-step)
    fresh = rng.standard_normal(shape) * np.sqrt(1.0 - keep**2)
    fresh[0] /= np.sqrt(1.0 - keep**2)
    value: Floats = fresh
    for t in range(1, shape[0]):
        value[t] += keep * value[t - 1]
    return value
