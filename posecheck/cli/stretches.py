"""`posecheck stretches`: what can be scored, and files of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from posecheck.cli.terminal import out
from posecheck.errors import PosecheckError


def stretches(
    which: Annotated[
        str | None, typer.Argument(help="Id of a stretch to explain, or: validate, followed by a file.")
    ] = None,
    file: Annotated[Path | None, typer.Argument(help="The stretch file to validate (.toml).")] = None,
    library: Annotated[Path | None, typer.Option(help="Folder of your own stretch files.")] = None,
) -> None:
    """List the stretches that can be scored, explain one, or validate a stretch file of your own."""
    from rich.markdown import Markdown

    from posecheck.report.stretch_text import markdown
    from posecheck.stretches.load import Library
    from posecheck.stretches.schema import read_stretch

    if (which == "validate") != (file is not None):
        raise PosecheckError("To validate a stretch file, write: posecheck stretches validate FILE.")
    if file is not None:
        out.print(Text(f"{file} is a valid stretch: {read_stretch(file).title}.", "green"))
        return
    known = Library(library)
    if which is not None:
        out.print(Markdown(markdown(known.load(which))))
        return
    table = Table(box=None, pad_edge=False)
    for name in ("id", "title", "camera", "dose"):
        table.add_column(name, header_style="dim")
    for stretch in map(known.load, known.ids()):
        table.add_row(stretch.id, stretch.title, stretch.camera.view, stretch.dose.text)
    out.print(table)
