"""Options that several commands share, each with its one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ModelName = Annotated[str, typer.Option(help="Pose model: lite, full, heavy or a .task file.")]
MostFps = Annotated[float | None, typer.Option(help="Use at most this many frames a second.")]
Turn = Annotated[
    float | None, typer.Option(help="Turn every picture clockwise first: 90, 180, 270 or any degrees.")
]
EstimatorName = Annotated[
    str, typer.Option(help="Angles by geometry, or weighed with what was learned (experimental): learned.")
]
Whom = Annotated[str | None, typer.Option(help="Whom to follow of several: left, middle, right or largest.")]
LibraryFolder = Annotated[Path | None, typer.Option(help="Folder of your own stretch files.")]
