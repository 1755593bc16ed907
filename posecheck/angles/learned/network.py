"""The trained networks in plain numpy: a few matrix products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

LINE = 64
"""Bytes of a cache line."""


def row_by_row(values: NDArray[Any], matrix: NDArray[Any]) -> NDArray[Any]:
    """Return the product of each row with a matrix, [T, N] and [N, M] -> [T, M].

    How a product of matrices is summed depends on the number of rows, and a live frame must give the same bits as
    the same frame of a recording. It also keeps the library from spreading so little work over several threads.

    Examples
    --------
    >>> row_by_row(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]])).tolist()
    [[11.0]]
    """
    product = np.empty((len(values), matrix.shape[1]), dtype=values.dtype)
    row, into = aligned(values[:1].ravel()) if len(values) else values, aligned(product[:1].ravel())
    for number in range(len(values)):
        row[:] = values[number]
        product[number] = np.matmul(row, matrix, out=into)
    return product


def aligned(array: NDArray[Any]) -> NDArray[Any]:
    """Return a copy that begins at a whole cache line: where it begins may decide how a product is summed."""
    room = np.empty(array.nbytes + LINE, dtype=np.uint8)
    start = -room.ctypes.data % LINE
    copy: NDArray[Any] = room[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy


class Network:
    """Layers of a multilayer perceptron with rectified units.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        `{name}.0.weight` [inputs, units], `{name}.0.bias` [units], and so on; `{name}.mean` and `{name}.scale` of
        the inputs.
    name : str
        Which of the networks.

    Examples
    --------
    >>> layer = {"n.mean": np.zeros(2), "n.scale": np.ones(2), "n.0.weight": np.eye(2), "n.0.bias": np.ones(2)}
    >>> Network(layer, "n")(np.array([[1.0, 2.0]])).tolist()
    [[2.0, 3.0]]
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        self._mean = arrays[f"{name}.mean"].astype(np.float32)
        self._scale = arrays[f"{name}.scale"].astype(np.float32)
        count = sum(key.startswith(f"{name}.") and key.endswith(".weight") for key in arrays)
        self._layers = [
            tuple(aligned(arrays[f"{name}.{layer}.{part}"].astype(np.float32)) for part in ("weight", "bias"))
            for layer in range(count)
        ]

    def __call__(self, inputs: NDArray[Any]) -> NDArray[np.float64]:
        """Return the outputs, [T, inputs] -> [T, outputs]."""
        standard = ((inputs - self._mean) * self._scale).astype(np.float32)
        values = standard
        for number, (weight, bias) in enumerate(self._layers):
            values = row_by_row(values, weight) + bias
            if number < len(self._layers) - 1:
                np.maximum(values, 0.0, out=values)
        return values.astype(np.float64)

    @property
    def outputs(self) -> int:
        """How many numbers a frame has."""
        return len(self._layers[-1][1])
