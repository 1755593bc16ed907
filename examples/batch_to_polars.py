"""Score a folder of clips on all cores, then ask the tables for what they say of all of them together."""

import tempfile
from pathlib import Path

import polars

from posecheck.batch import Entry, Settings, find_clips, run

SAMPLES = Path(__file__).parents[1] / "sample_videos"


def main() -> None:
    """Score the clips; a function, as the processes that work for it import this file."""
    out = Path(tempfile.mkdtemp())
    names = [str(SAMPLES / name) for name in ("hip_extension_good.mp4", "hip_extension_tips_forward.mp4")]
    clips, problems = find_clips(names, Entry("hip_extension", "auto"))
    run(clips, Settings(out, model="lite"), problems=problems)

    results = polars.read_parquet(out / "results.parquet")
    print(results.select("id", "side", "score", "reps_complete", "cue"))
    lost = results.explode("targets").unnest("targets", separator=".").group_by("targets.angle")
    print(lost.agg(polars.col("targets.points_lost").mean()).sort("targets.points_lost").tail(3))


if __name__ == "__main__":
    main()
