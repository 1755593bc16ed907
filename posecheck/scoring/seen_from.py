"""From where a clip is filmed, whether the stretch needs another view, and what of it is outside the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posecheck.angles import Angles
from posecheck.angles.catalog import CATALOG, Side
from posecheck.angles.view import OBLIQUE_FROM_DEG, View
from posecheck.pose.outside_picture import known_cut_off
from posecheck.scoring.first_cue import TIMES
from posecheck.scoring.quantities import columns_of
from posecheck.stretches.schema import Quantity, Stretch

LEAST_OUTSIDE = 0.05
"""Share of the form that is judged by what is outside the picture, from which on the rest tells too little."""

NAMED = 3


def wrong_view(stretch: Stretch, view: View, frames: NDArray[np.int64]) -> str:
    """Return in one sentence that the stretch is filmed from where it cannot be judged well; empty where it is not.

    Parameters
    ----------
    stretch : Stretch
        What was done, with the view that it needs.
    view : View
        Of T frames.
    frames : ndarray of int
        Those in which the person rests, before the movement turns the body; all where there are none.

    Notes
    -----
    Whoever bows or lies is seen neither from the front nor from the side in the sense of `View.name`; then the
    heading decides.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> facing = np.zeros(3)
    >>> front = View(facing, from_side_deg=facing + 90, from_front_deg=facing, right_nearer=facing)
    >>> wrong_view(load_stretch("hip_extension"), front, np.arange(3))
    'Filmed from the front; this stretch needs the side.'
    """
    wanted = stretch.camera.view
    names, words = _seen(view[frames] if len(frames) else view)
    if wanted == "any" or not words or wanted in names:
        return ""
    return f"Filmed {words}; this stretch needs the {wanted}."


def judged_outside(stretch: Stretch, angles: Angles, working: Side) -> str:
    """Return in one sentence that what the stretch judges is outside the picture; empty where it is not.

    What is judged on both sides of the body is outside only as far as neither side is left.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> from posecheck.pose.landmarks import Landmarks
    >>> from posecheck.stretches.load import load_stretch
    >>> nobody = compute_angles(Landmarks.empty([0.0, 0.1], 640, 480))
    >>> judged_outside(load_stretch("hip_abduction"), nobody, "left")
    ''
    """
    cut = frozenset() if angles.landmarks is None else known_cut_off(angles.landmarks)
    if not cut:
        return ""

    def is_outside(quantity: Quantity) -> bool:
        return all(cut & set(CATALOG[column.index].landmarks) for column in columns_of(quantity, working))

    moved = [*stretch.leads, *([stretch.cycle] if stretch.cycle else [])]
    targets = [target for target in stretch.targets if is_outside(target)]
    leads = [lead for lead in moved if is_outside(lead)]
    whole = sum(target.weight for target in stretch.targets)
    if not leads and sum(target.weight for target in targets) < LEAST_OUTSIDE * whole:
        return ""
    shown = (quantity for quantity in (*leads, *targets) if quantity.unit not in TIMES)
    names = list(dict.fromkeys(quantity.label.lower() for quantity in shown))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return (
        f"The part of the body that shows {', '.join(names[:NAMED])}{more} is outside the picture; "
        "film the whole body."
    )


def filmed(view: View) -> str:
    """Return from where somebody is seen, in words such as "from the side"; empty where nobody is."""
    return _seen(view)[1]


def _seen(view: View) -> tuple[tuple[str, str], str]:
    """Return what the view may be called, by the body's axes and by its heading alone, and in words."""
    names, counts = np.unique(view.name[view.name != ""], return_counts=True)
    if not len(names):
        return ("", ""), ""
    name = str(names[np.argmax(counts)])
    off_deg = float(np.nanmedian(np.abs(view.facing_deg)))
    heading = "side" if abs(off_deg - 90) <= OBLIQUE_FROM_DEG else "front" if _is_end_on(off_deg) else ""
    if name == "front":
        words = "from behind" if off_deg > 90 else "from the front"
    elif name == "side" or heading == "side":
        words = "from the side"
    else:
        words = "from the head or foot end" if heading == "front" else "at a slant"
    return (name, heading), words


def _is_end_on(off_deg: float) -> bool:
    return min(off_deg, 180.0 - off_deg) <= OBLIQUE_FROM_DEG
