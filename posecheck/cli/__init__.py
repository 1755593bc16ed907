"""The commands, one module each; each is a few lines: the work is done elsewhere."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.text import Text

from posecheck import __version__
from posecheck.cli import angles, batch, check, doctor, export, live, routine, stretches
from posecheck.cli.terminal import err, out
from posecheck.errors import PosecheckError

app = typer.Typer(
    name="posecheck",
    help="Joint angles and form scores for low-back stretches. Guidance, not diagnosis: stop on sharp pain.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    *(check.check, check.demo, export.export, angles.angles, stretches.stretches, routine.routine, live.live),
    *(doctor.doctor, batch.batch),
):
    app.command()(command)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"posecheck {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run a command; print a user's mistake as one sentence and exit with code 2."""
    try:
        app()
    except PosecheckError as error:
        err.print(Text(f"posecheck: {error}"), soft_wrap=True)
        sys.exit(2)
    except (ImportError, OSError) as error:
        if isinstance(error, OSError) and error.filename is not None and error.strerror:
            err.print(Text(f"posecheck: {error.filename}: {error.strerror}."), soft_wrap=True)
            sys.exit(2)
        if ".so" not in str(error):
            raise
        err.print(
            Text(f"posecheck: {error}; run `posecheck doctor`, which says how to install it."), soft_wrap=True
        )
        sys.exit(2)
    except KeyboardInterrupt:
        err.print("posecheck: stopped; no half-written file was left.")
        sys.exit(130)
