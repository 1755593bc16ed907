"""From what the user names to clips: files, folders, globs and manifests."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from posecheck.batch.clips import SIDES, Clip, Entry, Failure, printable
from posecheck.batch.manifest import read_manifest
from posecheck.batch.store.folder import Folder
from posecheck.errors import PosecheckError, as_path, one_of, require_type
from posecheck.pipeline import AUTO
from posecheck.readers.formats import is_read
from posecheck.stretches.load import Library

CLIP_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".f4v", ".mkv", ".webm", ".avi", ".divx", ".wmv", ".asf"}
    | {".mpg", ".mpeg", ".mpe", ".m2v", ".vob", ".ts", ".m2t", ".mts", ".m2ts", ".mod", ".tod", ".mxf", ".dv"}
    | {".flv", ".ogv", ".ogm", ".nut", ".npz", ".trc", ".c3d"}
)
"""What is taken for a clip in a folder; a file that is named itself is always taken."""

MANIFEST_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".numbers"})


def find_clips(
    inputs: str | Path | Iterable[str | Path], entry: Entry, library: Library | str | Path | None = None
) -> tuple[list[Clip], list[Failure]]:
    """Return the clips that `inputs` name, each once, in the order of their names.

    Parameters
    ----------
    inputs : path, or iterable of them
        Files, folders (with all folders in them), globs (`**` too) and manifests (`.csv`). Points of other programs
        are clips too, a folder of OpenPose is one.
    entry : Entry
        What clips are scored against where no manifest says otherwise.
    library : Library or path, optional
        The stretches to choose from, or a folder of the user's own stretch files.

    Returns
    -------
    clips : list of Clip
    problems : list of Failure
        Folders that could not be read.

    Raises
    ------
    PosecheckError
        If an input does not exist, a glob matches nothing, a manifest has a mistake, or no clip is found.

    Examples
    --------
    >>> clips, problems = find_clips(["sample_videos"], Entry())
    >>> clips[0].name, problems
    ('sample_videos/ais_adductor_good.mp4', [])
    """
    require_type(entry, Entry, "entry", "an Entry")
    given_inputs = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    one_of(entry.side, SIDES, "side")
    known = Library.of(library)
    if entry.stretch != AUTO:
        known.load(entry.stretch)
    entries: dict[Path, dict[Entry, None]] = {}
    problems: list[Failure] = []
    for given in given_inputs:
        path = as_path(given, "input")
        if path.suffix.lower() in WORKBOOK_SUFFIXES:
            raise PosecheckError(f"{path} is a workbook; export the table in it as CSV in UTF-8.")
        if path.suffix.lower() in MANIFEST_SUFFIXES and path.is_file() and not is_read(path):
            for clip, row in read_manifest(path, entry, known):
                entries.setdefault(clip, {})[row] = None
        else:
            for clip in _expand(path, problems):
                entries.setdefault(clip, {}).update(dict.fromkeys(entry.each_side()))
    if not entries and not problems:
        raise PosecheckError(
            f"No clip was found in {', '.join(map(str, given_inputs))}; "
            f"name the files themselves, or folders with {', '.join(sorted(CLIP_SUFFIXES))} files."
        )
    clips = [Clip(path, tuple(rows)) for path, rows in entries.items()]
    return sorted(clips, key=lambda clip: os.fsencode(clip.path)), problems


def _expand(path: Path, problems: list[Failure]) -> Iterator[Path]:
    """Give the clips that a name on the command line stands for: a folder, a file or a pattern."""
    if path.is_dir() and is_read(path):
        yield path
    elif path.is_dir():
        yield from _walk(path, problems, above=())
    elif os.path.lexists(path):
        yield from _file(path, problems)
    elif glob.has_magic(str(path)):
        matches = glob.glob(str(path), recursive=True)  # noqa: PTH207
        if not matches:
            raise PosecheckError(f"Nothing matches {path}; check the pattern.")
        for match in matches:
            yield from _expand(Path(match), problems)
    else:
        raise PosecheckError(f"{path} does not exist; check the path.")


def _walk(folder: Path, problems: list[Failure], above: tuple[tuple[int, int], ...]) -> Iterator[Path]:
    """Give every clip below a folder; links to folders are followed, but never in a circle."""
    try:
        place = folder.stat()
        within = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        problems.append(
            Failure(printable(folder), f"cannot be read ({error.strerror})", "check who may read this folder")
        )
        return
    here = (place.st_dev, place.st_ino)
    if here in above:
        problems.append(
            Failure(printable(folder), "is a link that leads back to a folder above it", "remove the link")
        )
        return
    for entry in within:
        path = folder / entry.name
        if _is_folder(entry):
            if is_read(path):
                yield path
            elif not Folder(path).journal.exists():  # the results of a batch are no clips
                yield from _walk(path, problems, (*above, here))
        elif path.suffix.lower() in CLIP_SUFFIXES and not entry.name.startswith(".") and not _is_script(path):
            yield from _file(path, problems)


def _file(path: Path, problems: list[Failure]) -> Iterator[Path]:
    """Give a file, unless it is one that would keep its reader waiting, such as a pipe."""
    if path.exists() and not path.is_file():
        problems.append(Failure(printable(path), "is not a file but a pipe or a device", "remove it"))
    else:
        yield path


def _is_script(path: Path) -> bool:
    """Return whether a `.ts` file is text, as programs are, and no MPEG transport stream."""
    if path.suffix.lower() != ".ts":
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError:
        return False
    return bool(head) and b"\0" not in head and all(byte >= 9 for byte in head)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
