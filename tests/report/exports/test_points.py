"""Points of a recording as C3D and as netCDF of `movement`: what is read back is what was measured."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import ezc3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import posecheck
from posecheck.angles import ANGLE_IDS
from posecheck.angles.catalog import CATALOG
from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmark
from posecheck.readers import c3d, movement_netcdf
from posecheck.readers.netcdf_file import read_netcdf
from posecheck.readers.reading import Reading
from posecheck.report.exports.motion_capture import write_c3d
from posecheck.report.exports.movement_poses import write_nc
from posecheck.report.exports.room import markers_m, regular
from posecheck.report.result import Measured
from tests.report.exports.recordings import gappy, lift, of, temporary

CHOICES = settings(max_examples=20, deadline=None)


@CHOICES
@given(gappy())
def test_points_of_c3d_come_back_at_the_nearest_frame(recording: Measured) -> None:
    with temporary(".c3d") as path:
        write_c3d(recording, path)
        back = c3d.read(path)
    assert back.up == "z"
    rate, frame = regular(recording.landmarks.time_s)
    assert back.fps == pytest.approx(rate, rel=1e-6)
    assert len(back.places_m) == frame.max() + 1
    rest = np.ones(len(back.places_m), dtype=bool)
    rest[frame[frame >= 0]] = False
    for name, places in markers_m(recording, path).items():
        found = back.places_m[:, list(back.names).index(name)]
        wanted = places[:, [0, 2, 1]] * [1, -1, 1]
        assert np.allclose(found[frame[frame >= 0]], wanted[frame >= 0], atol=1e-5, equal_nan=True)
        assert np.isnan(found[rest]).all()


@CHOICES
@given(st.floats(5.0, 120.0), st.integers(2, 400), st.integers(0, 2**32 - 1))
def test_a_jittering_clock_keeps_its_rate_and_loses_no_frame(fps: float, count: int, seed: int) -> None:
    jitter = np.random.default_rng(seed).uniform(-0.2, 0.2, count)
    time_s = (np.arange(count) + jitter) / fps
    rate, frame = regular(time_s)
    assert (frame >= 0).all()
    assert np.abs(frame / rate - (time_s - time_s[0])).max() <= 0.5 / rate + 1e-9
    assert rate == pytest.approx(fps, rel=0.7 / (count - 1))


def test_ezc3d_reads_units_rate_angles_and_what_was_not_seen(tmp_path: Path) -> None:
    recording = of(lift(heading=90.0))
    hidden = recording.landmarks.world_m.copy()
    hidden[3, Landmark.LEFT_KNEE] = np.nan
    recording = replace(recording, landmarks=replace(recording.landmarks, world_m=hidden))
    write_c3d(recording, tmp_path / "a.c3d")
    content = ezc3d.c3d(str(tmp_path / "a.c3d"))
    says, points = content["parameters"]["POINT"], content["data"]["points"]
    assert says["UNITS"]["value"] == ["mm"]
    assert says["ANGLE_UNITS"]["value"] == ["deg"]
    assert says["RATE"]["value"][0] == pytest.approx(10.0)
    labels, residuals = says["LABELS"]["value"], content["data"]["meta_points"]["residuals"][0]
    assert labels[:33] == [landmark.name.lower() for landmark in Landmark]
    knee, angle = labels.index("left_knee"), labels.index("hip_flexion_right")
    assert residuals[knee].tolist() == [0.0, 0.0, 0.0, -1.0, *[0.0] * 20]
    assert np.isnan(points[:3, knee, 3]).all()
    # Half a metre of trunk is 500 mm.
    chest, hips = (
        points[:3, [labels.index(f"{side}_{point}") for side in ("left", "right")]].mean(axis=1)
        for point in ("shoulder", "hip")
    )
    assert np.linalg.norm(chest - hips, axis=0) == pytest.approx(500.0, abs=5.0)
    assert says["ANGLES"]["value"] == labels[33:]
    assert points[0, angle] == pytest.approx(recording.angles["hip_flexion_right"], abs=0.01)
    assert points[1, angle] == pytest.approx(recording.angles.sigma_of("hip_flexion_right"), abs=0.01)
    assert not set(labels) & {entry.id for entry in CATALOG if entry.kind == "measure"}
    # A straight knee shows no rotation of the hip.
    rotation = recording.angles["hip_rotation_right"]
    assert np.array_equal(residuals[labels.index("hip_rotation_right")] == -1, np.isnan(rotation))


def test_c3d_holds_no_more_frames_than_it_counts(tmp_path: Path) -> None:
    recording = of(lift())
    late = recording.landmarks.time_s.copy()
    late[-1] = 7000.0
    long = replace(recording, landmarks=replace(recording.landmarks, time_s=late))
    with pytest.raises(PosecheckError, match="counts no more than 65535 frames and this would have 70"):
        write_c3d(long, tmp_path / "a.c3d")
    assert list(tmp_path.iterdir()) == []


def test_without_ezc3d_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    with pytest.raises(PosecheckError, match=r"a\.c3d needs ezc3d; .*pip install 'posecheck\[files\]'"):
        write_c3d(of(lift()), tmp_path / "a.c3d")
    assert list(tmp_path.iterdir()) == []


@CHOICES
@given(gappy())
def test_poses_of_movement_come_back_as_they_were(recording: Measured) -> None:
    landmarks = recording.landmarks
    with temporary(".nc") as path:
        write_nc(recording, path)
        back = movement_netcdf.read(path)
    assert back.people == ["person"]
    assert list(back.names) == [landmark.name.lower() for landmark in Landmark]
    assert np.array_equal(back.places[:, 0], landmarks.image_px, equal_nan=True)
    assert np.array_equal(back.scores[:, 0], landmarks.visibility, equal_nan=True)
    assert back.time_s is not None
    assert np.array_equal(back.time_s, landmarks.time_s)


def test_the_layout_is_that_of_movement(tmp_path: Path) -> None:
    recording = of(lift(heading=90.0))
    write_nc(recording, tmp_path / "a.nc")
    file = read_netcdf(tmp_path / "a.nc")
    assert file.axes["position"] == ["time", "space", "keypoints", "individuals"]
    assert file.axes["confidence"] == ["time", "keypoints", "individuals"]
    assert file.values["space"].tolist() == ["x", "y"]
    assert file.values["individuals"].tolist() == ["person"]
    said = {name: file.attributes[name] for name in ("ds_type", "time_unit", "source_software", "fps")}
    assert said.pop("fps") == pytest.approx(10.0)
    assert said == {"ds_type": "poses", "time_unit": "seconds", "source_software": "posecheck"}
    assert file.values["angle"].tolist() == list(ANGLE_IDS)
    assert file.values["unit"].tolist() == [entry.unit for entry in CATALOG]
    assert np.array_equal(file.values["value"], recording.angles.value, equal_nan=True)
    assert np.array_equal(file.values["sigma"], recording.angles.sigma, equal_nan=True)


def test_poses_of_movement_measured_again_have_the_same_knee(tmp_path: Path) -> None:
    recording = of(lift(heading=90.0))
    write_nc(recording, tmp_path / "a.nc")
    again = posecheck.measure(posecheck.find_landmarks(tmp_path / "a.nc", reading=Reading(size=(1280, 720))))
    assert np.nanmax(np.abs(again["knee_flexion_right"] - recording.angles["knee_flexion_right"])) < 6.0


def test_xarray_reads_names_as_words(tmp_path: Path) -> None:
    xarray = pytest.importorskip("xarray")
    recording = of(lift(heading=90.0))
    write_nc(recording, tmp_path / "a.nc")
    with xarray.open_dataset(tmp_path / "a.nc", engine="scipy") as dataset:
        knee = dataset.position.sel(keypoints="right_knee", individuals="person", space="x")
        assert np.array_equal(knee, recording.landmarks.image_px[:, Landmark.RIGHT_KNEE, 0], equal_nan=True)
        angle = dataset.value.sel(angle="hip_flexion_right")
        assert np.array_equal(angle, recording.angles["hip_flexion_right"], equal_nan=True)


def test_movement_accepts_it(tmp_path: Path) -> None:
    validators = pytest.importorskip("movement.validators.datasets")
    xarray = pytest.importorskip("xarray")
    write_nc(of(lift()), tmp_path / "a.nc")
    with xarray.open_dataset(tmp_path / "a.nc") as dataset:
        validators.ValidPosesInputs.validate(dataset)
