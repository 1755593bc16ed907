"""`posecheck check` and `posecheck demo`: score a recorded clip."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.terminal import out, progress
from posecheck.errors import PosecheckError

DEMO = Path(__file__).with_name("demo.toml")


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
    from posecheck import api, pipeline
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
    with progress("Finding landmarks") as on_frame:
        result = api.check(
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

        with progress("Drawing") as on_frame:
            write_annotated_video(clip, result, video, sampling, on_frame=on_frame)


def demo(
    video: Annotated[Path | None, typer.Option(help="Write the annotated clip here (.mp4).")] = None,
) -> None:
    """Score a clip that comes with posecheck: a rendered person whose hips stay high in child's pose."""
    import tomllib

    from posecheck.files import bundled_file

    shown = tomllib.loads(DEMO.read_text(encoding="utf-8"))
    check(bundled_file("sample_videos", shown["clip"]), stretch=shown["stretch"], video=video)
