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


def _reps(found: Assessment) -> RenderableType:
    dose = found.stretch.dose
    low, high = dose.reps
    shortest, longest = dose.hold_range_s
    table = Table(box=None, pad_edge=False)
    for name in ("#", "from", "to", "reached", "held", "steady", "score"):
        table.add_column(name, justify="right", header_style="dim")
    table.add_column("", header_style="dim")
    for rep in found.reps:
        held = f"{rep.hold.duration_s:.1f} s" if rep.hold else "-"
        steady = (
            f"±{rep.hold.steadiness_deg:.1f}°" if rep.hold and rep.hold.steadiness_deg is not None else "-"
        )
        score = f"{rep.score:.0f}" if rep.score is not None else "-"
        start, end = f"{rep.start_s:.1f} s", f"{rep.end_s:.1f} s"
        table.add_row(str(rep.number), start, end, _reached(rep), held, steady, score, _remark(rep))
    title = Text.assemble(
        (f"Repetitions: {found.complete_reps}", "bold"),
        f" of {low} to {high}, to be held {shortest:g} to {longest:g} s",
    )
    lead = found.stretch.leads[0].label
    seen = [rep for rep in found.reps if rep.reached is not None]
    if len(seen) < 2:
        return Group(title, table)
    onward = 1 if found.stretch.leads[0].end > found.stretch.leads[0].start else -1
    least, *_, most = sorted(seen, key=lambda rep: onward * (rep.reached or 0.0))
    span = f"{lead} at end range: most {_reached(most)} (repetition {most.number}), "
    return Group(title, table, Text(f"{span}least {_reached(least)} (repetition {least.number})"))


def _reached(rep: RepResult) -> str:
    return "-" if rep.reached is None else f"{rep.reached:.0f}° ±{rep.reached_sigma:.0f}°"


def _remark(rep: RepResult) -> str:
    remarks = []
    if not rep.complete:
        remarks.append("partial: end range not reached")
    if not rep.start_seen:
        remarks.append("already in the pose when the shot began")
    if rep.score is None:
        remarks.append("not seen well enough to score")
    return "; ".join(remarks)


def _targets(found: Assessment) -> RenderableType:
    table = Table(box=None, pad_edge=False)
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
    return Group(Text("Angles against their targets", "bold"), table)


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
