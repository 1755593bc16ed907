"""The state of the exercise along the picture's upper edge: title, phase, repetition, hold and score."""

from __future__ import annotations

import math

import numpy as np

from posecheck.arrays import Floats
from posecheck.overlay.arcs import IN_RANGE
from posecheck.overlay.canvas import DARK, PALE, WHITE, Canvas, Colour, Text, arc
from posecheck.overlay.state import OverlayState

_RING: Colour = (95, 105, 118)
_EDGE, _PAD, _HIGH = 6.0, 6.0, 46.0


def draw_panel(canvas: Canvas, state: OverlayState) -> list[Floats]:
    """Draw the panel; return the boxes it takes, each (left, top, right, bottom)."""
    title = [Text(state.stretch.title, cap=10.0, bold=True), Text(course_of(state), cap=8.0, colour=PALE)]
    numbers = _columns(state)
    unit = canvas.unit
    right_size = _numbers_width(canvas, numbers)
    room = canvas.width - right_size - (3 * _EDGE + 2 * _PAD) * unit
    title = [_fitted(canvas, line, room) for line in title]
    left = _box(canvas, _EDGE * unit, float(canvas.block_size(title)[0]) + 2 * _PAD * unit, 33.0)
    canvas.shade(left)
    canvas.block(title, left[0] + _PAD * unit, left[1] + _PAD * unit, leading=6.0)
    right = _box(canvas, canvas.width - _EDGE * unit - right_size, right_size, _HIGH)
    canvas.shade(right)
    _draw_numbers(canvas, state, numbers, right)
    return [left, right]


def draw_message(canvas: Canvas, words: str) -> list[Floats]:
    """Write a sentence along the lower edge; return the box it takes."""
    if not words:
        return []
    unit = canvas.unit
    lines = _wrapped(canvas, words, 0.9 * canvas.width - 2 * _PAD * unit)
    size = canvas.block_size(lines) + 2 * _PAD * unit
    left, bottom = (canvas.width - size[0]) / 2, canvas.height - _EDGE * unit
    box = np.array([left, bottom - size[1], left + size[0], bottom])
    canvas.shade(box)
    canvas.block(lines, box[0] + _PAD * unit, box[1] + _PAD * unit)
    return [box]


def _box(canvas: Canvas, left: float, width: float, height: float) -> Floats:
    top = _EDGE * canvas.unit
    return np.array([left, top, left + width, top + height * canvas.unit])


def course_of(state: OverlayState) -> str:
    """Return in a few words where in the exercise it is: phase, side and repetition.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> course_of(OverlayState(load_stretch("trunk_turn"), "left"))
    'left side · 3–5 reps'
    >>> course_of(OverlayState(load_stretch("trunk_turn"), "left", "end", rep=2))
    'end · left side · rep 2 of 3–5'
    """
    reps = state.stretch.dose.reps
    count = (
        "" if reps is None else f"rep {state.rep} of {_span(reps)}" if state.rep else f"{_span(reps)} reps"
    )
    return " · ".join(filter(None, (state.phase, f"{state.side} side" if state.side else "", count)))


def _span(span: tuple[float, float]) -> str:
    low, high = span
    return f"{low:g}–{high:g}" if low < high else f"{low:g}"


def _columns(state: OverlayState) -> list[tuple[Text, Text]]:
    """Return what the right box shows: numbers, each with the caption below it."""
    columns = [
        (Text(_whole(state.score_now), cap=13.0, bold=True), Text("form now", cap=6.5, colour=PALE)),
        (Text(_whole(state.score), cap=13.0, bold=True), Text("score", cap=6.5, colour=PALE)),
    ]
    seconds = state.stretch.dose.hold_range_s
    if seconds is None:
        return columns
    held = f"{state.hold_s:.1f}" if seconds[1] < 5 else f"{int(state.hold_s)}"
    caption = Text(f"hold {_span(seconds)} s", cap=6.5, colour=PALE)
    return [(Text(held, cap=9.0, bold=True), caption), *columns]


def _whole(score: float | None) -> str:
    return "–" if score is None or math.isnan(score) else f"{score:.0f}"


def _column_width(canvas: Canvas, column: tuple[Text, Text]) -> float:
    return max(38 * canvas.unit, *(canvas.text_width(text) for text in column))


def _numbers_width(canvas: Canvas, columns: list[tuple[Text, Text]]) -> float:
    gaps = (2 + len(columns) - 1) * _PAD * canvas.unit
    return sum(_column_width(canvas, column) for column in columns) + gaps


def _draw_numbers(canvas: Canvas, state: OverlayState, columns: list[tuple[Text, Text]], box: Floats) -> None:
    unit, left = canvas.unit, box[0] + _PAD * canvas.unit
    seconds = state.stretch.dose.hold_range_s
    for number, caption in columns:
        width = _column_width(canvas, (number, caption))
        middle = np.array([left + width / 2, box[1] + 19 * unit])
        if number is columns[0][0] and seconds is not None:
            _draw_ring(canvas, middle, state.hold_s / seconds[0])
        canvas.text(number, middle[0] - canvas.text_width(number) / 2, middle[1] + number.cap / 2 * unit)
        canvas.text(caption, middle[0] - canvas.text_width(caption) / 2, box[3] - 4 * unit)
        left += width + _PAD * unit


def _draw_ring(canvas: Canvas, centre: Floats, share: float) -> None:
    """Draw a ring that fills toward the shortest hold that counts."""
    radius = 13 * canvas.unit
    done = min(share, 1.0)
    canvas.lines([arc(centre, radius, -90.0, 360.0)], _RING, 3.0)
    if done > 0:
        canvas.lines([arc(centre, radius, -90.0, 360.0 * done)], IN_RANGE if done >= 1 else WHITE, 3.0)
    if done >= 1:
        at = centre + np.array([11.0, -9.0]) * canvas.unit
        tick = at + np.array([[-3.0, 0.0], [-1.0, 2.4], [3.2, -2.8]]) * canvas.unit
        canvas.disc(at, 5.5, DARK)
        canvas.lines([tick], IN_RANGE, 1.8)


def _fitted(canvas: Canvas, text: Text, room: float) -> Text:
    """Return the line, smaller where it would be wider than `room` (pixels)."""
    wide = canvas.text_width(text)
    return text if wide <= room else Text(text.words, text.cap * room / wide, text.colour, text.bold)


def _wrapped(canvas: Canvas, words: str, room: float) -> list[Text]:
    lines: list[Text] = []
    for word in words.split():
        longer = Text(f"{lines[-1].words} {word}", cap=9.0) if lines else None
        if longer is not None and canvas.text_width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(Text(word, cap=9.0))
    return lines
