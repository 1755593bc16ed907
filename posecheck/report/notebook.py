"""The result of one clip as a small table in a notebook's cell."""

from __future__ import annotations

from html import escape

from posecheck.report.result import Result
from posecheck.report.wording import legend_of_signs, name_of, score_words, shown_targets
from posecheck.scoring.first_cue import heading_of

_CELL = "padding:1px 12px 1px 0;text-align:left"


def html(result: Result) -> str:
    """Return the headline, the judged angles against their targets and the first cue as HTML."""
    found = result.assessment
    score = "No score" if found.score is None else score_words(found.score, found.score_sigma)
    lines = [
        f"<div><b>{escape(found.stretch.title)}</b> &nbsp; {escape(result.clip)}<br>",
        f"<b>{score}</b>, confidence {found.confidence:.0%}, {found.complete_reps} complete of "
        f"{len(found.reps)} repetitions",
    ]
    lines += [f"<br>{escape(said)}" for said in (found.wrong_view, *result.notes) if said]
    if found.score is None:
        lines.append(f"<br>{escape(found.reason.removeprefix(found.wrong_view).strip())}")
    elif judged := shown_targets(found):
        lines.append("<table>" + _row("th", "phase", "angle", "measured", "target", "points lost", ""))
        lines += [
            _row(
                *("td", target.phase, name_of(found, target), target.measured_text, target.range_text),
                f"{target.points_lost:.1f}",
                target.partly,
            )
            for target in judged
        ]
        lines.append("</table>")
        legend = legend_of_signs(found)
        lines += [f"<small>{escape(legend)}</small><br>"] if legend else []
    if found.cue:
        lines.append(f"<b>{heading_of(found.cue)}</b> {escape(found.cue)}")
    return "\n".join([*lines, "</div>"])


def _row(tag: str, *cells: str) -> str:
    return "<tr>" + "".join(f'<{tag} style="{_CELL}">{escape(cell)}</{tag}>' for cell in cells) + "</tr>"
