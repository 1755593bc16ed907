"""A sample clip with its first and last picture held still: time to set up before it and to finish after it."""

from __future__ import annotations

from pathlib import Path

from posecheck.video import Video, VideoWriter


def with_lead_in(
    clip: Path, target: Path, *, before_s: float, after_s: float = 4.0, fps: float = 12.0
) -> Path:
    """Write the longer clip."""
    with Video(clip) as video:
        frames = [(frame.time_s, frame.image) for frame in video]
    with VideoWriter(target, fps=fps) as writer:
        for number in range(round(before_s * fps)):
            writer.write(frames[0][1], number / fps)
        for time_s, image in frames:
            writer.write(image, before_s + time_s)
        end_s = before_s + frames[-1][0]
        for number in range(1, round(after_s * fps)):
            writer.write(frames[-1][1], end_s + number / fps)
    return target
