"""Frames from a video file with their real times, and pictures back into a video file."""

from posecheck.video.container import fingerprint
from posecheck.video.reader import Frame, Video
from posecheck.video.writer import VideoWriter, require_video_name

__all__ = ["Frame", "Video", "VideoWriter", "fingerprint", "require_video_name"]
