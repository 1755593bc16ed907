"""Joint angles and form scores for low-back stretches, from one ordinary webcam or video clip."""

from posecheck.errors import PosecheckError
from posecheck.pipeline import Result, Sampling, check

__version__ = "0.1.0"

__all__ = ["PosecheckError", "Result", "Sampling", "__version__", "check"]
