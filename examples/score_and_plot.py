"""Score a clip, see what to work on first, and plot the leading angle against its target."""

from pathlib import Path

from matplotlib import pyplot

import posecheck

CLIP = Path(__file__).parents[1] / "sample_videos" / "hip_extension_tips_forward.mp4"

result = posecheck.check(CLIP, "hip_extension", model="lite")
print(result)
print(result.assessment.cue)

result.plot(result.assessment.targets[0].angle)
pyplot.savefig("score_and_plot.png")
