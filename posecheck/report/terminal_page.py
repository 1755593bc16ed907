"""The result of one clip as a short readable page in the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from posecheck.report.fitting_table import FittingTable
from posecheck.report.result import Result
from posecheck.report.wording import (
    legend_of_signs,
    name_of,
    score_words,
    seen_from,
    shown_targets,
    unseen_angles,
)
from posecheck.scoring.comparison import SURE_SIGMAS
from posecheck.scoring.first_cue import heading_of
from posecheck.scoring.quantities import CHANGE_SIGMA
from posecheck.scoring.results import Assessment, DoseResult, RepResult
from posecheck.stretches.bounds import SHOWN, measured, number, symbol_of


def page(result: Result) -> RenderableType:
    """Return what `posecheck check` prints."""
    found = result.assessment
    parts: list[RenderableType] = [_headline(result)]
    if found.wrong_view:
        advice = "" if found.score is None else f" {found.stretch.camera.advice}"
        parts.append(Text(found.wrong_view + advice, style="yellow"))
    if result.notes:
        parts.append(Group(*(Text(note, style="yellow") for note in result.notes)))
    if found.score is None:
        parts.append(Text(found.reason.removeprefix(found.wrong_view).strip(), style="yellow"))
    if found.reps:
        parts.append(_reps(found))
    sides = list(_sides(found))
    if found.score is not None and sides:
        parts.append(Group(*sides))
    if found.score is not None:
        parts += [_targets(found), Text.assemble((f"{heading_of(found.cue)}  ", "bold"), found.cue)]
    parts += [*_not_judged(result), Text(found.stretch.safety, style="dim")]
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts))


def _headline(result: Result) -> Text:
    found = result.assessment
    done = " and ".join(one.side for one in found.passes if one.side) or found.side
    side = f", {done} side" if done else ""
    sure = ""
    if result.recognition is not None:
        sure = f", recognised with {result.recognition.probability:.0%}"
        sure += "".join(f" or as {other}, which looks the same" for other in result.recognition.alike)
    text = Text.assemble((found.stretch.title, "bold"), f"{side}{sure}   {result.clip}\n")
    if found.score is None:
        return text.append("No score", style="bold yellow")
    text.append(score_words(found.score, found.score_sigma), style="bold")
    return text.append(
        f"   confidence {found.confidence:.0%}   person seen in {found.seen:.0%} of the frames"
    )


def _reps(found: Assessment) -> RenderableType:
    table = FittingTable()
    sides = len(found.passes) > 1
    for name in ("#", *(["side"] if sides else []), "from", "to", "reached", "held", "steady", "score"):
        table.add_column(name, justify="right", header_style="dim")
    table.add_column("", header_style="dim")
    for rep in found.reps:
        row = [str(rep.number), *([rep.side or ""] if sides else [])]
        row += [f"{rep.start_s:.1f} s", f"{rep.end_s:.1f} s", _reached(found, rep), _held(rep), _steady(rep)]
        table.add_row(*row, f"{rep.score:.0f}" if rep.score is not None else "-", _remark(rep))
    title = Text.assemble((f"Repetitions: {found.complete_reps}", "bold"), f" of {found.stretch.dose.text}")
    lines: list[RenderableType] = [title, table]
    seen = [rep for rep in found.reps if rep.reached is not None]
    if len(seen) > 1 and not sides:
        lead = found.stretch.leads[0]
        onward = 1 if (lead.end > lead.start) != lead.backward else -1
        least, *_, most = sorted(seen, key=lambda rep: onward * (rep.reached or 0.0))
        if _differ(least, most):
            span = f"{lead.label} at end range: most {_reached(found, most)} (repetition {most.number}), "
            lines.append(Text(f"{span}least {_reached(found, least)} (repetition {least.number})"))
    return Group(*lines, *(Text(_dose(done)) for done in found.dose))


def _differ(one: RepResult, other: RepResult) -> bool:
    """Return whether two repetitions went so unlike far that it is not the camera's noise."""
    if one.reached is None or other.reached is None:
        return False
    noise = CHANGE_SIGMA * math.hypot(one.reached_sigma or 0.0, other.reached_sigma or 0.0)
    return abs(one.reached - other.reached) > SURE_SIGMAS * noise


