"""The commands. Each is a few lines: the work is done elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from posecheck.errors import PosecheckError

if TYPE_CHECKING:
    from posecheck.pipeline import OnFrame
    from posecheck.scoring.results import Assessment

app = typer.Typer(
    name="posecheck",
    help="Joint angles and form scores for low-back stretches. Guidance, not diagnosis: stop on sharp pain.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
DEMO = Path(__file__).with_name("demo.toml")

out = Console()
err = Console(stderr=True)


@app.command()
def check(
    clip: Annotated[Path, typer.Argument(help="A video file, or landmarks saved earlier (.npz).")],
    stretch: Annotated[
        str,
        typer.Option(help="Id of a stretch, a stretch file of your own (.toml), or auto to recognise it."),
    ],
    side: Annotated[str, typer.Option(help="Working side: left, right or auto.")] = "auto",
    model: Annotated[str, typer.Option(help="Pose model: lite, full, heavy or a .task file.")] = "full",
    start: Annotated[float, typer.Option(help="Begin here, in seconds.")] = 0.0,
    end: Annotated[float | None, typer.Option(help="End here, in seconds.")] = None,
    fps: Annotated[float | None, typer.Option(help="Use at most this many frames a second.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the result here.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write every angle over time here.")] = None,
    video: Annotated[Path | None, typer.Option(help="Write the annotated clip here (.mp4).")] = None,
    landmarks: Annotated[Path | None, typer.Option(help="Keep the landmarks here (.npz).")] = None,
    library: Annotated[Path | None, typer.Option(help="Folder of your own stretch files.")] = None,
) -> None:
    """Score a recorded clip of a stretch."""
    from posecheck import pipeline
    from posecheck.files import require_writable
    from posecheck.report.angle_csv import write_csv
    from posecheck.report.result_json import write_json
    from posecheck.report.terminal import page

    from_landmarks = clip.suffix == pipeline.LANDMARK_SUFFIX
    if video is not None:
        from posecheck.video import require_video_name

        require_video_name(video)
    if video is not None and from_landmarks:
        raise PosecheckError(
            f"{clip} holds landmarks and no pictures; give the clip itself to write {video}."
        )
    outputs = [path for path in (json, csv, video, landmarks) if path is not None]
    if any(path.exists() and clip.exists() and path.samefile(clip) for path in outputs):
        raise PosecheckError(f"{clip} would be overwritten; give the output another name.")
    require_writable(outputs)
    beside = (landmarks or outputs[0].with_suffix(pipeline.LANDMARK_SUFFIX)) if outputs else None
    sampling = pipeline.Sampling(start, end, fps)
    with _progress("Finding landmarks") as on_frame:
        result = pipeline.check(
            clip,
            stretch,
            side=side,
            model=model,
            sampling=sampling,
            library=library,
            cache=None if from_landmarks else beside,
            on_frame=on_frame,
        )
    if json is not None:
        write_json(result, json)
    if csv is not None:
        write_csv(result, csv)
    out.print(page(result))
    if video is not None:
        from posecheck.report.annotated_video import write_annotated_video

        with _progress("Drawing") as on_frame:
            write_annotated_video(clip, result, video, sampling, on_frame=on_frame)


@app.command()
def demo(
    video: Annotated[Path | None, typer.Option(help="Write the annotated clip here (.mp4).")] = None,
) -> None:
    """Score a clip that comes with posecheck: a rendered person whose hips stay high in child's pose."""
    import tomllib

    from posecheck.files import bundled_file

    shown = tomllib.loads(DEMO.read_text(encoding="utf-8"))
    check(bundled_file("sample_videos", shown["clip"]), stretch=shown["stretch"], video=video)


@app.command()
def angles() -> None:
    """Print the angle table: what is measured, what positive means, and how well each view shows it."""
    from posecheck.angles.catalog import CATALOG

    table = Table(box=None, pad_edge=False)
    for name in ("id", "title", "unit", "positive", "best view", "error front / side / oblique"):
        table.add_column(name, header_style="dim")
    for angle in CATALOG:
        errors = " / ".join(f"{angle.expected_error[view]:g}" for view in ("front", "side", "oblique"))
        table.add_row(angle.id, angle.title, angle.unit, angle.positive, angle.best_view, errors)
    out.print(table)


@app.command()
def stretches(
    which: Annotated[
        str | None, typer.Argument(help="Id of a stretch to explain, or: validate, followed by a file.")
    ] = None,
    file: Annotated[Path | None, typer.Argument(help="The stretch file to validate (.toml).")] = None,
    library: Annotated[Path | None, typer.Option(help="Folder of your own stretch files.")] = None,
) -> None:
    """List the stretches that can be scored, explain one, or validate a stretch file of your own."""
    from rich.markdown import Markdown

    from posecheck.report.stretch_text import markdown
    from posecheck.stretches.load import load_stretch, stretch_ids
    from posecheck.stretches.schema import read_stretch

    if (which == "validate") != (file is not None):
        raise PosecheckError("To validate a stretch file, write: posecheck stretches validate FILE.")
    if file is not None:
        out.print(Text(f"{file} is a valid stretch: {read_stretch(file).title}.", "green"))
        return
    if which is not None:
        out.print(Markdown(markdown(load_stretch(which, library))))
        return
    table = Table(box=None, pad_edge=False)
    for name in ("id", "title", "camera", "dose"):
        table.add_column(name, header_style="dim")
    for known in stretch_ids(library):
        stretch = load_stretch(known, library)
        table.add_row(stretch.id, stretch.title, stretch.camera.view, stretch.dose.text)
    out.print(table)


