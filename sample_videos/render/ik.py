"""Whole-body inverse kinematics: touch what must be touched while staying near the asked joint angles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body
from sample_videos.render.contacts import Points
from sample_videos.render.obstacles import Obstacles
from sample_videos.render.rig import DOF_INDEX, DOFS, LENGTHS, forward

Array = NDArray[np.float64]

CONTACT_SIGMA_M = 0.003
PAIR_SIGMA_M = 0.006
OBSTACLE_SIGMA_M = 0.004
LIMIT_SIGMA_DEG = 1.0
LONGEST_STEP_DEG = 12.0

# How far (1 sigma; degrees, metres for x, y, z) a degree of freedom may leave its asked value to reach a contact.
# Angles that stretches are judged by are held tighter than those that only place hands and feet.
STIFFNESS: dict[str, float] = {
    "x": 1.0, "y": 1.0, "z": 1.0, "pelvic_heading": 4, "pelvic_obliquity": 3, "pelvic_tilt": 5,
    "lumbar_flexion": 5, "lumbar_bend": 4, "lumbar_rotation": 4,
    "thoracic_flexion": 5, "thoracic_bend": 4, "thoracic_rotation": 4,
    "neck_flexion": 8, "neck_bend": 6, "neck_rotation": 6,
    "clavicle_elevation": 5, "clavicle_protraction": 5,
    "shoulder_flexion": 18, "shoulder_abduction": 18, "shoulder_rotation": 25,
    "elbow_flexion": 18, "forearm_pronation": 30, "wrist_flexion": 25, "wrist_deviation": 10, "finger_curl": 1,
    "hip_flexion": 4, "hip_abduction": 4, "hip_rotation": 6, "knee_flexion": 4,
    "ankle_dorsiflexion": 15, "ankle_inversion": 8, "toe_extension": 20,
}  # fmt: skip
LIMITS: dict[str, tuple[float, float]] = {
    "elbow_flexion": (0, 150), "knee_flexion": (0, 162), "ankle_dorsiflexion": (-58, 38),
    "ankle_inversion": (-25, 35),
    "wrist_flexion": (-85, 75), "wrist_deviation": (-25, 35), "toe_extension": (-40, 75),
    "shoulder_flexion": (-60, 185), "shoulder_rotation": (-95, 95), "forearm_pronation": (-95, 95),
    "hip_flexion": (-35, 140), "hip_abduction": (-40, 65), "hip_rotation": (-65, 55),
    "clavicle_elevation": (-10, 30), "neck_flexion": (-65, 65),
}  # fmt: skip


def _by_dof(table: dict[str, float], fallback: float) -> Array:
    return np.array([table.get(n, table.get(n.rsplit("_", 1)[0], fallback)) for n in DOFS])


DEFAULT_SIGMA = _by_dof(STIFFNESS, 10.0)
LOWER = _by_dof({name: low for name, (low, _) in LIMITS.items()}, -np.inf)
UPPER = _by_dof({name: high for name, (_, high) in LIMITS.items()}, np.inf)
# Fingers do not help to reach anything; leaving them out makes the solver a third faster.
SOLVED = np.array([i for i, name in enumerate(DOFS) if not name.startswith("finger_curl")])


@dataclass(frozen=True)
class Task:
    """What one pose has to satisfy.

    Attributes
    ----------
    asked
        Wanted degrees of freedom [D].
    sigma
        Allowed deviation of each [D].
    targets
        Wanted position of contact points; NaN leaves a coordinate free.
    pairs
        Pairs of contact points that touch each other, and the offset (m) wanted from the second to the first.
    floor
        Height below which no point may be, or None.
    obstacles
        What hands stay out of, or None.
    """

    asked: Array
    sigma: Array
    targets: dict[str, Array]
    pairs: tuple[tuple[str, str, Array], ...] = ()
    floor: float | None = 0.0
    obstacles: Obstacles | None = None


def _residuals(body: Body, points: Points, task: Task, q: Array) -> Array:
    posed = forward(body, q, fingers=False)
    where = points.positions(posed)
    parts = [(q[:, SOLVED] - task.asked[SOLVED]) / task.sigma[SOLVED]]
    over = np.maximum(0, q - UPPER) + np.maximum(0, LOWER - q)
    parts.append(over[:, SOLVED] / LIMIT_SIGMA_DEG)
    for name, target in task.targets.items():
        wanted = ~np.isnan(target)
        parts.append((where[:, points.index(name)][:, wanted] - target[wanted]) / CONTACT_SIGMA_M)
    for first, second, gap in task.pairs:
        wanted = ~np.isnan(gap)
        apart = where[:, points.index(first)] - where[:, points.index(second)]
        parts.append((apart - gap)[:, wanted] / PAIR_SIGMA_M)
    if task.floor is not None:
        rigid = np.array([not n.startswith("seat_") for n in points.names])
        parts.append(np.minimum(0, where[:, rigid, 1] - task.floor) / CONTACT_SIGMA_M)
    if task.obstacles is not None:
        parts.append(task.obstacles.depths(posed, where) / OBSTACLE_SIGMA_M)
    return np.concatenate(parts, axis=1)


def solve(body: Body, points: Points, task: Task, start: Array, iterations: int = 30) -> Array:
    """Levenberg-Marquardt over the degrees of freedom of one pose.

    Parameters
    ----------
    body, points
        The body and its contact points.
    task
        What to satisfy.
    start
        First guess [D].
    iterations
        At most this many steps.

    Returns
    -------
    Array
        The solved degrees of freedom [D].
    """
    q = start.copy()
    q[[i for i, n in enumerate(DOFS) if n.startswith("finger_curl")]] = [
        task.asked[i] for i, n in enumerate(DOFS) if n.startswith("finger_curl")
    ]
    step = np.where(SOLVED < LENGTHS, 1e-4, 0.02)
    damping = 1e-3
    cost = np.inf
    for _ in range(iterations):
        trial = np.tile(q, (len(SOLVED) + 1, 1))
        trial[np.arange(len(SOLVED)) + 1, SOLVED] += step
        r = _residuals(body, points, task, trial)
        jacobian = ((r[1:] - r[0]) / step[:, None]).T
        cost = float(r[0] @ r[0])
        normal, gradient = jacobian.T @ jacobian, jacobian.T @ r[0]
        moved = False
        for _ in range(6):
            move = np.linalg.solve(normal + damping * np.diag(np.diag(normal)), -gradient)
            # Long steps jump over the pole of a shoulder into a contorted arm that also touches.
            move *= LONGEST_STEP_DEG / max(LONGEST_STEP_DEG, float(np.abs(move[LENGTHS:]).max()))
            candidate = q.copy()
            candidate[SOLVED] += move
            after = _residuals(body, points, task, candidate[None])[0]
            if float(after @ after) < cost:
                damping = max(damping * 0.3, 1e-6)
                moved = True
                break
            damping *= 6
        if not moved:
            break
        improved = cost - float(after @ after)
        q = candidate
        if improved < 1e-5 * max(cost, 1.0):
            break
    return q


def floor_free() -> Array:
    """Target that leaves all three coordinates free; fill in what is wanted."""
    return np.full(3, np.nan)


def sigma_with(changes: dict[str, float]) -> Array:
    """Default deviations [D] with some replaced, by full or paired name."""
    sigma = DEFAULT_SIGMA.copy()
    for name, value in changes.items():
        for full in [name] if name in DOF_INDEX else [f"{name}_left", f"{name}_right"]:
            sigma[DOF_INDEX[full]] = value
    return sigma
