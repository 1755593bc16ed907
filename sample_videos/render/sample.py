"""Random people in random poses, rooms and cameras, one picture and one truth file each."""

from __future__ import annotations

import json
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render import scene
from sample_videos.render.body import Body, mix_bodies, people
from sample_videos.render.camera import Camera
from sample_videos.render.clip import NOISE_SIGMA
from sample_videos.render.contacts import surface_points
from sample_videos.render.gl import Image, Light, Renderer
from sample_videos.render.ik import LOWER, UPPER, Task, solve
from sample_videos.render.measure import depths
from sample_videos.render.mesh import Mesh
from sample_videos.render.obstacles import obstacles_of
from sample_videos.render.people import OUTFITS
from sample_videos.render.poses import Pose, key_poses
from sample_videos.render.rig import DOF_INDEX, DOFS, forward
from sample_videos.render.settle import Supports, settle_shift, supports_of
from sample_videos.render.table import stretches
from sample_videos.render.truth import SCHEMA, truth_of
from sample_videos.render.wardrobe import Outfit, dress

Array = NDArray[np.float64]

SIZE = (640, 480)
DEEPEST_M = 0.03
TRIES = 12
JPEG_QUALITY = (70, 95)
# Spread (deg) of the noise that moves a pose away from the stretches.
SPREAD_DEG = 9.0


@dataclass(frozen=True)
class Sample:
    """One random picture before it is drawn."""

    body: Body
    shares: dict[str, float]
    outfit: Outfit
    frame: Array
    stretch: str
    props: list[dict[str, Any]]
    room: scene.Room
    light: Light
    camera: Camera
    rejected: int


@cache
def _keys(stretch: str) -> tuple[tuple[Pose, ...], tuple[dict[str, Any], ...]]:
    poses, props = key_poses(stretch)
    return tuple(poses), tuple(props)


def _outfit(rng: np.random.Generator) -> Outfit:
    base = OUTFITS[str(rng.choice(sorted(OUTFITS)))]
    tones = [outfit.skin for outfit in OUTFITS.values()]
    colour = tuple(float(x) for x in rng.uniform(0.06, 0.92, 3))
    lower = tuple(float(x) for x in rng.uniform(0.05, 0.6, 3))
    return replace(
        base,
        skin=tones[int(rng.integers(len(tones)))],
        shirt=(colour[0], colour[1], colour[2]),
        bottoms=(lower[0], lower[1], lower[2]),
        sleeve=float(rng.choice([0.12, 0.35, 0.5, 0.6, 1.85])),
        leg=float(rng.choice([0.42, 0.5, 0.93])),
        stripes=bool(rng.random() < 0.2),
        hair_style=str(rng.choice(["short", "bun"])),
        loose=float(rng.uniform(0.003, 0.010)),
    )


def draw_room(rng: np.random.Generator) -> scene.Room:
    """Draw colours and size of a room."""

    def shade(low: float, high: float) -> tuple[float, float, float]:
        grey, tint = rng.uniform(low, high), rng.normal(0, 0.05, 3)
        r, g, b = np.clip(grey + tint, 0.05, 0.95)
        return float(r), float(g), float(b)

    mat = shade(0.15, 0.6) if rng.random() < 0.7 else None
    return scene.Room(
        shade(0.25, 0.75), shade(0.45, 0.92), mat, float(rng.uniform(2.6, 4.0)), bool(rng.random() < 0.6)
    )


def draw_light(rng: np.random.Generator) -> Light:
    """Draw direction, strength and colour of the light."""
    turn, height = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 1.4)
    strength, fill = rng.uniform(0.45, 1.1), rng.uniform(0.35, 0.7)
    warm = rng.uniform(-0.1, 0.1)
    return Light(
        (float(np.cos(turn)), float(height), float(np.sin(turn))),
        (float(strength * (1 + warm)), float(strength), float(strength * (1 - warm))),
        (float(fill), float(fill * 1.02), float(fill * 1.06)),
        (float(fill * 0.6), float(fill * 0.56), float(fill * 0.52)),
        float(rng.uniform(1.0, 3.0)),
    )


