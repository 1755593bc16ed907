"""What the tests of the exports share: recordings with gaps, and how to read OpenSim's files without OpenSim."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

import posecheck
from posecheck.pose.landmarks import Landmarks
from posecheck.report.result import Measured
from tests.kinematic_body import pose, to_landmarks

Floats = NDArray[np.float64]
FRAMES = 24


def measured(**angles_deg: Any) -> Measured:
    """Return what is measured of a body posed by its joint angles."""
    return of(to_landmarks(pose(**angles_deg), fps=10.0))


def of(landmarks: Landmarks) -> Measured:
    angles = posecheck.measure(landmarks)
    assert angles.landmarks is not None
    return Measured("body.mp4", angles.landmarks, angles)


def lift(heading: float = 0.0) -> Landmarks:
    """Return a standing person who lifts the right thigh to 80 degrees."""
    rise = np.linspace(0.0, 80.0, FRAMES)
    return to_landmarks(pose(heading=heading, hip_flexion_right=rise, knee_flexion_right=rise), fps=10.0)


@st.composite
def gappy(draw: st.DrawFn) -> Measured:
    """Return a recording whose times jitter and jump, with points and whole frames that were not seen."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    heading = draw(st.sampled_from([0.0, 30.0, 90.0, 180.0, -90.0]))
    landmarks = lift(heading=heading)
    hidden = rng.random(landmarks.visibility.shape) < draw(st.sampled_from([0.0, 0.1, 0.5]))
    hidden[rng.random(FRAMES) < draw(st.sampled_from([0.0, 0.2]))] = True
    steps = np.where(rng.random(FRAMES - 1) < 0.1, draw(st.sampled_from([0.1, 0.3, 0.7])), 0.1)
    time_s = np.concatenate([[0.0], np.cumsum(steps * rng.uniform(0.8, 1.2, FRAMES - 1))])
    world, image = landmarks.world_m.copy(), landmarks.image_px.copy()
    world[hidden], image[hidden] = np.nan, np.nan
    seen = replace(
        landmarks,
        time_s=time_s,
        world_m=world,
        image_px=image,
        visibility=np.where(hidden, np.nan, landmarks.visibility),
    )
    # Not cleaned: gaps are to be written as they are.
    return Measured("body.mp4", seen, posecheck.measure(lift(heading=heading)))


@contextmanager
def temporary(suffix: str) -> Iterator[Path]:
    """Give the path of a file in a folder of its own."""
    with TemporaryDirectory() as folder:
        yield Path(folder) / f"a{suffix}"


def read_mot(path: Path) -> tuple[list[str], dict[str, Floats]]:
    """Return the lines above a motion's table, and its columns in degrees."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("endheader") + 1
    head, names = lines[: start - 1], lines[start].split("\t")
    rows = np.array([line.split("\t") for line in lines[start + 1 :]], dtype=float)
    assert f"nRows={len(rows)}" in head
    assert f"nColumns={len(names)}" in head
    assert "inDegrees=yes" in head
    return head, dict(zip(names, rows.T, strict=True))
