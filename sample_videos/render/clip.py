"""Render one performance into a video and write its truth beside it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render import scene
from sample_videos.render.camera import Camera, around
from sample_videos.render.gl import Image, Light, Renderer
from sample_videos.render.mesh import Mesh
from sample_videos.render.people import OUTFITS, performer
from sample_videos.render.performance import Performance, perform
from sample_videos.render.rig import forward
from sample_videos.render.table import Step, entry
from sample_videos.render.truth import SCHEMA, truth_of
from sample_videos.render.wardrobe import dress

Array = NDArray[np.float64]

FPS = 12.0
SIZE = (640, 480)
NOISE_SIGMA = 2.2
ROOMS: tuple[scene.Room, ...] = (
    scene.Room(),
    scene.Room((0.50, 0.38, 0.27), (0.72, 0.77, 0.80), (0.42, 0.30, 0.50)),
    scene.Room((0.55, 0.55, 0.53), (0.86, 0.82, 0.74), (0.20, 0.30, 0.50), wooden=False),
    scene.Room((0.70, 0.58, 0.42), (0.70, 0.74, 0.66), (0.55, 0.25, 0.22)),
)
LIGHTS: tuple[Light, ...] = (
    Light(),
    Light((0.3, 0.8, 0.55), (1.0, 0.93, 0.80), (0.46, 0.49, 0.55)),
    Light((0.2, 0.9, -0.45), (0.85, 0.88, 0.92), (0.58, 0.58, 0.58)),
)


def camera_of(performance: Performance, view: str) -> Camera:
    """Camera of a performance: ``recommended`` or ``worse``."""
    spec = performance.settings["cameras"][view]
    return around(
        spec["azimuth"],
        spec["height"],
        spec["distance"],
        tuple(spec["target"]),
        spec.get("focal", 560.0),
        SIZE,
    )


def props_at(performance: Performance, frame: int) -> list[Mesh]:
    """Props of one frame; a roller turns and travels half as far as the body it carries."""
    out: list[Mesh] = []
    for prop in performance.props:
        if prop["kind"] == "chair":
            out += scene.chair(
                prop["x"],
                prop["z"],
                prop.get("turn", 0.0),
                prop.get("height", scene.SEAT_HEIGHT_M),
                prop.get("back", True),
            )
        elif prop["kind"] == "roller":
            support = performance.supports.roller
            if support is not None:
                out += scene.roller(support.centre(performance.frames[frame]), support.axis)
    return out


def pictures(performance: Performance, camera: Camera, renderer: Renderer) -> Iterator[Image]:
    """Draw the frames of a performance one by one, with the noise of a webcam."""
    settings = performance.settings
    person = dress(performance.body, OUTFITS[performance.person])
    room = ROOMS[settings.get("room", 0)]
    walls = scene.room_meshes(room, tuple(settings.get("mat_at", (0.0, 0.0))), settings.get("mat_turn", 0.0))
    light = LIGHTS[settings.get("light", 0)]
    centre = np.array([*camera.target])
    rng = np.random.default_rng(0)
    for i in range(len(performance.frames)):
        posed = forward(performance.body, performance.frames[i])
        picture = renderer.draw(
            walls, [*person.meshes(posed), *props_at(performance, i)], camera, light, centre
        )
        noise = rng.normal(0.0, NOISE_SIGMA, picture.shape[:2])[..., None]
        yield np.clip(picture + noise, 0, 255).astype(np.uint8)


def encode(frames: Iterator[Image], path: Path, fps: float, size: tuple[int, int]) -> None:
    """Write pictures as an H.264 video with the program ffmpeg.

    Parameters
    ----------
    frames
        RGB pictures.
    path
        Video to write.
    fps, size
        Frame rate, and width and height.
    """
    command = [
        "ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}",
        "-r", f"{fps:g}", "-i", "-", "-c:v", "libx264", "-crf", "26", "-preset", "slow", "-threads", "1",
        "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-map_metadata", "-1", "-f", "mp4", str(path),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for frame in frames:
            process.stdin.write(frame.tobytes())
        process.stdin.close()
    if process.returncode:
        raise RuntimeError(f"ffmpeg could not write {path}")


def _phases(steps: list[Step]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for step in steps:
        if out and out[-1]["phase"] == step.phase and out[-1]["rep"] == step.rep:
            out[-1]["end_s"] = round(step.end_s, 3)
        else:
            out.append(
                {
                    "phase": step.phase,
                    "rep": step.rep,
                    "start_s": round(step.start_s, 3),
                    "end_s": round(step.end_s, 3),
                }
            )
    return out


def _reps(performance: Performance) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    reps, holds = [], []
    for rep in sorted({step.rep for step in performance.steps if step.rep >= 0}):
        steps = [step for step in performance.steps if step.rep == rep]
        held = [step for step in steps if step.phase == performance.hold_phase]
        reps.append(
            {
                "rep": rep,
                "side": steps[0].side,
                "start_s": round(steps[0].start_s, 3),
                "end_s": round(steps[-1].end_s, 3),
            }
        )
        if held:
            holds.append(
                {
                    "rep": rep,
                    "side": steps[0].side,
                    "start_s": round(held[0].start_s, 3),
                    "end_s": round(held[-1].end_s, 3),
                }
            )
    return reps, holds


def truth_file(performance: Performance, camera: Camera, view: str, name: str) -> dict[str, Any]:
    """Everything written into the truth file of a clip; the schema is in ``sample_videos/README.md``."""
    settings = performance.settings
    spec = settings["cameras"][view]
    reps, holds = _reps(performance)
    return {
        "schema": SCHEMA,
        "clip": f"{name}.mp4",
        "stretch": performance.stretch,
        "performer": performer(performance.person),
        "side": performance.side,
        "faults": performance.faults,
        "camera": {
            "view": spec["view"],
            "placement": view,
            "height_m": spec["height"],
            "distance_m": round(camera.distance_m, 3),
            "pitch_deg": round(camera.pitch_deg, 2),
            "roll_deg": camera.roll_deg,
            "focal_px": camera.focal_px,
            "width": camera.width,
            "height": camera.height,
            "fps": float(settings.get("fps", FPS)),
            "up": [round(float(x), 5) for x in camera.axes[:, 1]],
        },
        "phases": _phases(performance.steps),
        "reps": reps,
        "holds": holds,
        **truth_of(performance.body, performance.frames, performance.times_s, camera),
    }


def clip_name(stretch: str, variant: str, view: str) -> str:
    """File stem of a clip.

    Examples
    --------
    >>> clip_name("childs_pose", "hips_high", "recommended")
    'childs_pose_hips_high'
    >>> clip_name("roll_up_down", "good", "foot end")
    'roll_up_down_good_foot_end'
    """
    return f"{stretch}_{variant}" + ("" if view == "recommended" else f"_{'_'.join(view.split())}")


def _prepared(stretch: str, variant: str, view: str) -> tuple[Performance, Camera, str]:
    performance = perform(stretch, variant, float(entry(stretch, variant).get("fps", FPS)))
    label = view if view == "recommended" else performance.settings["cameras"][view]["view"]
    return performance, camera_of(performance, view), clip_name(stretch, variant, label)


def _write_truth(performance: Performance, camera: Camera, view: str, name: str, out: Path) -> None:
    truth = truth_file(performance, camera, view, name)
    text = json.dumps(truth, separators=(",", ":")) + "\n"
    (out / f"{name}.truth.json").write_text(text, encoding="utf-8")


def write_truth(stretch: str, variant: str, view: str, out: Path) -> Path:
    """Write the truth file of one clip again without drawing it, as after a new angle in the catalog.

    Only right while the renderer is the one that drew the clip: another would place the limbs differently.

    Parameters
    ----------
    stretch, variant, view, out
        As for `render_clip`.

    Returns
    -------
    Path
        The truth file.
    """
    performance, camera, name = _prepared(stretch, variant, view)
    _write_truth(performance, camera, view, name, out)
    return out / f"{name}.truth.json"


def render_clip(stretch: str, variant: str, view: str, out: Path, renderer: Renderer | None = None) -> Path:
    """Render one clip and its truth file.

    Parameters
    ----------
    stretch, variant, view
        Stretch id; ``good`` or a fault; ``recommended`` or ``worse`` camera.
    out
        Folder to write to.
    renderer
        A renderer to reuse.

    Returns
    -------
    Path
        The video.
    """
    performance, camera, name = _prepared(stretch, variant, view)
    fps = float(performance.settings.get("fps", FPS))
    part = out / f"{name}.part"
    encode(pictures(performance, camera, renderer or Renderer(*SIZE)), part, fps, SIZE)
    _write_truth(performance, camera, view, name, out)
    part.replace(out / f"{name}.mp4")
    return out / f"{name}.mp4"
