"""The picture of the plain window: the person at the left, what the coach says at the right."""

from __future__ import annotations

import cv2
import numpy as np

from posecheck.arrays import Floats, Pixels
from posecheck.live.coaching.feedback import Feedback, Hold
from posecheck.live.coaching.frame_state import LeadReading
from posecheck.overlay.canvas import PALE, WHITE, Canvas, Colour, Text, arc
from posecheck.stretches.bounds import number, symbol_of

SIZE = (1280, 720)
LEFT = 780
_GROUND, _TRACK = (13, 27, 36), (43, 68, 85)
_GOOD: Colour = (108, 195, 245)
_WARN: Colour = (245, 184, 61)
_STATE = {
    "in": ("in range", _GOOD),
    "unsure": ("may be in range", PALE),
    "unseen": ("not seen", PALE),
    "below": ("", _WARN),
    "above": ("", _WARN),
}
_KEYS = "Space: it hurts    N: next    M: voice    F: full screen    Q: end"


def draw_window(picture: Pixels | None, feedback: Feedback, trouble: str, voice_on: bool) -> Pixels:
    """Return the whole window, RGB.

    Parameters
    ----------
    picture : ndarray of uint8, shape [H, W, 3], optional
        The person with the drawing on it, mirrored; black where there is none.
    feedback : Feedback
        What the coach shows.
    trouble : str
        A sentence about the camera, or "".
    voice_on : bool
        Whether the voice is on.

    Examples
    --------
    >>> feedback = Feedback(state="rest", title="Child's pose", side=None, step=1, steps=2, heading="Rest")
    >>> draw_window(None, feedback, "", True).shape
    (720, 1280, 3)
    """
    board = np.full((SIZE[1], SIZE[0], 3), _GROUND, dtype=np.uint8)
    if picture is not None:
        _paste(board, picture)
    canvas = Canvas(board)
    left, room = LEFT + 24.0, SIZE[0] - LEFT - 48.0
    top = _lines(canvas, _title(feedback), 8.0, PALE, left, 26.0, room)
    top = _lines(canvas, feedback.heading, 17.0, WHITE, left, top + 18, room, bold=True)
    if feedback.count is not None:
        _centred(canvas, Text(str(feedback.count), cap=110.0, bold=True), LEFT / 2, SIZE[1] * 0.65)
    if feedback.gauge is not None:
        _dial(canvas, feedback.gauge, feedback.hold, np.array([left + room / 2, 390.0]))
    elif feedback.hold is not None:
        _two(
            canvas,
            f"{feedback.hold.seconds:.0f} s",
            f"of {feedback.hold.least_s:g} s",
            np.array([left + room / 2, 390.0]),
        )
    else:
        top = _lines(canvas, feedback.detail, 12.0, PALE, left, top + 14, room)
        _results(canvas, feedback, left, top + 20, room)
    if feedback.reps is not None:
        tally = f"{feedback.reps.done} of {feedback.reps.goal}"
        canvas.text(Text(tally, cap=13.0, bold=True), left, 590.0)
        if feedback.score is not None:
            form = Text(f"form {feedback.score:.0f}", cap=10.0, colour=PALE)
            canvas.text(form, left + room - canvas.text_width(form), 590.0)
    words = trouble or (feedback.cue.text if feedback.cue and feedback.state == "stretch" else "")
    if words:
        _banner(canvas, words)
    ask = "Sharp or grabbing pain? Y: yes    any other: no" if feedback.ask_sharp else _KEYS
    canvas.text(
        Text(ask if voice_on else f"{ask}    (voice off)", cap=6.0, colour=PALE), 14.0, SIZE[1] - 12.0
    )
    return canvas.image


def _title(feedback: Feedback) -> str:
    side = f", {feedback.side} side" if feedback.side else ""
    number = f", {feedback.step} of {feedback.steps}" if feedback.steps > 1 else ""
    return f"{feedback.title}{side}{number}"


def _paste(board: Pixels, picture: Pixels) -> None:
    high = SIZE[1] - 40
    scale = min(LEFT / picture.shape[1], high / picture.shape[0])
    width, height = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    x, y = (LEFT - width) // 2, (high - height) // 2
    board[y : y + height, x : x + width] = cv2.resize(picture, (width, height))


def _lines(
    canvas: Canvas,
    words: str,
    cap: float,
    colour: Colour,
    left: float,
    top: float,
    room: float,
    bold: bool = False,
) -> float:
    """Write words below each other within the room; return where they end."""
    lines: list[Text] = []
    for word in words.split():
        longer = Text(f"{lines[-1].words} {word}" if lines else word, cap, colour, bold)
        if lines and canvas.text_width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(Text(word, cap, colour, bold))
    if lines:
        canvas.block(lines, left, top, leading=0.5 * cap)
    return top + len(lines) * 1.5 * cap * canvas.unit


