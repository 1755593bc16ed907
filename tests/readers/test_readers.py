"""The same body in the files of many programs is the same landmarks."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import posecheck
from posecheck.errors import PosecheckError
from posecheck.pose.cleaning.cleaning import clean_landmarks
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.pose.point_names import landmark_name, point_set
from posecheck.readers.formats import READERS, _safely, is_point_file, read_landmarks
from posecheck.readers.reading import Reading
from tests.kinematic_body import pose, to_landmarks
from tests.readers import files
from tests.readers.files import FPS, LIFT, SIZE

SAID = Reading(fps=FPS, size=SIZE)
HALPE = point_set("halpe26")
SHARED = [Landmark[name] for name in map(landmark_name, point_set("coco17")) if name]


def same_places(found: Landmarks, expected: np.ndarray) -> bool:
    return np.allclose(found.image_px[:, SHARED], expected[:, SHARED], atol=1e-3)


def write(kind: str, folder: Path) -> Path:
    """Write one person, and for programs that follow people a smaller one beside."""
    one, other = files.picture(), files.picture() * 0.4 + [800, 300]
    people = {"anna": one, "ben": other}
    match kind:
        case "coco":
            files.write_coco(path := folder / "points.json", [one])
        case "coco results":
            files.write_coco_results(path := folder / "results.json", one)
        case "openpose":
            files.write_openpose(path := folder / "openpose", [one])
        case "deeplabcut":
            files.write_deeplabcut(path := folder / "points.csv", people, HALPE)
        case "sleap csv":
            files.write_sleap_csv(path := folder / "points.csv", people, HALPE)
        case "sleap hdf5":
            files.write_sleap_hdf5(path := folder / "points.h5", people, HALPE)
        case "movement":
            files.write_movement(path := folder / "points.nc", people, HALPE)
        case _:
            raise KeyError(kind)
    return path


PICTURES = ["coco", "coco results", "openpose", "deeplabcut", "sleap csv", "sleap hdf5", "movement"]
FOLLOWED = ["deeplabcut", "sleap csv", "sleap hdf5", "movement"]


@pytest.mark.parametrize("kind", PICTURES)
def test_points_in_the_picture(kind: str, tmp_path: Path) -> None:
    path = write(kind, tmp_path)
    assert is_point_file(path)
    found = read_landmarks(path, SAID)
    assert len(found) == len(LIFT)
    assert found.time_s[1] == pytest.approx(1 / FPS)
    assert (found.width_px, found.height_px) == SIZE
    assert same_places(found, files.picture())
    assert np.isnan(found.world_m).all()
    assert (found.visibility[:, SHARED] >= 0.5).all()
    assert found.source["clip"] == path.name


@pytest.mark.parametrize("kind", FOLLOWED)
def test_of_several_people_the_largest_is_measured_or_the_one_who_is_named(kind: str, tmp_path: Path) -> None:
    path = write(kind, tmp_path)
    assert any("2 people" in note and "anna" in note for note in read_landmarks(path, SAID).notes)
    ben = read_landmarks(path, Reading(fps=FPS, size=SIZE, individual="ben"))
    assert same_places(ben, files.picture() * 0.4 + [800, 300])
    assert not any("2 people" in note for note in ben.notes)
    with pytest.raises(PosecheckError, match="There is no individual 'bene'; did you mean ben"):
        read_landmarks(path, Reading(fps=FPS, size=SIZE, individual="bene"))


@pytest.mark.parametrize("kind", ["openpose", "coco"])
def test_people_who_are_not_followed_are_told_apart_by_their_place(kind: str, tmp_path: Path) -> None:
    one, other = files.picture(), files.picture() * 0.5 + [700, 250]
    other[10:30] = np.nan  # hidden for a while
    if kind == "openpose":
        files.write_openpose(path := tmp_path / "openpose", [one, other])
    else:
        files.write_coco(path := tmp_path / "points.json", [other, one])
    found = read_landmarks(path, SAID)
    assert same_places(found, one)
    assert any("2 people" in note for note in found.notes)


def test_what_the_file_does_not_say_is_asked_for_or_noted(tmp_path: Path) -> None:
    path = write("openpose", tmp_path)
    with pytest.raises(PosecheckError, match="how many frames a second it has; say it with --rate"):
        read_landmarks(path)
    found = read_landmarks(path, Reading(fps=FPS))
    assert any("does not say how large the picture is" in note for note in found.notes)
    assert found.image_px[:, SHARED, 0].max() <= found.width_px


def test_frames_that_are_left_out_stay_gaps(tmp_path: Path) -> None:
    path = write("openpose", tmp_path)
    for t in range(20, 30):
        (path / f"clip_{t:012d}_keypoints.json").unlink()
    found = read_landmarks(path, SAID)
    assert np.diff(found.time_s).max() == pytest.approx(11 / FPS)


def test_a_person_names_the_points(tmp_path: Path) -> None:
    strange = {"pt1": "left_hip", "pt2": "right_hip", "pt3": "left_knee"}
    places = files.picture()[:, [23, 24, 25]]
    text = "scorer,n,n,n,n,n,n\nbodyparts,pt1,pt1,pt2,pt2,pt3,pt3\ncoords,x,y,x,y,x,y\n"
    path = tmp_path / "points.csv"
    path.write_text(text + "".join(f"{t},{','.join(map(str, p.ravel()))}\n" for t, p in enumerate(places)))
    with pytest.raises(PosecheckError, match=r"none of its points is known \(pt1, pt2, pt3\)"):
        read_landmarks(path, SAID)
    found = read_landmarks(path, Reading(fps=FPS, size=SIZE, names=strange))
    assert np.allclose(found.image_px[:, [23, 24, 25]], places)
    with pytest.raises(PosecheckError, match="has no point 'pt9'"):
        read_landmarks(path, Reading(fps=FPS, size=SIZE, names={"pt9": "left_hip"}))
    with pytest.raises(PosecheckError, match="There is no landmark 'left_tail' for 'pt1'"):
        read_landmarks(path, Reading(fps=FPS, size=SIZE, names={"pt1": "left_tail"}))


MARKERS = {
    "LFEP": 23, "RFEP": 24, "LFEO": 25, "RFEO": 26, "LTIO": 27, "RTIO": 28, "LCLO": 11, "RCLO": 12, "LHEE": 29,
    "RHEE": 30, "LTOE": 31, "RTOE": 32, "LHUO": 13, "RHUO": 14, "LFHD": 7, "LBHD": 7, "RFHD": 8, "RBHD": 8,
}  # fmt: skip


@pytest.mark.parametrize("view", ["front", "back", "left", "right"])
@pytest.mark.parametrize("heading", [0.0, 130.0])
@pytest.mark.parametrize("kind", ["trc", "trc in mm", "c3d"])
def test_markers_in_a_room_keep_their_angles(kind: str, heading: float, view: str, tmp_path: Path) -> None:
    places = files.body(heading)[:, list(MARKERS.values())]
    path = tmp_path / f"markers.{kind[:3]}"
    if kind == "c3d":
        # The room of Vicon has z up.
        files.write_c3d(path, list(MARKERS), places[..., [2, 0, 1]] + [2.0, -1.0, 0.0])
    else:
        mm = kind.endswith("mm")
        files.write_trc(
            path, list(MARKERS), places + [2.0, 0.0, -1.0], "mm" if mm else "m", 1000.0 if mm else 1.0
        )
    found = read_landmarks(path, Reading(view=view))  # type: ignore[arg-type]
    facing = {"front": 0.0, "back": 180.0, "left": -90.0, "right": 90.0}[view]
    expected = to_landmarks(files.body(facing), size_px=SIZE).world_m
    given = sorted(set(MARKERS.values()))
    assert np.allclose(found.world_m[:, given], expected[:, given], atol=2e-3)
    assert (np.abs(found.image_px[:, given] - np.array(SIZE) / 2) <= np.array(SIZE) / 2).all()
    assert any("level camera" in note for note in found.notes)
    angles = posecheck.measure(found)
    if view in ("left", "right"):
        assert np.nanmax(angles["knee_flexion_right"]) == pytest.approx(90.0, abs=6.0)
        assert np.nanmin(angles["knee_flexion_right"]) == pytest.approx(0.0, abs=6.0)


def test_markers_that_are_hidden_are_missing(tmp_path: Path) -> None:
    places = files.body()[:, list(MARKERS.values())]
    places[20:40, 2] = np.nan
    files.write_trc(path := tmp_path / "markers.trc", list(MARKERS), places)
    found = read_landmarks(path)
    assert np.isnan(found.image_px[20:40, 25]).all()
    assert np.isfinite(found.image_px[:20, 25]).all()


def test_points_in_one_plane_have_no_depth(tmp_path: Path) -> None:
    metres = files.picture()[:, :, :2] / [400, -400]
    flat = np.concatenate([files.columns(HALPE, metres), np.full((len(metres), len(HALPE), 1), 0.1)], axis=-1)
    flat[np.isnan(flat).any(axis=-1)] = np.nan
    files.write_trc(path := tmp_path / "m.trc", HALPE, flat)
    found = read_landmarks(path, Reading(size=SIZE))
    assert np.isnan(found.world_m).all()
    moved = found.image_px[:, SHARED] - files.picture()[:, SHARED]
    assert np.allclose(moved, moved[0, 0], atol=0.05)
    # Sports2D writes pixels under the same header.
    pixels = np.concatenate(
        [files.columns(HALPE, files.picture()), np.zeros((len(metres), len(HALPE), 1))], axis=-1
    )
    files.write_trc(path := tmp_path / "px.trc", HALPE, pixels)
    assert same_places(read_landmarks(path, Reading(size=SIZE)), files.picture())


BROKEN = {
    "points.json": [
        "{",
        "[]",
        '{"images": [], "annotations": []}',
        '{"a": 1}',
        '[{"image_id": 1, "keypoints": [1]}]',
    ],
    "points.csv": [
        "",
        "a,b\n1,2\n",
        "scorer,a\nbodyparts,nose\ncoords,x\n",
        "scorer,a\nbodyparts,nose\ncoords,x\n0,here\n",
    ],
    "points.trc": [
        "",
        "PathFileType\t4\n",
        "PathFileType\nDataRate\tUnits\n30\tinch\nFrame#\tTime\tLHip\n\n1\t0\t1\t2\t3\n",
    ],
    "points.c3d": ["", "no markers"],
    "points.nc": ["CDF", "nothing"],
    "points.h5": ["\x89HDF", ""],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BROKEN.items() for text in texts])
def test_a_malformed_file_is_one_sentence(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(PosecheckError) as error:
        read_landmarks(path, SAID)
    assert name in str(error.value)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("kind", PICTURES)
def test_a_file_that_is_cut_short_is_read_or_one_sentence(kind: str, tmp_path: Path) -> None:
    path = write(kind, tmp_path)
    file = max(path.iterdir()) if path.is_dir() else path
    whole = file.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        file.write_bytes(whole[: int(len(whole) * share)])
        said = ""
        try:
            found = read_landmarks(path, SAID)
        except PosecheckError as error:
            said = str(error)
        assert len(said.splitlines()) == 1 if said else len(found) <= len(LIFT)


def scissors() -> NDArray[np.float64]:
    """Return legs that swing past each other, as fast as a walk, [T, 33, 3]."""
    swing = 40.0 * np.sin(np.arange(75) / 3)
    return pose(heading=30.0, hip_flexion_left=swing, hip_flexion_right=-swing)


def short_thighs() -> NDArray[np.float64]:
    """Return a body whose thighs are a quarter shorter than an adult's, one of them lifted, [T, 33, 3]."""
    body = pose(heading=30.0, hip_flexion_left=files.LIFT)
    for side in (0, 1):
        hip, leg = 23 + side, [25 + side, 27 + side, 29 + side, 31 + side]
        body[:, leg] -= 0.25 * (body[:, [25 + side]] - body[:, [hip]])
    return body


