"""How a batch tells what it does: a bar, plain lines, JSON lines for machines, or nothing."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Column

from posecheck.batch.store.heartbeat import AtWork

LINE_EVERY_S = 10.0


@dataclass
class Tally:
    """What is done so far.

    Attributes
    ----------
    clips, clips_total : int
        Clips done, those of earlier runs too, and all there are.
    failed : int
        Those of them that gave no result.
    frames : int
        Frames whose landmarks were found in this run, in clips and chunks that are finished.
    bytes_done, bytes_total : int
        Size of the clips done, and to be done, in this run; tells the time left.
    at_work : AtWork
        What is done of the others.
    began_s : float
        When the run began.
    """

    clips_total: int
    clips: int = 0
    failed: int = 0
    frames: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    at_work: AtWork = field(default_factory=AtWork)
    began_s: float = field(default_factory=time.monotonic)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began_s

    @property
    def all_frames(self) -> int:
        """Frames of this run, those of unfinished clips too."""
        return self.frames + self.at_work.frames

    @property
    def frames_per_s(self) -> float:
        """Frames per second of this run."""
        return self.all_frames / max(self.elapsed_s, 1e-9)

    @property
    def left_s(self) -> float | None:
        """Seconds left if all goes on like this; None while nothing is done."""
        done = self.bytes_done + self.at_work.bytes
        return self.elapsed_s * (self.bytes_total - done) / done if done else None

    def text(self) -> str:
        """Return it as one line.

        Examples
        --------
        >>> Tally(8, clips=2, frames=500, began_s=time.monotonic() - 10).text()
        '2 of 8 clips, 500 frames, 50 frames/s, 0 failed'
        """
        left = "" if self.left_s is None else f", {_duration(self.left_s)} left"
        # Of landmarks that are there already no frame has to be looked at.
        frames = f", {self.all_frames} frames, {self.frames_per_s:.0f} frames/s" if self.all_frames else ""
        return f"{self.clips} of {self.clips_total} clips{frames}{left}, {self.failed} failed"

    def numbers(self) -> dict[str, Any]:
        """Return it for machines."""
        names = (
            "clips",
            "clips_total",
            "failed",
            "bytes_done",
            "bytes_total",
            "frames_per_s",
            "elapsed_s",
            "left_s",
        )
        return {"frames": self.all_frames} | {name: getattr(self, name) for name in names}


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class Reporter(Protocol):
    """Is told of everything that happens."""

    def __call__(self, tally: Tally, finished: dict[str, Any] | None = None) -> None:
        """Take note: of the outcome of a clip, or only that time has passed."""

    def close(self) -> None:
        """End the display."""


def reporter(console: Console, say: Callable[[str], None], *, quiet: bool, json_lines: bool) -> Reporter:
    """Return what suits: JSON lines to `say`, nothing, a bar on a terminal, or plain lines.

    Parameters
    ----------
    console : Console
        Where a person looks.
    say : callable
        Takes the lines that a machine reads.
    quiet, json_lines : bool
        What was asked for.
    """
    if json_lines:
        return JsonLines(say)
    if quiet:
        return Quiet()
    if console.is_terminal:
        return Bar(console)
    return Lines(lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True))


class Quiet:
    """Says nothing."""

    def __call__(self, tally: Tally, finished: dict[str, Any] | None = None) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Say nothing."""


class _NowAndThen(ABC):
    """Tells where things stand every few seconds, and once more in the end."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._next_s = say, 0.0
        self._last: Tally | None = None

    def __call__(self, tally: Tally, finished: dict[str, Any] | None = None) -> None:
        """Tell of a finished clip at once, and where things stand every few seconds."""
        if finished is not None:
            self._tell_clip(finished)
        if tally.elapsed_s >= self._next_s:
            self._next_s = tally.elapsed_s + LINE_EVERY_S
            self._tell_state("progress", tally)
        self._last = tally

    def close(self) -> None:
        """Tell where things stand in the end."""
        if self._last is not None:
            self._tell_state("end", self._last)

    @abstractmethod
    def _tell_clip(self, finished: dict[str, Any]) -> None: ...

    @abstractmethod
    def _tell_state(self, event: str, tally: Tally) -> None: ...


class Lines(_NowAndThen):
    """Prints a line now and then, and each failure."""

    def _tell_clip(self, finished: dict[str, Any]) -> None:
        for reason, hint in finished["failures"]:
            self._say(f"{finished['clip']}: {reason}; {hint}")

    def _tell_state(self, event: str, tally: Tally) -> None:
        self._say(tally.text())


class JsonLines(_NowAndThen):
    """Prints one JSON object a line: each clip as it is done, and where things stand every few seconds."""

    def _tell_clip(self, finished: dict[str, Any]) -> None:
        rows = [row and {key: row[key] for key in ("stretch", "side", "score")} for row in finished["rows"]]
        failures = [{"reason": reason, "hint": hint} for reason, hint in finished["failures"]]
        self._print("clip", {"clip": finished["clip"], "results": rows, "failures": failures})

    def _tell_state(self, event: str, tally: Tally) -> None:
        self._print(event, tally.numbers())

    def _print(self, event: str, content: dict[str, Any]) -> None:
        self._say(json.dumps({"event": event, **content}))


class Bar:
    """A progress bar on a terminal."""

    def __init__(self, console: Console) -> None:
        # In a narrow window the words go on in a second line: none of them may be cut off.
        words = TextColumn("{task.description}", table_column=Column())
        self._progress = Progress(BarColumn(bar_width=20), words, console=console)
        self._task: TaskID | None = None

    def __call__(self, tally: Tally, finished: dict[str, Any] | None = None) -> None:
        """Show where things stand."""
        if self._task is None:
            self._progress.start()
            self._task = self._progress.add_task("", total=tally.clips_total)
        self._progress.update(
            self._task, completed=tally.clips + tally.at_work.clips, description=tally.text()
        )

    def close(self) -> None:
        """Leave the last state on the screen."""
        self._progress.stop()
