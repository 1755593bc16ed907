"""The result of one clip as a short readable page in the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from posecheck.pipeline import Result
from posecheck.scoring.assessment import Assessment, RepResult


def page(result: Result) -> RenderableType:
    """Return what `posecheck check` prints."""
    found = result.assessment
    parts: list[RenderableType] = [_headline(result)]
    if found.score is None:
        parts.append(Text(found.reason, style="yellow"))
    if found.reps:
        parts.append(_reps(found))
    if found.score is not None:
        parts += [_targets(found), Text.assemble(("Work on first  ", "bold"), found.cue)]
    parts += [*_not_judged(result), Text(found.stretch.safety, style="dim")]
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts))


def _headline(result: Result) -> Text:
    found = result.assessment
    side = f", {found.side} side" if found.side else ""
    text = Text.assemble((found.stretch.title, "bold"), f"{side}   {result.clip}\n")
    if found.score is None:
        return text.append("No score", style="bold yellow")
    text.append(f"Score {found.score:.0f}", style="bold")
    text.append(
        f" of 100   confidence {found.confidence:.0%}   person seen in {found.seen:.0%} of the frames"
    )
    return text


def _reps(found: Assessment) -> Table:
    dose = found.stretch.dose
    low, high = dose.reps
    shortest, longest = dose.hold_range_s
    table = Table(
        title=f"Repetitions: {found.complete_reps} of {low} to {high}, held {shortest:g} to {longest:g} s",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
    )
    for name in ("#", "from", "to", "held", "steady", "score"):
        table.add_column(name, justify="right", style=None, header_style="dim")
    table.add_column("", header_style="dim")
    for rep in found.reps:
        held = f"{rep.hold.duration_s:.1f} s" if rep.hold else "-"
        steady = (
            f"±{rep.hold.steadiness_deg:.1f}°" if rep.hold and rep.hold.steadiness_deg is not None else "-"
        )
        score = f"{rep.score:.0f}" if rep.score is not None else "-"
        table.add_row(
            str(rep.number), f"{rep.start_s:.1f} s", f"{rep.end_s:.1f} s", held, steady, score, _remark(rep)
        )
    return table


def _remark(rep: RepResult) -> str:
    remarks = []
    if not rep.complete:
        remarks.append("partial: end range not reached")
    if not rep.start_seen:
        remarks.append("already in the pose when the shot began")
    if rep.score is None:
        remarks.append("not seen well enough to score")
    return "; ".join(remarks)


def _targets(found: Assessment) -> Table:
    table = Table(
        title="Angles against their targets",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
    )
    table.add_column("phase", header_style="dim")
    table.add_column("angle", header_style="dim")
    for name in ("measured", "target", "points lost"):
        table.add_column(name, justify="right", header_style="dim")
    table.add_column("evidence", header_style="dim", style="dim")
    for target in found.targets:
        if target.judged and target.value is not None:
            lost = f"{target.points_lost:.1f}"
            style = "yellow" if target.points_lost >= 3 else ""
            table.add_row(
                target.phase,
                target.title,
                target.measured_text,
                target.range_text,
                Text(lost, style),
                target.evidence,
            )
    return table


def _not_judged(result: Result) -> Iterable[Text]:
    found = result.assessment
    unseen = [target.title for target in found.targets if not target.judged]
    if not unseen and not found.stretch.not_judged:
        return
    text = Text.assemble(("This camera cannot judge", "bold"))
    if unseen:
        text.append(f"\nSeen from the {found.main_view}: {', '.join(unseen)}.")
        wanted = found.stretch.camera.view
        if wanted not in ("any", found.main_view):
            text.append(f" A {wanted} view shows more. {found.stretch.camera.advice}")
    for sentence in found.stretch.not_judged:
        text.append(f"\n{sentence}")
    yield text
