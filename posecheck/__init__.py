"""Joint angles and form scores for low-back stretches, from one ordinary webcam or video clip.

The whole story, each stage taking what the one before gave:

    import posecheck

    landmarks = posecheck.find_landmarks("clip.mp4")         # 33 points of the body in every frame
    angles = posecheck.measure(landmarks)                    # cleaned, then joint angles with their uncertainty
    print(angles["hip_flexion_left"])                        # degrees, one value a frame, NaN where not seen
    result = posecheck.score(angles, "childs_pose")          # repetitions, score, faults and what to change first
    print(result.assessment.score, result.assessment.cue)
    result.plot("hip_flexion_left")                          # with its uncertainty and its target
    result.save("result.json")                               # also .csv, .parquet, .mp4, .mot, .trc, .c3d, .nc

`check` does all of it at once. `Landmarks.from_arrays` takes points that anything else has found, `Library` and
`Stretch` hold what good form is. Guidance, not diagnosis: stop on sharp pain.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from posecheck.errors import PosecheckError

if TYPE_CHECKING:
    from posecheck.angles import Angles
    from posecheck.api import check, find_landmarks, measure, score
    from posecheck.clip_landmarks import Sampling
    from posecheck.pose.landmarks import Landmarks
    from posecheck.readers.reading import Reading
    from posecheck.report.result import Result
    from posecheck.stretches.load import Library
    from posecheck.stretches.schema import Stretch

__version__ = "0.1.0"

_HOMES = {
    "Angles": "posecheck.angles",
    "Landmarks": "posecheck.pose.landmarks",
    "Library": "posecheck.stretches.load",
    "Reading": "posecheck.readers.reading",
    "Result": "posecheck.report.result",
    "Sampling": "posecheck.clip_landmarks",
    "Stretch": "posecheck.stretches.schema",
    "check": "posecheck.api",
    "find_landmarks": "posecheck.api",
    "measure": "posecheck.api",
    "score": "posecheck.api",
}
"""Where each public name lives; loaded when first used, so that one room can be imported without the others."""

__all__ = [
    "Angles",
    "Landmarks",
    "Library",
    "PosecheckError",
    "Reading",
    "Result",
    "Sampling",
    "Stretch",
    "__version__",
    "check",
    "find_landmarks",
    "measure",
    "score",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'posecheck' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
