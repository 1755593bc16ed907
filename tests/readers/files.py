"""Small files of every format that hold the same body: what a test writes, a reader must read."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from posecheck.pose.landmarks import Landmark
from posecheck.pose.point_names import landmark_name, point_set
from tests.kinematic_body import pose, to_landmarks

Floats = NDArray[np.float64]

FPS = 25.0
SIZE = (1280, 720)
LIFT = 90.0 * np.clip(2.0 - np.abs(np.arange(75) - 37) / 12.0, 0.0, 1.0)


def body(heading: float = 90.0) -> Floats:
    """Return a standing person whose right thigh goes up to 90 degrees and down, in lab axes, [T, 33, 3]."""
    return pose(heading=heading, hip_flexion_right=LIFT, knee_flexion_right=LIFT)


def picture(heading: float = 90.0) -> Floats:
    """Return the same in pixels, [T, 33, 2]."""
    return to_landmarks(body(heading), fps=FPS, size_px=SIZE).image_px


def columns(names: Sequence[str], places: Floats) -> Floats:
    """Return the places, [T, 33, k], of named points, NaN for names without a landmark."""
    found = np.full((len(places), len(names), places.shape[-1]), np.nan)
    for point, name in enumerate(names):
        landmark = landmark_name(name)
        if landmark:
            found[:, point] = places[:, Landmark[landmark]]
    return found


def write_coco(path: Path, people: Sequence[Floats], names: str = "coco17") -> None:
    labels = point_set(names)
    images = [
        {"id": 100 + t, "file_name": f"frame_{t:06d}.png", "width": SIZE[0], "height": SIZE[1]}
        for t in range(len(people[0]))
    ]
    notes = []
    for places in people:
        for t, points in enumerate(columns(labels, places)):
            seen = np.isfinite(points).all(axis=-1)
            rows = np.column_stack([np.nan_to_num(points), np.where(seen, 2, 0)])
            notes.append({"image_id": 100 + t, "category_id": 1, "keypoints": rows.ravel().tolist()})
    category = {"id": 1, "name": "person", "keypoints": labels}
    path.write_text(json.dumps({"images": images, "annotations": notes, "categories": [category]}))


def write_coco_results(path: Path, places: Floats) -> None:
    labels = point_set("halpe26")
    entries = []
    for t, points in enumerate(columns(labels, places)):
        rows = np.column_stack([np.nan_to_num(points), np.where(np.isfinite(points).all(axis=-1), 0.9, 0.0)])
        entries.append(
            {"image_id": f"{t}.jpg", "category_id": 1, "keypoints": rows.ravel().tolist(), "score": 2.5}
        )
    path.write_text(json.dumps(entries))


def write_openpose(folder: Path, people: Sequence[Floats]) -> None:
    folder.mkdir()
    labels = point_set("openpose25")
    for t in range(len(people[0])):
        found = []
        # OpenPose does not follow people: their order may change from frame to frame.
        for places in people if t % 2 else people[::-1]:
            points = columns(labels, places[t : t + 1])[0]
            rows = np.column_stack(
                [np.nan_to_num(points), np.where(np.isfinite(points).all(axis=-1), 0.8, 0.0)]
            )
            found.append({"person_id": [-1], "pose_keypoints_2d": rows.ravel().tolist()})
        text = json.dumps({"version": 1.3, "people": found})
        (folder / f"clip_{t:012d}_keypoints.json").write_text(text)


def write_trc(
    path: Path, names: Sequence[str], places_m: Floats, unit: str = "m", scale: float = 1.0
) -> None:
    count = len(names)
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{FPS:g}\t{FPS:g}\t{len(places_m)}\t{count}\t{unit}\t{FPS:g}\t1\t{len(places_m)}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"X{n}\tY{n}\tZ{n}" for n in range(1, count + 1)),
        "",
    ]
    rows = []
    for t, points in enumerate(places_m * scale):
        cells = ["" if np.isnan(value) else f"{value:.6f}" for value in points.ravel()]
        rows.append("\t".join([str(t + 1), f"{t / FPS:.4f}", *cells]))
    path.write_text("\n".join(head + rows) + "\n")


def write_deeplabcut(path: Path, people: dict[str, Floats], names: Sequence[str]) -> None:
    header = [(who, part, coord) for who in people for part in names for coord in ("x", "y", "likelihood")]
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["scorer"] + ["net"] * len(header))
        if len(people) > 1:
            writer.writerow(["individuals", *(who for who, _, _ in header)])
        writer.writerow(["bodyparts", *(part for _, part, _ in header)])
        writer.writerow(["coords", *(coord for _, _, coord in header)])
        tables = [columns(names, places) for places in people.values()]
        for t in range(len(tables[0])):
            cells = [
                "" if np.isnan(value) else f"{value:.4f}"
                for table in tables
                for x, y in table[t]
                for value in (x, y, 0.95 if np.isfinite(x) else np.nan)
            ]
            writer.writerow([t, *cells])


def write_sleap_csv(path: Path, people: dict[str, Floats], names: Sequence[str]) -> None:
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            [
                "track",
                "frame_idx",
                "instance.score",
                *(f"{n}.{c}" for n in names for c in ("x", "y", "score")),
            ]
        )
        for who, places in people.items():
            for t, points in enumerate(columns(names, places)):
                cells = [f"{v:.4f}" if np.isfinite(v) else "" for x, y in points for v in (x, y, 0.9)]
                writer.writerow([who, t, 0.9, *cells])


def write_sleap_hdf5(path: Path, people: dict[str, Floats], names: Sequence[str]) -> None:
    import h5py

    tracks = np.stack([columns(names, places) for places in people.values()])
    with h5py.File(path, "w") as file:
        file["tracks"] = tracks.transpose(0, 3, 2, 1)
        file["point_scores"] = np.full(tracks.shape[:3], 0.9).transpose(0, 2, 1)
        file["node_names"] = np.array([name.encode() for name in names])
        file["track_names"] = np.array([name.encode() for name in people])


def write_movement(path: Path, people: dict[str, Floats], names: Sequence[str]) -> None:
    """Write what xarray's `to_netcdf` writes of a dataset of `movement`: HDF5 with a scale for each axis."""
    import h5py

    position = np.stack([columns(names, places) for places in people.values()], axis=-1).transpose(0, 2, 1, 3)
    with h5py.File(path, "w") as file:
        text = h5py.string_dtype()
        scales = {
            "time": np.arange(len(position)) / FPS,
            "space": np.array(["x", "y"], dtype=text),
            "keypoints": np.array(list(names), dtype=text),
            "individuals": np.array(list(people), dtype=text),
        }
        for name, values in scales.items():
            file[name] = values
            file[name].make_scale(name)
        file["position"] = position
        file["confidence"] = np.full((len(position), len(names), len(people)), 0.9)
        for data, axes in (("position", tuple(scales)), ("confidence", ("time", "keypoints", "individuals"))):
            for axis, name in enumerate(axes):
                file[data].dims[axis].attach_scale(file[name])
        file.attrs["fps"] = FPS
        file.attrs["time_unit"] = "seconds"
        file.attrs["ds_type"] = "poses"


