"""Left against right, where both were seen from a matching view."""

from __future__ import annotations

import numpy as np

from posecheck.scoring.form import say_of
from posecheck.scoring.quantities import CHANGE_SIGMA
from posecheck.scoring.results import AsymmetryResult, PassResult, TargetResult
from posecheck.stretches.schema import Asymmetry, Quantity, Stretch, Target

SURE_SIGMAS = 2.0
"""A difference within this many sigmas may be the camera's."""

LIMIT = 10.0
"""In degrees, where the stretch does not say: about what one camera can tell apart."""


def compare_sides(stretch: Stretch, passes: tuple[PassResult, ...]) -> AsymmetryResult | None:
    """Compare the end range of the left with that of the right; None unless there is a pass of each.

    Notes
    -----
    A camera sees the near and the far side of the body differently, and that looks like asymmetry. So two passes
    are compared only when both are seen from the front, or both with the working side nearer to (or both with it
    farther from) the camera: for a side view the person turns round.
    """
    by_side = {one.side: one for one in passes}
    left, right = by_side.get("left"), by_side.get("right")
    if left is None or right is None:
        return None
    limit = stretch.asymmetry.limit if stretch.asymmetry else LIMIT
    reason = _why_not(left, right)
    if reason or left.end_range is None or right.end_range is None:
        return AsymmetryResult(
            left.title, left.unit, left.end_range, right.end_range, None, None, limit, False, reason
        )
    difference = left.end_range - right.end_range
    # Seen from a matching view, most of either error is the same and cancels, as in a change. An oblique camera
    # sees the two sides differently.
    same = 1.0 if left.view == "oblique" else CHANGE_SIGMA
    sigma = same * float(np.hypot(left.sigma or 0.0, right.sigma or 0.0))
    return AsymmetryResult(
        title=left.title,
        unit=left.unit,
        left=left.end_range,
        right=right.end_range,
        difference=difference,
        sigma=sigma,
        limit=limit,
        differs=abs(difference) > max(limit, SURE_SIGMAS * sigma),
        reason="",
    )


def evenness(stretch: Stretch, compared: AsymmetryResult | None, form: float) -> TargetResult | None:
    """Return what the difference of the sides costs a clip; None where there is no rule, or nothing to compare.

    Parameters
    ----------
    stretch : Stretch
        The stretch, with its rule of asymmetry.
    compared : AsymmetryResult or None
        Left against right.
    form : float
        Score of the two passes without it, 0 to 100.

    Returns
    -------
    TargetResult

    Notes
    -----
    It is a share of what the form has earned, and not one more entry in its average: so even sides leave the score
    as it is, instead of lifting that of a bad form.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> compared = AsymmetryResult("lean", "deg", 25.0, 10.0, 15.0, 2.5, 8.0, True, "")
    >>> round(evenness(load_stretch("trunk_side_bend"), compared, 100.0).points_lost, 1)
    5.9
    """
    rule = stretch.asymmetry
    if rule is None or compared is None or compared.difference is None or compared.sigma is None:
        return None
    difference = abs(compared.difference)
    sure = max(difference - SURE_SIGMAS * compared.sigma, 0.0)

    def cost(uneven: float) -> float:
        """Return the points that a difference costs where it is known."""
        return float(-form * rule.weight * np.expm1(-0.5 * (max(uneven, 0.0) / rule.soft) ** 2))

    return TargetResult(
        title=f"left-right difference of {stretch.told(rule).label}",
        angle=rule.angle,
        phase=next(phase.name for phase in stretch.phases if phase.role == "end"),
        unit=rule.unit,
        value=difference,
        sigma=compared.sigma,
        low=0.0,
        high=0.0,
        points_lost=cost(sure),
        forgiven_sigmas=SURE_SIGMAS,
        points_sigma=0.5 * float(cost(difference + compared.sigma) - cost(difference - compared.sigma)),
        confidence=float(say_of(np.array(compared.sigma))),
        judged=True,
        evidence=rule.evidence,
        source=rule.source,
        advice=_what_to_do(stretch, rule, compared) if sure else "",
    )


def _what_to_do(stretch: Stretch, rule: Asymmetry, compared: AsymmetryResult) -> str:
    """Return the rule's words; or, where the harder side is too short by itself, that this one has to change."""
    left, right = compared.left or 0.0, compared.right or 0.0
    harder = "left" if left < right else "right"
    told = stretch.told(rule)
    target = next((target for target in stretch.targets if _same(target, told, stretch)), None)
    if target is None or target.told_bounds.outside(min(left, right)) >= 0:
        return rule.cue
    said = rule.cue.split(". ")[0]
    return f"{said}. Go a little farther on the {harder} side, as far as is comfortable."


def _same(target: Target, quantity: Quantity, stretch: Stretch) -> bool:
    names = ("angle", "side", "absolute", "change", "share_with", "over")
    alike = all(getattr(target, name) == getattr(quantity, name) for name in names)
    return alike and stretch.role_of(target.phase) == "end"


def _why_not(left: PassResult, right: PassResult) -> str:
    if left.end_range is None or right.end_range is None:
        return "One side was not seen well enough to compare the two."
    if left.view != right.view or left.near != right.near:
        return (
            "Left and right were seen from different views; film both from the front, or turn round between the "
            "sides so that the working side is always nearer to the camera."
        )
    return ""
