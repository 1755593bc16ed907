"""What `posecheck live` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from posecheck.errors import Given, PosecheckError, one_of
from posecheck.live.coaching.sets import plan_stretch
from posecheck.pose.model.models import load_model
from posecheck.stretches.load import BUILT_IN, Library
from posecheck.stretches.routine import routine_ids

SidesToDo = Literal["both", "left", "right"]


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
    history : Path or None
        Where results are kept; in the usual place if None.
    stats : bool
        Whether to show frames per second, delay and dropped frames.
    library : Library
        The stretches to choose from; given as a folder of the user's own stretch files too.

    Raises
    ------
    PosecheckError
        If the stretch, the side, the number of repetitions, the model or the name of the video is not usable: a
        mistake is told before anything starts.

    Examples
    --------
    >>> LiveOptions("childs_pose", side="lef")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: There is no side 'lef'; did you mean left?
    """

    exercise: str | None = None
    side: SidesToDo = "both"
    reps: int | None = None
    model: str = "auto"
    camera: str | None = None
    record: Path | None = None
    history: Path | None = None
    stats: bool = False
    library: Given[Library | str | Path | None, Library] = Given(Library.of, BUILT_IN)

    def __post_init__(self) -> None:
        one_of(self.side, get_args(SidesToDo), "side")
        # One that does not work is said now, not amid the session.
        for name in ("full", "lite") if self.model == "auto" else (self.model,):
            load_model(name)
        if self.exercise is not None:
            _check_exercise(self.exercise, self.side, self.reps, self.library)
        if self.record is not None and self.record.suffix != ".mp4":
            raise PosecheckError(
                f"{self.record} is not the name of an mp4 file; give --record a name that ends in .mp4."
            )


def _check_exercise(exercise: str, side: str, reps: int | None, library: Library) -> None:
    if not exercise.endswith(".toml"):
        one_of(exercise, (*library.ids(), *routine_ids()), "stretch or routine")
    if exercise not in routine_ids():
        plan_stretch(library.load(exercise), side=side, reps=reps)
