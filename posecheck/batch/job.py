"""What the run and its workers send each other: a job, what came of it, or that it has to be cut first."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from posecheck.batch.settings import Settings
from posecheck.batch.store.folder import Folder
from posecheck.stretches.schema import Stretch


@dataclass(frozen=True)
class Job:
    """One clip to be done, as it is sent to a worker; paths are absolute.

    Attributes
    ----------
    key : str
        Tells all that the result depends on: file, stretches, sides, model, sampling, versions.
    id, name : str
        As in `Clip`.
    file : Path
        The clip.
    entries : tuple of (stretch, side, anyway)
        What to score it against: the stretch itself, as a worker may not see the file, or "auto"; and whether to
        do so even where it does not look like it.
    folder : Folder
        The output folder.
    settings : Settings
        What the batch does.
    run : str
        The run that asks.
    whole : bool
        Whether a long clip is done uncut, because cut it could not be.
    """

    key: str
    id: str
    name: str
    file: Path
    entries: tuple[tuple[Stretch | str, str, bool], ...]
    folder: Folder
    settings: Settings
    run: str
    whole: bool = False

    @property
    def landmarks(self) -> Path:
        """Where its landmarks are kept."""
        return self.folder.landmarks(self.id)


@dataclass
class Outcome:
    """All that came of one clip.

    Attributes
    ----------
    key, clip : str
        The job's key and the clip's name.
    rows : list of dict or None
        A row of `results.parquet` for each entry; None where it failed.
    reps : list of dict
        Rows of `reps.parquet`.
    failures : list of (reason, hint)
        Why an entry failed.
    frames : int
        Frames whose landmarks were found by this job.
    detail : str
        The traceback, where posecheck itself is at fault.
    """

    key: str
    clip: str
    rows: list[dict[str, Any] | None] = field(default_factory=list)
    reps: list[dict[str, Any]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    frames: int = 0
    detail: str = ""

    def to_json(self) -> str:
        """Return it on one line."""
        return json.dumps(_without_nan(asdict(self)), allow_nan=False)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value


@dataclass(frozen=True)
class Cut:
    """A long clip: these chunks have to be done first."""

    numbers: tuple[int, ...]
