"""`posecheck routine`: what clips did of a routine, and what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from posecheck.cli.options import LibraryFolder, ModelName
from posecheck.cli.terminal import out, progress, say
from posecheck.errors import PosecheckError

if TYPE_CHECKING:
    from posecheck.scoring.results import Assessment
    from posecheck.stretches.load import Library


def routine(
    which: Annotated[str | None, typer.Argument(help="Id of a routine, or a routine file.")] = None,
    clips: Annotated[
        list[str] | None,
        typer.Argument(help="Clips of its stretches; STRETCH=CLIP where it should not be recognised."),
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(help="Write the chart against the norms here (.svg), of an assessment.")
    ] = None,
    acute: Annotated[bool, typer.Option("--acute", help="Pain is acute or severe today.")] = False,
    model: ModelName = "full",
    library: LibraryFolder = None,
) -> None:
    """List the routines, show one, or say what clips did of it, what comes next, and how ranges compare."""
    from posecheck.cli.outputs import require_outputs
    from posecheck.clip_landmarks import DEFAULT_MODEL
    from posecheck.report.range_chart import write_range_chart
    from posecheck.report.routine_page import routine_page
    from posecheck.scoring.routine_progress import Felt, routine_progress
    from posecheck.stretches.load import Library
    from posecheck.stretches.routine import load_routine, routine_ids

    if which is None:
        for known in map(load_routine, routine_ids()):
            out.print(
                Text.assemble((known.id, "bold"), f"  {known.title}. {known.about}"),
                soft_wrap=not out.is_terminal,
            )
        return
    stretches = Library(library)
    chosen = load_routine(which, stretches)
    if chart is not None:
        if not (chosen.assessment and clips):
            raise PosecheckError(f"A chart needs clips and a routine that assesses; {chosen.id} was given.")
        require_outputs([chart])
    if model != DEFAULT_MODEL and not any(_has_pictures(name, stretches) for name in clips or []):
        raise PosecheckError("None of these holds pictures; leave out --model.")
    done = [_checked(name, model, stretches) for name in clips or []]
    found = routine_progress(chosen, done, Felt(acute=acute))
    out.print(routine_page(chosen, found))
    if chart is not None:
        write_range_chart(chosen.title, found.chart, chart)
        say(f"Wrote {chart}.")


def _named(name: str, library: Library) -> tuple[str, str]:
    """Return the stretch that a clip is to show, and the clip."""
    from posecheck.pipeline import AUTO

    stretch, _, clip = name.partition("=")
    return (stretch, clip) if stretch in library.ids() and clip else (AUTO, name)


def _has_pictures(name: str, library: Library) -> bool:
    from posecheck.clip_landmarks import holds_landmarks

    return not holds_landmarks(Path(_named(name, library)[1]))


def _checked(name: str, model: str, library: Library) -> Assessment:
    """Score one clip of a routine, `CLIP` or `STRETCH=CLIP`."""
    from posecheck import api, clip_landmarks

    stretch, clip = _named(name, library)
    if clip_landmarks.holds_landmarks(Path(clip)):
        model = clip_landmarks.DEFAULT_MODEL  # that is for the clips beside it
    with progress(f"Finding landmarks in {Path(clip).name}") as on_frame:
        return api.check(Path(clip), stretch, model=model, library=library, on_frame=on_frame).assessment
