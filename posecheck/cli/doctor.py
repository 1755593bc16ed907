"""`posecheck doctor` says whether this machine is ready, and how to make it so."""

from __future__ import annotations

import typer
from rich.text import Text

from posecheck.cli.terminal import out


def doctor() -> None:
    """Check this machine: libraries, versions, models, camera. Say how to fix what is wrong."""
    from posecheck.doctor import diagnose

    checks = diagnose()
    for found in checks:
        mark = Text("ok   ", "green") if found.ok else Text("FIX  ", "bold red")
        out.print(Text.assemble(mark, (found.name, "bold"), f"  {found.detail}"))
        if not found.ok:
            out.print(Text(f"     {found.fix}"))
    if not all(found.ok for found in checks):
        raise typer.Exit(code=1)
