"""What was measured, drawn onto the picture: the same for the annotated clip and the live window."""

from __future__ import annotations

import numpy as np

from posecheck.arrays import Floats, Pixels
from posecheck.overlay.arcs import GaugeReading, Places, draw_arcs
from posecheck.overlay.canvas import Canvas
from posecheck.overlay.gauges import Gauge, choose_gauges
from posecheck.overlay.layout import Layout
from posecheck.overlay.panel import draw_message, draw_panel
from posecheck.overlay.skeleton import draw_skeleton
from posecheck.overlay.state import OverlayState

__all__ = ["Gauge", "OverlayState", "Places", "choose_gauges", "draw_overlay"]

NOT_SEEN = "Nobody is in view just now. That costs no points."


def draw_overlay(
    image: Pixels,
    image_px: Floats,
    visibility: Floats,
    value: Floats,
    sigma: Floats,
    state: OverlayState,
    places: Places | None = None,
) -> Pixels:
    """Return the picture with skeleton, angles and the state of the exercise drawn on it.

    Parameters
    ----------
    image : ndarray of uint8, shape [H, W, 3]
        RGB; it is left as it is.
    image_px, visibility : ndarray, shape [33, 2] and [33]
        Landmarks of the frame in pixels of this picture, and how well each was seen.
    value, sigma : ndarray, shape [A]
        Angles of the frame with their uncertainty, in the order of the catalog.
    state : OverlayState
        Where in the exercise the frame is, and which angles to draw.
    places : dict, optional
        Where the labels stood in the frame before; empty at first, brought up to date here. With it labels stay
        beside their joints instead of hopping to a slightly better place.

    Returns
    -------
    ndarray of uint8, shape [H, W, 3]

    Examples
    --------
    >>> from posecheck.angles.catalog import ANGLE_IDS
    >>> from posecheck.stretches.load import load_stretch
    >>> nobody, nothing = np.full((33, 2), np.nan), np.full(len(ANGLE_IDS), np.nan)
    >>> picture = np.zeros((360, 640, 3), dtype=np.uint8)
    >>> state = OverlayState(load_stretch("childs_pose"))
    >>> draw_overlay(picture, nobody, nobody[:, 0], nothing, nothing, state).shape
    (360, 640, 3)
    """
    canvas = Canvas(image)
    layout = Layout(canvas.width, canvas.height, canvas.unit, image_px)
    seen = bool(np.isfinite(image_px).any())
    draw_skeleton(canvas, image_px, visibility)
    message = state.message or ("" if seen else NOT_SEEN)
    for box in draw_panel(canvas, state) + draw_message(canvas, message):
        layout.take(box)
    readings = [
        GaugeReading(gauge, float(value[i]), float(sigma[i]), judged=gauge.role == state.role)
        for gauge in state.gauges
        for i in [gauge.column.index]
        if np.isfinite([value[i], sigma[i]]).all()
    ]
    draw_arcs(canvas, layout, readings, image_px, {} if places is None else places)
    return canvas.image
