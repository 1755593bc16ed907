"""A stretch in words, as Markdown: for the terminal and for `docs/stretches`."""

from __future__ import annotations

from collections.abc import Iterator

from posecheck.stretches.bounds import limit, symbol_of
from posecheck.stretches.quantity import Condition, Quantity
from posecheck.stretches.schema import Fault, Stretch


def markdown(stretch: Stretch) -> str:
    """Return set-up, camera, dose, targets with their evidence, faults, and what no camera can judge.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> print(markdown(load_stretch("childs_pose"))[:28])
    # Child's pose with traction
    """
    return "\n".join(_lines(stretch)) + "\n"


def _lines(stretch: Stretch) -> Iterator[str]:
    dose, camera = stretch.dose, stretch.camera
    yield f"# {stretch.title}"
    yield ""
    yield f"`{stretch.id}`" + (f", from the article “{stretch.article}”." if stretch.article else "")
    yield ""
    yield stretch.setup
    yield ""
    yield f"**Safety.** {stretch.safety}"
    yield ""
    yield f"**Camera.** View: {camera.view}. Height: {camera.height}. {camera.advice}"
    yield ""
    quoted = f". In the article's words: “{dose.quote}”" if dose.quote else ""
    yield f"**Dose.** {dose.text}{quoted} ({dose.evidence}: {dose.source})."
    yield ""
    for other in stretch.alternatives:
        yield f"**Instead.** `{other.stretch}`, when {other.when}."
        yield ""
    yield "## Targets"
    yield ""
    yield "| phase | what | target | soft margin | weight | evidence | source |"
    yield "|---|---|---|---|---|---|---|"
    for target in stretch.targets:
        soft = limit(target.soft, target.unit) + symbol_of(target.unit)
        yield (
            f"| {target.phase} | {name_of(target)} | {target.told_bounds.words(target.unit)} | {soft} "
            f"| {target.weight:g} | {target.evidence} | {target.source} |"
        )
    yield ""
    yield "## Faults"
    yield ""
    if stretch.pelvis is not None:
        rule = stretch.pelvis
        yield (
            f"- `{rule.id}`: {name_of(rule.pelvis)} changes by more than {rule.pelvis_far:g}° while "
            f"{name_of(rule.hip)} changes by less than {rule.hip_short:g}°. “{rule.cue}” At most "
            f"{rule.share_limit:.0%} of the movement should come from the pelvis ({rule.evidence}: {rule.source})."
        )
    for fault in stretch.faults:
        kind = "" if fault.priority == "form" else f" ({fault.priority})"
        yield f"- `{fault.id}`{kind}: {_rule_of(fault)}, during {fault.phase}. “{fault.cue}”"
    if stretch.asymmetry is not None:
        compared, unit = stretch.asymmetry, symbol_of(stretch.asymmetry.unit)
        told, soft = (limit(size, compared.unit) + unit for size in (compared.limit, compared.soft))
        yield (
            f"- `uneven`: {name_of(stretch.told(compared))} differs between left and right by more than {told} "
            f"and twice its uncertainty. “{compared.cue}” What twice the uncertainty does not explain costs up to "
            f"{compared.weight:.0%} of the score, with a soft margin of {soft} "
            f"({compared.evidence}: {compared.source})."
        )
    if stretch.not_judged:
        yield ""
        yield "## What a camera cannot judge"
        yield ""
        for sentence in stretch.not_judged:
            yield f"- {sentence}"


def name_of(quantity: Quantity) -> str:
    """Return a quantity in words, with its side.

    Examples
    --------
    >>> name_of(Quantity(angle="knee_flexion", side="other"))
    "the other side's knee flexion"
    """
    whose = {
        "working": "the working side's ",
        "other": "the other side's ",
        "both": "both sides' ",
    }
    twice = quantity.definition.side is not None
    name = (whose[quantity.side] if twice and quantity.side else "") + quantity.label
    if not twice and quantity.side == "working" and quantity.definition.positive_side:
        name += " away from the working side" if quantity.backward else " toward the working side"
    return f"size of {name}" if quantity.absolute else name


def _rule_of(fault: Fault) -> str:
    together = " and ".join(_condition(one) for one in fault.all_of)
    either = " or ".join(_condition(one) for one in fault.any_of)
    return " and ".join(filter(None, (together, f"({either})" if either else "")))


def _condition(one: Condition) -> str:
    word, end = ("above", one.above) if one.above is not None else ("below", one.below or 0.0)
    return f"{name_of(one)} {word} {limit(end, one.unit)}{symbol_of(one.unit)}"
