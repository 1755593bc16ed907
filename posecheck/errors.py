"""Errors a person can act on: one sentence that says what is wrong and what to do."""

from collections.abc import Iterable
from difflib import get_close_matches


class PosecheckError(Exception):
    """A problem with what the user gave, never with the program.

    The message is one clear sentence naming the file (and the frame or key where it applies) and the fix. The
    command line prints it without a traceback and exits with code 2.

    Examples
    --------
    >>> raise PosecheckError("clip.mp4 is empty; record it again or copy it again.")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: clip.mp4 is empty; record it again or copy it again.
    """


def one_of(value: str, known: Iterable[str], what: str) -> str:
    """Return `value` if it is known, else name the nearest known words.

    Raises
    ------
    PosecheckError
        If `value` is not among `known`.

    Examples
    --------
    >>> one_of("lft", ["left", "right", "auto"], "side")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: There is no side 'lft'; did you mean left?
    """
    choices = list(known)
    if value in choices:
        return value
    near = get_close_matches(value, choices, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the known ones are {', '.join(choices)}."
    raise PosecheckError(f"There is no {what} {value!r}; {hint}")
