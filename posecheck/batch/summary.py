"""What came out of a batch at a glance: numbers per stretch, for the terminal and as one page."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from statistics import median

from rich.table import Table

from posecheck.batch.clips import Failure
from posecheck.batch.tables.tables import Finished
from posecheck.files import write_atomically

LISTED = 200
"""So many failures are listed on the page; all of them are in `failures.csv`."""

_BINS = 10
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "th,td{text-align:left;padding:.3rem .8rem;border-bottom:1px solid #ddd;vertical-align:bottom}"
    "td.n,th.n{text-align:right}svg{display:block;fill:#28658a}td{overflow-wrap:anywhere}"
)


@dataclass
class OfStretch:
    """What came out for one stretch: its scores, and how many clips could not be judged."""

    scores: array[float] = field(default_factory=lambda: array("d"))
    not_judged: int = 0

    @property
    def median_text(self) -> str:
        """The median score, or a dash."""
        return f"{median(self.scores):.0f}" if self.scores else "–"


class Summary:
    """Counts what came out, clip by clip.

    Attributes
    ----------
    clips : int
        How many clips the batch has.
    done : int
        How many of them are done.
    stretches : dict of str to OfStretch
        What came out, by stretch.
    failures : list of Failure
        The first failures.
    failed : int
        The number of all failures.
    notes : list of (str, str)
        Clips of which there is something to know, and what.

    Examples
    --------
    >>> summary = Summary(2)
    >>> summary.add(Finished([{"clip": "a.mp4", "stretch": "childs_pose", "score": 91.5, "notes": []}], [], []))
    >>> summary.done, summary.failed, summary.stretches["childs_pose"].median_text
    (1, 0, '92')
    """

    def __init__(self, clips: int) -> None:
        self.clips, self.done, self.failed = clips, 0, 0
        self.stretches: dict[str, OfStretch] = {}
        self.failures: list[Failure] = []
        self.notes: list[tuple[str, str]] = []

    def add(self, finished: Finished) -> None:
        """Count one clip."""
        self.done += 1
        for row in finished.results:
            of = self.stretches.setdefault(row["stretch"] or row["status"], OfStretch())
            if row["score"] is None:
                of.not_judged += 1
            else:
                of.scores.append(row["score"])
        noted = dict.fromkeys((row["clip"], note) for row in finished.results for note in row["notes"])
        self.notes += list(noted)[: LISTED - len(self.notes)]
        self.failed += len(finished.failures)
        self.failures += finished.failures[: LISTED - len(self.failures)]

    def table(self) -> Table:
        """Return what the command prints at its end."""
        table = Table(box=None, pad_edge=False)
        table.add_column("stretch", header_style="dim")
        for name in ("scored", "not judged", "median score"):
            table.add_column(name, justify="right", header_style="dim")
        for name, of in sorted(self.stretches.items()):
            table.add_row(name, str(len(of.scores)), str(of.not_judged), of.median_text)
        return table


def write_page(summary: Summary, path: Path, *, running: str = "") -> None:
    """Write the page, which needs nothing else; while the batch runs it says so and loads itself again."""
    again = '<meta http-equiv="refresh" content="10">' if running else ""
    state = f"Running: {escape(running)}." if running else "Finished."
    if not running and summary.done < summary.clips:
        state = "Stopped; the same command goes on from here."
    rows = "".join(
        f'<tr><td>{escape(name)}<td class="n">{len(of.scores)}<td class="n">{of.not_judged}'
        f'<td class="n">{of.median_text}<td>{_histogram(of)}'
        for name, of in sorted(summary.stretches.items())
    )
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8">{again}'
        f'<meta name="viewport" content="width=device-width"><title>posecheck batch</title>'
        f"<style>{_STYLE}</style><h1>Batch</h1><p>{state} {summary.done} of {summary.clips} clips done, "
        f"{summary.failed} failed.</p>"
        '<table><tr><th>Stretch<th class="n">Scored<th class="n">Not judged<th class="n">Median score'
        f"<th>Scores 0 to 100{rows}</table>{_failures(summary)}{_notes(summary)}"
        "<p>Scores are form, 0 to 100, from one camera. Guidance, not diagnosis.</p></html>\n"
    )
    with write_atomically(path) as temporary:
        temporary.write_text(page, encoding="utf-8")


def _histogram(of: OfStretch) -> str:
    counts = [0] * _BINS
    for score in of.scores:
        counts[min(_BINS - 1, max(0, int(score / 100 * _BINS)))] += 1
    tallest = max(1, *counts)
    heights = [40 * count / tallest for count in counts]
    bars = "".join(
        f'<rect x="{number * 16}" y="{40 - height:.1f}" width="14" height="{height:.1f}"/>'
        for number, height in enumerate(heights)
    )
    words = ", ".join(
        f"{number * 10} to {number * 10 + 10}: {count}" for number, count in enumerate(counts) if count
    )
    return f'<svg width="{_BINS * 16}" height="40" role="img" aria-label="{words}">{bars}</svg>'


def _failures(summary: Summary) -> str:
    if not summary.failures:
        return ""
    rows = "".join(
        f"<tr><td>{escape(failure.file)}<td>{escape(failure.reason)}<td>{escape(failure.hint)}"
        for failure in summary.failures
    )
    more = "" if summary.failed <= LISTED else f"<p>The first {LISTED}; all are in failures.csv.</p>"
    return f"<h2>Failures</h2><table><tr><th>File<th>Reason<th>What to do{rows}</table>{more}"


def _notes(summary: Summary) -> str:
    if not summary.notes:
        return ""
    rows = "".join(f"<tr><td>{escape(clip)}<td>{escape(note)}" for clip, note in summary.notes)
    more = "" if len(summary.notes) < LISTED else f"<p>The first {LISTED}; all are in results.parquet.</p>"
    return f"<h2>Notes</h2><table><tr><th>File<th>What to know{rows}</table>{more}"
