"""What the commands print to: the terminal, a bar that shows progress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from posecheck.pipeline import OnFrame

out = Console()
err = Console(stderr=True)


@contextmanager
def progress(what: str) -> Iterator[OnFrame]:
    """Show frames done, frames per second and the time left, on a terminal only."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[fps]:.0f} frames/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(what, total=None, fps=0.0)

        def on_frame(done: int, expected: int | None) -> None:
            progress.update(task, completed=done, total=expected, fps=progress.tasks[task].speed or 0.0)

        yield on_frame
