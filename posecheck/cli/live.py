"""`posecheck live`: be coached at the webcam."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.options import LibraryFolder
from posecheck.cli.terminal import out
from posecheck.errors import PosecheckError


def live(
    exercise: Annotated[
        str | None, typer.Argument(help="Id of a stretch, or a stretch file; left out, choose on the page.")
    ] = None,
    routine: Annotated[str | None, typer.Option(help="Id of a routine, instead of a stretch.")] = None,
    side: Annotated[str, typer.Option(help="Side to work on: both, left or right.")] = "both",
    reps: Annotated[
        int | None, typer.Option(help="Repetitions per set; the least of the dose if left out.")
    ] = None,
    model: Annotated[str, typer.Option(help="Pose model: auto, lite, full, heavy or a .task file.")] = "auto",
    camera: Annotated[
        str | None,
        typer.Option(help="Let the server own this camera (a number), or play a clip in its place."),
    ] = None,
    window: Annotated[bool, typer.Option("--window", help="A plain window, no browser.")] = False,
    record: Annotated[
        Path | None, typer.Option(help="Keep the raw video here (.mp4); else it is not kept.")
    ] = None,
    library: LibraryFolder = None,
    history: Annotated[Path | None, typer.Option(help="Keep results in this file.")] = None,
    stats: Annotated[bool, typer.Option("--stats", help="Show frames per second, delay and drops.")] = False,
    host: Annotated[
        str, typer.Option(help="Address to listen on; other than this computer needs --token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 0,
    token: Annotated[str | None, typer.Option(help="Secret that pages must know.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Coach you through a stretch, live, in the browser or in a plain window."""
    from posecheck.live.options import LiveOptions

    if exercise and routine:
        raise PosecheckError("Give a stretch or --routine, not both.")
    options = LiveOptions(
        exercise or routine,
        side=side,  # type: ignore[arg-type]
        reps=reps,
        model=model,
        camera=camera,
        record=record,
        history=history,
        stats=stats,
        library=library,
    )
    if window:
        from posecheck.live.window.window import run_window

        acute = typer.confirm("Do you have acute or severe back pain today?", default=False)
        kneeling = typer.confirm("Can your knees take deep kneeling?", default=True)
        for result in run_window(options, acute_pain=acute, kneeling_ok=kneeling):
            score = "no score" if result.score is None else f"form {result.score:.0f}"
            name = f"{result.title}, {result.side}" if result.side else result.title
            out.print(f"{name}: {score}, {result.reps} of {result.goal} repetitions. {result.cue}")
        return
    from posecheck.live.browser.run_server import serve

    def say(line: str) -> None:
        print(line, flush=True)

    serve(options, host=host, port=port, token=token, open_browser=browser, say=say)