@pytest.mark.parametrize("body", [scissors(), short_thighs()], ids=["scissors", "short thighs"])
def test_markers_stay_on_the_leg_that_they_are_named_for(body: NDArray[np.float64], tmp_path: Path) -> None:
    files.write_trc(path := tmp_path / "markers.trc", list(MARKERS), body[:, list(MARKERS.values())])
    markers = read_landmarks(path, Reading(view="left"))

    def keeps(landmarks: Landmarks) -> bool:
        moved_px = np.abs(clean_landmarks(landmarks).image_px - markers.image_px)
        return bool((moved_px[:, Landmark.LEFT_HIP :] < 20.0).all())

    assert keeps(markers)
    # Found by a pose model, the same places would be taken for its faults.
    assert not keeps(replace(markers, source={}))


def test_markers_that_are_cut_short_are_told(tmp_path: Path) -> None:
    places = files.body()[:, list(MARKERS.values())]
    files.write_trc(path := tmp_path / "markers.trc", list(MARKERS), places)
    path.write_text("\n".join(path.read_text().splitlines()[:46]) + "\n")
    assert any("says that it has 75 frames, and has 40" in note for note in read_landmarks(path).notes)
    files.write_c3d(path := tmp_path / "markers.c3d", list(MARKERS), places)
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(PosecheckError, match="is cut short; copy or export it again"):
        read_landmarks(path)


