"""The sample clips and their exact ground truth."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import ANGLE_IDS
from posecheck.pose.landmarks import Landmarks

SAMPLES = Path(__file__).parents[1] / "sample_videos"
SCHEMA = "posecheck.truth/1"


@dataclass(frozen=True)
class Truth:
    """Exact ground truth of one rendered clip.

    Attributes
    ----------
    clip : Path
        The video.
    stretch, side, view, placement : str
        What is shown, the working side, from where, and whether the camera stands as recommended.
    faults : tuple of str
        The faults shown; none in a good performance.
    time_s : ndarray, shape [T]
    angles : ndarray, shape [T, A]
        Catalog angles of the exact joint centres, columns as in `ANGLE_IDS`; NaN where truth has none.
    image_px : ndarray, shape [T, 33, 2]
    world_m : ndarray, shape [T, 33, 3]
        Metres from the middle of the hips, in camera axes.
    width_px, height_px : int
        Size of the picture.
    reps, holds : ndarray, shape [n, 2]
        Start and end in seconds.
    """

    clip: Path
    stretch: str
    side: str
    view: str
    placement: str
    faults: tuple[str, ...]
    time_s: NDArray[np.float64]
    angles: NDArray[np.float64]
    image_px: NDArray[np.float64]
    world_m: NDArray[np.float64]
    width_px: int
    height_px: int
    reps: NDArray[np.float64]
    holds: NDArray[np.float64]

    @property
    def good(self) -> bool:
        """Whether no fault is shown."""
        return not self.faults

    @property
    def landmarks(self) -> Landmarks:
        """What a perfect pose model would give: every landmark where it is, surely seen."""
        sure = np.ones(self.image_px.shape[:2])
        return Landmarks(
            time_s=self.time_s,
            image_px=self.image_px,
            world_m=self.world_m,
            visibility=sure,
            presence=sure,
            shot=np.zeros(len(self.time_s), dtype=np.int64),
            width_px=self.width_px,
            height_px=self.height_px,
        )


def load_truth(path: Path) -> Truth:
    """Read one `.truth.json`."""
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if stored["schema"] != SCHEMA:
        raise ValueError(f"{path} is not of schema {SCHEMA}")
    time_s = np.array(stored["times_s"], dtype=float)
    angles = np.full((len(time_s), len(ANGLE_IDS)), np.nan)
    for column, name in enumerate(ANGLE_IDS):
        if name in stored["angles"]:
            angles[:, column] = np.array(stored["angles"][name], dtype=float)
    return Truth(
        clip=path.with_name(stored["clip"]),
        stretch=stored["stretch"],
        side=stored["side"],
        view=stored["camera"]["view"],
        placement=stored["camera"]["placement"],
        faults=tuple(stored["faults"]),
        time_s=time_s,
        angles=angles,
        image_px=np.array(stored["landmarks_px"], dtype=float),
        world_m=np.array(stored["landmarks_m"], dtype=float),
        width_px=stored["camera"]["width"],
        height_px=stored["camera"]["height"],
        reps=_spans(stored["reps"]),
        holds=_spans(stored["holds"]),
    )


def load_truths(folder: Path = SAMPLES) -> list[Truth]:
    """Read the truth of every clip of a folder, by name."""
    return [load_truth(path) for path in sorted(folder.glob("*.truth.json"))]


def _spans(rows: list[dict[str, Any]]) -> NDArray[np.float64]:
    return np.array([(row["start_s"], row["end_s"]) for row in rows], dtype=float).reshape(-1, 2)