@app.command()
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
    model: Annotated[str, typer.Option(help="Pose model: lite, full, heavy or a .task file.")] = "full",
) -> None:
    """List the routines, show one, or say what clips did of it, what comes next, and how ranges compare."""
    from posecheck.files import require_writable
    from posecheck.report.range_chart import write_range_chart
    from posecheck.report.routine_page import routine_page
    from posecheck.scoring.routine_progress import Felt, session_result
    from posecheck.stretches.routine import load_routine, routine_ids

    if which is None:
        for known in map(load_routine, routine_ids()):
            out.print(Text.assemble((known.id, "bold"), f"  {known.title}. {known.about}"))
        return
    chosen = load_routine(which)
    if chart is not None:
        if not (chosen.assessment and clips):
            raise PosecheckError(f"A chart needs clips and a routine that assesses; {chosen.id} was given.")
        require_writable([chart])
    done = [_checked(name, model) for name in clips or []]
    found = session_result(chosen, done, Felt(acute=acute))
    out.print(routine_page(chosen, found))
    if chart is not None:
        write_range_chart(chosen.title, found.chart, chart)


def _checked(name: str, model: str) -> Assessment:
    """Score one clip of a routine, `CLIP` or `STRETCH=CLIP`."""
    from posecheck import pipeline
    from posecheck.stretches.load import stretch_ids

    stretch, _, clip = name.partition("=")
    if stretch not in stretch_ids() or not clip:
        stretch, clip = pipeline.AUTO, name
    with _progress(f"Finding landmarks in {Path(clip).name}") as on_frame:
        return pipeline.check(Path(clip), stretch, model=model, on_frame=on_frame).assessment


@app.command()
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
    library: Annotated[Path | None, typer.Option(help="Folder of your own stretch files.")] = None,
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
    from posecheck.live.options import LiveOptions, live_options

    if exercise and routine:
        raise PosecheckError("Give a stretch or --routine, not both.")
    options: LiveOptions = live_options(
        exercise or routine,
        side=side,
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
    from posecheck.live.browser.serve import serve

    def say(line: str) -> None:
        print(line, flush=True)

    serve(options, host=host, port=port, token=token, open_browser=browser, say=say)


@app.command()
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


@app.command()
def batch(
    inputs: Annotated[list[str], typer.Argument(help="Clips, folders, globs, and manifests (.csv).")],
    folder: Annotated[Path, typer.Option("--out", help="Output folder; the same command goes on in it.")],
    stretch: Annotated[str, typer.Option(help="Id of a stretch, a stretch file, or auto.")] = "auto",
    side: Annotated[str, typer.Option(help="Working side: left, right, auto or both.")] = "auto",
    model: Annotated[str, typer.Option(help="Pose model: lite, full, heavy or a .task file.")] = "full",
    fps: Annotated[float | None, typer.Option(help="Use at most this many frames a second.")] = None,
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
) -> None:
    """Score many clips on all cores or a cluster; nothing finished is lost. Exit code 1 if any clip failed."""
    from posecheck.batch.workers import forkserver

    if not (dry_run or rescore or scheduler):
        forkserver.start_importing()

    from posecheck import batch as room
    from posecheck.batch.progress import reporter

    clips, problems = room.find_clips(inputs, room.Entry(stretch, side))
    settings = room.Settings(
        *(folder, model, fps, rescore, retry_failed, fail_fast, workers, memory, scheduler),
    )
    if dry_run:
        todo = room.still_to_do(clips, settings)
        for clip in todo:
            out.print(clip.name, markup=False, highlight=False, soft_wrap=True)
        err.print(f"{len(todo)} of {len(clips)} clips to do; {len(problems)} folders cannot be read.")
        return
    report = reporter(err, print, quiet=quiet, json_lines=json_lines)
    summary = room.run(clips, settings, problems=problems, report=report)
    if not quiet and not json_lines:
        out.print(summary.table())
        failed = f"; {summary.failed} failed, see failures.csv there" if summary.failed else ""
        out.print(f"Results are in {folder}{failed}.", markup=False, highlight=False, soft_wrap=True)
    if summary.failed:
        raise typer.Exit(code=1)


@contextmanager
def _progress(what: str) -> Iterator[OnFrame]:
    """Show frames done, frames per second and the time left, on a terminal only."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[fps]:.0f} frames/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(what, total=None, fps=0.0)

        def on_frame(done: int, expected: int | None) -> None:
            progress.update(task, completed=done, total=expected, fps=progress.tasks[task].speed or 0.0)

        yield on_frame


def main() -> None:
    """Run a command; print a user's mistake as one sentence and exit with code 2."""
    try:
        app()
    except PosecheckError as error:
        err.print(Text(f"posecheck: {error}"), soft_wrap=True)
        sys.exit(2)
    except (ImportError, OSError) as error:
        if ".so" not in str(error):
            raise
        err.print(
            Text(f"posecheck: {error}; run `posecheck doctor`, which says how to install it."), soft_wrap=True
        )
        sys.exit(2)
    except KeyboardInterrupt:
        err.print("posecheck: stopped; no half-written file was left.")
        sys.exit(130)
