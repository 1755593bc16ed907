"""Keeps the greetings of MediaPipe's native code off the terminal."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import IO

_CHATTER = re.compile(rb"INFO: |WARNING: |[IW]\d{4} |[IW]\d{8} |\[\w+\.cc:\d+\] |\s*$")
_TRACE = re.compile(
    rb"ERROR: |E\d{4} |E\d{8} |Stack trace:|    @ +0x|Calculator::|=== Source Location Trace"
    rb"|third_party/|mediapipe/|\s*$"
)
"""What native code adds where it raises an error, which says the same in fewer words."""

# The garbage may be collected amid what follows, and something in it hold back chatter too. So the depth is
# more than none from before stderr is taken until after it is given back.
_lock = RLock()
_depth = 0
_failed = False
_held: IO[bytes]
_stderr: int


@contextmanager
def without_chatter() -> Iterator[None]:
    r"""Hold back what is written to stderr; at the end pass on all but native information and warnings.

    Native code writes to the file descriptor, so that nothing in Python can filter it as it comes. May be
    nested and used in several threads at once. Where an error is raised, native errors and their traces are held
    back too.

    Examples
    --------
    >>> with without_chatter():
    ...     _ = os.write(2, b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n")
    """
    _begin()
    try:
        yield
    except Exception:
        _fail()
        raise
    finally:
        _end()


def _fail() -> None:
    global _failed
    with _lock:
        _failed = True


def _begin() -> None:
    global _depth, _held, _stderr
    with _lock:
        _depth += 1
        if _depth == 1:
            sys.stderr.flush()
            _held = tempfile.TemporaryFile()  # noqa: SIM115
            _stderr = os.dup(2)
            os.dup2(_held.fileno(), 2)


def _end() -> None:
    global _depth, _failed
    with _lock:
        if _depth == 1:
            sys.stderr.flush()
            os.dup2(_stderr, 2)
            os.close(_stderr)
            _held.seek(0)
            lines = [line for line in _held if not _CHATTER.match(line)]
            kept = b"".join(line for line in lines if not (_failed and _TRACE.match(line)))
            _held.close()
            _failed = False
            if kept:
                os.write(2, kept)
        _depth -= 1
