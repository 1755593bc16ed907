"""Repetitions and holds on random performances of every kind of dose: `python -m benchmarks.repetitions`.

Random stretch of the kind, side, fault-free form, number of repetitions, speeds, hold times, frame rate and noise;
counted and timed by `assess`. The seeds 0 to 499 are kept for the report; develop on others (`--first`).
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from posecheck.scoring.assessment import assess
from posecheck.stretches.dose import Kind
from posecheck.stretches.load import load_stretch, stretch_ids
from tests.performances import Performance, Seeing, perform

KINDS: dict[Kind, tuple[float, float]] = {
    "held": (3.0, 12.0),
    "oscillated": (5.0, 12.0),
    "active": (1.2, 3.5),
    "rolled": (12.0, 30.0),
    "steps": (8.0, 20.0),
}
"""Shortest and longest hold of each kind; of rolling and steps the time in motion."""

WITHIN_S = 0.5


def random_performance(kind: Kind, seed: int) -> tuple[str, Performance]:
    rng = np.random.default_rng([seed, list(KINDS).index(kind)])
    stretch = str(rng.choice([known for known in stretch_ids() if load_stretch(known).dose.kind == kind]))
    reps = int(rng.integers(1, 5))
    low, high = KINDS[kind]
    how: dict[str, Any] = {"reps": reps, "holds": tuple(rng.uniform(low, high, reps))}
    if kind in ("rolled", "steps"):
        period_s = float(rng.uniform(1.0, 1.6) if kind == "steps" else rng.uniform(2.2, 6.0))
        how = {"period_s": period_s, "roll_s": period_s * round(rng.uniform(low, high) / period_s)}
    elif stretch != "seated_toe_touch":  # its speeds are part of its form
        how |= {"out_s": float(rng.uniform(0.8, 2.2)), "back_s": float(rng.uniform(0.8, 2.2))}
    if kind == "oscillated" and rng.random() < 0.5:
        how["rock_s"] = float(rng.uniform(1.2, 2.5))
    seeing = Seeing(noise_m=float(rng.uniform(0.002, 0.006)))
    side = "left" if rng.random() < 0.5 else "right"
    fps = float(rng.choice([10, 15, 25, 30]))
    return stretch, perform(stretch, side=side, fps=fps, seed=seed, seeing=seeing, **how)  # type: ignore[arg-type]


def measure(kind: Kind, seed: int) -> tuple[bool, list[float]]:
    """Return whether the count is exact, and the error of each hold in seconds."""
    stretch, done = random_performance(kind, seed)
    found = assess(done.angles, load_stretch(stretch))
    if kind in ("rolled", "steps"):
        cycles = sum(rep.cycles or 0.0 for rep in found.reps)
        longest = max((rep.end_s - rep.start_s for rep in found.reps), default=0.0)
        # A roll or a step more or less where the bout begins and ends is no miscount.
        return abs(cycles - done.reps) <= 1.0, [longest - done.hold_s[0]]
    holds = [rep.hold.duration_s if rep.hold else 0.0 for rep in found.reps if rep.complete]
    exact = len(holds) == done.reps
    return exact, [seen - true for seen, true in zip(holds, done.hold_s, strict=True)] if exact else [np.inf]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=500, help="performances of each kind")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument(
        "--kind", choices=list(KINDS), action="append", help="only this kind; may be given again"
    )
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.number)
    print(f"seeds {seeds[0]} to {seeds[-1]}")
    print("| kind | performances | count exact | holds within 0.5 s | median error | seeds miscounted |")
    print("|---|---|---|---|---|---|")
    for kind in asked.kind or KINDS:
        results = [measure(kind, seed) for seed in seeds]
        exact = np.mean([counted for counted, _ in results])
        errors = np.array([error for _, own in results for error in own])
        within = np.mean(np.abs(errors) <= WITHIN_S)
        middle = np.median(errors[np.isfinite(errors)])
        miscounted = [str(seed) for seed, (counted, _) in zip(seeds, results, strict=True) if not counted]
        wrong = ", ".join(miscounted) or "none"
        row = f"| {kind} | {asked.number} | {exact:.1%} | {within:.1%} | {middle:+.2f} s | {wrong} |"
        print(row, flush=True)


if __name__ == "__main__":
    main()
