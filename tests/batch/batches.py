"""Small batches to test with: landmarks of a moving body, and the command that scores them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from posecheck.batch.tables.columns import TIMINGS
from posecheck.pose.landmarks import Landmarks
from tests.kinematic_body import pose, to_landmarks

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_videos"
STRETCH = "hip_abduction"


def abductions(top_deg: float, seconds: float = 9.0, fps: float = 20.0, seed: int = 0) -> Landmarks:
    """Return a body that lifts its right leg to the side and holds it there, again and again."""
    time_s = np.arange(0, seconds, 1 / fps)
    lift = np.interp(time_s % 4.5, [0, 1.0, 1.8, 3.4, 4.2, 4.5], [0, 0, 1, 1, 0, 0])
    return to_landmarks(pose(hip_abduction_right=top_deg * lift), fps=fps, noise_m=0.002, seed=seed)


def write_bodies(folder: Path, count: int, **how: Any) -> list[Path]:
    """Write that many clips of landmarks, each a little different."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"body {number:03}.npz" for number in range(count)]
    for number, path in enumerate(paths):
        abductions(20 + number % 20, seed=number, **how).save(path)
    return paths


def command(*arguments: object) -> list[str]:
    """Return the command line of `posecheck batch`."""
    return [sys.executable, "-m", "posecheck", "batch", *map(str, arguments)]


def batch(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run `posecheck batch`."""
    path = {"PYTHONPATH": str(ROOT)} if cwd != ROOT else {}
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, cwd=cwd, env=os.environ | path
    )


def rows(out: Path, table: str = "results.parquet") -> list[dict[str, Any]]:
    """Return the rows of a table without what differs from run to run."""
    found = pq.read_table(out / table)
    return list(found.drop([name for name in TIMINGS if name in found.column_names]).to_pylist())
