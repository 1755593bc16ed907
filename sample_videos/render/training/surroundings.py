"""What is around the people of the stills: clothes, rooms, clutter, cameras."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sample_videos.render import mesh as shapes
from sample_videos.render.camera import Camera
from sample_videos.render.mesh import Mesh
from sample_videos.render.people import OUTFITS
from sample_videos.render.sample import draw_room
from sample_videos.render.scene import room_meshes, turned
from sample_videos.render.wardrobe import Outfit, linear

Array = NDArray[np.float64]

HAIR_STYLES = ("none", "short", "bun", "long")
# Sizes of pictures, with the horizontal fields of view (degrees) of the webcams and telephones that make them.
LENSES: tuple[tuple[tuple[int, int], tuple[float, float]], ...] = (
    ((640, 480), (44, 66)), ((1280, 720), (52, 82)), ((1280, 720), (60, 94)), ((1920, 1080), (58, 78)),
    ((720, 1280), (32, 46)), ((1080, 1920), (36, 54)), ((480, 640), (38, 52)), ((960, 540), (64, 104)),
)  # fmt: skip
STEEPEST_DEG = 45.0
LOWEST_M, HIGHEST_M = 0.1, 2.3
MOST_HIDDEN = 0.3


@dataclass(frozen=True)
class Place:
    """A room with its clutter: what is drawn, where a camera may stand, and what it does not see through.

    `columns` are upright cylinders about the clutter: x, z, radius, top [K, 4].
    """

    walls: list[Mesh]
    clutter: list[Mesh]
    half_m: float
    turn_deg: float
    columns: Array

    def holds(self, position: Array) -> bool:
        """Whether a point lies inside the room, clear of the walls."""
        local = position @ turned(self.turn_deg)
        return bool(np.abs(local[[0, 2]]).max() < self.half_m - 0.1)

    def hidden(self, eye: Array, points: Array) -> float:
        """Share of points [P, 3] that clutter may hide from a camera at `eye` [3]; 1 when it stands in a thing.

        A thing hides a point where the line of sight passes nearest to its middle below its top.
        """
        if not len(self.columns):
            return 0.0
        way = (points - eye)[:, None]
        across = way[..., [0, 2]]
        from_eye = self.columns[:, :2] - eye[[0, 2]]
        if (
            (np.linalg.norm(from_eye, axis=1) < self.columns[:, 2] + 0.1)
            & (eye[1] < self.columns[:, 3] + 0.1)
        ).any():
            return 1.0
        share = np.clip((across * from_eye).sum(axis=2) / np.maximum((across**2).sum(axis=2), 1e-9), 0, 1)
        miss = np.linalg.norm(share[..., None] * across - from_eye, axis=2)
        height = eye[1] + share * way[..., 1]
        return float(((miss < self.columns[:, 2]) & (height < self.columns[:, 3])).any(axis=1).mean())


def draw_outfit(rng: np.random.Generator) -> Outfit:
    """Draw cut and hair: tight and loose, short and long, skirts over the knee; colours come with `recoloured`."""
    skirt = float(rng.uniform(0.32, 0.78)) if rng.random() < 0.12 else 0.0
    return Outfit(
        sleeve=float(
            rng.choice([0.1, 0.35, 0.5, 0.6, 1.0, 1.5, 1.9], p=[0.15, 0.15, 0.2, 0.15, 0.05, 0.05, 0.25])
        ),
        leg=float(rng.choice([0.18, 0.3, 0.42, 0.5, 0.7, 0.93], p=[0.06, 0.1, 0.16, 0.16, 0.1, 0.42])),
        hair_style=str(rng.choice(HAIR_STYLES, p=[0.07, 0.41, 0.26, 0.26])),
        loose=float(rng.choice([0.003, 0.006, 0.012, 0.022, 0.035], p=[0.25, 0.3, 0.2, 0.15, 0.1])),
        loose_leg=float(rng.choice([0.0, 0.006, 0.015, 0.028], p=[0.5, 0.2, 0.2, 0.1])),
        skirt=skirt,
        socks=(0.9, 0.9, 0.9) if rng.random() < 0.3 else None,
    )


def recoloured(outfit: Outfit, rng: np.random.Generator) -> Outfit:
    """Return an outfit in colours drawn anew."""

    def colour(low: float, high: float) -> tuple[float, float, float]:
        grey, tint = rng.uniform(low, high), rng.normal(0, 0.16, 3)
        r, g, b = np.clip(grey + tint, 0.02, 0.97)
        return float(r), float(g), float(b)

    tones = np.array([each.skin for each in OUTFITS.values()])
    a, b = tones[rng.integers(len(tones), size=2)]
    skin = np.clip((a + rng.random() * (b - a)) * rng.uniform(0.7, 1.08), 0.05, 0.95)
    hairs = np.array([each.hair for each in OUTFITS.values()] + [(0.72, 0.55, 0.30), (0.45, 0.2, 0.1)])
    hair = hairs[int(rng.integers(len(hairs)))]
    shirt = colour(0.05, 0.95)
    # Some wear one colour from head to foot, or that of their skin.
    bottoms = shirt if rng.random() < 0.12 else colour(0.03, 0.8)
    return replace(
        outfit,
        skin=(float(skin[0]), float(skin[1]), float(skin[2])),
        hair=(float(hair[0]), float(hair[1]), float(hair[2])),
        shirt=shirt,
        bottoms=bottoms,
        stripes=bool(rng.random() < 0.2),
    )


def draw_place(rng: np.random.Generator, middle: Array) -> Place:
    """Draw a room about a person, and the things that stand in it.

    Parameters
    ----------
    rng
        Where chance comes from.
    middle
        Where the person is [3].
    """
    room = replace(draw_room(rng), size_m=float(rng.uniform(2.6, 5.2)))
    turn = float(rng.uniform(0, 360))
    walls = room_meshes(replace(room, mat=None), (0.0, 0.0))
    walls = [each.moved(turned(turn), np.zeros(3)) for each in walls]
    if room.mat is not None:
        # The floor of a room without a mat is at height 0, where the mat's top has to be.
        sheet = room_meshes(room, (0.0, 0.0))[-1]
        along = float(rng.normal(0, 12)) if rng.random() < 0.8 else float(rng.uniform(0, 360))
        walls.append(sheet.moved(turned(along), np.array([middle[0], 0.003, middle[2]])))
    things = [_thing(rng, room.size_m, middle) for _ in range(int(rng.integers(0, 9)))]
    columns = np.array([_column(thing) for thing in things]).reshape(-1, 4)
    return Place(walls, [part for thing in things for part in thing], room.size_m, turn, columns)


def _column(thing: list[Mesh]) -> list[float]:
    points = np.concatenate([part.vertices for part in thing])
    low, high = points.min(axis=0), points.max(axis=0)
    middle = 0.5 * (low + high)
    radius = np.linalg.norm((points - middle)[:, [0, 2]], axis=1).max()
    return [float(middle[0]), float(middle[2]), float(radius), float(high[1])]


def _thing(rng: np.random.Generator, half_m: float, middle: Array) -> list[Mesh]:
    """Box, post, ball or plant somewhere in the room, not on the person."""
    away, distance = rng.uniform(0, 2 * np.pi), rng.uniform(1.15, max(1.3, half_m))
    where = middle * [1, 0, 1] + distance * np.array([np.cos(away), 0.0, np.sin(away)])
    grey = np.clip(rng.uniform(0.05, 0.9) + rng.normal(0, 0.15, 3), 0.02, 0.95)
    colour = linear(grey)
    pattern = int(rng.choice([shapes.PLAIN, shapes.CLOTH, shapes.STRIPES, shapes.WOOD]))
    shape = rng.random()
    turn = turned(float(rng.uniform(0, 360)))
    if shape < 0.55:
        size = rng.uniform([0.1, 0.1, 0.1], [0.7, rng.choice([0.5, 0.9, 2.0]), 0.4])
        low = float(rng.uniform(0.6, 1.4)) if rng.random() < 0.15 else 0.0
        corner = np.array([size[0], 0.0, size[2]])
        box = shapes.box(-corner + [0, low, 0], corner + [0, low + size[1], 0], colour, pattern)
        return [box.moved(turn, where)]
    if shape < 0.75:
        tall = float(rng.uniform(0.3, 2.2))
        radius = float(rng.uniform(0.02, 0.2))
        return [shapes.cylinder(where, where + [0.0, tall, 0.0], radius, colour, pattern, 16)]
    if shape < 0.9:
        radius = float(rng.uniform(0.08, 0.36))
        return [shapes.ellipsoid(where + [0, radius, 0], np.full(3, radius), colour, pattern)]
    pot = shapes.cylinder(where, where + [0.0, 0.3, 0.0], 0.12, colour, pattern, 14)
    green = linear(np.array([0.15, 0.35, 0.12]))
    leaves = [
        shapes.ellipsoid(
            where + rng.normal([0, 0.6, 0], [0.15, 0.18, 0.15]),
            rng.uniform(0.05, 0.2, 3),
            green,
            shapes.HAIR,
            6,
        )
        for _ in range(6)
    ]
    return [pot, *leaves]


def draw_camera(rng: np.random.Generator, points: Array, place: Place) -> Camera | None:
    """Draw a camera; None when it stands outside the room or sees too little of the person.

    Parameters
    ----------
    rng
        Where chance comes from.
    points
        Landmarks [33, 3] in the world.
    place
        The room.
    """
    middle = 0.5 * (points.min(axis=0) + points.max(axis=0))
    if rng.random() < 0.3:
        # People who follow advice film squarely from the front or from a side.
        turn = np.radians(rng.choice([0, 90, 180, 270], p=[0.4, 0.27, 0.06, 0.27]) + rng.normal(0, 8))
    else:
        turn = rng.uniform(0, 2 * np.pi)
    height = rng.uniform(LOWEST_M, HIGHEST_M) if rng.random() < 0.6 else rng.uniform(0.4, 1.5)
    size, (narrow, broad) = LENSES[int(rng.integers(len(LENSES)))]
    focal = size[0] / 2 / np.tan(np.radians(rng.uniform(narrow, broad)) / 2)
    extent = float(np.linalg.norm(points - middle, axis=1).max())
    # So far that the person fills a third of the shorter side up to all of the picture.
    share = rng.uniform(0.3, 1.05)
    distance = (
        max(2 * extent * focal / (share * min(size)), 1.0) if rng.random() < 0.75 else rng.uniform(1.2, 4.5)
    )
    level = height - middle[1]
    flat = np.sqrt(max(distance**2 - level**2, 0.3))
    position = middle + flat * np.array([np.cos(turn), 0.0, np.sin(turn)]) + [0.0, level, 0.0]
    spread = (0.25 if rng.random() < 0.3 else 0.08) * distance * min(size) / focal / 2
    target = middle + rng.normal(0, spread, 3)
    draw = rng.random()
    roll = rng.normal(0, 2.5) if draw < 0.6 else rng.uniform(-10, 10) if draw < 0.85 else rng.uniform(-30, 30)
    camera = Camera(
        (float(position[0]), float(position[1]), float(position[2])),
        (float(target[0]), float(target[1]), float(target[2])),
        float(focal),
        *size,
        roll_deg=float(roll),
    )
    if abs(camera.pitch_deg) > STEEPEST_DEG or not place.holds(position):
        return None
    if camera.to_camera(points)[:, 2].min() < 0.25:
        return None
    if place.hidden(position, points) > MOST_HIDDEN:
        return None
    pixels = camera.to_pixels(points)
    inside = ((pixels > 0) & (pixels < np.array(size))).all(axis=1)
    least = 33 if rng.random() < 0.85 else 24
    tall = np.ptp(pixels, axis=0).max() > 0.22 * min(size)
    return camera if inside.sum() >= least and tall else None
