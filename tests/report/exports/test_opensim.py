"""What OpenSim opens: names, signs and order of its coordinates, and markers that come back as they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import posecheck
from benchmarks.real_data import OPENCAP, opensim
from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmarks
from posecheck.readers import trc
from posecheck.readers.point_file import RoomPoints
from posecheck.readers.reading import Reading, View
from posecheck.report.exports.opensim_markers import write_trc
from posecheck.report.exports.opensim_motion import (
    JOINTS,
    PELVIS,
    coordinates_deg,
    fullest,
    in_opensims_order,
    write_mot,
)
from posecheck.report.exports.room import markers_m
from posecheck.report.result import Measured
from tests.report.exports.recordings import Floats, gappy, lift, measured, of, read_mot, temporary

CHOICES = settings(max_examples=25, deadline=None)


@pytest.mark.parametrize(
    ("set_deg", "coordinate", "reads"),
    [
        ({"hip_flexion_right": 60, "knee_flexion_right": 60, "heading": 90}, "knee_angle_r", 60),
        ({"hip_abduction_right": 25}, "hip_adduction_r", -25),
        ({"hip_abduction_left": 25}, "hip_adduction_l", -25),
        (
            {"pelvic_obliquity": 8, "trunk_side_bend": 8, "hip_abduction_right": -8, "hip_abduction_left": 8},
            "pelvis_list",
            -8,
        ),
        ({"trunk_side_bend": 20}, "lumbar_bending", 20),
        ({"trunk_rotation": 30}, "lumbar_rotation", 30),
        ({"trunk_rotation": -30}, "lumbar_rotation", -30),
        ({"shoulder_flexion_left": 70, "heading": -90}, "arm_flex_l", 70),
        ({"elbow_flexion_right": 80, "heading": 90}, "elbow_flex_r", 80),
    ],
)
def test_a_posture_has_opensims_sign(set_deg: dict[str, float], coordinate: str, reads: float) -> None:
    found = coordinates_deg(measured(**{name: np.full(12, value) for name, value in set_deg.items()}).angles)
    assert np.nanmedian(found[coordinate]) == pytest.approx(reads, abs=6.0)


def test_a_bow_tips_the_pelvis_to_negative_and_flexes_the_hips() -> None:
    bent = dict.fromkeys(("trunk_inclination", "hip_flexion_left", "hip_flexion_right"), np.full(12, 60.0))
    coordinates = coordinates_deg(measured(**bent, heading=90.0).angles)
    found = {
        name: np.median(coordinates[name]) for name in ("pelvis_tilt", "hip_flexion_r", "lumbar_extension")
    }
    assert found["pelvis_tilt"] < -40
    assert found["hip_flexion_r"] > 40
    # The chain of pelvis, back and trunk adds up to what the trunk leans.
    assert found["pelvis_tilt"] + found["lumbar_extension"] == pytest.approx(-60.0, abs=6.0)


@CHOICES
@given(st.lists(st.tuples(*[st.floats(-60, 60)] * 3), min_size=1, max_size=5))
def test_the_pelvis_is_turned_the_same_in_opensims_order(angles: list[tuple[float, float, float]]) -> None:
    ours = np.array(angles)
    theirs = in_opensims_order(ours, np.arange(len(ours)))
    for (tilt, list_, rotation), (z, x, y) in zip(np.radians(ours), np.radians(theirs), strict=True):
        wanted = about(1, rotation) @ about(0, list_) @ about(2, tilt)
        assert np.allclose(about(2, z) @ about(0, x) @ about(1, y), wanted, atol=1e-9)


def about(axis: int, angle: float) -> Floats:
    """Return the matrix of a turn about an axis by the right hand."""
    one, two = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(3)
    matrix[one, one] = matrix[two, two] = np.cos(angle)
    matrix[two, one], matrix[one, two] = np.sin(angle), -np.sin(angle)
    return matrix


@pytest.mark.parametrize("heading", [0.0, 90.0, 200.0])
def test_who_turns_about_one_axis_has_the_same_numbers(heading: float) -> None:
    recording = measured(heading=np.full(12, heading), pelvic_obliquity=np.full(12, 0.0))
    found = coordinates_deg(recording.angles)
    assert np.allclose(found["pelvis_tilt"], -recording.angles["pelvic_tilt"], atol=0.5, equal_nan=True)
    # The room is turned to where the person faces.
    assert np.allclose(found["pelvis_rotation"], 0.0, atol=0.5)


def test_the_file_holds_our_angles_to_a_hundredth_of_a_degree(tmp_path: Path) -> None:
    recording = of(lift(heading=90.0))
    said = write_mot(recording, tmp_path / "a.mot")
    head, columns = read_mot(tmp_path / "a.mot")
    frames = np.isin(recording.angles.time_s.round(6), columns["time"])
    assert frames.sum() == len(columns["time"])
    for name, (angle, sign) in JOINTS.items():
        if name in columns:
            assert np.allclose(columns[name], sign * recording.angles[angle][frames], atol=0.01)
    # A knee that is straight shows no hip rotation: it is named, not written as 0.
    assert "hip_rotation_l" not in columns
    assert any("hip_rotation_l" in sentence for sentence in said)
    assert set(said) <= set(head)
    assert set(PELVIS) < set(columns)


@CHOICES
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.9))
def test_nothing_that_is_missing_is_written_as_a_number(seed: int, share: float) -> None:
    known = np.random.default_rng(seed).random((12, 6)) >= share
    columns, rows = fullest(known)
    assert known[rows][:, columns].all()
    choices = [[column for column in range(6) if mask >> column & 1] for mask in range(1, 64)]
    assert len(columns) * len(rows) == max(len(some) * known[:, some].all(axis=1).sum() for some in choices)


def test_a_recording_without_angles_is_one_sentence(tmp_path: Path) -> None:
    recording = of(lift())
    empty = replace(recording.angles, value=np.full_like(recording.angles.value, np.nan))
    with pytest.raises(PosecheckError, match=r"would be empty: no angle of body\.mp4 is known"):
        write_mot(replace(recording, angles=empty), tmp_path / "a.mot")
    assert list(tmp_path.iterdir()) == []


@CHOICES
@given(gappy())
def test_markers_come_back_as_they_were(recording: Measured) -> None:
    with temporary(".trc") as path:
        write_trc(recording, path)
        back = trc.read(path)
    assert isinstance(back, RoomPoints)
    assert back.up == "y"
    wanted = markers_m(recording, path)
    assert list(back.names) == list(wanted)
    assert np.allclose(back.places_m, np.stack(list(wanted.values()), axis=1), atol=1e-6, equal_nan=True)
    assert back.time_s is not None
    assert np.allclose(back.time_s, recording.landmarks.time_s, atol=1e-6)


@pytest.mark.parametrize("heading", [0.0, 90.0, 200.0])
def test_markers_stand_in_opensims_axes(heading: float) -> None:
    places = markers_m(of(lift(heading=heading)), "a.trc")
    across = places["right_hip"] - places["left_hip"]
    assert np.allclose(across / np.linalg.norm(across, axis=1)[:, None], [0, 0, 1], atol=0.1)
    assert np.all(places["nose"][:, 1] > places["left_ankle"][:, 1] + 1.0)
    assert places["right_knee"][-1, 0] > places["left_knee"][-1, 0] + 0.25


@pytest.mark.parametrize("heading", [90.0, -90.0])
def test_markers_measured_again_have_the_same_angles(heading: float, tmp_path: Path) -> None:
    recording = of(lift(heading=heading))
    write_trc(recording, tmp_path / "a.trc")
    view: View = "right" if heading > 0 else "left"
    again = posecheck.measure(posecheck.find_landmarks(tmp_path / "a.trc", reading=Reading(view=view)))
    for name in ("hip_flexion_right", "knee_flexion_right"):
        assert np.nanmax(np.abs(again[name] - recording.angles[name])) < 6.0


def test_landmarks_without_depth_have_angles_and_no_markers(tmp_path: Path) -> None:
    seen = lift(heading=90.0)
    flat = of(Landmarks.from_arrays(seen.time_s, seen.image_px, size=(1280, 720), source={"clip": "flat"}))
    with pytest.raises(PosecheckError, match=r"the landmarks of body\.mp4 have no depth"):
        write_trc(flat, tmp_path / "a.trc")
    write_mot(flat, tmp_path / "a.mot")
    assert np.ptp(read_mot(tmp_path / "a.mot")[1]["knee_angle_r"]) > 60.0


@pytest.mark.skipif(not OPENCAP.is_dir(), reason=f"needs the OpenCap trials in {OPENCAP}")
@pytest.mark.parametrize("trial", ["squats1", "STS1"])
def test_opencaps_markers_give_the_coordinates_of_opencaps_own_motion(trial: str, tmp_path: Path) -> None:
    landmarks = posecheck.find_landmarks(OPENCAP / f"{trial}.trc", reading=Reading(view="left"))
    write_mot(of(landmarks), tmp_path / "a.mot")
    ours, theirs = read_mot(tmp_path / "a.mot")[1], opensim(trial)
    frames = np.searchsorted(np.radians(theirs["time"]), ours["time"] - 1e-4)
    assert len(frames) > 900
    for name, values in ours.items():
        if name == "time":
            continue
        other = theirs[name][frames]
        error = values - other
        assert abs(error.mean()) < 13.0, name
        assert error.std() < 9.0, name
        if np.ptp(other) > 30.0 and name != "lumbar_extension":
            assert np.corrcoef(values, other)[0, 1] > 0.9, name
    assert {"pelvis_tilt", "hip_flexion_r", "knee_angle_l", "lumbar_rotation", "arm_flex_r"} < set(ours)


def test_opensim_reads_what_was_written(tmp_path: Path) -> None:
    opensim_library = pytest.importorskip("opensim")
    recording = of(lift(heading=90.0))
    write_mot(recording, tmp_path / "a.mot")
    write_trc(recording, tmp_path / "a.trc")
    table = opensim_library.TimeSeriesTable(str(tmp_path / "a.mot"))
    storage = opensim_library.Storage(str(tmp_path / "a.mot"))
    assert storage.getSize() == table.getNumRows() == len(read_mot(tmp_path / "a.mot")[1]["time"])
    assert storage.isInDegrees()
    frames = np.isin(recording.angles.time_s.round(6), np.round(table.getIndependentColumn(), 6))
    for name, values in coordinates_deg(recording.angles).items():
        if name in table.getColumnLabels():
            read = table.getDependentColumn(name).to_numpy()
            assert np.allclose(read, values[frames], atol=0.01)
    markers = opensim_library.TimeSeriesTableVec3(str(tmp_path / "a.trc"))
    assert markers.getNumRows() == len(recording.landmarks)
    flat = markers.flatten()
    for axis, wanted in enumerate(markers_m(recording, "a.trc")["right_knee"].T, start=1):
        assert np.allclose(flat.getDependentColumn(f"right_knee_{axis}").to_numpy(), wanted, atol=1e-5)
