"""What `posecheck live` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from posecheck.live.history import default_path


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