@pytest.mark.parametrize(
    "text",
    [
        '{"images": [1], "annotations": [{"image_id": 1, "keypoints": [1, 2, 2]}]}',
        '{"images": [{"id": [1]}], "annotations": [{"image_id": 1, "keypoints": [1, 2, 2]}]}',
        '{"images": [{"file_name": "1.jpg"}], "annotations": [{"image_id": 1, "keypoints": [1, 2, 2]}]}',
        '{"images": {}, "annotations": [[]]}',
    ],
)
def test_json_of_another_form_is_one_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "points.json").write_text(text)
    with pytest.raises(
        PosecheckError, match=r"points\.json is not as COCO keypoints writes it \(.+\); export"
    ):
        read_landmarks(tmp_path / "points.json", SAID)


def test_a_new_reader_touches_its_module_and_the_table() -> None:
    room = Path(posecheck.__file__).parent
    for module, _ in READERS.values():
        mentions = {
            path.name
            for path in room.rglob("*.py")
            if module in path.read_text(encoding="utf-8") and path.stem != module.rpartition(".")[2]
        }
        assert mentions <= {"formats.py", "c3d.py"}, module  # c3d takes the units from trc


def test_a_person_is_chosen_by_the_name_in_the_file(tmp_path: Path) -> None:
    path = write("sleap csv", tmp_path)
    with pytest.raises(PosecheckError, match="choose with --individual"):
        posecheck.find_landmarks(path, reading=SAID, person="left")


