"""Joint angles and form scores for low-back stretches, from one ordinary webcam or video clip."""

from typing import TYPE_CHECKING, Any

from posecheck.errors import PosecheckError

if TYPE_CHECKING:
    from posecheck.pipeline import Result, Sampling, check

__version__ = "0.1.0"

__all__ = ["PosecheckError", "Result", "Sampling", "__version__", "check"]


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that one room, such as posecheck.angles, can be imported without the others.
    if name in __all__:
        from posecheck import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'posecheck' has no attribute {name!r}")
