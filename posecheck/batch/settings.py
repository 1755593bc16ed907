"""What a batch does, and how each clip's result is known to be still valid."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from posecheck.batch.clips import Clip
from posecheck.batch.store.folder import Folder
from posecheck.batch.tables.columns import FORMAT
from posecheck.clip_landmarks import ClipOptions, Sampling
from posecheck.errors import Given, as_path
from posecheck.files import code_fingerprint
from posecheck.pipeline import AUTO
from posecheck.pose.model.models import load_model
from posecheck.readers.reading import NOTHING_SAID, Reading
from posecheck.stretches.load import BUILT_IN, Library


@dataclass(frozen=True)
class Settings:
    """What a batch does, and where.

    Attributes
    ----------
    out : Path
        Output folder; given as text too.
    model : str
        Pose model.
    fps : float or None
        Frames per second to sample; None for all.
    rescore : bool
        Score the landmarks that are there again, without clips and pose model.
    retry_failed : bool
        Try again what failed in an earlier run.
    fail_fast : bool
        Stop at the first failure.
    workers : int or None
        Processes on this machine; as many as cores if None.
    memory_gib : float or None
        The most memory of each; an equal share of the machine's if None.
    scheduler : str or None
        Address of a Dask scheduler whose workers do the work instead.
    library : Library
        The stretches to choose from; given as a folder of the user's own stretch files too.
    turn : float or None
        Degrees to turn every picture clockwise; None where each clip shows for itself.
    person : str or None
        Whom to follow where there are several people: left, middle, right or largest.
    reading : Reading
        Of points of other programs what their files do not say.

    Examples
    --------
    >>> Settings("results").out.name, Settings("results").library
    ('results', Library())
    """

    out: Given[str | Path, Path] = Given(partial(as_path, what="out"))
    model: str = "full"
    fps: float | None = None
    rescore: bool = False
    retry_failed: bool = False
    fail_fast: bool = False
    workers: int | None = None
    memory_gib: float | None = None
    scheduler: str | None = None
    library: Given[Library | str | Path | None, Library] = Given(Library.of, BUILT_IN)
    turn: float | None = None
    person: str | None = None
    reading: Reading = NOTHING_SAID

    @property
    def clip_options(self) -> ClipOptions:
        """What is asked of the landmarks of every clip.

        Raises
        ------
        PosecheckError
            If it cannot be asked.
        """
        return ClipOptions(self.model, Sampling(fps=self.fps), self.reading, self.turn, self.person)


def keys_of(clips: Sequence[Clip], settings: Settings) -> list[str]:
    """Return the key of each clip: it changes with anything that could change the result."""
    models = "" if settings.rescore else load_model(settings.model).sha256
    stretches = {entry.stretch for clip in clips for entry in clip.entries}
    content = {name: _content(name, settings.library) for name in stretches}
    return [_key(clip, settings, models, content) for clip in clips]


def _content(stretch: str, library: Library) -> str:
    """Return all that is known of a stretch, or for "auto" of every one that may be found."""
    if stretch != AUTO:
        return library.load(stretch).model_dump_json()
    choice = [*map(library.load, library.ids()), *library.everyday()]
    return hashlib.sha256("".join(each.model_dump_json() for each in choice).encode()).hexdigest()


def _key(clip: Clip, settings: Settings, model: str, stretches: dict[str, str]) -> str:
    file = Folder(settings.out).landmarks(clip.id) if settings.rescore else clip.path
    entries = [(entry.stretch, entry.side, entry.anyway, stretches[entry.stretch]) for entry in clip.entries]
    look = [settings.fps, settings.turn, settings.person, asdict(settings.reading)]
    parts = [clip.name, *identity(file), model, look, entries, code(), FORMAT]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def code() -> str:
    """Return what changes whenever the code that makes the results does."""
    before = ("video", "pose", "readers", "clip_landmarks")
    return code_fingerprint(*before, "angles", "stretches", "scoring", "pipeline", "batch")


def identity(file: Path) -> tuple[int, int]:
    """Return size and time of change of a file, or of all in a folder, or -1, -1 where it cannot be seen."""
    try:
        found = [each.stat() for each in ([file, *file.iterdir()] if file.is_dir() else [file])]
    except OSError:
        return -1, -1
    return sum(each.st_size for each in found), max(each.st_mtime_ns for each in found)
