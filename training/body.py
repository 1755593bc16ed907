"""Trains the two networks that give a body: one from nothing, one as the difference from geometry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from posecheck.angles.learned.estimator import BODIES, JOINT_IDS
from posecheck.angles.learned.inputs import INPUT_ORDER, INPUT_SIGN, N_INPUTS, POINTS
from posecheck.angles.learned.outputs import (
    N_PLACES,
    PLACE_ORDER,
    PLACE_SIGN,
    SHARE_DEG,
    UP,
    geometric_places,
)
from posecheck.pose.body import ANKLES, ELBOWS, HEELS, KNEES, TOES, WRISTS
from training.formulas import length, lumbar_share, sines_and_cosines
from training.mlp import Array, Fit, as_arrays, new_layers, run
from training.table import Table

WIDTH, DEPTH = 256, 3
BATCH = 256
EPOCHS = 20
"""How often the progress is told."""

Arrays = dict[str, NDArray[Any]]
HIDDEN = 0.15
"""Share of stills in which one group of landmarks is hidden, as the cleaning of a recording takes them out."""

GROUPS = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [WRISTS[0], 17, 19, 21], [WRISTS[1], 18, 20, 22],
    [ELBOWS[0], WRISTS[0], 17, 19, 21], [ELBOWS[1], WRISTS[1], 18, 20, 22],
    [ANKLES[0], HEELS[0], TOES[0]], [ANKLES[1], HEELS[1], TOES[1]],
    [KNEES[0], ANKLES[0], HEELS[0], TOES[0]], [KNEES[1], ANKLES[1], HEELS[1], TOES[1]],
]  # fmt: skip

SMALL = (
    "pelvic_obliquity", "trunk_rotation", "trunk_side_bend", "hip_rotation_left", "hip_rotation_right",
    "hip_abduction_left", "hip_abduction_right", "thorax_roll",
)  # fmt: skip
"""Angles that are mostly small: a network that always says zero is hardly wrong, and useless."""

SMALL_DEG = 40.0
SLOPE_WEIGHT = 2.0
"""How much a slope other than 1 between true and estimated small angles counts."""

KNOWN, KNOWN_AXES = 512, 24
STRAIGHT_DEG = 15.0


class BodyTrainer:
    """Trains both networks, again and again on different stills; compiled once.

    Parameters
    ----------
    steps : int
        Batches of `BATCH` stills that each network sees.
    seed : int
        Of everything random.
    """

    def __init__(self, steps: int, seed: int) -> None:
        self.steps, self.seed = steps, seed
        self._fit = Fit(_loss, steps)

    def __call__(self, table: Table, told: Callable[[str, int, float], None] = lambda *_: None) -> Arrays:
        """Return the arrays of both networks and of what they know."""
        arrays = known_bodies(table, self.seed)
        mean, scale = table.inputs.mean(axis=0), 1.0 / np.maximum(table.inputs.std(axis=0), 0.02)
        offset = table.places.mean(axis=0)
        rarity = _rarity(table.angles)
        for number, name in enumerate(BODIES):
            base = (
                geometric_places(table.inputs)
                if name == "correction"
                else np.broadcast_to(offset, table.places.shape)
            )
            unit = np.maximum((table.places - base).std(axis=0), 0.01)
            key = jax.random.PRNGKey(self.seed + number)
            layers = new_layers(key, [N_INPUTS, *[WIDTH] * DEPTH, N_PLACES + len(JOINT_IDS)])
            layers[-1] = layers[-1][0], layers[-1][1].at[N_PLACES:].set(np.log(8.0))
            layers = self._fit(
                layers,
                (mean, scale, unit),
                lambda epoch, base=base, number=number: self._batches(table, base, rarity, [number, epoch]),  # type: ignore[misc]
                EPOCHS,
                lambda epoch, value, name=name: told(name, epoch, value),  # type: ignore[misc]
            )
            arrays |= as_arrays(name, layers, mean, scale)
            arrays |= {f"{name}.offset": offset.astype(np.float32), f"{name}.unit": unit.astype(np.float32)}
        return arrays

    def _batches(
        self, table: Table, base: NDArray[Any], rarity: NDArray[Any], seed: list[int]
    ) -> Iterator[tuple[NDArray[Any], ...]]:
        """Yield a twentieth of the batches, whatever the number of stills: all of one size, half mirrored."""
        rng = np.random.default_rng([self.seed, *seed])
        rows = np.zeros(0, dtype=np.int64)
        for _ in range(max(1, self.steps // EPOCHS)):
            while len(rows) < BATCH:
                rows = np.concatenate([rows, rng.permutation(len(table))])
            some, rows = rows[:BATCH], rows[BATCH:]
            flip = rng.random(BATCH) < 0.5
            inputs, *truth = _flipped(
                flip, table.inputs[some], base[some], table.places[some], table.angles[some], rarity[some]
            )
            yield tuple(part.astype(np.float32) for part in (_hidden(inputs, rng), *truth))


def _loss(
    layers: Any, fixed: Any, inputs: Array, base: Array, places: Array, angles: Array, rarity: Array
) -> Array:
    mean, scale, unit = fixed
    out = run(layers, (inputs - mean) * scale)
    said = out[:, :N_PLACES] * unit + base
    spread = jnp.clip(out[:, N_PLACES:], jnp.log(0.7), jnp.log(60.0))
    chords = _chords(said, places)
    errors, likely = [], []
    for column, name in enumerate(JOINT_IDS):
        if name not in chords:
            continue
        known = jnp.isfinite(angles[:, column])
        chord = jnp.where(known, chords[name], 0.0)
        nll = rarity[:, column] * (chord / jnp.exp(spread[:, column]) + spread[:, column])
        likely.append(jnp.where(known, nll, 0.0))
        errors.append(chord)
    share = SHARE_DEG * jnp.abs(lumbar_share(said) - lumbar_share(places))
    for name in ("pelvic_tilt", "hip_flexion_pelvic_left", "hip_flexion_pelvic_right"):
        column = JOINT_IDS.index(name)
        whole = chords[
            name.replace("hip_flexion_pelvic", "hip_flexion").replace("pelvic_tilt", "trunk_inclination")
        ]
        chord = jnp.sqrt(whole**2 + share**2)
        likely.append(chord / jnp.exp(spread[:, column]) + spread[:, column])
    vertical = SHARE_DEG * length(said[:, UP] - places[:, UP])
    points = jnp.abs(said[:, : UP.start] - places[:, : UP.start]).mean(axis=1)
    total = sum(one.mean() for one in likely) / len(likely)
    total += points.mean() / 0.05 + vertical.mean() / 20.0 + share.mean() / 20.0
    return total + SLOPE_WEIGHT * _slopes(said, places, angles)


def _chords(said: Array, places: Array) -> dict[str, Array]:
    ours, true = sines_and_cosines(said), sines_and_cosines(places)
    return {
        name: SHARE_DEG * jnp.sqrt((ours[name][0] - sine) ** 2 + (ours[name][1] - cosine) ** 2 + 1e-4)
        for name, (sine, cosine) in true.items()
    }


def _slopes(said: Array, places: Array, angles: Array) -> Array:
    """Return how far the slopes of small angles are from 1, squared and averaged."""
    ours, total = sines_and_cosines(said), 0.0
    for name in SMALL:
        true = angles[:, JOINT_IDS.index(name)]
        small = jnp.isfinite(true) & (jnp.abs(true) < SMALL_DEG)
        true = jnp.where(small, true, 0.0)
        sine, cosine = ours[name]
        angle = jnp.where(small, SHARE_DEG * jnp.arctan2(sine, jnp.where(small, cosine, 1.0)), 0.0)
        # A few that are far off shall not make the slope.
        angle = jnp.where(jnp.abs(angle - true) < 60.0, angle, true)
        count = jnp.maximum(small.sum(), 1)
        middle = true.sum() / count
        spread = jnp.where(small, true - middle, 0.0)
        slope = (spread * angle).sum() / jnp.maximum((spread**2).sum(), 1.0)
        total += (slope - 1.0) ** 2
    return total / len(SMALL)


def _flipped(flip: NDArray[np.bool_], *parts: NDArray[Any]) -> list[NDArray[Any]]:
    from posecheck.angles.angles import _MIRROR, _MIRROR_SIGN

    inputs, start, places, angles, rare = (part.copy() for part in parts)
    count = angles.shape[1]
    inputs[flip] = inputs[flip][:, INPUT_ORDER] * INPUT_SIGN
    for part in (start, places):
        part[flip] = part[flip][:, PLACE_ORDER] * PLACE_SIGN
    angles[flip] = angles[flip][:, _MIRROR[:count]] * _MIRROR_SIGN[:count]
    rare[flip] = rare[flip][:, _MIRROR[:count]]
    return [inputs, start, places, angles, rare]


def _hidden(inputs: NDArray[Any], rng: np.random.Generator) -> NDArray[Any]:
    inputs = inputs.copy()
    for row in np.flatnonzero(rng.random(len(inputs)) < HIDDEN):
        group = np.array(GROUPS[rng.integers(len(GROUPS))])
        inputs[row, : POINTS * 5].reshape(POINTS, 5)[group] = 0.0
        inputs[row, POINTS * 5 + group] = 0.0
    return inputs


def _rarity(angles: NDArray[Any]) -> NDArray[Any]:
    """Return by how much each angle of each still counts: rare ones more, by the root of how rare they are."""
    weight = np.ones_like(angles)
    for column in range(angles.shape[1]):
        known = np.isfinite(angles[:, column])
        bins = np.floor(angles[known, column] / 6.0).astype(int)
        if not len(bins):
            continue
        _, place, count = np.unique(bins, return_inverse=True, return_counts=True)
        rare = 1.0 / np.sqrt(count[place])
        weight[known, column] = np.clip(rare / rare.mean(), 0.4, 3.0)
    return weight


def known_bodies(table: Table, seed: int) -> dict[str, NDArray[Any]]:
    """Return a few hundred bodies that stand for all, along the main axes of how bodies differ."""
    points = table.inputs[:, : POINTS * 5]
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred[:: max(1, len(centred) // 4000)], full_matrices=False)
    places = points @ axes[:KNOWN_AXES].T
    few = places[np.random.default_rng(seed).permutation(len(places))[:12_000]]
    known, _ = kmeans2(
        few, min(KNOWN, len(few) // 4), iter=8, minit="points", rng=np.random.default_rng(seed)
    )
    arrays = {"known.axes": axes[:KNOWN_AXES].T.astype(np.float32), "known.points": known.astype(np.float32)}
    square = ((few[:2000, None] - known) ** 2).sum(axis=-1)
    usual = np.median(np.sqrt(np.partition(square, 4, axis=1)[:, :4]).mean(axis=1))
    return arrays | {"known.usual": np.array(usual, dtype=np.float32)}
