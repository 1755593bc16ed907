"""How deep limbs go through floor, seat, roller, chair and body in a pose and in a whole performance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Body
from sample_videos.render.collision import penetration
from sample_videos.render.performance import Performance
from sample_videos.render.scene import SEAT_HEIGHT_M, chair_boxes, turned
from sample_videos.render.settle import posed_skin, supports_of

Array = NDArray[np.float64]


def in_chair(vertices: Array, prop: dict[str, Any]) -> float:
    """Depth (m) of the deepest vertex [N, 3] in the wood or the seat of a chair; 0 outside.

    Parameters
    ----------
    vertices
        Posed skin.
    prop
        A chair of the table: where it stands, how it is turned, how high it is and whether it has a back.

    Examples
    --------
    >>> stool = {"x": 0.0, "z": 0.0, "back": False}
    >>> round(in_chair(np.array([[0.0, 0.44, 0.0], [0.0, 0.5, 0.0]]), stool), 3)
    0.01
    """
    local = (vertices - [prop["x"], 0.0, prop["z"]]) @ turned(prop.get("turn", 0.0))
    boxes = chair_boxes(prop.get("height", SEAT_HEIGHT_M), prop.get("back", True))
    inside = (np.minimum(local - low, high - local).min(axis=1).max() for low, high in boxes)
    return max(0.0, *(float(depth) for depth in inside))


def depths(body: Body, q: Array, props: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Depth (m) of one pose in each thing that limbs can go through.

    Parameters
    ----------
    body
        The body.
    q
        Degrees of freedom [D].
    props
        Chairs and rollers of the table.

    Returns
    -------
    dict of str to float
        By ``floor``, ``seat``, ``roller``, ``chair`` and ``body``, where there is such a thing; negative where
        it is not touched. Flesh that gives way under weight (see `settle.GIVE`) is part of the depth.
    """
    skin = posed_skin(body, q)
    out = {name: -gap for name, gap in supports_of(list(props)).gaps(skin, q).items()}
    out["body"] = max(penetration(body, q).values())
    chairs = [in_chair(skin, prop) for prop in props if prop["kind"] == "chair"]
    return out | ({"chair": max(chairs)} if chairs else {})


def deepest(performance: Performance) -> dict[str, float]:
    """Greatest depth (m) over all frames of a performance in each thing; see `depths`."""
    worst: dict[str, float] = {}
    for q in performance.frames:
        for name, depth in depths(performance.body, q, performance.props).items():
            worst[name] = max(worst.get(name, 0.0), depth)
    return worst
