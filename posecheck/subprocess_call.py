"""Work done in a process of its own, which gives all its memory back when it is done."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_MAIN = """
import pickle, sys, traceback
try:
    work, arguments = pickle.load(sys.stdin.buffer)
    found = pickle.dumps((True, work(*arguments)))
except Exception as error:
    error.add_note(traceback.format_exc())
    try:
        found = pickle.dumps((False, error))
        pickle.loads(found)
    except Exception:
        found = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
with open(sys.argv[1], "wb") as stream:
    stream.write(found)
"""


def apart(work: Callable[P, T], *arguments: P.args, **_: P.kwargs) -> T:
    """Return `work(*arguments)`, done in a new process; what it raises is raised here.

    A pool would not do: the workers of a cluster may be forbidden to have one.

    Raises
    ------
    MemoryError
        If the process was killed, as systems do when memory runs out.
    RuntimeError
        If it ended without an answer for any other reason.

    Examples
    --------
    >>> apart(sorted, [3, 1, 2])
    [1, 2, 3]
    """
    # The answer has a file of its own: libraries write to the output as they like.
    with TemporaryDirectory(prefix="posecheck-") as folder:
        answer = Path(folder) / "answer"
        done = subprocess.run(
            [sys.executable, "-c", _MAIN, str(answer)],
            input=pickle.dumps((work, arguments)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode < 0:
            raise MemoryError
        if done.returncode or not answer.exists():
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise RuntimeError(f"a process ended with code {done.returncode}: {said[-1] if said else ''}")
        succeeded, found = pickle.loads(answer.read_bytes())
    if not succeeded:
        raise found
    value: T = found
    return value