def write_movement_3(path: Path, people: dict[str, Floats], names: Sequence[str], version: int) -> None:
    """Write what xarray's `to_netcdf` writes of the same with scipy: netCDF-3, texts as rows of bytes."""
    from scipy.io import netcdf_file

    position = np.stack([columns(names, places) for places in people.values()], axis=-1).transpose(0, 2, 1, 3)
    with netcdf_file(path, "w", version=version) as file:
        for name, labels in (
            ("space", ["x", "y"]),
            ("keypoints", list(names)),
            ("individuals", list(people)),
        ):
            width = max(map(len, labels))
            file.createDimension(name, len(labels))
            if f"string{width}" not in file.dimensions:
                file.createDimension(f"string{width}", width)
            file.createVariable(name, "S1", (name, f"string{width}"))[:] = np.array(
                [list(label.ljust(width, "\0")) for label in labels], dtype="S1"
            )
        file.createDimension("time", len(position))
        file.createVariable("time", "f8", ("time",))[:] = np.arange(len(position)) / FPS
        axes = ("time", "space", "keypoints", "individuals")
        file.createVariable("position", "f8", axes)[:] = position
        file.createVariable("confidence", "f8", ("time", "keypoints", "individuals"))[:] = 0.9
        for attribute, value in (("fps", FPS), ("time_unit", "seconds")):
            setattr(file, attribute, value)


def write_c3d(path: Path, names: Sequence[str], places_m: Floats, up: str = "+Z") -> None:
    import ezc3d

    content = ezc3d.c3d()
    points = content["parameters"]["POINT"]
    points["RATE"]["value"], points["LABELS"]["value"], points["UNITS"]["value"] = [FPS], list(names), ["mm"]
    content.add_parameter("POINT", "Y_SCREEN", [up])
    content["data"]["points"] = np.concatenate(
        [places_m.transpose(2, 1, 0) * 1000, np.ones((1, *places_m.shape[1::-1]))]
    )
    content.write(str(path))
