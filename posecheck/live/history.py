"""What is kept between sessions: the results of each set, never a picture."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from posecheck.errors import PosecheckError
from posecheck.live.feedback import SetResult

FORMAT = "posecheck.history/1"


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
    >>> history.sharp_pain()
    {}
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

    def sharp_pain(self) -> dict[str, date]:
        """Return when each stretch last gave sharp pain."""
        lines = [line for line in self._lines() if line.get("stopped") == "sharp pain"]
        return {line["stretch"]: datetime.fromisoformat(line["when"]).date() for line in lines}

    def locked_until(self, stretch: str, days: int, today: date) -> date | None:
        """Return the first day on which a stretch may be done again after sharp pain, or None.

        Parameters
        ----------
        stretch : str
            Its id.
        days : int
            How long it rests; 0 is the same day.
        today : date
            The present day.
        """
        pain_on = self.sharp_pain().get(stretch)
        if pain_on is None:
            return None
        until = pain_on + timedelta(days=max(days, 1))
        return until if until > today else None

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