def _dose(done: DoseResult) -> str:
    side = f"{done.side} side: " if done.side else ""
    held = f", {done.in_range} held long enough" if done.unit == "repetitions" else ""
    missing = "" if done.enough else f"; the dose begins at {done.low:g}"
    unit = done.unit.removesuffix("s") if round(done.done) == 1 else done.unit
    return f"{side}{done.done:.0f} {unit}{held}{missing}"


def _sides(found: Assessment) -> Iterable[Text]:
    """Say what the pelvis did on each side, and how left and right compare."""
    for one in found.passes:
        pelvis, side = one.pelvis, f"{one.side} side: " if one.side else ""
        if pelvis is not None:
            share = f"{pelvis.share:.0%} ±{pelvis.share_sigma:.0%} of the movement came from the pelvis"
            text = Text(f"{side}{share}, at most {pelvis.share_limit:.0%} should")
            text.append("; the pelvis started before the hip" if pelvis.early else "")
            text.append("; the pelvis was held still while the hip moved" if pelvis.braced else "")
            yield text
    compared = found.asymmetry
    if compared is None:
        return
    text = Text.assemble(("Left against right  ", "bold"))
    if compared.difference is None or compared.left is None or compared.right is None:
        yield text.append(compared.reason)
        return
    unit = compared.unit
    left, right = (number(side, unit) for side in (compared.left, compared.right))
    # As far as the two numbers beside it are apart.
    apart = abs(float(left) - float(right)) / SHOWN.get(unit, 1.0)
    symbol, difference = symbol_of(unit), measured(apart, compared.sigma or 0.0, unit)
    yield text.append(
        f"{compared.title} {left}{symbol} on the left and {right}{symbol} on the right, {difference} apart"
        f"{'' if compared.differs else ', no more than the camera or chance may explain'}"
    )


def _reached(found: Assessment, rep: RepResult) -> str:
    if rep.cycles is not None:
        return f"{round(rep.cycles, 1):g} {'steps' if found.stretch.dose.steps else 'times'}"
    if rep.reached is None or rep.reached_sigma is None:
        return "-"
    return measured(rep.reached, rep.reached_sigma, found.stretch.leads[0].unit)


def _held(rep: RepResult) -> str:
    if rep.cycles is not None:
        return f"{rep.end_s - rep.start_s:.0f} s"
    return f"{rep.hold.duration_s:.1f} s" if rep.hold else "-"


def _steady(rep: RepResult) -> str:
    return f"±{rep.hold.steadiness_deg:.1f}°" if rep.hold and rep.hold.steadiness_deg is not None else "-"


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
    table = FittingTable()
    table.add_column("phase", header_style="dim")
    table.add_column("angle", header_style="dim")
    for name in ("measured", "target", "points lost"):
        table.add_column(name, justify="right", header_style="dim")
    table.add_column("evidence", header_style="dim", style="dim")
    shown = shown_targets(found)
    some = any(target.partly for target in shown)
    if some:
        table.add_column("", header_style="dim")
    for target in shown:
        table.add_row(
            target.phase,
            name_of(found, target),
            target.measured_text,
            target.range_text,
            Text(f"{target.points_lost:.1f}", "yellow" if target.points_lost >= 3 else ""),
            target.evidence,
            *([target.partly] if some else []),
        )
    legend = legend_of_signs(found)
    lines = [Text(legend, "dim")] if legend else []
    return Group(Text("Angles against their targets", "bold"), table, *lines)


def _not_judged(result: Result) -> Iterable[Text]:
    found = result.assessment
    unseen = unseen_angles(found)
    if not unseen and not found.stretch.not_judged:
        return
    text = Text.assemble(("This camera cannot judge", "bold"))
    if unseen:
        text.append(f"\nSeen {seen_from(result)}: {', '.join(unseen)}.")
    for sentence in found.stretch.not_judged:
        text.append(f"\n{sentence}")
    yield text
