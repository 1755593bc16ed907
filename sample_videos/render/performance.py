"""Performances: how the poses of the table become the frames of a clip."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from sample_videos.render.body import Body, load_body
from sample_videos.render.contacts import Points, surface_points
from sample_videos.render.ik import Task, solve
from sample_videos.render.obstacles import Obstacles, obstacles_of
from sample_videos.render.poses import Pose, solved_poses
from sample_videos.render.rig import DOF_INDEX, expand
from sample_videos.render.settle import Supports, settle_shift, supports_of
from sample_videos.render.table import Step, entry, steps_of

Array = NDArray[np.float64]

# Unconscious sway of a living body, in degrees, and its slowest frequency in Hz.
SWAY: dict[str, float] = {
    "thoracic_flexion": 0.5, "thoracic_bend": 0.35, "neck_flexion": 0.8, "neck_rotation": 0.9, "neck_bend": 0.5,
    "shoulder_flexion": 0.8, "shoulder_abduction": 0.6, "elbow_flexion": 0.8, "lumbar_bend": 0.3,
}  # fmt: skip
SWAY_HZ = 0.23
# Contacts that begin or end may jerk a limb: frames are smoothed over this time (s, 1 sigma), then solved again
# with this share of the slack.
CALM_S, CALM_SHARE = 0.1, 0.2


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
    steps = steps_of(spec)
    poses = solved_poses(spec, body, points, steps)
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
