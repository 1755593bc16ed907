"""What a person may say on the command line about points that another program found, taken as one `Reading`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from posecheck.errors import PosecheckError

if TYPE_CHECKING:
    from posecheck.readers.reading import Reading


def _option(words: str) -> Any:
    return typer.Option(help=words, rich_help_panel="Points another program found")


def reading_of(
    *,
    rate: Annotated[float | None, _option("Frames a second of the file.")] = None,
    size: Annotated[str | None, _option("Size of the picture, such as 1280x720.")] = None,
    names: Annotated[Path | None, _option('Which landmark a point is (.toml): LKNE = "left_knee".')] = None,
    individual: Annotated[str | None, _option("Whom to measure, as the file names them.")] = None,
    view: Annotated[
        str,
        _option("Side of the person that the camera before 3D markers faces: front, back, left or right."),
    ] = "front",
    up: Annotated[str | None, _option("Axis of 3D markers that points up: x, y or z.")] = None,
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
    from posecheck.readers.reading import Reading

    return Reading(rate, _size(size), _names(names), individual, view, up)  # type: ignore[arg-type]


def takes_reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options in place of its last parameter, `reading`."""
    *own, _ = _parameters(command)
    options = _parameters(reading_of)

    def run(**given: Any) -> None:
        said = {each.name: given.pop(each.name) for each in options if each.name in given}
        command(**given, reading=reading_of(**said))

    # Typer reads the options from the signature.
    run.__signature__ = Signature([*own, *options])  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in (*own, *options)}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def _parameters(function: Callable[..., Any]) -> list[Parameter]:
    """Return what a function takes, each with its type; readers are not loaded to know it."""
    types = get_type_hints(function, localns={"Reading": Any}, include_extras=True)
    return [
        each.replace(kind=Parameter.KEYWORD_ONLY, annotation=types[each.name])
        for each in signature(function).parameters.values()
    ]


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
    from posecheck.pose.point_names import landmark_name

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
