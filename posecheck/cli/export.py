"""`posecheck export`: a saved result in the format of another program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.options import LibraryFolder
from posecheck.cli.terminal import say, stretch_names
from posecheck.report.writers import SCORED, WRITERS

FORMATS = [suffix[1:] for suffix in WRITERS]
NAMED = [name for name in FORMATS if name != "mp4"]
"""What the help names: nothing that is saved holds the pictures of an annotated clip."""


def export(
    result: Annotated[
        Path,
        typer.Argument(
            help="Landmarks (.npz), or a result (.json) with its landmarks beside it under the same name, as "
            "`check --json` leaves them."
        ),
    ],
    to: Annotated[
        str,
        typer.Option(help=f"The format: {', '.join(NAMED)}.", autocompletion=lambda: NAMED),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write here; beside the result under its name where left out.")
    ] = None,
    stretch: Annotated[
        str | None,
        typer.Option(
            help="Id or file of the stretch, or auto. A result knows it; landmarks need it for "
            f"{', '.join(name for name in NAMED if f'.{name}' in SCORED)}.",
            autocompletion=stretch_names,
        ),
    ] = None,
    side: Annotated[str, typer.Option(help="Working side: left, right or auto.")] = "auto",
    library: LibraryFolder = None,
) -> None:
    """Write a saved result in the format of another program.

    Nothing but the landmarks is needed: the angles are measured on them again, as `check` does. The signs and axes
    of each format are in docs/formats.md.
    """
    from posecheck.cli.outputs import Written, require_outputs
    from posecheck.errors import one_of
    from posecheck.report.writers import save
    from posecheck.saved import measured_again

    kind = "." + one_of(to.lower().removeprefix("."), FORMATS, "format")
    path = out or result.with_suffix(kind)
    require_outputs([path], result)
    measured, said = measured_again(result, stretch=stretch, side=side, library=library)
    with Written([path]):
        said += save(measured, path, kind)
    for sentence in (*measured.notes, *said):
        say(sentence)