def _camera(rng: np.random.Generator, centres: Array, half_room: float) -> Camera | None:
    """Draw a camera; None when it does not see all joint centres."""
    middle = 0.5 * (centres.min(axis=0) + centres.max(axis=0))
    turn, height = rng.uniform(0, 2 * np.pi), rng.uniform(0.2, 2.2)
    distance = rng.uniform(1.5, min(3.4, half_room - 0.3))
    field = np.radians(rng.uniform(50, 90))
    target = middle + rng.normal(0, 0.12, 3)
    position = middle + distance * np.array([np.cos(turn), 0.0, np.sin(turn)])
    camera = Camera(
        (float(position[0]), float(height), float(position[2])),
        (float(target[0]), float(target[1]), float(target[2])),
        float(SIZE[0] / 2 / np.tan(field / 2)),
        *SIZE,
        roll_deg=float(np.clip(rng.normal(0, 3), -8, 8)),
    )
    pixels = camera.to_pixels(centres)
    inside = ((pixels > 4) & (pixels < np.array(SIZE) - 4)).all()
    tall = np.ptp(pixels, axis=0).max() > 0.3 * SIZE[1]
    return camera if inside and tall and np.abs(np.array(position)).max() < half_room - 0.1 else None


def _pose(
    rng: np.random.Generator, body: Body, stretch: str
) -> tuple[Array, Supports, list[dict[str, Any]], int]:
    """Draw a pose between and around the keys of one stretch that goes through nothing."""
    poses, props = _keys(stretch)
    supports = supports_of(list(props))
    points = surface_points(body)
    out = obstacles_of(body, points)
    noisy = np.array([not name.startswith(("x", "y", "z", "finger")) for name in DOFS])
    for rejected in range(TRIES):
        a, b = (poses[int(i)] for i in rng.integers(len(poses), size=2))
        share = rng.beta(0.7, 0.7)
        spread = SPREAD_DEG * (1 - rejected / TRIES)
        asked = (1 - share) * a.values + share * b.values
        asked[noisy] += rng.normal(0, spread, int(noisy.sum()))
        asked = np.clip(asked, np.maximum(LOWER, -1e3), np.minimum(UPPER, 1e3))
        heights = {
            name: np.where([False, True, False], target, np.nan)
            for name, target in a.targets.items()
            if name in b.targets and not name.startswith(("palm", "finger"))
        }
        q = solve(body, points, Task(asked, 0.5 * (a.sigma + b.sigma), heights, (), -0.01, out), asked, 25)
        q[DOF_INDEX["y"]] += settle_shift(body, q, supports)
        if max(depths(body, q, props).values()) < DEEPEST_M:
            return q, supports, list(props), rejected
    raise RuntimeError(f"no pose of {stretch} without self-intersection in {TRIES} tries")


def draw_sample(seed: int, number: int) -> Sample:
    """Draw everything random about one picture.

    Parameters
    ----------
    seed, number
        The same pair always gives the same sample.

    Returns
    -------
    Sample
        Body, clothes, pose, room, light and camera.
    """
    for attempt in range(20):
        rng = np.random.default_rng([seed, number, attempt])
        names = [str(n) for n in rng.choice(people(), size=3, replace=False)]
        shares = dict(zip(names, (float(w) for w in rng.dirichlet([1.0, 1.0, 1.0])), strict=True))
        body = mix_bodies(shares, float(np.clip(rng.normal(1.70, 0.09), 1.48, 1.95)))
        stretch = str(rng.choice(stretches()))
        try:
            q, _, props, rejected = _pose(rng, body, stretch)
        except RuntimeError:
            continue
        room = draw_room(rng)
        centres = forward(body, q[None]).positions[0]
        for _ in range(60):
            camera = _camera(rng, centres, room.size_m)
            if camera is not None:
                return Sample(
                    body,
                    shares,
                    _outfit(rng),
                    q,
                    stretch,
                    props,
                    room,
                    draw_light(rng),
                    camera,
                    rejected + attempt,
                )
    raise RuntimeError(f"no sample for seed {seed}, number {number}")


