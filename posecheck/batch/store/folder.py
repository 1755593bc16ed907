"""The output folder: what lies where in it, that one run at a time writes to it, and what if it is full."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from posecheck.clip_landmarks import LANDMARK_SUFFIX
from posecheck.errors import PosecheckError
from posecheck.files import TEMPORARY, require_own

ANGLES, LANDMARKS = "angles", "landmarks"
TABLES = ("results.parquet", "reps.parquet", "failures.csv", "summary.html")
PARTS, PENDING, CLAIMS, AT_WORK = "work/parts", "work/pending", "work/claims", "work/at_work"


@dataclass(frozen=True)
class Folder:
    """Where the files of a batch lie; those in `work` are not finished.

    Attributes
    ----------
    path : Path
        The output folder.

    Examples
    --------
    >>> Folder(Path("out")).landmarks("Anna_1-5972e8e9f9").as_posix()
    'out/landmarks/Anna_1-5972e8e9f9.npz'
    """

    path: Path

    @property
    def journal(self) -> Path:
        """The file of all that is finished."""
        return self.path / "work" / "journal"

    @property
    def claims(self) -> Path:
        """The folder where workers say what they work on."""
        return self.path / CLAIMS

    def landmarks(self, clip: str) -> Path:
        """Return where the landmarks of a clip are kept, by its id."""
        return self.path / LANDMARKS / f"{clip}{LANDMARK_SUFFIX}"

    def angles(self, clip: str) -> Path:
        """Return where the angles of a clip are kept, by its id."""
        return self.path / ANGLES / f"{clip}.parquet"

    def part(self, key: str, chunk: int) -> Path:
        """Return where the landmarks of a chunk of a job are kept until they are joined."""
        return self.path / PARTS / f"{key}-{chunk}{LANDMARK_SUFFIX}"

    def pending(self, key: str) -> Path:
        """Return where a worker leaves the outcome of a job until the journal has it."""
        return self.path / PENDING / f"{key}.json"

    def at_work(self, key: str, chunk: int | None = None) -> Path:
        """Return where a worker tells how far it is with a job, or with a chunk of it."""
        return self.path / AT_WORK / (key if chunk is None else f"{key}-{chunk}")

    def all_pending(self) -> list[tuple[str, str]]:
        """Return key and text of every outcome that the journal may not have."""
        left = sorted((self.path / PENDING).glob("[!.]*.json"))
        return [(path.stem, path.read_text(encoding="utf-8")) for path in left]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder where it is missing, and keep other runs out of it while the context lasts.

        Raises
        ------
        PosecheckError
            If it cannot be used, holds files of those names that no batch wrote, or another run uses it.
        """
        if not self.journal.exists():
            require_own(self.path / name for name in TABLES)
        try:
            for name in (ANGLES, LANDMARKS, PARTS, PENDING, CLAIMS, AT_WORK):
                (self.path / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PosecheckError(
                f"{self.path} cannot be used ({error.strerror}); choose another folder."
            ) from None
        try:
            with FileLock(self.path / "work" / "lock", timeout=0):
                yield
        except Timeout:
            raise PosecheckError(
                f"Another run is writing to {self.path}; wait for it, or choose another folder."
            ) from None

    def sweep(self) -> None:
        """Remove what workers that were killed have left unfinished; all that matters is in the journal."""
        for folder in (PARTS, PENDING, CLAIMS, AT_WORK):
            for left in (self.path / folder).iterdir():
                left.unlink(missing_ok=True)
        for folder in ("", ANGLES, LANDMARKS):
            for left in (self.path / folder).glob(f"{TEMPORARY}*"):
                left.unlink(missing_ok=True)


class DiskFullError(Exception):
    """The output folder takes nothing more: the run has to stop, and no clip is to blame."""


@contextmanager
def full_disk_stops() -> Iterator[None]:
    """Raise DiskFullError where a write fails because the disk is full or has become read-only."""
    try:
        yield
    except (OSError, PosecheckError) as error:
        cause = error if isinstance(error, OSError) else error.__context__
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise DiskFullError(cause.strerror) from None
        raise
