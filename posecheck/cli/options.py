"""Options that several commands share, each with its one help text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_POINTS = "Points another program found"

ModelName = Annotated[str, typer.Option(help="Pose model: lite, full, heavy or a .task file.")]
MostFps = Annotated[float | None, typer.Option(help="Use at most this many frames a second.")]
Turn = Annotated[
    float | None, typer.Option(help="Turn every picture clockwise first: 90, 180, 270 or any degrees.")
]
Whom = Annotated[str | None, typer.Option(help="Whom to follow of several: left, middle, right or largest.")]
LibraryFolder = Annotated[Path | None, typer.Option(help="Folder of your own stretch files.")]
Rate = Annotated[float | None, typer.Option(help="Frames a second of the file.", rich_help_panel=_POINTS)]
Size = Annotated[
    str | None, typer.Option(help="Size of the picture, such as 1280x720.", rich_help_panel=_POINTS)
]
Names = Annotated[
    Path | None,
    typer.Option(help='Which landmark a point is (.toml): LKNE = "left_knee".', rich_help_panel=_POINTS),
]
Individual = Annotated[
    str | None, typer.Option(help="Whom to measure, as the file names them.", rich_help_panel=_POINTS)
]
MarkerView = Annotated[
    str,
    typer.Option(
        help="Side of the person that the camera before 3D markers faces: front, back, left or right.",
        rich_help_panel=_POINTS,
    ),
]
Up = Annotated[
    str | None, typer.Option(help="Axis of 3D markers that points up: x, y or z.", rich_help_panel=_POINTS)
]
