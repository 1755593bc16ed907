"""Work done in a process of its own, which gives all its memory back when it is done."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_MAIN = """
import pickle, sys
work, arguments = pickle.load(sys.stdin.buffer)
try:
    found = True, work(*arguments)
except Exception as error:
    found = False, error
sys.stdout.buffer.write(pickle.dumps(found))
"""


def apart(work: Callable[P, T], *arguments: P.args, **_: P.kwargs) -> T:
    """Return `work(*arguments)`, done in a new process; what it raises is raised here.

    A pool would not do: the workers of a cluster may be forbidden to have one.

    Raises
    ------
    MemoryError
        If the process died.

    Examples
    --------
    >>> apart(sorted, [3, 1, 2])
    [1, 2, 3]
    """
    done = subprocess.run(
        [sys.executable, "-c", _MAIN],
        input=pickle.dumps((work, arguments)),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise MemoryError
    succeeded, found = pickle.loads(done.stdout)
    if not succeeded:
        raise found
    value: T = found
    return value
