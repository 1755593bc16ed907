"""Angles of landmarks that others published, of real people on video."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.angles import Angles, compute_angles
from posecheck.pose.landmarks import Landmarks

DATA = Path(__file__).parents[3] / "shared" / "data"
SQUATS, KERAAL = DATA / "tfjs_pose", DATA / "keraal"

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
    """A seated flank stretch; only the shoulder line is comparable: Vicon's targets are not at the joints.

    The published landmarks are normalised to the picture, with its depth instead of world landmarks, and those of
    the mirrored video.
    """
    frames = json.loads((KERAAL / "G3-BP-ELK-P1T1-Unknown-C-0.json").read_text())["positions"]
    points = np.array([list(frames[number].values()) for number in sorted(frames, key=float)]) * [
        1920,
        1080,
        1920,
    ]
    trunk_px = np.linalg.norm(points[:, [11, 12]].mean(axis=1) - points[:, [23, 24]].mean(axis=1), axis=-1)
    angles = compute_angles(
        seen_by(points[..., :2], points * (0.5 / np.median(trunk_px)), 15.0, (1920, 1080))
    )

    targets = np.loadtxt(KERAAL / "G3-Vicon-ELK-P1T1-Unknown-C-0.txt").reshape(-1, 17, 7)[::2, :, :3]
    shoulders = (targets[:, 8] - targets[:, 7])[: len(points)]  # right to left, z up
    vicon = np.degrees(np.arcsin(shoulders[:, 2] / np.linalg.norm(shoulders, axis=-1)))[:-1]
    ours = angles.column("thorax_roll")[1 : len(vicon) + 1]
    assert np.ptp(vicon) > 90.0
    assert np.corrcoef(ours, vicon)[0, 1] > 0.98
    assert np.std(ours - vicon) < 8.0