def prop_meshes(props: list[dict[str, Any]], values: Array) -> list[Mesh]:
    """Return the props of a still; a roller lies where the degrees of freedom [D] of the body have rolled it."""
    out: list[Mesh] = []
    support = supports_of(props).roller
    for prop in props:
        if prop["kind"] == "chair":
            height = prop.get("height", scene.SEAT_HEIGHT_M)
            out += scene.chair(prop["x"], prop["z"], prop.get("turn", 0.0), height, prop.get("back", True))
        elif support is not None:
            out += scene.roller(support.centre(values), support.axis)
    return out


def picture_of(sample: Sample, renderer: Renderer, seed: int) -> Image:
    """Draw a sample, with sensor noise."""
    posed = forward(sample.body, sample.frame[None])
    things = dress(sample.body, sample.outfit).meshes(posed) + prop_meshes(sample.props, sample.frame)
    middle = posed.positions[0].mean(axis=0)
    walls = scene.room_meshes(sample.room, (float(middle[0]), float(middle[2])))
    picture = renderer.draw(walls, things, sample.camera, sample.light, middle)
    noise = np.random.default_rng(seed).normal(0, NOISE_SIGMA, picture.shape[:2])[..., None]
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def truth_file(sample: Sample, seed: int, number: int) -> dict[str, Any]:
    """Truth of one random picture, in the schema of the clips (one frame)."""
    camera = sample.camera
    return {
        "schema": SCHEMA,
        "seed": seed,
        "number": number,
        "stretch": sample.stretch,
        "performer": {"mixed_from": sample.shares, "stature_m": round(sample.body.stature, 4)},
        "camera": {
            "height_m": round(camera.position[1], 4),
            "distance_m": round(camera.distance_m, 4),
            "pitch_deg": round(camera.pitch_deg, 3),
            "roll_deg": round(camera.roll_deg, 3),
            "focal_px": round(camera.focal_px, 3),
            "width": camera.width,
            "height": camera.height,
            "up": [round(float(x), 5) for x in camera.axes[:, 1]],
        },
        **truth_of(sample.body, sample.frame[None], np.zeros(1), camera),
    }


def _work(job: tuple[int, int, int, int, Path]) -> tuple[int, int]:
    import cv2

    seed, first, step, count, out = job
    renderer = Renderer(*SIZE)
    made = rejected = 0
    for number in range(first, count, step):
        stem = out / f"{seed:04d}_{number:06d}"
        if stem.with_suffix(".json").exists():
            continue
        sample = draw_sample(seed, number)
        picture = picture_of(sample, renderer, number)
        quality = JPEG_QUALITY[0] + number % (JPEG_QUALITY[1] - JPEG_QUALITY[0])
        cv2.imwrite(str(stem.with_suffix(".jpg")), picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        # The truth is written last: a picture without one is made again when the command is resumed.
        stem.with_suffix(".json").write_text(
            json.dumps(truth_file(sample, seed, number), separators=(",", ":"))
        )
        made, rejected = made + 1, rejected + sample.rejected
    return made, rejected


def render_random(count: int, seed: int, out: Path, workers: int = 2) -> tuple[int, int, float]:
    """Render random pictures and their truth; those that exist are kept.

    Parameters
    ----------
    count, seed
        Pictures 0..count-1 of this seed.
    out
        Folder to write to.
    workers
        Processes.

    Returns
    -------
    tuple of (int, int, float)
        Pictures made, poses rejected on the way, seconds.
    """
    out.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    jobs = [(seed, worker, workers, count, out) for worker in range(workers)]
    if workers == 1:
        results = [_work(jobs[0])]
    else:
        # OpenGL contexts do not survive a fork.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            results = list(pool.map(_work, jobs))
    return sum(m for m, _ in results), sum(r for _, r in results), time.monotonic() - start
