"""The landmark network inside a pose bundle, run on one crop as MediaPipe runs it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.training.crop import CROP_PX, Square

Array = NDArray[np.float64]

LANDMARKS = 33
# The network gives six more points; the first two are the middle of the hips and a point of the circle round all.
POINTS, CENTRE, RIM = 39, 33, 34
# MediaPipe moves each landmark to the centroid of its heatmap's window of this size, where the heatmap is sure.
WINDOW, SURE = 7, 0.5


@dataclass(frozen=True)
class Reading:
    """What the network reads in one crop, in the picture that the crop was taken of.

    Attributes
    ----------
    image_px
        Landmarks [33, 2] in pixels of the picture.
    world_m
        World landmarks [33, 3] in metres, in camera axes.
    visibility, presence
        [33] each, 0 to 1.
    person
        The network's own probability that it sees a person; MediaPipe gives up below 0.5.
    next_square
        The square in which MediaPipe looks in the next frame.
    """

    image_px: Array
    world_m: Array
    visibility: Array
    presence: Array
    person: float
    next_square: Square


class LandmarkNetwork:
    """A landmark network, ready to run.

    Parameters
    ----------
    bundle
        Path of a ``.task`` bundle of MediaPipe's pose landmarker.
    """

    def __init__(self, bundle: Path) -> None:
        # The package of LiteRT has no types of its own.
        from ai_edge_litert import interpreter

        with zipfile.ZipFile(bundle) as files:
            model = files.read("pose_landmarks_detector.tflite")
        self._run: Any = interpreter.Interpreter(model_content=model, num_threads=1)
        self._run.allocate_tensors()
        self._input = self._run.get_input_details()[0]["index"]
        self._output = {tuple(each["shape"]): each["index"] for each in self._run.get_output_details()}

    def _of(self, *shape: int) -> Array:
        return np.asarray(self._run.get_tensor(self._output[shape]), dtype=float)

    def __call__(self, crop: NDArray[np.uint8], square: Square) -> Reading:
        """Read one crop.

        Parameters
        ----------
        crop
            [256, 256, 3] RGB picture of the square.
        square
            Where the crop lies in the picture.
        """
        self._run.set_tensor(self._input, crop[None].astype(np.float32) / 255.0)
        self._run.invoke()
        raw = self._of(1, 5 * POINTS).reshape(POINTS, 5)
        places = refined(raw[:, :2], self._of(1, 64, 64, POINTS)[0])
        world = self._of(1, 3 * POINTS).reshape(POINTS, 3)[:LANDMARKS]
        in_picture = square.to_picture(places)
        return Reading(
            in_picture[:LANDMARKS],
            square.turned(world),
            _sigmoid(raw[:LANDMARKS, 3]),
            _sigmoid(raw[:LANDMARKS, 4]),
            float(self._of(1, 1)[0, 0]),
            Square.around(in_picture[CENTRE], in_picture[RIM]),
        )


def refined(places: Array, heatmaps: Array) -> Array:
    """Move points to the centroids of their heatmaps, as MediaPipe's RefineLandmarksFromHeatmapCalculator does.

    Parameters
    ----------
    places
        [P, 2] in pixels of the crop.
    heatmaps
        [H, W, P] logits.

    Returns
    -------
    Array
        [P, 2]; points whose heatmap is nowhere sure within the window, or that lie outside, stay.

    Examples
    --------
    A heatmap that is sure of one cell alone draws the point to that cell:

    >>> heat = np.full((64, 64, 1), -50.0)
    >>> heat[20, 30, 0] = 50.0
    >>> refined(np.array([[124.0, 84.0]]), heat).tolist()
    [[120.0, 80.0]]
    """
    height, width, count = heatmaps.shape
    reach = (WINDOW - 1) // 2
    cell = np.trunc(places / CROP_PX * [width, height]).astype(int)
    steps = np.arange(-reach, reach + 1)
    columns, rows = cell[:, 0, None] + steps, cell[:, 1, None] + steps
    held = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None]
    window = heatmaps[
        rows.clip(0, height - 1)[:, :, None],
        columns.clip(0, width - 1)[:, None],
        np.arange(count)[:, None, None],
    ]
    weight = np.where(held, _sigmoid(window), 0.0)
    total = weight.sum(axis=(1, 2))
    inside = ((cell >= 0) & (cell < [width, height])).all(axis=1)
    moved = inside & (weight.max(axis=(1, 2)) >= SURE)
    centroid = (
        np.stack(
            [(weight.sum(axis=1) * columns).sum(axis=1), (weight.sum(axis=2) * rows).sum(axis=1)], axis=1
        )
        / np.maximum(total, 1e-9)[:, None]
    )
    return np.where(moved[:, None], centroid / [width, height] * CROP_PX, places)


def _sigmoid(x: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -60, 60))))
