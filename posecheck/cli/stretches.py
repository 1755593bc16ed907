"""`posecheck stretches`: what can be scored, and files of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from posecheck.cli.options import LibraryFolder
from posecheck.cli.terminal import err, out, print_json, print_table, say, stretch_names, table_of
from posecheck.errors import PosecheckError


def stretches(
    which: Annotated[
        str | None,
        typer.Argument(
            help="Id of a stretch to explain; or: validate FILE; or: new ID.", autocompletion=stretch_names
        ),
    ] = None,
    what: Annotated[
        str | None,
        typer.Argument(metavar="[file|id]", help="The file to validate, or the id of the new one."),
    ] = None,
    library: LibraryFolder = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """List the stretches that can be scored, explain one, or validate or begin a stretch file of your own."""
    from rich.markdown import Markdown

    from posecheck.report.stretch_text import markdown
    from posecheck.stretches.load import Library
    from posecheck.stretches.new_file import start_stretch

    if (which in ("validate", "new")) != (what is not None):
        raise PosecheckError("Write: posecheck stretches validate FILE, or: posecheck stretches new ID.")
    if which == "validate":
        return _validate(Path(what or ""), json=json)
    if which == "new":
        path = start_stretch(what or "", library or Path(), Library())
        return say(
            f"Wrote {path}. It is valid as it is; change it, and check it with: stretches validate {path}"
        )
    known = Library(library)
    if which is not None:
        found = known.load(which)
        if json:
            return print_json(found.model_dump(mode="json"))
        return out.print(Markdown(markdown(found))) if out.is_terminal else print(markdown(found))
    every = [known.load(each) for each in known.ids()]
    if json:
        names = ("id", "title", "sided")
        rows = [{name: getattr(each, name) for name in names} for each in every]
        more = [{"camera": each.camera.view, "dose": each.dose.text} for each in every]
        return print_json([row | rest for row, rest in zip(rows, more, strict=True)])
    table = table_of("id", "title", "camera", "dose")
    for each in every:
        table.add_row(each.id, each.title, each.camera.view, each.dose.text)
    return print_table(table)


def _validate(file: Path, *, json: bool) -> None:
    """Name every mistake in a stretch file, each on a line of its own."""
    from posecheck.stretches.schema import Stretch, read_stretch
    from posecheck.stretches.toml_file import ended, mistakes_in

    mistakes = mistakes_in(file, Stretch)
    if json:
        print_json([{"line": each.line, "key": each.key, "mistake": each.sentence} for each in mistakes])
    elif mistakes:
        for each in mistakes:
            say(ended(each.told(file)), err)
        say(f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}.", err)
    else:
        out.print(Text(f"{file} is a valid stretch: {read_stretch(file).title}.", "green"), soft_wrap=True)
    if mistakes:
        raise typer.Exit(code=2)
