"""The form of a routine file: stretches in an order, with the gates between them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, PrivateAttr, ValidationInfo, model_validator

from posecheck.errors import PosecheckError, one_of
from posecheck.stretches.load import BUILT_IN, Library
from posecheck.stretches.quantity import Strict, Text
from posecheck.stretches.schema import STOP, Stretch
from posecheck.stretches.signature import Id
from posecheck.stretches.toml_file import read_toml

FOLDER = Path(__file__).parent / "routines"


class Step(Strict):
    """One stretch of a routine, or another routine in its place.

    Attributes
    ----------
    stretch, routine : str
        One of the two.
    instead : str, optional
        Stretch to do where this one is not tolerated.
    needs : tuple of str
        Stretches that must have been tolerable in this session.
    not_when_acute : bool
        Left out while pain is acute or severe.
    locked_days : int
        Left out for so many days after it gave sharp pain.
    why : str
        The reason for the gate, in words.
    """

    stretch: Id | None = None
    routine: Id | None = None
    instead: Id | None = None
    needs: tuple[Id, ...] = ()
    not_when_acute: bool = False
    locked_days: Annotated[int, Field(ge=0, le=60)] = 0
    why: str = ""

    @model_validator(mode="after")
    def _is_one_thing(self, info: ValidationInfo) -> Self:
        if (self.stretch is None) == (self.routine is None):
            raise ValueError("give either stretch or routine")
        if self.routine is not None and (self.instead or self.needs or self.locked_days):
            raise ValueError("instead, needs and locked_days belong to a stretch")
        for name in filter(None, (self.stretch, self.instead, *self.needs)):
            try:
                one_of(name, (info.context or BUILT_IN).ids(), "stretch")
            except PosecheckError as error:
                raise ValueError(str(error).rstrip(".")) from None
        return self


class Routine(Strict):
    """Stretches in the order in which they are done.

    Attributes
    ----------
    assessment : bool
        Whether it measures ranges of motion, to be compared with published norms, instead of training.
    """

    id: Id
    title: Text
    article: str = ""
    about: str = ""
    safety: Text = STOP
    assessment: bool = False
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    _library: Library = PrivateAttr(BUILT_IN)

    @model_validator(mode="after")
    def _gates_look_back(self) -> Self:
        before: set[str] = set()
        for i, step in enumerate(self.steps):
            for name in step.needs:
                if name not in before:
                    raise ValueError(f"steps[{i}].needs: {name} must be a stretch of an earlier step")
            before |= {name for name in (step.stretch, step.instead) if name}
        return self

    def stretch(self, known: str) -> Stretch:
        """Return a stretch of the library that the routine was loaded with."""
        return self._library.load(known)

    def stretch_of(self, step: Step) -> Stretch:
        """Return the stretch of a step that is not a routine."""
        assert step.stretch is not None
        return self.stretch(step.stretch)


def routine_ids() -> tuple[str, ...]:
    """Return the ids of all routines, in alphabetical order.

    Examples
    --------
    >>> routine_ids()
    ('hip_mobility', 'hip_range_of_motion', 'low_back_decompression')
    """
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load_routine(id_or_path: str, library: Library = BUILT_IN) -> Routine:
    """Return a routine with the routines that it contains spelled out, step by step.

    Parameters
    ----------
    id_or_path : str
        Which.
    library : Library
        Where its stretches are looked for.

    Raises
    ------
    PosecheckError
        If there is no such routine, its file has a mistake, or routines contain each other in a circle.

    Examples
    --------
    >>> [step.stretch for step in load_routine("low_back_decompression").steps][-1]
    'upward_dog'
    """
    return _spelled_out(_path_of(id_or_path), (), library)


def _path_of(id_or_path: str) -> Path:
    if id_or_path.endswith(".toml"):
        return Path(id_or_path)
    return FOLDER / f"{one_of(id_or_path, routine_ids(), 'routine')}.toml"


def _spelled_out(path: Path, inside: tuple[str, ...], library: Library) -> Routine:
    routine = read_toml(path, Routine, library)
    routine._library = library
    if routine.id in inside:
        circle = " > ".join((*inside, routine.id))
        raise PosecheckError(f"{path}: steps: these routines contain each other in a circle: {circle}.")
    steps: list[Step] = []
    for i, step in enumerate(routine.steps):
        if step.routine is None:
            steps.append(step)
            continue
        beside = path.parent / f"{step.routine}.toml"
        known = beside if beside.exists() else FOLDER / f"{step.routine}.toml"
        if not known.exists():
            near = ", ".join(routine_ids())
            raise PosecheckError(
                f"{path}: steps[{i}].routine: there is no routine {step.routine!r}; the known ones are {near}."
            )
        steps += _spelled_out(known, (*inside, routine.id), library).steps
    return routine.model_copy(update={"steps": tuple(steps)})
