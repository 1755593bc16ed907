"""What `posecheck live` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from posecheck.errors import PosecheckError, one_of
from posecheck.live.coaching.sets import plan_stretch
from posecheck.live.history import default_path
from posecheck.pose.model.models import load_model
from posecheck.stretches.load import BUILT_IN, Library
from posecheck.stretches.routine import routine_ids


@dataclass(frozen=True)
class LiveOptions:
    """Options of a live session, the same for browser and window.

    Attributes
    ----------
    exercise : str or None
        Id of a stretch or routine, or a stretch file; None lets the person choose on the page.
    side : {"both", "left", "right"}
        Which side to work on.
    reps : int or None
        Repetitions per set; the least of the dose if None.
    model : str
        "auto", "lite", "full", "heavy" or the path of a model.
    camera : str or None
        Number of a camera that the server owns, or a clip to play in its place; None leaves the camera to the
        browser.
    record : Path or None
        Where to keep the raw video; it is not kept if None.
    history : Path
        Where results are kept.
    stats : bool
        Whether to show frames per second, delay and dropped frames.
    library : Library
        The stretches to choose from.

    Examples
    --------
    >>> LiveOptions().model
    'auto'
    """

    exercise: str | None = None
    side: Literal["both", "left", "right"] = "both"
    reps: int | None = None
    model: str = "auto"
    camera: str | None = None
    record: Path | None = None
    history: Path = field(default_factory=default_path)
    stats: bool = False
    library: Library = BUILT_IN


def live_options(
    exercise: str | None = None,
    *,
    side: str = "both",
    reps: int | None = None,
    model: str = "auto",
    camera: str | None = None,
    record: Path | None = None,
    history: Path | None = None,
    stats: bool = False,
    library: Library | str | Path | None = None,
) -> LiveOptions:
    """Return checked options, so that a mistake is told before anything starts.

    Parameters are those of `LiveOptions`; `history` left out is the usual place;
    `library` may be a folder of the user's own stretch files.

    Raises
    ------
    PosecheckError
        If the stretch, the side, the number of repetitions or the model is not usable.

    Examples
    --------
    >>> live_options("childs_pose", side="lef")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: There is no side 'lef'; did you mean left?
    """
    known = Library.of(library)
    one_of(side, ("both", "left", "right"), "side")
    # One that does not work is said now, not amid the session.
    for name in ("full", "lite") if model == "auto" else (model,):
        load_model(name)
    if exercise is not None:
        _check_exercise(exercise, side, reps, known)
    if record is not None and record.suffix != ".mp4":
        raise PosecheckError(
            f"{record} is not the name of an mp4 file; give --record a name that ends in .mp4."
        )
    return LiveOptions(
        exercise=exercise,
        side=side,  # type: ignore[arg-type]
        reps=reps,
        model=model,
        camera=camera,
        record=record,
        history=history or default_path(),
        stats=stats,
        library=known,
    )


def _check_exercise(exercise: str, side: str, reps: int | None, library: Library) -> None:
    if not exercise.endswith(".toml"):
        one_of(exercise, (*library.ids(), *routine_ids()), "stretch or routine")
    if exercise not in routine_ids():
        plan_stretch(library.load(exercise), side=side, reps=reps)
