"""Many clips scored unattended, on all cores of this machine or on a cluster; nothing finished is ever lost."""

from posecheck.batch.clips import Clip, Entry, Failure
from posecheck.batch.inputs import find_clips
from posecheck.batch.runner import run, still_to_do
from posecheck.batch.settings import Settings
from posecheck.batch.summary import Summary

__all__ = ["Clip", "Entry", "Failure", "Settings", "Summary", "find_clips", "run", "still_to_do"]
