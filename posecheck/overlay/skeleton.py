"""The skeleton: each part as well drawn as it was seen, left and right told apart without colour."""

from __future__ import annotations

import numpy as np

from posecheck.arrays import Floats
from posecheck.overlay.canvas import DARK, WHITE, Canvas, Colour, Text
from posecheck.pose.body import ANKLES, EARS, SHOULDERS, WRISTS, Landmark

SEEN_WELL: Colour = (86, 190, 255)
SEEN_BADLY: Colour = (230, 145, 0)
"""The ends of the ramp: blue and orange differ for every kind of colour vision."""

DASHED_BELOW = 0.5

BONES: tuple[tuple[Landmark, Landmark], ...] = (
    (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
) + tuple(
    (Landmark[f"{side}_{a}"], Landmark[f"{side}_{b}"])
    for side in ("LEFT", "RIGHT")
    for a, b in (
        ("SHOULDER", "ELBOW"),
        ("ELBOW", "WRIST"),
        ("WRIST", "INDEX"),
        ("SHOULDER", "HIP"),
        ("HIP", "KNEE"),
        ("KNEE", "ANKLE"),
        ("ANKLE", "HEEL"),
        ("HEEL", "FOOT_INDEX"),
        ("ANKLE", "FOOT_INDEX"),
    )
)

_JOINTS = [
    Landmark[f"{side}_{joint}"]
    for side in ("LEFT", "RIGHT")
    for joint in ("SHOULDER", "ELBOW", "WRIST", "HIP", "KNEE", "ANKLE")
]
_LETTERED = [*WRISTS, *ANKLES]
_SQUARE = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], dtype=float)
_LEVELS = 6


def visibility_colour(visibility: float) -> Colour:
    """Return the colour of something seen this well: orange at 0.3 and below, blue at 0.95 and above.

    Examples
    --------
    >>> visibility_colour(1.0) == SEEN_WELL, visibility_colour(0.0) == SEEN_BADLY
    (True, True)
    """
    share = round(min(max((visibility - 0.3) / 0.65, 0.0), 1.0) * _LEVELS) / _LEVELS
    red, green, blue = (round(b + share * (w - b)) for b, w in zip(SEEN_BADLY, SEEN_WELL, strict=True))
    return red, green, blue


def draw_skeleton(canvas: Canvas, image_px: Floats, visibility: Floats) -> None:
    """Draw one person.

    The right side's joints are round and the left side's square, and hands and feet carry their letter. What was
    seen badly is orange, thin and dashed; what was not seen is left out.

    Parameters
    ----------
    canvas : Canvas
        The picture.
    image_px : ndarray, shape [33, 2]
        Landmarks in pixels; NaN where missing.
    visibility : ndarray, shape [33]
        How well each was seen, 0 to 1.
    """
    known = np.asarray(np.isfinite(image_px).all(axis=1))
    seen = np.where(known, np.nan_to_num(visibility), 0.0)
    _draw_head(canvas, image_px, seen)
    paths: dict[tuple[bool, Colour], list[Floats]] = {}
    for a, b in BONES:
        if known[a] and known[b]:
            how = float(min(seen[a], seen[b]))
            path = image_px[[a, b]]
            paths.setdefault((how >= DASHED_BELOW, visibility_colour(how)), []).append(path)
    canvas.lines([path for (clear, _), some in paths.items() if clear for path in some], DARK, 4.0)
    for (clear, colour), some in sorted(paths.items()):
        if clear:
            canvas.lines(some, colour, 2.4)
        else:
            canvas.dashed(some, colour, 1.0, dash=8.0)
    for joint in _JOINTS:
        if known[joint]:
            _joint(canvas, image_px[joint], float(seen[joint]), left=joint.name.startswith("LEFT"))
    for joint in _LETTERED:
        if seen[joint] >= DASHED_BELOW:
            _letter(canvas, image_px[joint], joint.name[0])


def _draw_head(canvas: Canvas, image_px: Floats, seen: Floats) -> None:
    """Draw a fine line up the neck and on to the nose, which shows where the face looks."""
    line = np.stack([image_px[SHOULDERS].mean(axis=0), image_px[EARS].mean(axis=0), image_px[Landmark.NOSE]])
    if np.isfinite(line).all():
        canvas.lines([line], DARK, 2.6)
        canvas.lines([line], visibility_colour(float(seen[EARS].max())), 1.2)


def _joint(canvas: Canvas, at: Floats, seen: float, *, left: bool) -> None:
    size = 2.2 if seen < DASHED_BELOW else 3.4
    for grow, colour in ((1.2, DARK), (0.0, visibility_colour(seen))):
        if left:
            canvas.fill(at + _SQUARE * (size * 0.9 + grow) * canvas.unit, colour)
        else:
            canvas.disc(at, size + grow, colour)


def _letter(canvas: Canvas, at: Floats, letter: str) -> None:
    text = Text(letter, cap=5.5, colour=DARK, bold=True)
    canvas.disc(at, 6.0, DARK)
    canvas.disc(at, 5.2, WHITE)
    canvas.text(text, at[0] - canvas.text_width(text) / 2, at[1] + 2.7 * canvas.unit)
