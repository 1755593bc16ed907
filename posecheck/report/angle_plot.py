"""One angle over time as a matplotlib plot: its course, its uncertainty, its target and the repetitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from posecheck.angles.catalog import CATALOG, index_of
from posecheck.errors import PosecheckError
from posecheck.overlay import Gauge
from posecheck.report.result import Result
from posecheck.scoring.quantities import columns_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COURSE, TARGET, REP = "#1f5fa8", "#2e9e5b", "#8a8a8a"


def plot_angle(result: Result, angle_id: str, ax: Axes | None = None) -> Axes:
    """Draw the angle into `ax`, or a new figure; `Result.plot` says the rest."""
    index = index_of(angle_id)
    if ax is None:
        try:
            from matplotlib import pyplot
        except ImportError:
            raise PosecheckError(
                "matplotlib is not installed; install it with: pip install 'posecheck[plot]'."
            ) from None
        ax = pyplot.subplots(figsize=(8, 3.5), layout="constrained")[1]
    entry, angles = CATALOG[index], result.angles
    sign, title, positive = _told_as(result, index)
    value, sigma = sign * angles.value[:, index], angles.sigma[:, index]
    ax.plot(angles.time_s, value, color=COURSE, label=title)
    ax.fill_between(
        angles.time_s, value - sigma, value + sigma, color=COURSE, alpha=0.2, lw=0, label="1 sigma"
    )
    low, high = ax.get_ylim()
    label: str | None = "target"
    for since_s, until_s, *ends in _bands(result, index):
        bottom, top = ends if sign > 0 else (None if end is None else -end for end in reversed(ends))
        bottom, top = (low if bottom is None else bottom), (high if top is None else top)
        low, high = min(low, bottom), max(high, top)
        ax.fill_between([since_s, until_s], bottom, top, color=TARGET, alpha=0.25, lw=0, label=label)
        label = None
    for rep in result.assessment.reps:
        ax.axvline(rep.start_s, color=REP, lw=0.8, ls=":")
        ax.text(rep.start_s, 1, f" {rep.number}", color=REP, va="top", transform=ax.get_xaxis_transform())
    ax.set_ylim(low, high)
    ax.set_xlabel("time (s)")
    unit = "°" if entry.unit == "deg" else entry.unit
    ax.set_ylabel("\n".join([f"{title} ({unit})" if unit else title, f"positive: {positive}"]))
    ax.set_title(f"{result.assessment.stretch.title}, {result.clip}")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    return ax


def _told_as(result: Result, index: int) -> tuple[float, str, str]:
    """Return the sign, the title and the meaning of what is positive with which the table tells an angle.

    What it counts the other way, such as hip extension, it calls so; elsewhere the catalog's own name stands.
    """
    stretch = result.assessment.stretch
    asked = [
        each
        for each in (*stretch.targets, *stretch.leads)
        if not (each.change or each.share_with or each.over)
    ]
    columns = [
        column
        for quantity in asked
        for side in stretch.sides
        for column in columns_of(quantity, side)
        if column.index == index
    ]
    opposite = CATALOG[index].opposite is not None
    if opposite and columns and all(column.quantity.backward for column in columns):
        return -1.0, columns[0].title, columns[0].positive
    return 1.0, CATALOG[index].title, CATALOG[index].positive.split(";")[0]


def _bands(result: Result, index: int) -> Iterator[tuple[float, float, float | None, float | None]]:
    """Yield from when until when the stretch asks what of the angle."""
    angles, frames, found = result.angles, result.assessment.frames, result.assessment
    for target in found.stretch.targets:
        if target.change or target.share_with or target.over:
            continue  # a number made from the angle, not the angle itself
        role = found.stretch.role_of(target.phase)
        for side in found.stretch.sides:
            for column in columns_of(target, side):
                if column.index != index:
                    continue
                asked = (frames.role == role) & np.isin(frames.side, ["", side])
                for run in _runs(asked):
                    seen = angles.value[run, index]
                    if not np.isfinite(seen).any():
                        continue
                    ends = Gauge(target, column, role).range_at(float(np.nanmedian(seen)))
                    yield float(angles.time_s[run][0]), float(angles.time_s[run][-1]), *ends


def _runs(asked: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[slice]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], asked.astype(int), [0]])))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield slice(start, end)
