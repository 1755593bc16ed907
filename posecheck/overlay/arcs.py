"""An angle drawn at its joint: arms, arc, target range, uncertainty, and a label beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.angles.catalog import ANGLE_IDS
from posecheck.arrays import Floats
from posecheck.overlay.canvas import DARK, PALE, WHITE, Canvas, Colour, Text, arc, toward
from posecheck.overlay.corners import Corner, corner_of
from posecheck.overlay.gauges import Gauge
from posecheck.overlay.layout import Layout
from posecheck.overlay.skeleton import BONES
from posecheck.pose.body import TRUNK
from posecheck.stretches.bounds import measured

IN_RANGE: Colour = (110, 235, 190)
OUT_OF_RANGE: Colour = (255, 225, 60)
NOT_JUDGED: Colour = (214, 190, 255)

FLAT_DEG = 25.0
"""Where the picture differs by more than this from the measured angle, an arc would contradict its number."""

OPEN_DEG = 25.0
"""How much is drawn of a target range with an open end."""

REACH = 1.25
"""How far a target range reaches, in radii of its arc."""

Places = dict[int, Floats]
"""Where the label of each angle (its column) stands, in pixels from its joint."""

_PAD, _MARK = 4.0, 13.0
_FROM, _TO = np.array(BONES).T
_ALONG_ARM = np.linspace(0.0, 1.0, 5)[:, None]


@dataclass(frozen=True)
class GaugeReading:
    """A gauge with what was measured in this frame; `judged` where the phase is the one that the range is for."""

    gauge: Gauge
    value: float
    sigma: float
    judged: bool

    @property
    def outside(self) -> float:
        """How far surely outside the range: negative below it."""
        return self.gauge.outside(self.value, self.sigma)

    @property
    def in_doubt(self) -> bool:
        """Whether it reads outside the range, but by no more than its uncertainty."""
        return not self.outside and bool(self.gauge.bounds.outside(self.gauge.told(self.value)))

    @property
    def colour(self) -> Colour:
        """Whether it is in range, where that is judged."""
        if not self.judged:
            return NOT_JUDGED
        if self.in_doubt:
            return WHITE
        return OUT_OF_RANGE if self.outside else IN_RANGE


def draw_arcs(
    canvas: Canvas, layout: Layout, readings: Sequence[GaugeReading], image_px: Floats, places: Places
) -> None:
    """Draw each reading at its joint, and its label where it covers neither another label nor the picture's edge.

    Parameters
    ----------
    canvas : Canvas
        The picture.
    layout : Layout
        What of the picture is taken already.
    readings : sequence of GaugeReading
        The most important first.
    image_px : ndarray, shape [33, 2]
        Landmarks in pixels.
    places : dict
        Where the labels stood in the frame before; brought up to date.
    """
    placed: list[tuple[GaugeReading, Floats, float, float]] = []
    radius = _radius(canvas, image_px)
    for reading in readings:
        corner = corner_of(ANGLE_IDS[reading.gauge.column.index], image_px)
        if corner is None:
            middle = image_px[TRUNK].mean(axis=0)
            if np.isfinite(middle).all():
                canvas.disc(middle, 3.0, reading.colour)
                placed.append((reading, middle, 0.0, -90.0))
            continue
        shared = sum(float(np.linalg.norm(corner.vertex_px - at)) < radius for _, at, _, _ in placed)
        drawn = _draw_arc(canvas, layout, reading, corner, radius * (1.0 + 0.3 * shared))
        placed.append((reading, corner.vertex_px, *drawn))
    for reading, vertex, reach, bearing in placed:
        column = reading.gauge.column.index
        box = layout.place(_label_size(canvas, reading), vertex, reach, bearing, places.get(column))
        places[column] = (box[:2] + box[2:]) / 2 - vertex
        _draw_label(canvas, reading, box, toward(vertex, reach / REACH, bearing))


def _radius(canvas: Canvas, image_px: Floats) -> float:
    """Return a radius that suits the size of the person in the picture."""
    lengths = np.linalg.norm(image_px[_FROM] - image_px[_TO], axis=1)
    person = float(np.nanmax(lengths, initial=0.0))
    return float(np.clip(0.48 * person, 20 * canvas.unit, 42 * canvas.unit))


def _draw_arc(
    canvas: Canvas, layout: Layout, reading: GaugeReading, corner: Corner, radius: float
) -> tuple[float, float]:
    """Draw one arc; return how far it reaches from the joint and the bearing of its middle."""
    way, sweep = corner.turn_of(reading.value)
    middle = corner.zero_deg + sweep / 2
    if abs(sweep - way * reading.value) > FLAT_DEG:
        canvas.disc(corner.vertex_px, 3.0, reading.colour)
        return 0.0, middle
    at, end_deg = corner.vertex_px, corner.zero_deg + sweep
    target = _draw_target(canvas, reading, corner, way, radius)
    doubt = arc(at, radius, end_deg - reading.sigma, 2 * reading.sigma)
    canvas.fill(np.concatenate([doubt, at[None]]), reading.colour, opacity=0.35)
    zero_arm = np.stack([at, toward(at, radius * 1.3, corner.zero_deg)])
    moving_arm = np.stack([at, toward(at, radius * 1.3, end_deg)])
    canvas.lines([zero_arm, moving_arm], DARK, 2.4)
    canvas.dashed([zero_arm], WHITE, 1.0, dash=5.0)
    canvas.lines([moving_arm], WHITE, 1.2)
    turned = arc(at, radius, corner.zero_deg, sweep)
    canvas.lines([turned], DARK, 4.4)
    canvas.lines([turned], reading.colour, 2.8)
    arms = np.concatenate([arm[0] + _ALONG_ARM * (arm[1] - arm[0]) for arm in (zero_arm, moving_arm)])
    layout.avoid(np.concatenate([turned, arms, target]))
    return radius * REACH, middle


def _draw_target(canvas: Canvas, reading: GaugeReading, corner: Corner, way: int, radius: float) -> Floats:
    """Draw the target range as a pale band; return its outer edge."""
    low, high = reading.gauge.range_at(reading.value)
    first = low if low is not None else (high or 0.0) - OPEN_DEG
    last = high if high is not None else first + OPEN_DEG
    start, sweep = corner.zero_deg + way * first, way * (last - first)
    inner, outer = (arc(corner.vertex_px, radius * share, start, sweep) for share in (0.75, REACH))
    outline = np.concatenate([inner, outer[::-1]])
    canvas.fill(outline, WHITE, opacity=0.4)
    canvas.lines([np.concatenate([outline, outline[:1]])], DARK, 0.6)
    ticks = [np.stack([inner[end], outer[end]]) for end, known in ((0, low), (-1, high)) if known is not None]
    canvas.lines(ticks, DARK, 3.0)
    canvas.lines(ticks, WHITE, 1.4)
    return outer


def standing_of(reading: GaugeReading) -> str:
    """Return in words what the mark beside a label says; of an angle that is not judged now, when it is.

    Examples
    --------
    >>> from posecheck.overlay.gauges import gauges_of
    >>> from posecheck.stretches.load import load_stretch
    >>> [lean, *_] = gauges_of(load_stretch("trunk_side_bend"), "right", "end")
    >>> [standing_of(GaugeReading(lean, value, 4.0, judged=True)) for value in (20.0, 13.0, 5.0, 50.0)]
    ['in target', 'near target', 'below target', 'above target']
    >>> standing_of(GaugeReading(lean, 5.0, 4.0, judged=False))
    'end target'
    """
    if not reading.judged:
        return f"{reading.gauge.target.phase} target"
    if reading.in_doubt:
        return "near target"
    return "below target" if reading.outside < 0 else "above target" if reading.outside else "in target"


def label_of(reading: GaugeReading) -> list[Text]:
    """Return the lines of a label: angle, value, standing to its target, and what + means where that is not plain.

    The last line hangs on the gauge and not on the value, so that a label does not grow and shrink.
    """
    gauge = reading.gauge
    now = measured(gauge.told(reading.value), reading.sigma, "deg")
    lines = [
        Text(gauge.column.title, cap=7.5, colour=PALE),
        Text(now, cap=11.0, bold=True),
        Text(f"{standing_of(reading)} {gauge.bounds.words('deg')}", cap=7.5, colour=PALE),
    ]
    if gauge.column.positive and min(map(gauge.told, gauge.target.possible)) < 0:
        lines.append(Text(f"+ is {gauge.column.positive.partition(',')[0]}", cap=6.5, colour=PALE))
    return lines


def _label_size(canvas: Canvas, reading: GaugeReading) -> Floats:
    around = np.array([2 * _PAD + _MARK, 2 * _PAD])
    return np.asarray(canvas.block_size(label_of(reading)) + around * canvas.unit)


def _draw_label(canvas: Canvas, reading: GaugeReading, box: Floats, points_at: Floats) -> None:
    nearest = np.clip(points_at, box[:2], box[2:])
    if np.linalg.norm(nearest - points_at) > 8 * canvas.unit:
        leader = np.stack([points_at, nearest])
        canvas.lines([leader], DARK, 2.4)
        canvas.lines([leader], reading.colour, 1.0)
    canvas.shade(box)
    canvas.block(label_of(reading), box[0] + (_PAD + _MARK) * canvas.unit, box[1] + _PAD * canvas.unit)
    _draw_mark(canvas, reading, np.array([box[0] + (_PAD + 4.0) * canvas.unit, (box[1] + box[3]) / 2]))


_TICK = np.array([[-4.0, 0.0], [-1.2, 3.2], [4.0, -3.6]])
_WAVE = np.array([[-4.2, 1.2], [-2.2, -1.4], [0.0, 0.0], [2.2, 1.4], [4.2, -1.2]])
_CHEVRON = np.array([[-3.8, 2.2], [0.0, -2.4], [3.8, 2.2]])


def _draw_mark(canvas: Canvas, reading: GaugeReading, at: Floats) -> None:
    """Say without colour whether the angle is in range (tick), may be (wave), or which way it should go."""
    unit = canvas.unit
    if not reading.judged:
        canvas.disc(at, 2.0, reading.colour)
    elif reading.in_doubt:
        canvas.lines([at + _WAVE * unit], reading.colour, 2.0)
    elif not reading.outside:
        canvas.lines([at + _TICK * unit], reading.colour, 2.2)
    else:
        way = np.array([1.0, 1.0 if reading.outside < 0 else -1.0])
        both = [at + (_CHEVRON * way + [0.0, shift]) * unit for shift in (-3.0, 3.0)]
        canvas.lines(both, reading.colour, 2.0)
