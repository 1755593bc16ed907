"""What is kept between sessions: the results of each set, never a picture."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from posecheck.errors import PosecheckError
from posecheck.live.feedback import SetResult

FORMAT = "posecheck.history/1"
LOCKED_DAYS = 3
"""A stretch that gave sharp pain is left out for this long: "wait a few days before trying again" (article 004)."""


def default_path() -> Path:
    """Return where the history lies if the user says nothing: the usual folder for such data.

    Examples
    --------
    >>> default_path().name
    'history.jsonl'
    """
    if os.environ.get("XDG_DATA_HOME"):
        folder = Path(os.environ["XDG_DATA_HOME"])
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Application Support"
    else:
        folder = Path.home() / ".local" / "share"
    return folder / "posecheck" / "history.jsonl"


class History:
    """A file of one line per set, only ever added to.

    Examples
    --------
    >>> import tempfile
    >>> history = History(Path(tempfile.mkdtemp()) / "history.jsonl")
    >>> history.locked_until("childs_pose", datetime(2030, 1, 1)) is None
    True
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, result: SetResult, when: datetime) -> None:
        """Append a result.

        Raises
        ------
        PosecheckError
            If the file cannot be written.
        """
        line = {"format": FORMAT, "when": when.isoformat(timespec="seconds"), **result.model_dump()}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(line) + "\n")
        except OSError as error:
            raise PosecheckError(
                f"{self.path} cannot be written ({error.strerror}); give another file with --history."
            ) from None

    def locked_until(self, stretch: str, now: datetime) -> datetime | None:
        """Return until when a stretch is left out after sharp pain, or None."""
        times = [
            datetime.fromisoformat(line["when"]) + timedelta(days=LOCKED_DAYS)
            for line in self._lines()
            if line.get("stretch") == stretch and line.get("stopped") == "sharp pain"
        ]
        return max((until for until in times if until > now), default=None)

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            text = self.path.read_text(encoding="utf-8")
        except (FileNotFoundError, OSError):
            return
        for line in text.splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                # A line half written when the power went takes nothing else with it.
                continue
