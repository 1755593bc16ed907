"""Landmarks from the files of other programs. A new format is a module in this room and a line in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import numpy as np

from posecheck.arrays import Floats
from posecheck.errors import PosecheckError, one_of
from posecheck.pose.cleaning.cleaning import MARKERS
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.readers.camera_view import SIZE_PX, seen_by_camera
from posecheck.readers.chosen_person import followed, largest
from posecheck.readers.marker_names import points_of
from posecheck.readers.point_file import PicturePoints, RoomPoints
from posecheck.readers.reading import Reading
from posecheck.subprocess_call import apart

FOLDER = ""
"""Stands for a folder among the suffixes."""

READERS = {
    "COCO keypoints": ("posecheck.readers.coco", [".json"]),
    "OpenPose": ("posecheck.readers.openpose", [FOLDER]),
    "TRC": ("posecheck.readers.trc", [".trc"]),
    "C3D": ("posecheck.readers.c3d", [".c3d"]),
    "movement": ("posecheck.readers.movement_netcdf", [".nc", ".h5"]),
    "DeepLabCut": ("posecheck.readers.deeplabcut", [".csv"]),
    "SLEAP analysis": ("posecheck.readers.sleap", [".csv", ".h5", ".hdf5"]),
}
"""Module of each format, loaded when first used, and the suffixes that it may have. `fits` looks into a file."""

_BINARY = (".c3d", ".h5", ".hdf5", ".nc")
"""Their libraries trust what a file says of itself, and may crash where it is damaged."""

T = TypeVar("T")


def is_point_file(path: Path) -> bool:
    """Return whether a path is one that a reader here takes, by its suffix; of a folder, by what lies in it.

    Examples
    --------
    >>> is_point_file(Path("walk.trc")), is_point_file(Path("clip.mp4")), is_point_file(Path("docs"))
    (True, False, False)
    """
    suffix = _suffix(path)
    if suffix == FOLDER:
        return any(module.fits(path) for _, module in _candidates(suffix)) if path.is_dir() else False
    return any(suffix in suffixes for _, suffixes in READERS.values())


def is_read(path: Path) -> bool:
    """Return whether a reader here takes what a file or folder holds, whatever it is called."""
    with suppress(
        PosecheckError, OSError, AttributeError, LookupError, TypeError, ValueError, ArithmeticError
    ):
        return _safely(_fits_any, path)
    return False


def _fits_any(path: Path) -> bool:
    return any(module.fits(path) for _, module in _candidates(_suffix(path)))


def read_landmarks(path: str | Path, reading: Reading | None = None) -> Landmarks:
    """Return the landmarks of one person in a file of points.

    Parameters
    ----------
    path : str or Path
        COCO keypoints (`.json`), a folder of OpenPose, `.trc`, `.c3d`, `movement` (`.nc`), DeepLabCut or SLEAP
        analysis (`.csv`, `.h5`).
    reading : Reading, optional
        What the file does not say.

    Returns
    -------
    Landmarks
        T frames in pixels and, of markers in a room, metres in camera axes; NaN where missing. What was assumed
        is in its notes.

    Raises
    ------
    PosecheckError
        If the file cannot be read, is of no known format, or lacks what `reading` does not say.

    Examples
    --------
    >>> import json, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "one.json"
    >>> points = [value for n in range(17) for value in (100 + n, 200 + 5 * n, 2)]
    >>> note = {"image_id": 1, "category_id": 1, "keypoints": points}
    >>> image = {"id": 1, "file_name": "1.jpg", "width": 640, "height": 480}
    >>> _ = path.write_text(json.dumps({"images": [image], "annotations": [note]}))
    >>> found = read_landmarks(path, Reading(fps=30))
    >>> found.image_px[0, Landmark.NOSE].tolist(), found.width_px
    ([100.0, 200.0], 640)
    """
    path, given = Path(path), reading or Reading()
    kind, content = _safely(_read, path)
    known = points_of(content.names, given.names or {}, str(path))
    in_picture = isinstance(content, PicturePoints)
    idle, what = (
        (("view", "up"), "points in a picture") if in_picture else (("size", "individual"), "markers")
    )
    given.refuse(idle, f"{path} holds {what}")
    if isinstance(content, PicturePoints):
        landmarks = _of_picture(path, content, known, given)
    else:
        landmarks = _of_room(path, content, known, given)
    landmarks.source.update({"clip": path.name, "format": kind})
    return landmarks


def _read(path: Path) -> tuple[str, PicturePoints | RoomPoints]:
    """Return the name of a file's format, and what is in the file."""
    kind, module = _reader_of(path)
    with _as_written(path, kind):
        return kind, module.read(path)


def _safely(work: Callable[[Path], T], path: Path) -> T:
    """Return what is found in a file, by a process of its own where a damaged one may end the process."""
    if path.suffix.lower() not in _BINARY or not path.is_file():
        return work(path)
    try:
        return apart(work, path)
    except (MemoryError, RuntimeError):
        raise PosecheckError(
            f"{path} is damaged, or too large for this machine: reading it failed; export it again."
        ) from None


