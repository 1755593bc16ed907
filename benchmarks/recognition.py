"""Which stretch is recognised in which clip, with every confusion: `python -m benchmarks.recognition`.

Clips: `sample_videos/`, real ones from `../shared/data` where it is there, and kinematic performances: every
stretch and fault on either side, every stretch seen from elsewhere, and what is no stretch. Landmarks are cached in
`--cache`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.markdown import table
from benchmarks.truth import load_truths
from posecheck.angles import Angles, compute_angles, estimate_reference
from posecheck.angles.catalog import Side
from posecheck.api import find_landmarks
from posecheck.pose.cleaning.cleaning import clean_landmarks
from posecheck.scoring.recognition import recognise
from posecheck.stretches.load import stretch_ids
from tests.other_movements import other_movement, other_movements
from tests.performances import Seeing, book, fault_ids, perform

REAL_DATA = Path(__file__).parents[2] / "shared" / "data"

REAL: dict[str, str | None] = {
    "clips/childs_pose_outdoor.mp4": "childs_pose",
    "clips/upward_dog_cobra.mp4": "upward_dog",
    "clips/standing_hip_abduction_two_shots.mp4": "hip_abduction",
    "clips/supine_trunk_rotation_hooklying.mp4": "supine_rotation",
    "clips/bridging_webcam.mp4": None,
    "tfjs_pose/pose_squats.mp4": None,
}
"""What real clips show; None where it is no stretch of the library."""

Shown = tuple[str, str, str | None, Angles]
"""Group, name, the stretch that is shown, and the angles."""


BINS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.97, 1.01)
"""Probabilities between which answers are counted together."""


def clips(cache: Path) -> Iterator[Shown]:
    """Yield the sample clips and the real ones."""
    for truth in load_truths():
        group = (
            "sample, good"
            if truth.good and truth.placement == "recommended"
            else "sample, faulty or worse camera"
        )
        yield group, truth.clip.stem, truth.stretch, _angles(truth.clip, cache)
    for name, stretch in REAL.items():
        if (REAL_DATA / name).exists():
            yield "real", Path(name).stem, stretch, _angles(REAL_DATA / name, cache)


def performances() -> Iterator[Shown]:
    """Yield the kinematic performances: every stretch and every fault, on either side."""
    for stretch in stretch_ids():
        for fault in (None, *fault_ids(stretch)):
            for seed, side in enumerate(("right", "left")):
                seen = perform(stretch, side=side, fps=10, fault=fault, reps=2, seed=seed)  # type: ignore[arg-type]
                group = f"kinematic, {'faulty' if fault else 'good'}"
                yield group, f"{stretch} {fault or 'good'} {side}", stretch, seen.angles


TURNED_DEG = (-90.0, -60.0, -30.0, 30.0, 60.0, 90.0, 180.0)
"""From where else a stretch is seen, away from its own camera."""

TIMES = 6
"""How often each movement that is no stretch is done, each time another way."""


def from_elsewhere() -> Iterator[Shown]:
    """Yield every stretch from other sides than its own camera's, more or less well seen."""
    rng = np.random.default_rng(2)
    for stretch in stretch_ids():
        home = float(book()[stretch].get("camera", {}).get("heading", 0.0))
        for turned in TURNED_DEG:
            at = turned + float(rng.uniform(-15, 15))
            bias, noise, far = (
                float(rng.uniform(*ends)) for ends in ((0.006, 0.016), (0.003, 0.008), (0.35, 0.8))
            )
            seeing = Seeing(bias_m=bias, noise_m=noise, far_side=far)
            seed = int(rng.integers(1_000_000))
            side: Side = "left" if seed % 2 else "right"
            seen = perform(stretch, side=side, fps=10, reps=2, seed=seed, seeing=seeing, heading=home + at)
            yield (
                f"kinematic, {abs(turned):.0f} degrees round",
                f"{stretch} {side} {at:+.0f}",
                stretch,
                seen.angles,
            )


def no_stretch() -> Iterator[Shown]:
    """Yield what is no stretch: what the everyday movements tell of, and what they do not."""
    for movement, told in other_movements().items():
        group = f"kinematic, no stretch, {'everyday' if told.get('everyday') else 'other'}"
        for seed in range(1000, 1000 + TIMES):
            seen = other_movement(movement, seed=seed)
            yield group, f"{movement} {seed}", None, seen.angles


def _angles(clip: Path, cache: Path) -> Angles:
    landmarks = clean_landmarks(find_landmarks(clip, cache=cache / f"{clip.stem}.full.npz"))
    return compute_angles(landmarks, estimate_reference(landmarks))


def main(
    cache: Annotated[Path, typer.Option(help="Folder for landmarks.")] = Path("build/landmarks"),
) -> None:
    """Print how often the right stretch is named, and each time that it is not."""
    cache.mkdir(parents=True, exist_ok=True)
    counted: dict[str, list[int]] = {}
    wrong, believed = [], []
    for source in (clips(cache), performances(), from_elsewhere(), no_stretch()):
        for group, name, stretch, angles in source:
            found = recognise(angles)
            right = stretch == found.stretch or stretch in found.alike
            believed.append((found.probability, right))
            row = counted.setdefault(group, [0, 0, 0, 0, 0])
            for place, yes in enumerate(
                (
                    True,
                    stretch == found.stretch,
                    right,
                    found.asks,
                    not right and not found.asks,
                )
            ):
                row[place] += yes
            if not right:
                likely = ", ".join(f"{one} {share:.0%}" for one, share in found.others[:2])
                wrong.append([group, name, found.stretch or "none", likely])
    head = [
        "shown",
        "number",
        "named exactly",
        "named, or one that looks alike",
        "asked",
        "wrong and not asked",
    ]
    print(table(head, [[group, *map(str, row)] for group, row in counted.items()]), end="\n\n")
    print(table(["shown", "of", "named", "most likely"], wrong), end="\n\n")
    print(table(["said", "number", "mean said", "right"], _reliability(believed)))


def _reliability(believed: list[tuple[float, bool]]) -> list[list[str]]:
    """Return how often an answer of each probability is right."""
    rows = []
    for low, high in pairwise(BINS):
        inside = [(said, right) for said, right in believed if low <= said < high]
        if inside:
            said, right = np.mean(inside, axis=0)
            rows.append(
                [f"{low:.2f} to {min(high, 1.0):.2f}", str(len(inside)), f"{said:.2f}", f"{right:.2f}"]
            )
    return rows


if __name__ == "__main__":
    typer.run(main)
