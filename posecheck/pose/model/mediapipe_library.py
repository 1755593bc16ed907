"""What posecheck uses of MediaPipe, which nothing else here imports.

It loads matplotlib for one function that plots, which takes longer than all the rest of it. Here matplotlib is
loaded when something of it is asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_LATER = ("matplotlib", "matplotlib.pyplot")


class _Later(ModuleType):
    """Stands for a module, which is loaded with the first thing that is asked of it."""

    def __getattr__(self, name: str) -> Any:
        _take_away()
        return getattr(import_module(self.__name__), name)


def _put_in_place() -> None:
    if not any(name in sys.modules for name in _LATER):
        package, plots = (_Later(name) for name in _LATER)
        package.pyplot = plots  # type: ignore[attr-defined]
        sys.modules.update(zip(_LATER, (package, plots), strict=True))


def _take_away() -> None:
    for name in _LATER:
        if isinstance(sys.modules.get(name), _Later):
            del sys.modules[name]


_put_in_place()
try:
    import mediapipe as mp
    from mediapipe.tasks.python import vision
    from mediapipe.tasks.python.core.base_options import BaseOptions
finally:
    _take_away()

__all__ = ["BaseOptions", "mp", "vision"]
