"""What the terminal page and a notebook say alike of a result: its score, its view, the meaning of signs."""

from __future__ import annotations

import numpy as np

from posecheck.report.result import Result
from posecheck.scoring.results import Assessment, TargetResult
from posecheck.scoring.seen_from import filmed


def score_words(score: float, sigma: float | None) -> str:
    """Return a score with its uncertainty, which is never told as none: it is less than what is shown.

    Examples
    --------
    >>> score_words(85.6, 11.7), score_words(100.0, 0.2), score_words(93.0, None)
    ('Score 86 ±12 of 100', 'Score 100 ±1 of 100', 'Score 93 of 100')
    """
    return f"Score {score:.0f}{'' if sigma is None else f' ±{max(sigma, 1.0):.0f}'} of 100"


def shown_targets(found: Assessment) -> list[TargetResult]:
    """Return the targets that stand in the table: those that were judged."""
    return [target for target in found.targets if target.judged and target.value is not None]


def name_of(found: Assessment, target: TargetResult) -> str:
    """Return the angle of a target, and in which pass it was judged where there are two."""
    return target.title + (f", {target.side} pass" if len(found.passes) > 1 and target.side else "")


def legend_of_signs(found: Assessment) -> str:
    """Return what a positive number of the table means, where that is not plain; else an empty string."""
    signs = {name_of(found, t): t.positive for t in shown_targets(found) if _has_sign(t)}
    legend = "; ".join(f"{positive} ({title})" for title, positive in signs.items())
    return f"Positive is: {legend}." if legend else ""


def unseen_angles(found: Assessment) -> list[str]:
    """Return the angles, each once, that the camera could not judge in a phase that was there to be seen."""
    there = set(found.frames.role)
    unseen = [t for t in found.targets if not t.judged and found.stretch.role_of(t.phase) in there]
    return list(dict.fromkeys(target.title for target in unseen))


def seen_from(result: Result) -> str:
    """Return from where the person is seen at rest, before the movement turns the body, such as "from behind"."""
    resting = np.flatnonzero(result.assessment.frames.role == "rest")
    return filmed(result.angles.view[resting] if len(resting) else result.angles.view)


def _has_sign(target: TargetResult) -> bool:
    """Return whether the sign of a number needs words: it is negative, or might be, or points to one side."""
    numbers = (target.value, target.low, target.high)
    aside = "left" in target.positive or "right" in target.positive
    return bool(target.positive) and (aside or any(x is not None and x < 0 for x in numbers))
