"""What is kept between sessions: the results of each set, never a picture."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import platformdirs

from posecheck.errors import PosecheckError
from posecheck.files import require_writable, write_atomically
from posecheck.live.coaching.feedback import SetResult

FORMAT = "posecheck.history/1"


def default_path() -> Path:
    """Return where the history lies if the user says nothing: the usual folder for such data.

    Examples
    --------
    >>> default_path().name
    'history.jsonl'
    """
    return platformdirs.user_data_path("posecheck", appauthor=False) / "history.jsonl"


class History:
    """A file of one line per set; a line is written at once, and only a later answer completes it.

    Parameters
    ----------
    path : Path
        The file; its folder is made.

    Raises
    ------
    PosecheckError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> history = History(Path(tempfile.mkdtemp()) / "history.jsonl")
    >>> history.sharp_pain()
    {}
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._writing():
            path.parent.mkdir(parents=True, exist_ok=True)
        require_writable([path])

    def add(self, result: SetResult, when: datetime) -> None:
        """Append a result.

        Raises
        ------
        PosecheckError
            If the file cannot be written.
        """
        line = {"format": FORMAT, "when": when.isoformat(timespec="seconds"), **result.model_dump()}
        with self._writing():
            # A line half written when the power went is ended first, or it would take this one with it.
            end = "\n" if self._text()[-1:] not in ("", "\n") else ""
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write(f"{end}{json.dumps(line)}\n")

    def complete(self, result: SetResult, when: datetime) -> None:
        """Put what a later answer says into the line that its set already has; append it if that is gone.

        Raises
        ------
        PosecheckError
            If the file cannot be written.
        """
        lines = self._text().splitlines()
        for number, line in reversed([*enumerate(map(_read, lines))]):
            completed = {**line, **result.model_dump()}
            if line == {**completed, "stopped": "pain"}:
                lines[number] = json.dumps(completed)
                # The one line must not be lost, nor the others, if the power goes now.
                with self._writing(), write_atomically(self.path.resolve()) as temporary:
                    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
                return
        self.add(result, when)

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
        return map(_read, self._text().splitlines())

    def _text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8")
        except OSError:
            return ""

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise PosecheckError(
                f"{self.path} cannot be written ({error.strerror}); give another file with --history."
            ) from None


def _read(line: str) -> dict[str, Any]:
    """Return what a line says; nothing where it was half written when the power went."""
    try:
        read = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return read if isinstance(read, dict) else {}
