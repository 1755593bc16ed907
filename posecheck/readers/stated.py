"""What a person says about a file of points, in words, checked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from posecheck.errors import PosecheckError
from posecheck.pose.point_names import landmark_name
from posecheck.readers.reading import Reading


def reading_of(
    *,
    rate: float | None = None,
    size: str | None = None,
    names: Path | None = None,
    individual: str | None = None,
    view: str = "front",
    up: str | None = None,
) -> Reading:
    """Return the reading that is meant.

    Raises
    ------
    PosecheckError
        If one of the words is not understood.

    Examples
    --------
    >>> reading_of(rate=30, size="1280x720").size
    (1280, 720)
    >>> reading_of(view="above")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: There is no view 'above'; the known ones are front, back, left, right.
    """
    return Reading(rate, _size(size), _names(names), individual, view, up)  # type: ignore[arg-type]


def _size(words: str | None) -> tuple[int, int] | None:
    if words is None:
        return None
    found = re.fullmatch(r"\s*([1-9]\d*)\s*[x×]\s*([1-9]\d*)\s*", words)
    if found is None:
        raise PosecheckError(f"--size {words} is no size of a picture; give one such as 1280x720.")
    return int(found[1]), int(found[2])


def _names(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except (OSError, ValueError) as error:
        raise PosecheckError(f"{path} is not valid TOML: {error}.") from None
    for name, landmark in content.items():
        if not isinstance(landmark, str) or not landmark_name(landmark):
            raise PosecheckError(
                f'{path}: {name}: {landmark!r} is no landmark; write one such as "left_knee".'
            )
    return content
