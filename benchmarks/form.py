"""The scoring loop against a plain loop over frames and angles, on the same numbers, in one run.

python -m benchmarks.form [--frames 900] [--columns 240]
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.markdown import table
from posecheck.scoring.form import Ranges, score_frames
from posecheck.stretches.bounds import beyond_doubt, distance

Floats = NDArray[np.float64]


def random_case(frames: int, columns: int, phases: int) -> tuple[Floats, Floats, Ranges]:
    """Return values, sigmas and ranges of a plausible size, some of them missing."""
    rng = np.random.default_rng(0)
    value = rng.normal(40, 40, (frames, columns))
    value[rng.random(value.shape) < 0.1] = np.nan
    low = rng.uniform(0, 60, columns)
    ranges = Ranges(
        low=low,
        high=low + rng.uniform(5, 40, columns),
        soft=rng.uniform(4, 15, columns),
        weight=rng.uniform(0.5, 3, columns),
        reference_sigma=np.full(columns, 10.0),
        phase=np.sort(rng.integers(0, phases, columns)),
        phase_count=phases,
        partner=np.arange(columns),
    )
    return value, rng.uniform(2, 20, value.shape), ranges


def plain_scores(value: Floats, sigma: Floats, ranges: Ranges) -> Floats:
    """Return the score of each frame and phase by the formula, one number at a time."""
    frames, columns = value.shape
    scores = np.full((frames, ranges.phase_count), np.nan)
    for t in range(frames):
        weights, losses = [0.0] * ranges.phase_count, [0.0] * ranges.phase_count
        for k in range(columns):
            x, s = value[t, k], sigma[t, k]
            if math.isnan(x):
                continue
            outside = max(ranges.low[k] - x, x - ranges.high[k], 0.0)
            outside = max(min(2.0 * (outside - s), outside - 0.5 * s), 0.0)
            weight = ranges.weight[k] / (1 + (s / ranges.reference_sigma[k]) ** 2)
            phase = ranges.phase[k]
            weights[phase] += weight
            losses[phase] += weight * (1 - math.exp(-0.5 * (outside / ranges.soft[k]) ** 2))
        for p in range(ranges.phase_count):
            if weights[p] > 0:
                scores[t, p] = 100 * (1 - losses[p] / weights[p])
    return scores


def dense_scores(value: Floats, sigma: Floats, ranges: Ranges) -> Floats:
    """Return the same from a grid of phases by angles, in which most entries have no weight."""
    weight = (ranges.weight * ranges.membership.T)[None]
    outside = beyond_doubt(distance(value, ranges.low, ranges.high), sigma)[:, None, :]
    say = np.where(np.isnan(value), 0.0, 1.0 / (1.0 + (sigma / ranges.reference_sigma) ** 2))[:, None, :]
    w = weight * say
    loss = w * (1 - np.exp(-0.5 * (outside / ranges.soft) ** 2))
    total = w.sum(axis=-1)
    return np.where(total > 0, 100 * (1 - loss.sum(axis=-1) / np.where(total > 0, total, 1)), np.nan)


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """Return the median time of a call."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main(frames: int = 900, columns: int = 240, phases: int = 80) -> None:
    """Print the time of each and the ratio; the default is 20 stretches of 4 phases with 12 targets each."""
    case = random_case(frames, columns, phases)
    plain, dense, ours = plain_scores(*case), dense_scores(*case), score_frames(*case).score
    np.testing.assert_allclose(ours, plain, atol=1e-9)
    np.testing.assert_allclose(dense, plain, atol=1e-9)
    slow = milliseconds(lambda: plain_scores(*case), 1)
    grid = milliseconds(lambda: dense_scores(*case), 3)
    fast = milliseconds(lambda: score_frames(*case), 9)
    rows = [
        ["plain loop", f"{slow:.0f}", f"{slow / fast:.0f}"],
        ["dense grid of phases by angles", f"{grid:.1f}", f"{grid / fast:.0f}"],
        ["posecheck.scoring.form", f"{fast:.1f}", "1"],
    ]
    print(f"{frames} frames x {columns} targets in {phases} phases; all three agree to 1e-9\n")
    print(table(["", "ms", "times ours"], rows))


if __name__ == "__main__":
    typer.run(main)
