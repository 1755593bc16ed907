"""Many clips scored unattended, on all cores of this machine or on a cluster; nothing finished is ever lost."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from posecheck.batch.clips import Clip, Entry, Failure
    from posecheck.batch.inputs import find_clips
    from posecheck.batch.runner import run, still_to_do
    from posecheck.batch.settings import Settings
    from posecheck.batch.summary import Summary

__all__ = ["Clip", "Entry", "Failure", "Settings", "Summary", "find_clips", "run", "still_to_do"]

_MODULES = {
    **dict.fromkeys(("Clip", "Entry", "Failure"), "clips"),
    "find_clips": "inputs",
    **dict.fromkeys(("run", "still_to_do"), "runner"),
    "Settings": "settings",
    "Summary": "summary",
}


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that workers can be started before this process has imported all it needs.
    if name in _MODULES:
        return getattr(import_module(f"posecheck.batch.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'posecheck.batch' has no attribute {name!r}")
