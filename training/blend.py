"""Trains how much the learned estimate counts beside geometry, and how unsure the mean of both is.

It learns from people and postures that the networks had not seen: each still is guessed by networks trained without
its person, and by networks trained without its class of posture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from posecheck.angles.learned.estimator import (
    BLEND_ORDER,
    JOINT_ORDER,
    LOG_SIGMA,
    Estimator,
    Guess,
    blend_inputs,
)
from posecheck.angles.learned.inputs import Inputs
from posecheck.angles.learned.outputs import JOINTS
from posecheck.angles.vectors import difference_deg
from training.mlp import Array, Fit, as_arrays, new_layers, run
from training.table import Table

HIDDEN_UNITS = 64
BATCH = 512
COUNT = len(JOINTS)

Told = Callable[[str, int, float], None]


@dataclass(frozen=True)
class Unseen:
    """Guesses of stills by networks that had not seen their like, beside geometry and truth."""

    asked: NDArray[np.float64]
    apart: NDArray[np.float64]
    error: NDArray[np.float64]

    @classmethod
    def of(cls, table: Table, guess: Guess) -> Self:
        """Return what weights are learned from; `apart` is learned minus geometry, `error` geometry minus truth."""
        return cls(
            blend_inputs(guess, table.geometry, table.sigma, table.off),
            difference_deg(guess.angles, table.geometry),
            difference_deg(table.geometry, table.angles),
        )

    @classmethod
    def joined(cls, parts: list[Self]) -> Self:
        """Return all of them as one."""
        return cls(
            *(np.concatenate([getattr(p, name) for p in parts]) for name in ("asked", "apart", "error"))
        )


def guesses(estimator: Estimator, table: Table) -> Guess:
    """Return what the networks say of a table."""
    return estimator.guess(Inputs(table.inputs, table.turn, np.ones(len(table), dtype=bool)))


def folds(table: Table, count: int, seed: int) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Return groups of people and classes of posture, as masks of rows, that are left out together.

    Examples
    --------
    A still is left out by its person and by its posture, in each case once:

    >>> from types import SimpleNamespace
    >>> table = SimpleNamespace(person=np.array([0, 1, 2, 3]), posture=np.array([5, 5, 6, 7]))
    >>> [int(sum(fold[part].sum() for fold in folds(table, 2, seed=0))) for part in (0, 1)]
    [4, 4]
    """
    rng = np.random.default_rng(seed)
    of_people, of_postures = (_groups(column, count, rng) for column in (table.person, table.posture))
    return [(of_people == number, of_postures == number) for number in range(count)]


def _groups(column: NDArray[np.int64], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Put each value into one of `count` groups of about the same number of rows."""
    values, place, rows = np.unique(column, return_inverse=True, return_counts=True)
    group, filled = np.zeros(len(values), dtype=np.int64), np.zeros(count)
    for value in sorted(rng.permutation(len(values)), key=lambda value: -rows[value]):
        group[value] = int(filled.argmin())
        filled[group[value]] += rows[value]
    return np.asarray(group[place])


def train_blend(
    unseen: Unseen, *, epochs: int, seed: int, told: Told = lambda *_: None
) -> dict[str, NDArray[Any]]:
    """Return the arrays of the network of weights and sigmas, its sigmas not yet calibrated."""
    mean, scale = unseen.asked.mean(axis=0), 1.0 / np.maximum(unseen.asked.std(axis=0), 0.05)
    layers = new_layers(jax.random.PRNGKey(seed), [unseen.asked.shape[1], HIDDEN_UNITS, 2 * COUNT])
    layers[-1] = layers[-1][0], layers[-1][1].at[COUNT:].set(np.log(8.0))

    def loss(layers: Any, fixed: Any, asked: Array, apart: Array, error: Array) -> Array:
        mean, scale = fixed
        said = run(layers, (asked - mean) * scale)
        weight = jax.nn.sigmoid(said[:, :COUNT])
        unsure = jnp.clip(said[:, COUNT:], *LOG_SIGMA)
        known = jnp.isfinite(apart) & jnp.isfinite(error)
        apart, error = jnp.where(known, apart, 0.0), jnp.where(known, error, 0.0)
        off = _short_way(error + weight * apart)
        # Half of it a Laplace likelihood, which does not mind the few that are far off.
        far = jnp.sqrt(off**2 + 0.25)
        nll = jnp.where(known, far / jnp.exp(unsure) + unsure, 0.0)
        return nll.sum() / known.sum() + 0.02 * jnp.where(known, far, 0.0).sum() / known.sum()

    def batches(epoch: int) -> Iterator[Any]:
        rng = np.random.default_rng([seed, 7, epoch])
        order = rng.permutation(len(unseen.asked))
        rows_each = min(BATCH, len(order))
        for start in range(0, len(order) - rows_each + 1, rows_each):
            rows = order[start : start + rows_each]
            asked, apart, error = (
                unseen.asked[rows].copy(),
                unseen.apart[rows].copy(),
                unseen.error[rows].copy(),
            )
            flip = rng.random(len(rows)) < 0.5
            asked[flip] = asked[flip][:, BLEND_ORDER]
            # The signs of both change together, and only their sum and size matter.
            apart[flip], error[flip] = apart[flip][:, JOINT_ORDER], error[flip][:, JOINT_ORDER]
            yield tuple(np.asarray(part, dtype=np.float32) for part in (asked, apart, error))

    steps = epochs * max(1, len(unseen.asked) // BATCH)
    fitted = Fit(loss, steps, rate=3e-3, decay=1e-3)
    layers = fitted(
        layers, (mean, scale), batches, epochs, lambda epoch, value: told("weights", epoch, value)
    )
    return as_arrays("blend", layers, mean, scale) | {"blend.inflation": np.ones(COUNT, dtype=np.float32)}


def _short_way(angle: Array) -> Array:
    return angle - 360.0 * jnp.round(angle / 360.0)


def calibrated(
    arrays: dict[str, NDArray[Any]], table: Table, *, covered: float = 0.68
) -> dict[str, NDArray[Any]]:
    """Return the arrays with sigmas that cover 68 % of the errors of stills whose people were not seen."""
    estimator = Estimator(arrays)
    value, sigma = estimator.blend(guesses(estimator, table), table.geometry, table.sigma, table.off)
    ratio = np.abs(difference_deg(value, table.angles)) / sigma
    inflation = np.array([np.nanquantile(r, covered) if np.isfinite(r).sum() > 50 else 1.0 for r in ratio.T])
    both = 0.5 * (inflation + inflation[JOINT_ORDER])
    return arrays | {"blend.inflation": both.astype(np.float32)}
