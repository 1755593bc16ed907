"""`posecheck doctor` says whether this machine is ready, and how to make it so."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from posecheck.cli.terminal import out, print_json


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Check this machine: libraries, versions, models, camera. Say how to fix what is wrong."""
    from posecheck.doctor import diagnose

    checks = diagnose()
    if json:
        print_json([asdict(found) for found in checks])
    for found in () if json else checks:
        mark = Text("ok   ", "green") if found.ok else Text("FIX  ", "bold red")
        # A command to be copied is one line, however long.
        out.print(Text.assemble(mark, (found.name, "bold"), f"  {found.detail}"), soft_wrap=True)
        if not found.ok:
            out.print(Text(f"     {found.fix}"), soft_wrap=True)
    if not all(found.ok for found in checks):
        raise typer.Exit(code=1)
