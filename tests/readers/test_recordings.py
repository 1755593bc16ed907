"""Recordings that others made: markers of OpenCap beside OpenSim, and Vicon's own angles."""

from __future__ import annotations

import numpy as np
import pytest

import posecheck
from benchmarks.real_data import DATA, OPENCAP, opensim
from posecheck.angles import joint_angles
from posecheck.readers.reading import Reading

PYCGM = DATA / "pycgm"


@pytest.mark.skipif(not OPENCAP.is_dir(), reason=f"needs the OpenCap trials in {OPENCAP}")
@pytest.mark.parametrize("trial", ["squats1", "STS1"])
def test_knees_of_opencap_bend_as_opensim_says(trial: str) -> None:
    angles = posecheck.measure(
        posecheck.find_landmarks(OPENCAP / f"{trial}.trc", reading=Reading(view="left"))
    )
    error = angles["knee_flexion_left"] - opensim(trial)["knee_angle_l"]
    assert np.isfinite(error).mean() > 0.9
    assert abs(np.nanmean(error)) < 4.0
    assert np.nanstd(error) < 4.0


@pytest.mark.skipif(not PYCGM.is_dir(), reason=f"needs the Plug-in Gait trials in {PYCGM}")
def test_a_walk_of_vicon_is_read_with_z_up_and_its_rate() -> None:
    found = posecheck.find_landmarks(PYCGM / "Movement_trial.c3d")
    assert found.time_s[1] == pytest.approx(1 / 120)
    angles = joint_angles(found.world_m, up=np.array([0.0, -1.0, 0.0]))
    assert np.nanmedian(np.abs(angles["trunk_inclination"])) < 8.0
    assert 50.0 < np.nanmax(angles["knee_flexion_right"]) < 100.0
