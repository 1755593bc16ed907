"""What the commands print to: the terminal, a bar that shows progress."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

if TYPE_CHECKING:
    from posecheck.clip_landmarks import OnFrame

_ANY_WIDTH = 10_000

out = Console()
err = Console(stderr=True)


def say(sentence: str, where: Console = out) -> None:
    """Print a sentence as it is: no name in it is cut, coloured or taken for markup."""
    where.print(sentence, markup=False, highlight=False, soft_wrap=True)


def print_table(table: Table) -> None:
    """Print a table: as wide as the terminal, and where there is none each line as long as it is."""
    if out.is_terminal:
        out.print(table)
        return
    for column in table.columns:
        column.no_wrap = True
    wide = Console(file=StringIO(), width=_ANY_WIDTH, color_system=None)
    wide.print(table)
    assert isinstance(wide.file, StringIO)
    for line in wide.file.getvalue().splitlines():
        print(line.rstrip())


def table_of(*headings: str) -> Table:
    """Return an empty table whose first column holds what may be copied, such as ids, and is never cut."""
    table = Table(box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, header_style="dim", no_wrap=not number, overflow="fold")
    return table


def stretch_names(incomplete: str) -> list[str]:
    """Return the ids of stretches that begin so, for the shell to complete."""
    from posecheck.stretches.load import Library

    return [known for known in (*Library().ids(), "auto") if known.startswith(incomplete)]


def print_json(content: Any) -> None:
    """Print what a program reads."""
    print(json.dumps(content, indent=2, ensure_ascii=False))


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