def test_points_go_through_the_whole_flow(tmp_path: Path) -> None:
    files.write_openpose(path := tmp_path / "openpose", [files.picture()])
    result = posecheck.check(path, "auto", reading=SAID)
    assert result.assessment.stretch.id == "hip_flexion"
    assert result.assessment.complete_reps == 1
    assert any("no depth" in note for note in result.notes)
    assert np.nanmax(result.angles["knee_flexion_right"]) == pytest.approx(90.0, abs=5.0)


def test_sampling_chooses_frames(tmp_path: Path) -> None:
    path = write("coco", tmp_path)
    some = posecheck.find_landmarks(
        path, reading=SAID, sampling=posecheck.Sampling(start_s=1.0, end_s=2.0, fps=5.0)
    )
    assert some.time_s == pytest.approx([1.0, 1.2, 1.4, 1.6, 1.8, 2.0])
    with pytest.raises(PosecheckError, match="no frame between"):
        posecheck.find_landmarks(path, reading=SAID, sampling=posecheck.Sampling(start_s=9.0))


def test_landmarks_are_sampled_like_their_file(tmp_path: Path) -> None:
    path, part = write("coco", tmp_path), posecheck.Sampling(fps=10.0, end_s=2.0)
    of_file = posecheck.check(path, "hip_flexion", reading=SAID, sampling=part)
    of_landmarks = posecheck.check(read_landmarks(path, SAID), "hip_flexion", sampling=part)
    assert of_landmarks.angles.time_s.tolist() == of_file.angles.time_s.tolist()
    assert len(of_file.angles) < len(LIFT)


