"""The chart of an assessment: how far each side went, beside the published norm, as an SVG picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from posecheck.files import MARK, require_own, write_atomically
from posecheck.scoring.routine_progress import RangeResult
from posecheck.stretches.bounds import number, symbol_of

TOP, BOTTOM = 64, 56
"""Pixels above and below the rows."""

NORM, MEASURED, INK, GREY, FAINT = "#cfe8d5", "#1f5fa8", "#222222", "#666666", "#d9d9d9"


@dataclass(frozen=True)
class Proportions:
    """Where things lie in the picture, in pixels.

    Attributes
    ----------
    width, left : int
        Of the picture, and where its bars begin.
    row, names : int
        Height of a row, and of the names in it above the bar; 0 puts them at the bar's left.
    """

    width: int
    left: int
    row: int
    names: int


WIDE, NARROW = Proportions(760, 270, 44, 0), Proportions(380, 28, 76, 36)
"""For a page or a document, and for a phone."""


def range_chart(title: str, bars: Sequence[RangeResult], layout: Proportions = WIDE) -> str:
    """Return the chart as SVG.

    Parameters
    ----------
    title : str
        What was assessed.
    bars : sequence of RangeResult
        One row each: the norm as a band, what was reached as a dot, one sigma to either side as a line.
    layout : Proportions
        `WIDE` or `NARROW`.

    Examples
    --------
    >>> bar = RangeResult("hip_abduction", "Hip abduction", "left", "deg", 31.0, 4.0, 25, 45, "Wilson 2014")
    >>> chart = range_chart("Hips", [bar])
    >>> chart.count("<circle"), "31°: within the norm" in chart  # one dot in the legend, one for the range
    (2, True)
    """
    return "\n".join(_lines(title, bars, layout)) + "\n"


def write_range_chart(title: str, bars: Sequence[RangeResult], path: Path) -> None:
    """Write the chart to a file (.svg)."""
    require_own([path])
    with write_atomically(path) as temporary:
        temporary.write_text(f"<!-- {MARK}chart/1 -->\n{range_chart(title, bars)}", encoding="utf-8")


def compared(bar: RangeResult) -> str:
    """Return in words how a range compares with its norm.

    Examples
    --------
    >>> compared(RangeResult("hip_abduction", "Hip abduction", "left", "deg", 15.0, 4.0, 25, 45, ""))
    '10° short of the norm'
    >>> compared(RangeResult("hip_abduction", "Hip abduction", "left", "deg", 23.0, 4.0, 25, 45, ""))
    '2° short of the norm, which the camera cannot tell from within it'
    >>> compared(RangeResult("hip_abduction", "Hip abduction", "left", "deg", 24.8, 4.0, 25, 45, ""))
    'just short of the norm, which the camera cannot tell from within it'
    """
    away = bar.bounds.outside(bar.reached)
    if not away:
        return "within the norm"
    size = number(abs(away), bar.unit)
    how_far = size + symbol_of(bar.unit) if float(size) else "just"
    words = f"{how_far} {'short of' if away < 0 else 'beyond'} the norm"
    sure = bar.bounds.surely_outside(bar.reached, bar.sigma)
    return words if sure else f"{words}, which the camera cannot tell from within it"


def _lines(title: str, bars: Sequence[RangeResult], layout: Proportions) -> Iterator[str]:
    ends = [0.0, 60.0]
    for bar in bars:
        ends += [end for end in (bar.low, bar.high, *_whisker(bar)) if end is not None]
    left, right = min(ends), 1.05 * max(ends)
    width = layout.width
    scale = (width - layout.left - 40) / (right - left)
    floor = TOP + layout.row * len(bars)

    def x(value: float) -> float:
        """Return where a value lies, in pixels from the left."""
        return layout.left + (value - left) * scale

    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {floor + BOTTOM}" width="{width}" '
        f'font-family="sans-serif" font-size="13" fill="{INK}" role="img" aria-label="{escape(title)}">'
    )
    yield f'<rect width="{width}" height="{floor + BOTTOM}" fill="white"/>'
    yield f'<text x="16" y="30" font-size="18" font-weight="bold">{escape(title)}</text>'
    yield f'<rect x="16" y="41" width="22" height="10" fill="{NORM}"/><text x="44" y="51">norm</text>'
    yield f'<circle cx="106" cy="46" r="5" fill="{MEASURED}"/><text x="117" y="51">reached, ± one sigma</text>'
    for tick in range(30 * int(left // 30), int(right) + 1, 30):
        if tick >= left:
            at = f"{x(tick):.1f}"
            yield f'<line x1="{at}" x2="{at}" y1="{TOP}" y2="{floor}" stroke="{FAINT}"/>'
            yield f'<text x="{at}" y="{floor + 18}" text-anchor="middle">{tick}°</text>'
    for row, bar in enumerate(bars):
        norm = x(left if bar.low is None else bar.low), x(right if bar.high is None else bar.high)
        whisker = [x(end) for end in _whisker(bar)]
        yield from _row(bar, layout, TOP + layout.row * row, x(bar.reached), whisker, norm)
    yield f'<text x="16" y="{floor + 42}" fill="{GREY}">One camera, with its uncertainty. No diagnosis.</text>'
    yield "</svg>"


def _whisker(bar: RangeResult) -> tuple[float, float]:
    return bar.reached - bar.sigma, bar.reached + bar.sigma


def _row(
    bar: RangeResult,
    layout: Proportions,
    top: float,
    at: float,
    whisker: list[float],
    norm: tuple[float, float],
) -> Iterator[str]:
    height, unit = layout.row - layout.names, symbol_of(bar.unit)
    name, middle = top + (layout.names or height) / 2, top + layout.names + height / 2
    side = f", {bar.side}" if bar.side else ""
    yield f'<text x="16" y="{name - 3}">{escape(bar.title + side)}</text>'
    words = f"{bar.reached:.0f}{unit}: {compared(bar)}"
    yield f'<text x="16" y="{name + 13}" font-size="11" fill="{GREY}">{escape(words)}</text>'
    yield (
        f'<rect x="{norm[0]:.1f}" y="{middle - height / 2 + 9}" width="{norm[1] - norm[0]:.1f}" '
        f'height="{height - 18}" fill="{NORM}"><title>{escape(bar.source)}</title></rect>'
    )
    yield (
        f'<line x1="{whisker[0]:.1f}" x2="{whisker[1]:.1f}" y1="{middle}" y2="{middle}" '
        f'stroke="{MEASURED}" stroke-width="2"/>'
    )
    yield f'<circle cx="{at:.1f}" cy="{middle}" r="6" fill="{MEASURED}"/>'
