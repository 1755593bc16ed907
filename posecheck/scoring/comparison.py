"""Left against right, where both were seen from a matching view."""

from __future__ import annotations

import numpy as np

from posecheck.scoring.quantities import CHANGE_SIGMA
from posecheck.scoring.results import AsymmetryResult, PassResult
from posecheck.stretches.schema import Stretch

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


def _why_not(left: PassResult, right: PassResult) -> str:
    if left.end_range is None or right.end_range is None:
        return "One side was not seen well enough to compare the two."
    if left.view != right.view or left.near != right.near:
        return (
            "Left and right were seen from different views; film both from the front, or turn round between the "
            "sides so that the working side is always nearer to the camera."
        )
    return ""
