"""The stages of the flow from the landmarks of one recording on: cleaning, angles, score, what to say of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from posecheck.angles import Angles, View, compute_angles, estimate_reference
from posecheck.errors import NotScoredError, PosecheckError, require_type
from posecheck.pose.landmarks import TOO_FAR, Landmarks
from posecheck.pose.turned_picture import TURN
from posecheck.scoring.assessment import assess
from posecheck.scoring.recognition import Recognition, recognise, unlike
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
    angles: Angles, wanted: Stretch | list[Stretch], side: str, clip: str, *, anyway: bool = False
) -> tuple[Assessment, Recognition | None]:
    """Return the assessment of a recording, and how its stretch was recognised where there are several to choose.

    Raises
    ------
    NotScoredError
        If it cannot be the stretch that was asked for, none of several fits, or it is not clear which does;
        `anyway` scores it even so, against the likeliest of several.
    """
    if isinstance(wanted, Stretch):
        said = None if anyway else unlike_hint(angles, wanted)
        if said:
            advice = "name the stretch that it shows, or give --anyway to score it even so."
            turn = turn_hint(angles.landmarks, angles, wanted) if angles.landmarks is not None else None
            advice = f"{turn[0].lower()}{turn[1:-1]}, else {advice}" if turn else advice
            raise NotScoredError(f"{clip}: {said[0].lower()}{said[1:-1]}; {advice}", "unlike")
        return assess(angles, wanted, side), None  # type: ignore[arg-type]
    recognition = recognise(angles, wanted)
    asks = recognition.asks and not anyway
    name = recognition.candidates[0][0] if anyway and recognition.asks else recognition.stretch
    if asks or name is None:
        why = (
            _unsure(recognition, wanted, angles.view)
            if asks
            else _not_recognised(recognition, wanted, angles.view)
        )
        candidates = recognition.candidates if asks else ()
        raise NotScoredError(f"{clip}: {why}", "uncertain" if asks else "none", candidates)
    [chosen] = [each for each in wanted if each.id == name]
    return assess(angles, chosen, side), recognition  # type: ignore[arg-type]


def unlike_hint(angles: Angles, wanted: Stretch | list[Stretch]) -> str | None:
    """Return what to say where a clip shows somebody in another posture than the stretch that is meant."""
    said = unlike(angles, wanted) if isinstance(wanted, Stretch) else ""
    if not said or not isinstance(wanted, Stretch):
        return None
    return f"This does not look like {_in_a_sentence(wanted.title)}: {said}."


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


def hints(
    landmarks: Landmarks | None,
    angles: Angles,
    wanted: Stretch | list[Stretch],
    scored: Stretch,
    side: str,
    *,
    anyway: bool,
) -> tuple[str | None, ...]:
    """Return what to say of a clip that was scored: as which picture, posture and side it was taken.

    Parameters
    ----------
    landmarks, angles, wanted, side, anyway
        As given to `judge`; the landmarks where they were kept.
    scored : Stretch
        What it was scored against.
    """
    turn = turn_hint(landmarks, angles, wanted) if landmarks is not None else None
    return turn, unlike_hint(angles, wanted) if anyway else None, unused_side(scored, side)


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


def _unsure(found: Recognition, wanted: list[Stretch], view: View) -> str:
    """Return what a clip may show, as a question; the view first where it may be the reason.

    Examples
    --------
    >>> found = Recognition("childs_pose", 0.6, (("childs_pose", 0.6), ("boogie_board", 0.3)))
    >>> side = View(np.full(3, 90.0), np.zeros(3), np.full(3, 90.0), np.zeros(3))
    >>> _unsure(found, [Library().load("childs_pose"), Library().load("boogie_board")], side)
    "this may be child's pose with traction (60 %) or boogie board stretch (30 %); name it with --stretch ..."
    """
    titles = {each.id: _in_a_sentence(each.title) for each in wanted}
    may_be = " or ".join(
        f"{titles[name]} ({share:.0%})".replace("%", " %") for name, share in found.candidates
    )
    if found.stretch is None or len(found.candidates) == 1:
        may_be += ", or none of the stretches"
    names = " or ".join(name for name, _ in found.candidates)
    likely = next(each for each in wanted if each.id == found.candidates[0][0])
    if not wrong_view(likely, view, np.arange(0)):
        return f"this may be {may_be}; name it with --stretch {names}."
    return (
        f"filmed {filmed(view)}, this may be {may_be}; {titles[likely.id]}, which it resembles most, needs the "
        f"{likely.camera.view}. {likely.camera.advice} Or name it with --stretch {names}."
    )


def _in_a_sentence(title: str) -> str:
    """Return a title as it stands within a sentence.

    Examples
    --------
    >>> _in_a_sentence("Child's pose"), _in_a_sentence("AIS")
    ("child's pose", 'AIS')
    """
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


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