@contextmanager
def _as_written(path: Path, kind: str) -> Iterator[None]:
    """Say in one sentence that a file has another form than its format, wherever a reader stumbles over it."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise PosecheckError(f"{path} is not as {kind} writes it ({reason}); export it again.") from error


def _reader_of(path: Path) -> tuple[str, ModuleType]:
    if not path.exists():
        raise PosecheckError(f"{path} does not exist; check the path.")
    candidates = _candidates(_suffix(path))
    for kind, module in candidates:
        with _as_written(path, kind):
            if module.fits(path):
                return kind, module
    kinds = " nor ".join(kind for kind, _ in candidates)
    raise PosecheckError(
        f"{path} is not {kinds}; export it again as {' or '.join(kind for kind, _ in candidates)}."
    )


def _candidates(suffix: str) -> list[tuple[str, ModuleType]]:
    return [
        (kind, import_module(module)) for kind, (module, suffixes) in READERS.items() if suffix in suffixes
    ]


def _suffix(path: Path) -> str:
    return FOLDER if path.is_dir() else path.suffix.lower()


def _of_picture(
    path: Path, content: PicturePoints, known: dict[Landmark, list[int]], given: Reading
) -> Landmarks:
    time_s = _times(path, content, len(content.places), given)
    places = _by_landmark(content.places, known)
    scores = _by_landmark(content.scores[..., None], known)[..., 0]
    notes = [*content.notes]
    if content.people is None:
        slots = followed(places, time_s)
        people = [str(number) for number in range(1, slots.shape[1] + 1)]
        rows = np.arange(len(places))[:, None]
        places = np.where((slots < 0)[..., None, None], np.nan, places[rows, slots])
        scores = np.where((slots < 0)[..., None], np.nan, scores[rows, slots])
    else:
        people = list(content.people)
    if not len(people) or not np.isfinite(places).any():
        raise PosecheckError(f"{path}: nobody is in any of its {len(places)} frames; give another file.")
    who = (
        largest(places)
        if given.individual is None
        else people.index(one_of(given.individual, people, "individual"))
    )
    if len(people) > 1 and given.individual is None:
        notes.append(f"{len(people)} people are in {path.name}; the largest ({people[who]}) is measured.")
    places, scores = places[:, who], scores[:, who]
    size = given.size or content.size
    if size is None:
        size = _around(places)
        notes.append(
            f"{path.name} does not say how large the picture is; taken as {size[0]} x {size[1]} from its points."
        )
    order = sorted(known)
    return Landmarks.from_arrays(
        time_s,
        places,
        names=[landmark.name for landmark in order],
        size=size,
        visibility=np.where(np.isnan(scores), 1.0, scores),
    ).noted(*notes)


def _of_room(path: Path, content: RoomPoints, known: dict[Landmark, list[int]], given: Reading) -> Landmarks:
    time_s = _times(path, content, len(content.places_m), given)
    order = sorted(known)
    body = np.full((len(time_s), len(Landmark), 3), np.nan)
    body[:, order] = _by_landmark(content.places_m, known)
    if not np.isfinite(body).any():
        raise PosecheckError(f"{path}: no marker is in any of its {len(body)} frames; give another file.")
    seen = seen_by_camera(body, given.up or content.up, given.view)  # type: ignore[arg-type]
    from_where = {"front": "in front of", "back": "behind"}.get(given.view, f"to the {given.view} of")
    return Landmarks.from_arrays(
        time_s, seen.image_px, seen.world_m, size=SIZE_PX, source={MARKERS: True}
    ).noted(
        *content.notes,
        f"The markers are seen as by a level camera {seen.distance_m:.1f} m {from_where} the person.",
    )


def _by_landmark(values: Floats, known: dict[Landmark, list[int]]) -> Floats:
    """Return values, shape [..., N, k], as [..., L, k] in the order of the landmarks."""
    return np.stack([values[..., known[landmark], :].mean(axis=-2) for landmark in sorted(known)], axis=-2)


def _times(path: Path, content: PicturePoints | RoomPoints, count: int, given: Reading) -> Floats:
    if given.fps is None and content.time_s is not None:
        return np.asarray(content.time_s - content.time_s[0])
    fps = given.fps or content.fps
    if not fps or not np.isfinite(fps) or fps <= 0:
        raise PosecheckError(f"{path} does not say how many frames a second it has; say it with --rate.")
    frame = content.frame if isinstance(content, PicturePoints) else None
    if frame is None:
        frame = np.arange(count, dtype=float)
    return np.asarray((frame - frame[0]) / fps)


def _around(places: Floats) -> tuple[int, int]:
    """Return a picture that holds all points, and as much again on the right and below as there is on the left."""
    low, high = np.nanmin(places, axis=(0, 1)), np.nanmax(places, axis=(0, 1))
    width, height = np.ceil(high + np.clip(low, 0, None)).astype(int)
    return max(int(width), 1), max(int(height), 1)
