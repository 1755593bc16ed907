"""Skin, hair and clothes of a performer, as meshes that can be posed.

Clothes are cut from the tight hull of the base mesh: a garment is a signed coverage over the rest body (positive
inside), its hem is where the coverage is zero, and the skin beneath is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sample_videos.render import mesh as shapes
from sample_videos.render.body import Body, topology
from sample_videos.render.mesh import Mesh
from sample_videos.render.rig import Posed, carried, skin_matrices
from sample_videos.render.skeleton import BONE_INDEX, BONES, SIDES

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Colour = tuple[float, float, float]

# So far (m) skin goes on under a hem, that no gap shows.
SEAM_M = 0.018


@dataclass(frozen=True)
class Outfit:
    """Colours (sRGB 0..1) and cut of one performer.

    Attributes
    ----------
    sleeve, leg
        Sleeve length as a share of the upper arm (0.5 a T-shirt, 0.1 a tank top, 1.9 long sleeves), and leg length
        as a share of the leg (0.45 shorts, 0.95 leggings).
    hair_style
        ``short``, ``bun``, ``long`` or ``none``.
    loose, loose_leg
        Extra distance of the shirt and of the bottoms from the skin, in metres.
    skirt
        Length of a skirt as a share of the leg; 0 for none.
    """

    skin: Colour = (0.80, 0.60, 0.50)
    hair: Colour = (0.20, 0.13, 0.08)
    shirt: Colour = (0.15, 0.35, 0.65)
    bottoms: Colour = (0.12, 0.12, 0.15)
    socks: Colour | None = None
    stripes: bool = False
    sleeve: float = 0.5
    leg: float = 0.93
    hair_style: str = "short"
    loose: float = 0.004
    loose_leg: float = 0.0
    skirt: float = 0.0


def linear(srgb: Array) -> Array:
    """From display colour values to linear light."""
    return np.asarray(np.asarray(srgb, dtype=float) ** 2.2)


@dataclass(frozen=True)
class Layer:
    """A drawable part of the person: a mesh at rest whose vertices follow the vertices `source` of the body.

    `part` names the colour of the outfit that it has, where it has one colour.
    """

    rest: Mesh
    source: Indices
    part: str = ""


@dataclass(frozen=True)
class Dressed:
    """A body with everything drawn on it."""

    body: Body
    layers: tuple[Layer, ...]
    bun: Mesh | None

    def meshes(self, posed: Posed, pose: int = 0) -> list[Mesh]:
        """All parts of the person in one pose."""
        matrices = skin_matrices(self.body, posed, pose)
        out = [
            replace(layer.rest, vertices=carried(matrices[layer.source], layer.rest.vertices))
            for layer in self.layers
        ]
        if self.bun is not None:
            head = BONE_INDEX["head"]
            rotation = posed.rotations[pose, head]
            out.append(
                self.bun.moved(rotation, posed.positions[pose, head] - rotation @ self.body.heads[head])
            )
        return out


def _membership(*stems: str) -> Array:
    """Sum of the skin weights [V] of all bones whose name starts with one of the stems."""
    shared = topology()
    wanted = np.array([name.startswith(stems) for name in BONES])
    return np.asarray((shared.weight_of * wanted[shared.bone_of]).sum(axis=1))


def _along_arm(body: Body) -> Array:
    """How far down the arm each vertex is, as a share of the upper arm; -1 off the arms."""
    share = np.full(len(body.vertices), -1.0)
    for side in SIDES:
        weight = _membership(
            *(f"{s}_{side}" for s in ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "hand"))
        )
        weight += sum(_membership(f"finger{n}-{j}_{side}") for n in range(1, 6) for j in (1, 2, 3))
        shoulder, elbow, wrist = (body.bone(f"{b}_{side}") for b in ("upperarm01", "lowerarm01", "hand"))
        upper, fore = elbow - shoulder, wrist - elbow
        on_upper = (body.vertices - shoulder) @ upper / (upper @ upper)
        on_fore = (body.vertices - elbow) @ fore / (fore @ fore)
        along = np.where(on_fore > 0.0, 1 + on_fore, np.minimum(on_upper, 1.0))
        share = np.where(weight > 0.4, np.maximum(along, 0.0), share)
    return share


def shirt_cover(body: Body, outfit: Outfit) -> Array:
    """Signed coverage of the shirt over all rest vertices, roughly metres inside its hems."""
    height = body.vertices[:, 1]
    arm = _along_arm(body)
    upper_arm = float(np.linalg.norm(body.bone("lowerarm01_left") - body.bone("upperarm01_left")))
    neck = body.bone("neck01") + [0.018, 0.0, 0.0]
    hole = 0.046 * body.stature
    hem = body.bone("pelvis")[1] + 0.005 * body.stature
    cover = np.minimum(height - hem, np.linalg.norm((body.vertices - neck) * [1, 0.8, 1], axis=1) - hole)
    cover = np.where(height > neck[1] + 0.03, -1.0, cover)
    return np.asarray(np.where(arm >= 0, np.minimum(cover, (outfit.sleeve - arm) * upper_arm), cover))


def bottoms_cover(body: Body, outfit: Outfit) -> Array:
    """Signed coverage of shorts or leggings over all rest vertices, roughly metres inside the hems."""
    height = body.vertices[:, 1]
    waist = body.bone("spine04")[1]
    hip = body.bone("pelvis")[1]
    cuff = hip * (1 - outfit.leg)
    cover = np.minimum(waist - height, height - cuff)
    return np.where(_along_arm(body) >= 0, -1.0, cover)


def _hair_cover(body: Body) -> Array:
    eye = body.eyes.mean(axis=0)
    scale = body.stature / 1.7
    forward = body.vertices[:, 0] - eye[0]
    up = body.vertices[:, 1] - eye[1]
    line = 0.052 * scale + 0.78 * np.minimum(forward, 0.0) + 2.0 * np.maximum(forward, 0.0)
    return np.where(_membership("head") > 0.6, np.minimum(up - line, up + 0.075 * scale), -1.0)


def _long_hair_cover(body: Body) -> Array:
    """Signed coverage of hair that falls behind the face down to the shoulder blades."""
    behind = body.eyes[:, 0].mean() - 0.055 * body.stature / 1.7 - body.vertices[:, 0]
    return np.asarray(np.minimum(behind, body.vertices[:, 1] - body.bone("spine01")[1]))


def _skin_colours(body: Body, outfit: Outfit) -> Array:
    shared = topology()
    base = linear(np.array(outfit.skin))
    colours = np.tile(base, (len(body.vertices), 1))

    def paint(where: Array, colour: Array) -> None:
        mix = np.clip(where, 0, 1)[:, None]
        colours[:] = colours * (1 - mix) + colour * mix

    v = body.vertices
    face = _membership("head") * (v[:, 0] > body.eyes[0, 0] - 0.05)
    paint(np.asarray(shared.lips * 0.75), base * [0.85, 0.45, 0.45])
    for eye in body.eyes:
        d = v - eye
        side = np.sign(eye[2])
        arch = 0.021 + 0.004 * np.sin((d[:, 2] * side + 0.02) / 0.04 * np.pi)
        brow = (np.abs(d[:, 1] - arch) < 0.0058) & (np.abs(d[:, 2]) < 0.024) & (d[:, 0] > -0.02)
        paint(brow * face * 0.85, linear(np.array(outfit.hair)))
        socket = np.exp(-(d[:, 1] ** 2 + d[:, 2] ** 2) / (2 * 0.014**2)) * (d[:, 0] > -0.03)
        paint(socket * face * 0.25, base * 0.5)
    scalp = np.clip(_hair_cover(body) / 0.01, 0, 1) * (outfit.hair_style != "none")
    paint(scalp, linear(np.array(outfit.hair)))
    warm = np.clip(_membership("finger", "toes"), 0, 1) * 0.25
    paint(warm, base * [1.05, 0.85, 0.82])
    if outfit.socks is not None:
        low = (v[:, 1] < 0.11) & (_membership("foot", "toes", "lowerleg") > 0.5)
        paint(low.astype(float), linear(np.array(outfit.socks)))
    return colours


def _part(name: str) -> tuple[Indices, Indices]:
    shared = topology()
    block = shared.ranges[name]
    return np.arange(block.start, block.stop), shared.triangles[name] - block.start


def _kept(triangles: Indices, cut: Array) -> Indices:
    return triangles[(cut[triangles] > 0).any(axis=1)]


def dress(body: Body, outfit: Outfit) -> Dressed:
    """Put skin colours, hair and clothes on a body.

    Parameters
    ----------
    body
        The body at rest.
    outfit
        Colours and cut.

    Returns
    -------
    Dressed
        Ready to be posed and drawn.
    """
    shirt, bottoms = shirt_cover(body, outfit), bottoms_cover(body, outfit)
    layers = [_skin_layer(body, outfit, np.maximum(shirt, bottoms))]
    if outfit.hair_style != "none":
        layers.append(_hair_layer(body, outfit))
    if outfit.hair_style == "long":
        layers.append(_helper(body, "hair", _long_hair_cover(body), outfit, shapes.HAIR))
    layers += [_eyes(body), *_clothes(body, outfit, shirt, bottoms)]
    if outfit.skirt > 0:
        hem = body.bone("pelvis")[1] * (1 - outfit.skirt)
        layers.append(_helper(body, "skirt", body.vertices[:, 1] - hem, outfit, shapes.CLOTH))
    return Dressed(
        body, tuple(map(_used, layers)), _bun(body, outfit) if outfit.hair_style == "bun" else None
    )


def painted(dressed: Dressed, outfit: Outfit) -> Dressed:
    """Return a dressed person in other colours, everything else as it was cut.

    Parameters
    ----------
    dressed
        Result of `dress`.
    outfit
        The outfit it was made with, but for colours and stripes.
    """
    skin_colours = _skin_colours(dressed.body, outfit)
    layers = []
    for layer in dressed.layers:
        mesh = layer.rest
        if mesh.pattern == shapes.SKIN:
            mesh = replace(mesh, colours=skin_colours[layer.source])
        elif layer.part in ("shirt", "bottoms", "hair"):
            tint = linear(np.array(getattr(outfit, layer.part)))
            striped = layer.part == "shirt" and outfit.stripes
            pattern = mesh.pattern if layer.part != "shirt" else shapes.STRIPES if striped else shapes.CLOTH
            mesh = replace(mesh, colours=np.tile(tint, (len(mesh.vertices), 1)), pattern=pattern)
        layers.append(replace(layer, rest=mesh))
    bun = _bun(dressed.body, outfit) if dressed.bun is not None else None
    return Dressed(dressed.body, tuple(layers), bun)


def _skin_layer(body: Body, outfit: Outfit, hidden: Array) -> Layer:
    source, triangles = _part("skin")
    rest, cut = body.vertices[source], SEAM_M - hidden[source]
    colours = _skin_colours(body, outfit)[source]
    return Layer(Mesh(rest, _kept(triangles, cut), colours, rest.copy(), cut, shapes.SKIN), source)


def _hair_layer(body: Body, outfit: Outfit) -> Layer:
    cover = _hair_cover(body)
    thickness = (0.012 if outfit.hair_style == "short" else 0.009) * np.clip(cover / 0.03, 0, 1)
    return _shell(body, "skin", cover, thickness + 0.001, outfit, "hair", shapes.HAIR)


def _clothes(body: Body, outfit: Outfit, shirt: Array, bottoms: Array) -> Iterator[Layer]:
    wide = 0.0 if outfit.leg > 0.6 else 0.012
    trousers = 0.003 + (wide + outfit.loose_leg) * np.clip(
        (body.bone("pelvis")[1] - body.vertices[:, 1]) / 0.2, 0, 1
    )
    yield _shell(body, "hull", bottoms, trousers, outfit, "bottoms", shapes.CLOTH)
    flare = outfit.loose * (1 + 1.5 * np.clip(1 - shirt / 0.15, 0, 1))
    pattern = shapes.STRIPES if outfit.stripes else shapes.CLOTH
    yield _shell(body, "hull", shirt, 0.005 + flare, outfit, "shirt", pattern)


def _shell(
    body: Body, part: str, cover: Array, off: Array, outfit: Outfit, colour: str, pattern: int
) -> Layer:
    """Surface `off` (m) outside a part of the body, drawn where the coverage is positive; both over all of it."""
    source, triangles = _part(part)
    rest, cut = body.vertices[source], cover[source]
    shape = rest + shapes.normals(rest, triangles) * off[source][:, None]
    tint = np.tile(linear(np.array(getattr(outfit, colour))), (len(rest), 1))
    return Layer(Mesh(shape, _kept(triangles, cut), tint, rest.copy(), cut, pattern), source, colour)


def _helper(body: Body, part: str, cover: Array, outfit: Outfit, pattern: int) -> Layer:
    """Hull of a skirt or of long hair, drawn where the coverage over all rest vertices is positive."""
    source, triangles = _part(part)
    rest, cut = body.vertices[source], cover[source]
    colour = "hair" if part == "hair" else "bottoms"
    tint = np.tile(linear(np.array(getattr(outfit, colour))), (len(rest), 1))
    return Layer(Mesh(rest, _kept(triangles, cut), tint, rest.copy(), cut, pattern), source, colour)


def _used(layer: Layer) -> Layer:
    """Return a layer without the vertices that none of its triangles has."""
    mesh = layer.rest
    used, triangles = np.unique(mesh.triangles, return_inverse=True)
    kept = Mesh(
        mesh.vertices[used], triangles.reshape(-1, 3), mesh.colours[used], mesh.texture_at[used],
        mesh.cut[used], mesh.pattern,
    )  # fmt: skip
    return Layer(kept, layer.source[used], layer.part)


def _bun(body: Body, outfit: Outfit) -> Mesh:
    centre = body.eyes.mean(axis=0) + np.array([-0.178, 0.055, 0.0]) * body.stature / 1.7
    return shapes.ellipsoid(
        centre, np.array([0.038, 0.042, 0.042]), linear(np.array(outfit.hair)), shapes.HAIR
    )


def _eyes(body: Body) -> Layer:
    source, triangles = _part("eyes")
    rest = body.vertices[source]
    nearest = np.where(rest[:, 2] < 0, 0, 1)
    gaze = rest - body.eyes[nearest]
    angle = np.degrees(np.arccos(np.clip(gaze[:, 0] / np.linalg.norm(gaze, axis=1), -1, 1)))
    white, iris = np.array([0.75, 0.73, 0.70]), np.array([0.05, 0.03, 0.02])
    colours = np.where((angle < 32)[:, None], iris, white)
    return Layer(Mesh(rest, triangles, colours, rest.copy(), np.ones(len(rest)), shapes.EYE), source)
