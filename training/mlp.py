"""A multilayer perceptron in JAX, trained by Adam with a falling step, and kept as plain arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

Array = Any
Layers = list[tuple[Array, Array]]


def new_layers(key: Array, sizes: list[int]) -> Layers:
    """Return random layers (He et al. 2015); the last one begins near zero."""
    layers = []
    for number, (rows, columns) in enumerate(pairwise(sizes)):
        key, own = jax.random.split(key)
        scale = np.sqrt(2.0 / rows) * (0.05 if number == len(sizes) - 2 else 1.0)
        layers.append((scale * jax.random.normal(own, (rows, columns)), jnp.zeros(columns)))
    return layers


def run(layers: Layers, values: Array) -> Array:
    """Return the outputs, [B, inputs] -> [B, outputs]."""
    for weight, bias in layers[:-1]:
        values = jax.nn.relu(values @ weight + bias)
    weight, bias = layers[-1]
    return values @ weight + bias


class Fit:
    """Makes a loss small by AdamW with a falling step.

    Compiled once: fits whose arrays have the same shapes share it.

    Parameters
    ----------
    loss
        `loss(parameters, fixed, *batch)`, a number; `fixed` is a tuple of arrays that stay as they are.
    steps
        Batches in all, which set how the step falls.
    rate, decay
        The largest step, and the weight decay.
    """

    def __init__(
        self, loss: Callable[..., Array], steps: int, rate: float = 2e-3, decay: float = 1e-4
    ) -> None:
        schedule = optax.cosine_onecycle_schedule(max(steps, 2), rate, pct_start=0.1)
        self._optimiser = optax.chain(
            optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=decay)
        )

        def step(parameters: Any, state: Any, fixed: Any, *batch: Array) -> tuple[Any, Any, Array]:
            value, slope = jax.value_and_grad(loss)(parameters, fixed, *batch)
            change, state = self._optimiser.update(slope, state, parameters)
            return optax.apply_updates(parameters, change), state, value

        self._step = jax.jit(step)

    def __call__(
        self,
        parameters: Any,
        fixed: tuple[Array, ...],
        batches: Callable[[int], Iterator[tuple[NDArray[Any], ...]]],
        epochs: int,
        told: Callable[[int, float], None] = lambda epoch, value: None,
    ) -> Any:
        """Return the parameters after so many epochs, each of the batches of its number."""
        state = self._optimiser.init(parameters)
        for epoch in range(epochs):
            values = []
            for batch in batches(epoch):
                parameters, state, value = self._step(parameters, state, fixed, *batch)
                values.append(value)
            told(epoch, float(np.mean([float(value) for value in values])))
        return parameters


def as_arrays(name: str, layers: Layers, mean: NDArray[Any], scale: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Return a network as `posecheck.angles.learned.network.Network` reads it."""
    arrays: dict[str, NDArray[Any]] = {
        f"{name}.mean": mean.astype(np.float32),
        f"{name}.scale": scale.astype(np.float32),
    }
    for number, (weight, bias) in enumerate(layers):
        arrays[f"{name}.{number}.weight"] = np.asarray(weight, dtype=np.float16)
        arrays[f"{name}.{number}.bias"] = np.asarray(bias, dtype=np.float16)
    return arrays