def _centred(canvas: Canvas, text: Text, x: float, base: float) -> None:
    canvas.text(text, x - canvas.text_width(text) / 2, base)


def _dial(canvas: Canvas, gauge: LeadReading, hold: Hold | None, centre: Floats) -> None:
    """Draw the lead angle against its range with its uncertainty, and the hold."""
    radius = 130.0
    ends = [end for end in (gauge.end, gauge.low, gauge.high) if end is not None]
    far = max(ends) if gauge.end > gauge.start else min(ends)
    margin = 0.15 * (far - gauge.start)

    def bearing(value: float) -> float:
        share = (value - gauge.start + margin) / (far - gauge.start + 2 * margin)
        return 135.0 + 270.0 * float(np.clip(share, 0.0, 1.0))

    rising = gauge.end > gauge.start
    near, beyond = (gauge.low, gauge.high) if rising else (gauge.high, gauge.low)
    first = 135.0 if near is None else bearing(near)
    last = 405.0 if beyond is None else bearing(beyond)
    canvas.lines([arc(centre, radius, 135.0, 270.0)], _TRACK, 9.0)
    canvas.lines([arc(centre, radius, first, last - first)], _GOOD, 9.0)
    if gauge.value is not None and gauge.sigma is not None:
        at, doubt = bearing(gauge.value), abs(bearing(gauge.value + gauge.sigma) - bearing(gauge.value))
        canvas.lines([arc(centre, radius + 14, at - doubt, 2 * doubt)], WHITE, 2.5)
        canvas.lines([np.array([centre + _to(radius - 18, at), centre + _to(radius + 18, at)])], WHITE, 4.0)
    held = hold is not None and hold.seconds > 0
    if hold is not None and held:
        share = min(1.0, hold.seconds / hold.least_s)
        canvas.lines([arc(centre, radius - 32, -90.0, 360.0 * share)], _GOOD if share >= 1 else _WARN, 5.0)
        small = f"of {hold.least_s:g} s" + ("" if hold.running else ", paused")
        _two(canvas, f"{hold.seconds:.0f}" if hold.least_s >= 5 else f"{hold.seconds:.1f}", small, centre)
    elif gauge.value is not None:
        symbol = symbol_of(gauge.unit)
        small = f"± {number(gauge.sigma or 0.0, gauge.unit)}{symbol}"
        large = number(gauge.value, gauge.unit) + (symbol if gauge.unit == "deg" else "")
        _two(canvas, large, small, centre)
    word, colour = _STATE[gauge.standing]
    word = word or ("farther" if (gauge.standing == "below") == rising else "less far")
    _centred(canvas, Text(word, cap=9.0, colour=colour, bold=True), centre[0], centre[1] + 70)
    _centred(canvas, Text(gauge.title, cap=8.0, colour=PALE), centre[0], centre[1] + 150)


def _two(canvas: Canvas, large: str, small: str, centre: Floats) -> None:
    _centred(canvas, Text(large, cap=26.0, bold=True), centre[0], centre[1] + 14)
    _centred(canvas, Text(small, cap=8.0, colour=PALE), centre[0], centre[1] + 42)


def _to(radius: float, bearing_deg: float) -> Floats:
    bearing = np.radians(bearing_deg)
    return radius * np.array([np.cos(bearing), np.sin(bearing)])


def _results(canvas: Canvas, feedback: Feedback, left: float, top: float, room: float) -> None:
    for result in feedback.results[-3:] if feedback.state == "summary" else []:
        side = f", {result.side}" if result.side else ""
        score = "no score" if result.score is None else f"form {result.score:.0f}"
        top = _lines(canvas, f"{result.title}{side}", 9.0, WHITE, left, top, room, bold=True)
        done = f"{score}, {result.reps} of {result.goal} repetitions"
        held = ", held " + ", ".join(f"{s:.1f} s" for s in result.holds_s) if result.holds_s else ""
        top = _lines(canvas, done + held, 8.0, PALE, left, top + 4, room)
        top = _lines(canvas, result.cue, 8.0, _GOOD, left, top + 4, room) + 14


def _banner(canvas: Canvas, words: str) -> None:
    box = np.array([0.0, 612.0, float(SIZE[0]), 684.0])
    canvas.fill(np.array([[box[0], box[1]], [box[2], box[1]], [box[2], box[3]], [box[0], box[3]]]), _WARN)
    text = Text(words, cap=15.0, colour=(37, 24, 0), bold=True)
    wide = canvas.text_width(text)
    if wide > SIZE[0] - 40:
        text = Text(words, cap=15.0 * (SIZE[0] - 40) / wide, colour=text.colour, bold=True)
    _centred(canvas, text, SIZE[0] / 2, 662.0)
