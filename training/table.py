"""The tables of rendered stills that the estimator learns from, as the network reads them.

`sample_videos.render.training` makes them and says what each column is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import ANGLE_IDS, Reference
from posecheck.angles.camera import LEVEL_CAMERA
from posecheck.angles.estimate import geometric_estimate
from posecheck.angles.learned.inputs import inputs_of, turned
from posecheck.angles.learned.outputs import CENTRES, JOINTS, SHARE_DEG
from posecheck.angles.vectors import difference_deg
from posecheck.pose.body import ANKLES, HIPS, KNEES, SHOULDERS
from posecheck.pose.landmarks import Landmarks

Floats = NDArray[np.float64]

LEAST_PERSON = 0.5
"""Below this score MediaPipe says that nobody is there."""

BODY_M = 1.30
"""Trunk, thigh and shank of an adult in world landmarks: true bodies are put to this size, since one picture does
not tell how tall somebody is."""


@dataclass(frozen=True)
class Table:
    """Stills with their truth.

    Attributes
    ----------
    inputs : ndarray, shape [N, N_INPUTS]
        What the network reads.
    turn : ndarray, shape [N, 2]
    places : ndarray, shape [N, N_PLACES]
        What it should say, turned as the inputs are.
    angles : ndarray, shape [N, J]
        True joint angles in degrees.
    geometry, sigma : ndarray, shape [N, J]
        What geometry says, and how surely; NaN where it says nothing.
    off : ndarray, shape [N, 2]
        Degrees from a side view and from a front view.
    scene, person, split, posture, kind, pose : ndarray of int, shape [N]
        Of the table.
    """

    inputs: Floats
    turn: Floats
    places: Floats
    angles: Floats
    geometry: Floats
    sigma: Floats
    off: Floats
    scene: NDArray[np.int64]
    person: NDArray[np.int64]
    split: NDArray[np.int64]
    posture: NDArray[np.int64]
    kind: NDArray[np.int64]
    pose: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.inputs)

    def __getitem__(self, rows: NDArray[Any]) -> Self:
        return replace(self, **{part.name: getattr(self, part.name)[rows] for part in fields(self)})


def names(folder: Path) -> dict[str, Any]:
    """Return what the numbers of a folder of tables refer to."""
    about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return about


def load_table(folder: Path, model: str = "full", most: int | None = None) -> Table:
    """Read the tables of a folder that a pose model finds somebody in.

    Parameters
    ----------
    folder : Path
        With `about.json` and `00000.npz` and so on.
    model : str
        Whose landmarks.
    most : int, optional
        Not many more frames than these.
    """
    about = names(folder)
    parts: list[Table] = []
    for path in sorted(folder.glob("[0-9]*.npz")):
        if not path.stem.isdigit():
            continue
        with np.load(path) as stored:
            parts.append(_read({name: stored[name] for name in _wanted(model)}, about["angles"], model))
        if most is not None and sum(map(len, parts)) >= most:
            break
    table = joined(parts)
    return table if most is None else table[np.arange(min(most, len(table)))]


def joined(tables: list[Table]) -> Table:
    """Return several tables as one; people keep their numbers, which are those of the generator's one list."""
    return Table(
        **{
            part.name: np.concatenate([getattr(table, part.name) for table in tables])
            for part in fields(Table)
        }
    )


def _wanted(model: str) -> list[str]:
    own = [f"{model}_{what}" for what in ("image_px", "world_m", "visibility", "person")]
    truth = ["true_m", "up", "angles", "size_px", "scene", "person", "split", "posture", "kind", "pose"]
    return own + truth


def _read(stored: dict[str, NDArray[Any]], ids: list[str], model: str) -> Table:
    image, world, visibility = (
        stored[f"{model}_{what}"].astype(float) for what in ("image_px", "world_m", "visibility")
    )
    size = stored["size_px"].astype(float)
    inputs = inputs_of(image, world, visibility, size)
    angles = np.full((len(image), len(JOINTS)), np.nan)
    for column, name in enumerate(ANGLE_IDS[: len(JOINTS)]):
        angles[:, column] = stored["angles"][:, ids.index(name)]
    value, sigma, off = _geometry(image, world, visibility, size)
    keep = inputs.usable & (stored[f"{model}_person"] >= LEAST_PERSON)
    table = Table(
        inputs=inputs.values,
        turn=inputs.turn,
        places=_places(stored["true_m"].astype(float), stored["up"].astype(float), angles, inputs.turn),
        angles=angles,
        geometry=value,
        sigma=sigma,
        off=off,
        **{
            name: stored[name].astype(np.int64)
            for name in ("scene", "person", "split", "posture", "kind", "pose")
        },
    )
    return table[np.flatnonzero(keep)]


def _places(true_m: Floats, up: Floats, angles: Floats, turn: Floats) -> Floats:
    """Return what the network should say: true points of a body of usual size, the vertical, the lower back."""
    trunk = _length(true_m[:, SHOULDERS].mean(axis=1) - true_m[:, HIPS].mean(axis=1))
    legs = _length(true_m[:, HIPS] - true_m[:, KNEES]) + _length(true_m[:, KNEES] - true_m[:, ANKLES])
    points = true_m * (BODY_M / (trunk + legs.mean(axis=1)))[:, None, None]
    inclination, tilt = (angles[:, ANGLE_IDS.index(name)] for name in ("trunk_inclination", "pelvic_tilt"))
    share = difference_deg(inclination, tilt)[:, None] / SHARE_DEG
    flat = turned(points[:, CENTRES], turn).reshape(len(points), -1)
    return np.concatenate([flat, turned(up[:, None], turn)[:, 0], share], axis=-1)


def _length(vectors: Floats) -> Floats:
    length: Floats = np.linalg.norm(vectors, axis=-1)
    return length


def _geometry(
    image: Floats, world: Floats, visibility: Floats, size: Floats
) -> tuple[Floats, Floats, Floats]:
    value = np.full((len(image), len(JOINTS)), np.nan)
    sigma, off = value.copy(), np.full((len(image), 2), np.nan)
    for width, height in np.unique(size, axis=0):
        rows = np.flatnonzero((size == [width, height]).all(axis=1))
        for some in np.array_split(rows, max(1, len(rows) // 48)):
            seen = Landmarks(
                time_s=np.arange(len(some), dtype=float),
                image_px=image[some],
                world_m=world[some],
                visibility=visibility[some],
                presence=visibility[some],
                shot=np.zeros(len(some), dtype=np.int64),
                width_px=int(width),
                height_px=int(height),
            )
            best, unsure, view = geometric_estimate(seen, Reference(), LEVEL_CAMERA)
            value[some], sigma[some] = best[:, JOINTS], unsure[:, JOINTS]
            off[some] = np.stack([view.from_side_deg, view.from_front_deg], axis=1)
    return value, sigma, off
