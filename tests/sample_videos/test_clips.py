"""The clips of the repository: each has its truth, in the documented schema, within the agreed size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from posecheck.angles.catalog import ANGLE_IDS
from posecheck.angles.joints import joint_angles

FOLDER = Path(__file__).parents[2] / "sample_videos"
CLIPS = sorted(path.with_suffix("").with_suffix(".mp4") for path in FOLDER.glob("*.truth.json"))


def truth(clip: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
    return read


def test_all_clips_together_stay_small() -> None:
    assert sum(clip.stat().st_size for clip in CLIPS) < 40e6


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_truth(clip: Path) -> None:
    read = truth(clip)
    assert read["schema"] == "posecheck.truth/1"
    assert read["clip"] == clip.name
    assert clip.with_suffix(".truth.json").stat().st_size < 600_000
    frames = len(read["times_s"])
    assert np.shape(read["landmarks_px"]) == (frames, 33, 2)
    assert np.shape(read["landmarks_m"]) == (frames, 33, 3)
    assert set(read["angles"]) <= set(ANGLE_IDS)
    assert {len(values) for values in read["angles"].values()} == {frames}
    assert read["reps"]
    assert all(0 <= hold["start_s"] < hold["end_s"] <= read["times_s"][-1] + 0.2 for hold in read["holds"])


@pytest.mark.parametrize("clip", CLIPS[::6], ids=lambda clip: clip.stem)
def test_written_angles_are_the_catalogs_formulas_over_the_written_landmarks(clip: Path) -> None:
    read = truth(clip)
    points = np.array(read["landmarks_m"])
    angles = joint_angles(points, np.array(read["camera"]["up"]))
    for name in ("hip_flexion_left", "hip_flexion_right", "knee_flexion_left", "trunk_inclination"):
        written = np.array([np.nan if v is None else v for v in read["angles"][name]])
        gap = (angles[name] - written + 180) % 360 - 180
        # Landmarks are written to 0.1 mm, which is a few hundredths of a degree over a thigh.
        np.testing.assert_allclose(gap[np.isfinite(gap)], 0, atol=0.3)