@pytest.mark.parametrize(
    ("kind", "said", "option"),
    [
        ("coco", Reading(fps=FPS, view="back"), "--view"),
        ("openpose", Reading(fps=FPS, up="z"), "--up"),
        ("trc", Reading(size=SIZE), "--size"),
        ("trc", Reading(individual="anna"), "--individual"),
        ("mp4", Reading(fps=FPS), "--rate"),
    ],
)
def test_what_means_nothing_for_a_file_is_refused(
    kind: str, said: Reading, option: str, tmp_path: Path
) -> None:
    path = tmp_path / f"markers.{kind}"
    if kind == "trc":
        files.write_trc(path, list(MARKERS), files.body(0.0)[:, list(MARKERS.values())], "m", 1.0)
    elif kind != "mp4":
        path = write(kind, tmp_path)
    with pytest.raises(PosecheckError, match=f"; leave out {option}."):
        posecheck.find_landmarks(path, reading=said)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"fps": 0}, "The rate of the points is 0; give frames a second"),
        ({"fps": -3}, "The rate of the points is -3"),
        ({"fps": float("nan")}, "The rate of the points is nan"),
        ({"size": "1280x720"}, "size is '1280x720'"),
        ({"view": "above"}, "There is no view 'above'"),
        ({"up": "w"}, "There is no axis 'w'"),
    ],
)
def test_a_reading_that_is_none_is_one_sentence(how: dict[str, object], said: str) -> None:
    with pytest.raises(PosecheckError, match=said):
        Reading(**how)  # type: ignore[arg-type]


@pytest.mark.parametrize("version", [1, 2])
def test_movement_saved_with_scipy_is_read_alike(version: int, tmp_path: Path) -> None:
    people = {"anna": files.picture(), "ben": files.picture() * 0.4 + [800, 300]}
    files.write_movement(tmp_path / "4.nc", people, HALPE)
    files.write_movement_3(tmp_path / "3.nc", people, HALPE, version)
    for individual in people:
        said = Reading(size=SIZE, individual=individual)
        new, old = (read_landmarks(tmp_path / f"{kind}.nc", said) for kind in (4, 3))
        assert np.array_equal(old.image_px, new.image_px, equal_nan=True)
        assert np.array_equal(old.time_s, new.time_s)
        assert np.array_equal(old.visibility, new.visibility, equal_nan=True)
    whole = (tmp_path / "3.nc").read_bytes()
    (tmp_path / "3.nc").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PosecheckError, match="export it again"):
        read_landmarks(tmp_path / "3.nc")


@pytest.mark.parametrize("suffix", [".c3d", ".h5", ".nc"])
@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_binary_file_is_read_or_one_sentence(suffix: str, seed: int, tmp_path: Path) -> None:
    path = tmp_path / f"points{suffix}"
    places = files.body()
    if suffix == ".c3d":
        files.write_c3d(path, list(MARKERS), places[:, list(MARKERS.values())])
    elif suffix == ".h5":
        files.write_sleap_hdf5(path, {"one": files.picture()}, HALPE)
    else:
        files.write_movement(path, {"one": files.picture()}, HALPE)
    rng, data = np.random.default_rng(seed), bytearray(path.read_bytes())
    for at in rng.integers(8, min(len(data), 4096), 200):
        data[at] = rng.integers(256)
    path.write_bytes(data)
    with suppress(PosecheckError):
        assert len(read_landmarks(path, SAID))


def test_a_reader_that_crashes_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "points.c3d").write_bytes(bytes(512))
    with pytest.raises(PosecheckError, match=r"points\.c3d is damaged, or too large for this machine"):
        _safely(_crash, tmp_path / "points.c3d")


def _crash(_: Path) -> None:
    signal.raise_signal(signal.SIGABRT)
