"""Angles of landmarks that others published, of real people on video."""

from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.real_data import DATA, KERAAL, keraal
from posecheck.angles import Angles, compute_angles
from posecheck.pose.landmarks import Landmarks

SQUATS = DATA / "tfjs_pose"

Floats = NDArray[np.float64]


def seen_by(image_px: Floats, world_m: Floats, fps: float, size_px: tuple[int, int]) -> Landmarks:
    everywhere = np.ones(image_px.shape[:2])
    return Landmarks(
        time_s=np.arange(len(image_px)) / fps,
        image_px=image_px,
        world_m=world_m,
        visibility=everywhere,
        presence=everywhere,
        shot=np.zeros(len(image_px), dtype=np.int64),
        width_px=size_px[0],
        height_px=size_px[1],
    )


def squats() -> Angles:
    image = np.array(json.loads((SQUATS / "pose_squats.full.json").read_text()))[..., :2]
    world = np.array(json.loads((SQUATS / "pose_squats_3d.full.json").read_text()))[..., :3]
    return compute_angles(seen_by(image, world, 5.0, (720, 720)))


@pytest.mark.skipif(not SQUATS.is_dir(), reason=f"needs the squats in {SQUATS}")
def test_squats_bend_both_knees_and_hips_alike() -> None:
    angles = squats()
    for joint in ("knee_flexion", "hip_flexion"):
        left, right = angles.column(f"{joint}_left"), angles.column(f"{joint}_right")
        assert np.isfinite(left).mean() > 0.9
        assert np.nanmin(left) < 25.0
        assert np.nanmax(left) > 80.0
        assert np.nanmedian(np.abs(left - right)) < 12.0
    assert np.nanmax(np.abs(angles.column("pelvic_obliquity"))) < 15.0


@pytest.mark.skipif(not KERAAL.is_dir(), reason=f"needs the Keraal trials in {KERAAL}")
def test_leaning_to_both_sides_agrees_with_vicon() -> None:
    row = keraal()
    assert np.ptp(row.theirs) > 90.0
    assert np.corrcoef(row.ours, row.theirs)[0, 1] > 0.98
    assert np.std(row.ours - row.theirs) < 8.0
