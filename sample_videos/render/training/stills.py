"""Make stills: a scene is drawn once and seen by several cameras; each crop is read by the landmark networks."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.camera import Camera
from sample_videos.render.gl import Light, Renderer
from sample_videos.render.mesh import Mesh
from sample_videos.render.rig import DOF_INDEX, Posed, forward
from sample_videos.render.sample import draw_light, prop_meshes
from sample_videos.render.settle import settle_shift, supports_of
from sample_videos.render.skeleton import BONE_INDEX
from sample_videos.render.training.crop import CROP_PX, Square
from sample_videos.render.training.exposure import decoded, exposed, tracked_square
from sample_videos.render.training.network import LandmarkNetwork
from sample_videos.render.training.population import SPLITS, Person, numbers, person
from sample_videos.render.training.postures import KINDS, Drawn, draw_pose, key_names, posture_classes
from sample_videos.render.training.surroundings import (
    HAIR_STYLES,
    Place,
    draw_camera,
    draw_outfit,
    draw_place,
    recoloured,
)
from sample_videos.render.training.tables import (
    SEGMENTS,
    SPINE,
    VERSION,
    Row,
    about,
    angle_names,
    missing_shards,
    open_folder,
    write_shard,
)
from sample_videos.render.truth import UP, true_angles
from sample_videos.render.wardrobe import Dressed, Outfit, dress, painted

Array = NDArray[np.float64]

CAMERAS = 8
# Dressed people of a shard, by split: clothes are cut once, coloured anew for each scene.
WARDROBE = {"train": 26, "validation": 2, "test": 4}
SHADOW_SIZE = 512
BYSTANDER_SHARE = 0.1
MODELS = Path(__file__).parents[3] / "models"


@dataclass(frozen=True)
class Scene:
    """One person in one pose and place, ready to be seen."""

    who: Person
    outfit: Outfit
    drawn: Drawn
    posed: Posed
    points: Array
    things: list[Mesh]
    place: Place
    light: Light


class Studio:
    """Renderer and networks of one process.

    Parameters
    ----------
    models
        Sizes of the pose model: ``lite``, ``full``, ``heavy``.
    """

    def __init__(self, models: tuple[str, ...]) -> None:
        self._renderer = Renderer(CROP_PX, CROP_PX, samples=0, shadow_size=SHADOW_SIZE, cull=True)
        self._networks = {name: LandmarkNetwork(MODELS / f"pose_landmarker_{name}.task") for name in models}

    def shard(self, seed: int, number: int, count: int) -> tuple[list[Row], list[NDArray[np.uint8]]]:
        """Make the stills of one shard.

        Parameters
        ----------
        seed, number
            The same pair always gives the same scenes.
        count
            How many stills.

        Returns
        -------
        tuple of (list of Row, list of ndarray)
            Rows of the table, and the JPEG bytes of each crop.
        """
        wardrobe = _wardrobe(seed, number)
        rows: list[Row] = []
        jpegs: list[NDArray[np.uint8]] = []
        scene_number = 0
        while len(rows) < count:
            rng = np.random.default_rng([seed, VERSION, number, scene_number])
            made = draw_scene(rng, wardrobe)
            told = number * 10_000 + scene_number
            for row, jpeg in self._seen(rng, made, min(CAMERAS, count - len(rows))):
                rows.append({"scene": np.int32(told), **row})
                jpegs.append(jpeg)
            scene_number += 1
        return rows, jpegs

    def _seen(self, rng: np.random.Generator, made: Scene, count: int) -> list[tuple[Row, NDArray[np.uint8]]]:
        cameras: list[Camera] = []
        for _ in range(20 * count):
            camera = draw_camera(rng, made.points, made.place)
            if camera is not None:
                cameras.append(camera)
            if len(cameras) == count:
                break
        if not cameras:
            return []
        loaded = self._renderer.load(
            made.place.walls, made.things + made.place.clutter, made.light, made.points.mean(axis=0)
        )
        out = []
        for camera in cameras:
            pixels = camera.to_pixels(made.points)
            square = tracked_square(rng, pixels)
            crop = self._renderer.shoot(loaded, square.clip_matrix(camera), camera.position)
            crop = square.border_repeated(crop, camera.width, camera.height)
            jpeg = exposed(rng, crop, square.side)
            picture = decoded(jpeg)
            row = truth_row(made, camera, square)
            for name, network in self._networks.items():
                read = network(picture, square)
                row[f"{name}_image_px"] = read.image_px.astype(np.float32)
                row[f"{name}_world_m"] = read.world_m.astype(np.float32)
                row[f"{name}_visibility"] = read.visibility.astype(np.float32)
                row[f"{name}_presence"] = read.presence.astype(np.float32)
                row[f"{name}_person"] = np.float32(read.person)
            out.append((row, jpeg))
        loaded.release()
        return out


def _wardrobe(seed: int, number: int) -> dict[str, list[tuple[Person, Outfit, Dressed]]]:
    out: dict[str, list[tuple[Person, Outfit, Dressed]]] = {}
    for split, count in WARDROBE.items():
        rng = np.random.default_rng([seed, VERSION, number, 1_000_000 + SPLITS.index(split)])
        out[split] = []
        for chosen in rng.choice(numbers(split), size=count, replace=False):
            who, outfit = person(int(chosen)), draw_outfit(rng)
            out[split].append((who, outfit, dress(who.body, outfit)))
    return out


def draw_scene(rng: np.random.Generator, wardrobe: dict[str, list[tuple[Person, Outfit, Dressed]]]) -> Scene:
    """Draw everything about a scene but its cameras.

    Parameters
    ----------
    rng
        Where chance comes from.
    wardrobe
        Dressed people by split; the splits are drawn by how many each has.
    """
    shares = np.array([len(wardrobe[split]) for split in SPLITS], dtype=float)
    pool = wardrobe[str(rng.choice(SPLITS, p=shares / shares.sum()))]
    who, outfit, dressed = pool[int(rng.integers(len(pool)))]
    outfit = recoloured(outfit, rng)
    drawn = draw_pose(rng, who)
    drawn.values[DOF_INDEX["y"]] += settle_shift(who.body, drawn.values, supports_of(drawn.props))
    posed = forward(who.body, drawn.values[None])
    points = who.landmarks.positions(posed)[0]
    things = painted(dressed, outfit).meshes(posed) + prop_meshes(drawn.props, drawn.values)
    if rng.random() < BYSTANDER_SHARE:
        things += _bystander(rng, pool, points.mean(axis=0))
    middle = points.mean(axis=0)
    return Scene(who, outfit, drawn, posed, points, things, draw_place(rng, middle), draw_light(rng))


def _bystander(
    rng: np.random.Generator, pool: list[tuple[Person, Outfit, Dressed]], middle: Array
) -> list[Mesh]:
    """Somebody else in the room, out of reach."""
    who, outfit, dressed = pool[int(rng.integers(len(pool)))]
    values = draw_pose(rng, who, "posture").values.copy()
    turn, distance = rng.uniform(0, 2 * np.pi), rng.uniform(1.1, 2.4)
    for name, value in (
        ("x", middle[0] + distance * np.cos(turn)),
        ("z", middle[2] + distance * np.sin(turn)),
    ):
        values[DOF_INDEX[name]] = value
    values[DOF_INDEX["pelvic_heading"]] = rng.uniform(0, 360)
    values[DOF_INDEX["y"]] += settle_shift(who.body, values, supports_of([]))
    return painted(dressed, recoloured(outfit, rng)).meshes(forward(who.body, values[None]))


def truth_row(made: Scene, camera: Camera, square: Square) -> Row:
    """Return what is true of one still; see the README for the columns.

    Parameters
    ----------
    made
        The scene.
    camera
        The camera.
    square
        Where the network looks.
    """
    axes = camera.axes
    local = camera.to_camera(made.points)
    hips = local[[23, 24]].mean(axis=0)
    pixels = camera.to_pixels(made.points)
    up = axes @ UP
    angles = true_angles(local[None], up, made.drawn.values[None])
    segments = [BONE_INDEX[bone] for bone in SEGMENTS.values()]
    spine = [BONE_INDEX[bone] for bone in SPINE.values()]
    away = np.array(camera.position) - made.posed.at("pelvis")[0]
    heading = np.degrees(np.arctan2(away[2], away[0])) + made.drawn.values[DOF_INDEX["pelvic_heading"]]
    outfit = made.outfit
    clothes = (
        outfit.sleeve, outfit.leg, outfit.loose, float(outfit.skirt > 0), HAIR_STYLES.index(outfit.hair_style),
        float(outfit.stripes),
    )  # fmt: skip
    field_deg = 2 * np.degrees(np.arctan(camera.width / 2 / camera.focal_px))
    size = np.array([camera.width, camera.height])
    return {
        "true_px": pixels.astype(np.float32),
        "true_m": (local - hips).astype(np.float32),
        "hips_m": hips.astype(np.float32),
        "spine_m": (camera.to_camera(made.posed.positions[0, spine]) - hips).astype(np.float32),
        "segment_axes": (axes @ made.posed.rotations[0, segments]).astype(np.float32),
        "up": up.astype(np.float32),
        "angles": np.array([angles[name][0] for name in angle_names()], dtype=np.float32),
        "dofs": made.drawn.values.astype(np.float32),
        "camera": np.array(
            [
                (heading + 180) % 360 - 180, camera.position[1], np.linalg.norm(hips), camera.pitch_deg,
                camera.roll_deg, field_deg,
            ],
            dtype=np.float32,
        ),
        "focal_px": np.float32(camera.focal_px),
        "size_px": size.astype(np.int16),
        "crop": np.array([*square.centre, square.side, square.turn], dtype=np.float32),
        "inside": ((pixels >= 0) & (pixels <= size)).all(axis=1),
        "person": np.int32(made.who.number),
        "split": np.int8(SPLITS.index(made.who.split)),
        "posture": np.int8(posture_classes().index(made.drawn.posture)),
        "kind": np.int8(KINDS.index(made.drawn.kind)),
        "pose": np.int16(key_names().index(made.drawn.key)),
        "mirrored": np.bool_(made.drawn.mirrored),
        "clothes": np.array(clothes, dtype=np.float32),
        "version": np.int16(VERSION),
    }  # fmt: skip


def _work(job: tuple[list[tuple[int, int]], int, Path, tuple[str, ...]]) -> int:
    shards, seed, out, models = job
    studio = Studio(models)
    made = 0
    for number, count in shards:
        start, cpu = time.monotonic(), time.process_time()
        rows, jpegs = studio.shard(seed, number, count)
        write_shard(out, number, rows, jpegs)
        made += len(rows)
        wall, busy = time.monotonic() - start, time.process_time() - cpu
        print(
            f"shard {number}: {len(rows)} stills in {wall:.0f} s, {1000 * busy / len(rows):.0f} ms of CPU each",
            flush=True,
        )
    return made


def make_stills(
    frames: int, seed: int, out: Path, models: tuple[str, ...] = ("lite", "full"), workers: int = 1
) -> int:
    """Make training stills in shards; those that exist are kept.

    Parameters
    ----------
    frames
        How many there shall be in all.
    seed
        Seed of all draws.
    out
        Folder to write to.
    models
        Pose models that read the crops.
    workers
        Processes.

    Returns
    -------
    int
        Stills made now.
    """
    open_folder(out, about(seed, models))
    missing = missing_shards(out, frames)
    jobs: list[Any] = [(missing[worker::workers], seed, out, models) for worker in range(workers)]
    if workers == 1:
        return _work(jobs[0])
    # OpenGL contexts do not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return sum(pool.map(_work, jobs))
