"""Command line: ``python -m sample_videos.render clip childs_pose``."""

from __future__ import annotations

import argparse
from pathlib import Path

from sample_videos.render.performance import entry, fault_names, stretches

HERE = Path(__file__).resolve().parents[1]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m sample_videos.render", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    clip = commands.add_parser("clip", help="render clips of one stretch, or of all")
    clip.add_argument("stretch", help="a stretch id, or 'all'")
    clip.add_argument("--variant", help="good or a fault; all variants when not given")
    clip.add_argument("--camera", default="recommended", choices=["recommended", "worse"])
    clip.add_argument("--out", type=Path, default=HERE)
    clip.add_argument("--missing", action="store_true", help="skip clips that exist")
    arguments = parser.parse_args()
    _clips(arguments)


def _clips(arguments: argparse.Namespace) -> None:
    from sample_videos.render.clip import SIZE, clip_name, render_clip
    from sample_videos.render.gl import Renderer

    renderer = Renderer(*SIZE)
    names = stretches() if arguments.stretch == "all" else [arguments.stretch]
    for stretch in names:
        cameras = entry(stretch)["cameras"]
        if arguments.camera not in cameras:
            continue
        variants = [arguments.variant] if arguments.variant else ["good", *fault_names(stretch)]
        for variant in variants:
            label = "recommended" if arguments.camera == "recommended" else cameras["worse"]["view"]
            if arguments.missing and (arguments.out / f"{clip_name(stretch, variant, label)}.mp4").exists():
                continue
            print(render_clip(stretch, variant, arguments.camera, arguments.out, renderer))


if __name__ == "__main__":
    main()
