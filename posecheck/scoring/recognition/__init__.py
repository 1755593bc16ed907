"""Which stretch a clip shows, and whether the one that was asked for can be what it shows."""

from posecheck.scoring.recognition.recognition import Recognition, recognise
from posecheck.scoring.recognition.unlike import unlike

__all__ = ["Recognition", "recognise", "unlike"]
