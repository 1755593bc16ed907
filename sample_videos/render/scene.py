"""The room and the things in it: floor, walls, mat, chair, roller, couch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render import mesh as shapes
from sample_videos.render.mesh import Mesh
from sample_videos.render.wardrobe import linear

Array = NDArray[np.float64]

SEAT_HEIGHT_M = 0.45
ROLLER_RADIUS_M = 0.075


@dataclass(frozen=True)
class Room:
    """Colours (sRGB) and size of a room; the person stands near its middle."""

    floor: tuple[float, float, float] = (0.62, 0.47, 0.33)
    wall: tuple[float, float, float] = (0.80, 0.80, 0.77)
    mat: tuple[float, float, float] | None = (0.25, 0.45, 0.42)
    size_m: float = 3.2
    wooden: bool = True


def _colour(*srgb: float) -> Array:
    return linear(np.array(srgb))


def room_meshes(
    room: Room, mat_centre: tuple[float, float] = (0.0, 0.0), mat_turn_deg: float = 0.0
) -> list[Mesh]:
    """Floor, four walls with skirting boards, a picture, a shelf, and the mat.

    Parameters
    ----------
    room
        Colours and half size.
    mat_centre, mat_turn_deg
        Where the mat lies (x, z) and its direction; 0 lies along X.

    Returns
    -------
    list of Mesh
        Their top faces: the mat's is at height 0, the floor's 8 mm below where a mat is.
    """
    r, top = room.size_m, 2.6
    ground = -0.008 if room.mat is not None else 0.0
    wall, board = _colour(*room.wall), _colour(0.92, 0.91, 0.88)
    out = [
        shapes.box(
            [-r, ground - 0.1, -r],
            [r, ground, r],
            _colour(*room.floor),
            shapes.WOOD if room.wooden else shapes.WALL,
        )
    ]
    for axis, sign in ((0, -1), (0, 1), (2, -1), (2, 1)):
        low, high = np.array([-r, ground, -r]), np.array([r, top, r])
        (low if sign > 0 else high)[axis] = sign * r
        (high if sign > 0 else low)[axis] = sign * (r + 0.1)
        shade = wall * (1.0 if axis == 0 else 0.93)
        out.append(shapes.box(low, high, shade, shapes.WALL))
        inner_low, inner_high = low.copy(), high.copy()
        inner_low[axis], inner_high[axis] = sorted((sign * r, sign * (r - 0.015)))
        inner_high[1] = 0.09
        out.append(shapes.box(inner_low, inner_high, board))
        middle = np.array([0.0, 1.5, 0.0])
        middle[axis], along = sign * r, 2 - axis
        for shift, half, height, colour in (
            (-1.2, 0.28, 0.36, (0.25, 0.35, 0.45)),
            (1.1, 0.45, 0.30, (0.55, 0.45, 0.30)),
        ):
            centre = middle.copy()
            centre[along] += shift * sign
            reach = np.array([0.02, height, 0.02])
            reach[along] = half
            out.append(shapes.box(centre - reach, centre + reach, _colour(0.15, 0.13, 0.12)))
            reach = reach * 0.88
            reach[axis] = 0.025
            out.append(shapes.box(centre - reach, centre + reach, _colour(*colour), shapes.CLOTH))
    if room.mat is not None:
        sheet = shapes.box([-0.95, -0.008, -0.36], [0.95, 0.0, 0.36], _colour(*room.mat), shapes.CLOTH)
        out.append(sheet.moved(turned(mat_turn_deg), np.array([mat_centre[0], 0.0, mat_centre[1]])))
    return out


def chair_boxes(height: float = SEAT_HEIGHT_M, back: bool = True) -> list[tuple[Array, Array]]:
    """Return lowest and highest corner of the seat, the four legs and the two slats of a chair facing +X."""
    half, wide = 0.21, np.array([0.018, 0.0, 0.018])
    boxes = [(np.array([-half, height - 0.05, -half]), np.array([half, height, half]))]
    for a in (-1, 1):
        for b in (-1, 1):
            tall = height + 0.42 if back and a < 0 else height - 0.05
            corner = np.array([a * (half - 0.02), 0.0, b * (half - 0.02)])
            boxes.append((corner - wide, corner + wide + [0.0, tall, 0.0]))
    for low in (0.14, 0.30) if back else ():
        slat = np.array([-half, height + low, -half])
        boxes.append((slat, np.array([-half + 0.03, height + low + 0.1, half])))
    return boxes


def turned(degrees: float) -> Array:
    """Rotation about the vertical that turns a thing facing +X."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def chair(
    x: float, z: float, turn_deg: float = 0.0, height: float = SEAT_HEIGHT_M, back: bool = True
) -> list[Mesh]:
    """Build a plain wooden chair facing +X when not turned; (x, z) is the middle of its seat."""
    wood, cloth = _colour(0.45, 0.30, 0.18), _colour(0.55, 0.52, 0.48)
    seat, *rest = chair_boxes(height, back)
    parts = [shapes.box(*seat, cloth, shapes.CLOTH), *(shapes.box(*box, wood) for box in rest)]
    return [part.moved(turned(turn_deg), np.array([x, 0.0, z])) for part in parts]


def roller(centre: Array, axis: Array) -> list[Mesh]:
    """Build a 36-inch foam roller with its middle and axis given."""
    half = 0.457 * axis
    foam = _colour(0.20, 0.42, 0.75)
    return [shapes.cylinder(centre - half, centre + half, ROLLER_RADIUS_M, foam, shapes.CLOTH)]
