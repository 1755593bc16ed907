"""Compare how far the two sides of a person go, in one clip in which both are done."""

from pathlib import Path

import posecheck

CLIP = Path(__file__).parents[1] / "sample_videos" / "trunk_side_bend_uneven.mp4"

found = posecheck.check(CLIP, "trunk_side_bend", model="lite").assessment
for side in found.passes:
    print(
        f"{side.side}: {side.title} {side.end_range:.0f} ±{side.sigma:.0f} {side.unit}, repetitions {side.reps}"
    )

uneven = found.asymmetry
if uneven is not None and uneven.difference is not None:
    surely = "differ" if uneven.differs else "do not differ more than the camera can tell"
    print(f"left and right {surely}: {uneven.difference:.0f} ±{uneven.sigma:.0f} {uneven.unit}")
