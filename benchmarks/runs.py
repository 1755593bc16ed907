"""One sample clip through the whole pipeline, beside its truth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.truth import Truth
from posecheck.angles import ANGLE_IDS, Angles, compute_angles, joint_angles
from posecheck.api import Result, check, find_landmarks
from posecheck.pose.landmarks import Landmarks
from posecheck.scoring.assessment import assess
from posecheck.scoring.results import Assessment

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """One clip through the pipeline, beside its truth; every array has the truth's frames."""

    truth: Truth
    result: Result
    raw: Landmarks

    @property
    def error(self) -> Floats:
        """Measured minus true, degrees, shape [T, A]."""
        return _difference(self.result.angles.value, self.truth.angles)

    @property
    def plain_error(self) -> Floats:
        """The same for world landmarks as MediaPipe gives them and a level camera."""
        plain = np.full_like(self.truth.angles, np.nan)
        for name, values in joint_angles(self.raw.world_m, up=np.array([0.0, -1.0, 0.0])).items():
            plain[:, ANGLE_IDS.index(name)] = values
        return _difference(plain, self.truth.angles)

    @cached_property
    def true_angles(self) -> Angles:
        """The angles that our estimate makes of the true landmarks."""
        return compute_angles(self.truth.landmarks)

    @cached_property
    def with_true_landmarks(self) -> Assessment:
        """What the same rules say of the true landmarks: all that is then amiss is not the pose model's doing."""
        return assess(self.true_angles, self.result.assessment.stretch)


def _difference(measured: Floats, true: Floats) -> Floats:
    difference = measured - true
    heading = ANGLE_IDS.index("pelvic_heading")
    # Only the change of heading has a meaning: its zero is where the person faced when the clip began.
    difference[:, heading] -= _start(measured[:, heading]) - _start(true[:, heading])
    return (difference + 180.0) % 360.0 - 180.0


def _start(values: Floats) -> float:
    seen = values[np.isfinite(values)]
    return float(np.median(seen[:10])) if len(seen) else 0.0


def run_clip(truth: Truth, model: str, cache: Path) -> Run:
    """Run one clip, its landmarks kept in the folder `cache`."""
    kept = cache / f"{truth.clip.stem}.{model}.npz"
    raw = find_landmarks(truth.clip, model=model, cache=kept)
    return Run(truth, check(kept, truth.stretch), raw)
