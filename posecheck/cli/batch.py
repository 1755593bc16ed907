"""`posecheck batch`: many clips, on all cores or a cluster."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from posecheck.cli.options import LibraryFolder, ModelName, MostFps, Turn, Whom
from posecheck.cli.point_options import takes_reading
from posecheck.cli.terminal import err, print_table, say, stretch_names

if TYPE_CHECKING:
    from posecheck.readers.reading import Reading


@takes_reading
def batch(
    inputs: Annotated[list[str], typer.Argument(help="Clips, folders, globs, and manifests (.csv).")],
    folder: Annotated[Path, typer.Option("--out", help="Output folder; the same command goes on in it.")],
    stretch: Annotated[
        str, typer.Option(help="Id of a stretch, a stretch file, or auto.", autocompletion=stretch_names)
    ] = "auto",
    side: Annotated[str, typer.Option(help="Working side: left, right, auto or both.")] = "auto",
    model: ModelName = "full",
    fps: MostFps = None,
    turn: Turn = None,
    person: Whom = None,
    library: LibraryFolder = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Score even what does not look like its stretch.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; as many as cores if left out.")
    ] = None,
    memory: Annotated[float | None, typer.Option(min=1.0, help="Most memory of a worker, in GiB.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="Dask scheduler to use, tcp://HOST:PORT.")] = None,
    rescore: Annotated[bool, typer.Option("--rescore", help="Score the landmarks in --out again.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try again what failed.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first failure.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be done.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing; the exit code tells.")] = False,
    json_lines: Annotated[bool, typer.Option("--json-lines", help="Tell all as JSON lines.")] = False,
    *,
    reading: Reading,
) -> None:
    """Score many clips on all cores or a cluster; nothing finished is lost. Exit code 1 if any clip failed."""
    from posecheck import batch as room
    from posecheck.batch.progress import reporter
    from posecheck.stretches.load import Library

    known = Library(library)
    clips, problems = room.find_clips(inputs, room.Entry(stretch, side, anyway=anyway), known)
    settings = room.Settings(
        *(folder, model, fps, rescore, retry_failed, fail_fast, workers, memory, scheduler, known),
        turn=turn,
        person=person,
        reading=reading,
    )
    if dry_run:
        todo = room.still_to_do(clips, settings)
        for clip in todo:
            say(clip.name)
        err.print(f"{len(todo)} of {len(clips)} clips to do; {len(problems)} folders cannot be read.")
        return
    report = reporter(err, print, quiet=quiet, json_lines=json_lines)
    summary = room.run(clips, settings, problems=problems, report=report)
    if not quiet and not json_lines:
        print_table(summary.table())
        failed = f"; {summary.failed} failed, see failures.csv there" if summary.failed else ""
        noted = "; summary.html there has notes about some clips" if summary.notes else ""
        say(f"Results are in {folder}{failed}{noted}.")
    if summary.failed:
        raise typer.Exit(code=1)
