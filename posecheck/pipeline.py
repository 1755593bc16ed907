"""The stages of the flow from the landmarks of one recording on: cleaning, angles, score, what to say of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from posecheck.angles import Angles, View, compute_angles, estimate_reference
from posecheck.errors import PosecheckError, require_type
from posecheck.pose.landmarks import TOO_FAR, Landmarks
from posecheck.pose.turned_picture import TURN
from posecheck.scoring.assessment import assess
from posecheck.scoring.recognition import Recognition, recognise
from posecheck.scoring.results import Assessment
from posecheck.scoring.seen_from import filmed, wrong_view
from posecheck.stretches.load import Library
from posecheck.stretches.schema import Stretch

AUTO = "auto"
"""Asks for the stretch, or the side, to be recognised."""


def stretches_for(
    stretch: str | Stretch, library: Library | str | Path | None = None
) -> Stretch | list[Stretch]:
    """Return the stretch that is meant, or for "auto" all there are.

    Examples
    --------
    >>> stretches_for("childs_pose").id, len(stretches_for("auto")) == len(Library().ids())
    ('childs_pose', True)
    """
    if isinstance(stretch, Stretch):
        return stretch
    require_type(stretch, str, "stretch", "the id or the file of a stretch, or a Stretch")
    known = Library.of(library)
    return [known.load(each) for each in known.ids()] if stretch == AUTO else known.load(stretch)


def measure(raw: Landmarks, clip: str, estimator: str = "geometry") -> tuple[Landmarks, Angles]:
    """Return the cleaned landmarks of a recording and its angles, which do not depend on any stretch.

    `estimator` is "geometry" or "learned".

    Raises
    ------
    PosecheckError
        If nobody is seen in it.
    """
    if not raw.seen.any():
        far = any(note.startswith(TOO_FAR) for note in raw.notes)
        raise PosecheckError(
            f"{clip}: {TOO_FAR[0].lower()}{TOO_FAR[1:]}; come closer to the camera, the whole body in the picture."
            if far
            else f"{clip}: nobody was seen in any of its {len(raw)} frames; film the whole body in good light."
        )
    from posecheck.angles.picture_upright import set_upright
    from posecheck.pose.body_jumps import split_at_leaps
    from posecheck.pose.cleaning.cleaning import clean_landmarks
    from posecheck.pose.missing_joints import said_missing
    from posecheck.pose.outside_picture import said_cut_off, said_hardly_seen, without_cut_off
    from posecheck.pose.without_depth import flattened

    raw = flattened(raw).noted(said_missing(raw))
    known = split_at_leaps(without_cut_off(raw))
    upright = set_upright(known.noted(said_cut_off(raw), *said_hardly_seen(known)))
    landmarks = clean_landmarks(upright)
    if estimator == "geometry":
        return landmarks, compute_angles(landmarks, estimate_reference(landmarks))
    from posecheck.angles.learned.files import estimator_for

    landmarks, learned = estimator_for(landmarks, estimator)
    return landmarks, compute_angles(landmarks, estimate_reference(landmarks), learned)


def judge(
    angles: Angles, wanted: Stretch | list[Stretch], side: str, clip: str
) -> tuple[Assessment, Recognition | None]:
    """Return the assessment of a recording, and how its stretch was recognised where there are several to choose.

    Raises
    ------
    PosecheckError
        If none of several stretches fits.
    """
    if isinstance(wanted, Stretch):
        return assess(angles, wanted, side), None  # type: ignore[arg-type]
    recognition = recognise(angles, wanted)
    if recognition.stretch is None:
        raise PosecheckError(f"{clip}: {_not_recognised(recognition, wanted, angles.view)}")
    [chosen] = [each for each in wanted if each.id == recognition.stretch]
    return assess(angles, chosen, side), recognition  # type: ignore[arg-type]


def turn_hint(landmarks: Landmarks, angles: Angles, wanted: Stretch | list[Stretch]) -> str | None:
    """Return what to say where a clip looks like the stretch that is meant only if its picture is turned.

    Lying and standing bodies look the same in pictures turned by a quarter, so that this is only said: the stretch
    tells what is likelier. Parameters are what `measure` returns and `judge` is given.
    """
    if not isinstance(wanted, Stretch) or TURN in landmarks.source:
        return None
    from posecheck.scoring.picture_on_side import looks_turned

    turn_deg = looks_turned(landmarks, angles, wanted)
    if turn_deg is None:
        return None
    how = "upside down" if turn_deg == 180 else "on its side"
    return (
        f"The picture seems to be {how}: this looks like {wanted.title.lower()} only if it is turned; "
        f"give --turn {turn_deg} if it is."
    )


def unused_side(stretch: Stretch, side: str) -> str | None:
    """Return what to say where a side is asked for of a stretch that has none.

    Examples
    --------
    >>> unused_side(Library().load("childs_pose"), "left")
    "Child's pose with traction has no working side: asking for the left one changes nothing."
    """
    if stretch.sided or side == AUTO:
        return None
    return f"{stretch.title} has no working side: asking for the {side} one changes nothing."


def _not_recognised(found: Recognition, wanted: list[Stretch], view: View) -> str:
    """Return why no stretch is named, the view first where it may be the reason."""
    otherwise = "name the one that you mean with --stretch ID."
    likely = next((each for each in wanted for name, _ in found.others[:1] if each.id == name), None)
    if likely is not None and wrong_view(likely, view, np.arange(0)):
        return (
            f"filmed {filmed(view)}, it fits none of the {len(wanted)} stretches; {likely.title.lower()}, which it "
            f"resembles most, needs the {likely.camera.view}. {likely.camera.advice} Or {otherwise}"
        )
    where = f", filmed {filmed(view)}" if filmed(view) else ""
    return f"none of the {len(wanted)} stretches fits this clip{where}; {otherwise}"
