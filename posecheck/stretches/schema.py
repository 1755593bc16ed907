"""The form of a stretch file: what it must say, in which words, checked when it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from posecheck.angles.catalog import Side
from posecheck.stretches.dose import Dose
from posecheck.stretches.quantity import (
    OWN_VIEW,
    SIDED,
    Condition,
    Evidence,
    Fault,
    Lead,
    Positive,
    Quantity,
    Strict,
    Target,
    Text,
)
from posecheck.stretches.signature import Id, PostureId, Role, Signature
from posecheck.stretches.toml_file import MistakesBetween, checked, read_toml
from posecheck.stretches.toml_lines import Key

__all__ = [
    "SIDED",
    "Condition",
    "Dose",
    "Evidence",
    "Fault",
    "Lead",
    "Quantity",
    "Role",
    "Side",
    "Signature",
    "Stretch",
    "Target",
    "read_stretch",
]

STOP = "Stop on sharp pain."


class Phase(Strict):
    """A part of the repetition, in the stretch's own word, and its role in every repetition.

    The roles are `rest` (before the movement), `out` (on the way), `end` (at end range) and `back`.
    """

    name: Text
    role: Role


class Cycle(Quantity):
    """What goes to and fro in a stretch that is rolled or marched. Of both sides it is right minus left.

    Attributes
    ----------
    least : float
        Smallest swing from one turn to the next that counts.
    """

    @model_validator(mode="after")
    def _has_a_size(self) -> Self:
        if self.share_with or self.change or self.over:
            raise ValueError("a cycle is an angle itself, not a change, a share or a number over a phase")
        if self.least is None:
            raise ValueError("add least, the smallest swing that counts")
        return self

    @model_validator(mode="after")
    def _says_how_over(self) -> Self:
        return self


class PelvicShare(Strict):
    """How the pelvis takes part in a movement of the hip, and when that is too much or too little.

    Attributes
    ----------
    pelvis, hip : Quantity
        What moves, in degrees, in the same plane.
    hip_short, pelvis_far : float
        The pelvis drags when it moved more than `pelvis_far` while the hip moved less than `hip_short`, by more
        than their uncertainty.
    share_limit : float
        The most of the whole movement that should come from the pelvis.
    braced_share : float
        A share below this in a hip movement of more than 40 degrees is a pelvis held still.
    id, cue : str
        Name of the fault, and what to say.
    """

    id: Text
    cue: Text
    pelvis: Quantity
    hip: Quantity
    hip_short: Positive
    pelvis_far: Positive
    share_limit: Annotated[float, Field(gt=0, lt=1)]
    braced_share: Annotated[float, Field(ge=0, lt=1)] = 0.0
    evidence: Evidence = "assumed"
    source: Text = OWN_VIEW

    @model_validator(mode="after")
    def _are_angles(self) -> Self:
        for name in ("pelvis", "hip"):
            quantity: Quantity = getattr(self, name)
            if quantity.unit != "deg" or quantity.over or quantity.share_with or quantity.change:
                raise ValueError(f"{name} must be an angle in degrees, not a measure, a change or a share")
        return self


class Asymmetry(Quantity):
    """What is compared between the left and the right pass, at end range, and what it costs to be uneven.

    Attributes
    ----------
    limit : float
        Difference in the quantity's unit that is told, where the uncertainty does not explain it.
    soft : float
        Difference beyond the uncertainty, in the same unit, that leaves 61 % of the points.
    weight : float
        Share of the score that uneven sides can cost at most.
    """

    limit: Positive = 10.0
    soft: Positive = 10.0
    weight: Annotated[float, Field(gt=0, lt=1)] = 0.15
    cue: Text
    evidence: Evidence = "assumed"
    source: Text = "left like right; about 10 degrees is what one camera can tell apart"


class Alternative(Strict):
    """Another stretch to do instead, and when."""

    stretch: Id
    when: Text


class CameraAdvice(Strict):
    """Where the camera should stand."""

    view: Literal["front", "side", "any"] = "any"
    height: Text = "hip height"
    advice: Text = "The whole body in the picture."


class Stretch(Strict):
    """One stretch: set-up, phases, target ranges, dose, faults and safety; what a stretch file says, checked.

    `Library` lists and loads them, `make` makes one of one's own. `docs/schemas/stretch.schema.json` says what each
    field is.

    Attributes
    ----------
    id, title : str
        Its name in files and on screen.
    article : str
        Where it is from.
    setup, safety : str
        How to begin, and what to mind.
    sided : bool
        Whether it is done with one side of the body at a time. Left out of a file, it is where
        anything in that has the side "working" or "other".
    phases : tuple
        The parts of a repetition, each with its role: rest, out, end, back.
    leads : tuple
        What tells how far the movement has come, in degrees or the unit of a measure.
    targets : tuple
        The range that each angle should lie in during a phase, in degrees or the unit of a measure.
    dose : Dose
        Repetitions, and seconds of holding.
    postures : tuple of str
        The postures that it is done in, from the set-up to the end; where none is said, any.
    signature : tuple
        What it is recognised by.
    looks_like : tuple of str
        Stretches that no landmark tells from it.

    Examples
    --------
    >>> import posecheck
    >>> stretch = posecheck.Library().load("childs_pose")
    >>> stretch.dose.hold_range_s
    (12.0, 20.0)
    """

    STAND_IN: ClassVar = {"title": "?", "dose": {"reps": (1, 1), "hold_s": (1, 1)}}
    """For what has a mistake, so that the rest of a file can be looked through."""

    id: Id
    title: Text
    article: str = ""
    setup: Text = "Take up the starting position."
    safety: Text = STOP
    sided: bool = False
    camera: CameraAdvice = CameraAdvice()
    dose: Dose
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    leads: tuple[Lead, ...] = ()
    cycle: Cycle | None = None
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]
    faults: tuple[Fault, ...] = ()
    pelvis: PelvicShare | None = None
    asymmetry: Asymmetry | None = None
    postures: tuple[PostureId, ...] = ()
    signature: tuple[Signature, ...] = ()
    looks_like: tuple[Id, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    not_judged: tuple[Text, ...] = ()

    @classmethod
    def make(cls, **fields: Any) -> Self:
        """Make a stretch of what its file would say.

        Parameters
        ----------
        **fields
            The keys of a stretch file, as `tomllib` reads them.

        Returns
        -------
        Stretch

        Raises
        ------
        PosecheckError
            If a key is unknown, missing or says something that a stretch may not; the sentence names it.

        Examples
        --------
        >>> import posecheck
        >>> known = posecheck.Library().load("childs_pose").model_dump()
        >>> posecheck.Stretch.make(**{**known, "id": "mine", "title": "Mine"}).title
        'Mine'
        >>> posecheck.Stretch.make(**{**known, "titel": "Mine"})
        Traceback (most recent call last):
        posecheck.errors.PosecheckError: childs_pose: titel: this key is not known here; check its spelling ...
        """
        return checked(fields, cls, str(fields.get("id", "stretch")))

    @model_validator(mode="before")
    @classmethod
    def _has_sides_where_it_names_them(cls, content: Any) -> Any:
        if isinstance(content, dict) and "sided" not in content:
            return {**content, "sided": _names_a_side(content)}
        return content

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        found = [*self._wrong_phases(), *self._wrong_dose(), *self._wrong_sides()]
        if found:
            raise MistakesBetween(found)
        return self

    def _wrong_phases(self) -> Iterator[tuple[Key, str]]:
        roles = [phase.role for phase in self.phases]
        names = [phase.name for phase in self.phases]
        if len(set(roles)) < len(roles) or len(set(names)) < len(names):
            yield ("phases",), "each name and each role may appear once"
        if "end" not in roles:
            yield ("phases",), "one phase must have the role 'end'"
        for key in ("targets", "faults", "signature"):
            for i, entry in enumerate(getattr(self, key)):
                if entry.phase is not None and entry.phase not in names:
                    yield (key, i, "phase"), f"{entry.phase!r} is none of the phases {', '.join(names)}"

    def _wrong_dose(self) -> Iterator[tuple[Key, str]]:
        if self.dose.held and (not self.leads or self.cycle):
            yield ("leads",), "a stretch in repetitions needs leads and has no cycle"
        if not self.dose.held and (self.cycle is None or self.leads):
            yield ("cycle",), "a stretch that is rolled or marched needs a cycle and has no leads"
        if not self.dose.held and len(self.phases) > 1:
            yield ("phases",), "a stretch that is rolled or marched has one phase, with the role 'end'"

    def _wrong_sides(self) -> Iterator[tuple[Key, str]]:
        if not self.sided:
            for key, quantity in self._quantities():
                if quantity.side in ("working", "other"):
                    yield (
                        (*key, "side"),
                        f"{self.id} has no working side; use 'both' or leave it out, or say sided = true",
                    )
            if self.asymmetry is not None:
                yield ("asymmetry",), f"{self.id} has no working side, so there is nothing to compare"
        names = [fault.id for fault in self.faults] + ([self.pelvis.id] if self.pelvis else [])
        for i, name in enumerate(names[: len(self.faults)]):
            if names.count(name) > 1:
                yield ("faults", i, "id"), "each id may appear once, that of the pelvis among them"

    def _quantities(self) -> Iterator[tuple[Key, Quantity]]:
        for name in ("leads", "targets", "signature"):
            for i, entry in enumerate(getattr(self, name)):
                yield (name, i), entry
        for i, fault in enumerate(self.faults):
            for name in ("all_of", "any_of"):
                for j, condition in enumerate(getattr(fault, name)):
                    yield ("faults", i, name, j), condition
        if self.cycle is not None:
            yield ("cycle",), self.cycle
        if self.pelvis is not None:
            yield ("pelvis", "pelvis"), self.pelvis.pelvis
            yield ("pelvis", "hip"), self.pelvis.hip

    def told(self, quantity: Quantity) -> Quantity:
        """Return the lead or target that is the same angle, and so says with which sign it is told; else itself."""
        names = ("angle", "side", "absolute", "change", "share_with", "over")
        alike = (
            one
            for one in (*self.leads, *self.targets)
            if all(getattr(one, name) == getattr(quantity, name) for name in names)
        )
        return next(alike, quantity)

    def role_of(self, phase: str) -> Role:
        """Return the role of a phase by its name."""
        return next(p.role for p in self.phases if p.name == phase)

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that the stretch can be done on; one stands for both where it has no working side."""
        return ("left", "right") if self.sided else ("right",)


def _names_a_side(content: Any) -> bool:
    """Return whether anything in a file speaks of the working side or the other one."""
    if isinstance(content, dict):
        return content.get("side") in ("working", "other") or any(map(_names_a_side, content.values()))
    return isinstance(content, list | tuple) and any(map(_names_a_side, content))


def read_stretch(path: Path) -> Stretch:
    """Read and check one stretch file.

    Raises
    ------
    PosecheckError
        If the file is missing, is not TOML, or says something that a stretch may not: the sentence names the
        file, the key and what is allowed.
    """
    return read_toml(path, Stretch)
