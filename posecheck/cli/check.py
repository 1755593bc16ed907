"""`posecheck check` and `posecheck demo`: score a recorded clip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from posecheck.cli.options import EstimatorName, LibraryFolder, ModelName, MostFps, Turn, Whom
from posecheck.cli.point_options import takes_reading
from posecheck.cli.terminal import out, progress, stretch_names
from posecheck.errors import NotScoredError, PosecheckError

if TYPE_CHECKING:
    from posecheck.readers.reading import Reading
    from posecheck.report.result import Result

DEMO = Path(__file__).with_name("demo.toml")


@takes_reading
def check(
    clip: Annotated[
        Path,
        typer.Argument(help="A video file, landmarks saved earlier (.npz), or points another program found."),
    ],
    stretch: Annotated[
        str,
        typer.Option(
            help="Id of a stretch, a stretch file of your own (.toml), or auto to recognise it.",
            autocompletion=stretch_names,
        ),
    ],
    side: Annotated[str, typer.Option(help="Working side: left, right or auto.")] = "auto",
    model: ModelName = "full",
    start: Annotated[float, typer.Option(help="Begin here, in seconds.")] = 0.0,
    end: Annotated[float | None, typer.Option(help="End here, in seconds.")] = None,
    fps: MostFps = None,
    turn: Turn = None,
    person: Whom = None,
    json: Annotated[Path | None, typer.Option(help="Write the result here.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write every angle over time here.")] = None,
    video: Annotated[Path | None, typer.Option(help="Write the annotated clip here (.mp4).")] = None,
    landmarks: Annotated[Path | None, typer.Option(help="Keep the landmarks here (.npz).")] = None,
    library: LibraryFolder = None,
    estimator: EstimatorName = "geometry",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Score even what does not look like the stretch.")
    ] = False,
    *,
    reading: Reading,
) -> None:
    """Score a recorded clip of a stretch.

    Points another program found are COCO keypoints (.json), a folder of OpenPose, .trc, .c3d, movement (.nc),
    DeepLabCut (.csv) and SLEAP analysis (.csv, .h5).
    """
    from posecheck.cli.outputs import Written, landmarks_beside, require_outputs
    from posecheck.clip_landmarks import Sampling, holds_landmarks
    from posecheck.report.angle_csv import write_csv
    from posecheck.report.result_json import write_json
    from posecheck.report.terminal_page import page

    from_landmarks = holds_landmarks(clip)
    if video is not None:
        from posecheck.video import require_video_name

        require_video_name(video)
    if video is not None and from_landmarks:
        raise PosecheckError(
            f"{clip} holds landmarks and no pictures; give the clip itself to write {video}."
        )
    outputs = [path for path in (json, csv, video, landmarks) if path is not None]
    require_outputs(outputs, clip)
    cache = landmarks if from_landmarks or landmarks else landmarks_beside(outputs)
    sampling = Sampling(start, end, fps)
    with Written([*outputs, cache]):
        with progress("Finding landmarks") as on_frame:
            result = _checked(
                json,
                clip,
                stretch,
                side=side,
                model=model,
                sampling=sampling,
                reading=reading,
                turn=turn,
                person=person,
                library=library,
                anyway=anyway,
                cache=cache,
                on_frame=on_frame,
                estimator=estimator,
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


def _checked(json: Path | None, clip: Path, stretch: str, **options: Any) -> Result:
    """Score a clip; where it is not scored, say in the file that was asked for why, and what it may show."""
    from posecheck import api
    from posecheck.report.not_scored import write_not_scored

    try:
        return api.check(clip, stretch, **options)
    except NotScoredError as error:
        if json is not None:
            write_not_scored(clip.name, error, json)
        raise


def demo(
    video: Annotated[Path | None, typer.Option(help="Write the annotated clip here (.mp4).")] = None,
) -> None:
    """Score a clip that comes with posecheck: a rendered person whose hips stay high in child's pose."""
    import tomllib

    from posecheck.files import bundled_file

    shown = tomllib.loads(DEMO.read_text(encoding="utf-8"))
    check(clip=bundled_file("sample_videos", shown["clip"]), stretch=shown["stretch"], video=video)
