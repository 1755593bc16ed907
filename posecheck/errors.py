"""Errors a person can act on: one sentence that says what is wrong and what to do."""

import os
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

G = TypeVar("G")
V = TypeVar("V")

Status = Literal["uncertain", "none", "unlike"]
"""Whether a clip may show one of several stretches, none of them, or not the one that was asked for."""


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


class NotScoredError(PosecheckError):
    """A clip that was looked at and not scored, because it may not show what it would be scored against.

    Attributes
    ----------
    status : Status
        Why.
    candidates : tuple of (str, float)
        The stretches that it may show with their probability, the most probable first.

    Examples
    --------
    >>> NotScoredError("a.mp4: none of the stretches fits.", "none").candidates
    ()
    """

    def __init__(self, message: str, status: Status, candidates: tuple[tuple[str, float], ...] = ()) -> None:
        super().__init__(message)
        self.status, self.candidates = status, candidates

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.status, self.candidates)


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
    require_type(value, str, what, "a word")
    choices = list(known)
    if value in choices:
        return value
    near = get_close_matches(value, choices, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the known ones are {', '.join(choices)}."
    raise PosecheckError(f"There is no {what} {value!r}; {hint}")


def require_type(value: object, kind: Any, what: str, expected: str) -> None:
    """Make sure that an argument is of a type (or one of several) before it is used.

    Raises
    ------
    TypeError
        If it is not: one sentence with what is expected.

    Examples
    --------
    >>> require_type(3, str, "side", "a word")
    Traceback (most recent call last):
    TypeError: side must be a word, not 3.
    """
    if not isinstance(value, kind):
        said = repr(value)
        raise TypeError(f"{what} must be {expected}, not {said if len(said) < 40 else type(value).__name__}.")


def as_path(value: str | os.PathLike[str], what: str = "path", expected: str = "a path") -> Path:
    """Return a path that was given as text or as a path.

    Raises
    ------
    TypeError
        If it is neither.

    Examples
    --------
    >>> as_path("clips/a.mp4").name
    'a.mp4'
    >>> as_path(3)
    Traceback (most recent call last):
    TypeError: path must be a path, not 3.
    """
    require_type(value, (str, os.PathLike), what, expected)
    return Path(value)


def extra(library: str, name: str, what: str) -> Any:
    """Return a library that an extra of posecheck brings.

    Parameters
    ----------
    library : str
        Name of the module.
    name : str
        The extra that installs it.
    what : str
        What needs it, as the error begins.

    Raises
    ------
    PosecheckError
        If it is not installed.

    Examples
    --------
    >>> extra("no_such", "files", "walk.c3d")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: walk.c3d needs no_such; install it with: pip install 'posecheck[files]'.
    """
    try:
        return import_module(library)
    except ImportError:
        raise PosecheckError(
            f"{what} needs {library}; install it with: pip install 'posecheck[{name}]'."
        ) from None


class Given(Generic[G, V]):
    """A field of a dataclass that is given in several ways and used in one.

    Parameters
    ----------
    meant : callable
        Takes what is given, returns what it means or raises what is wrong with it.
    default
        The value where it is left out; without it, it cannot be.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Job:
    ...     file: Given[str | Path, Path] = Given(as_path)
    >>> Job("clips/a.mp4").file.name
    'a.mp4'
    """

    def __init__(self, meant: Callable[[G], V], *default: V) -> None:
        self._meant, self._default = meant, default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, settings: object, owner: type) -> V:
        if settings is None:
            # So a dataclass asks for the value of a field that is left out.
            if not self._default:
                raise AttributeError(self._name)
            return self._default[0]
        value: V = getattr(settings, self._name)
        return value

    def __set__(self, settings: object, value: G) -> None:
        object.__setattr__(settings, self._name, self._meant(value))
