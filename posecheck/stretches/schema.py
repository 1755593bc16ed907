"""The form of a stretch file: what it must say, in which words, checked when it is read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from posecheck.angles.catalog import CATALOG, AngleDefinition, Side, index_of
from posecheck.errors import PosecheckError

Evidence = Literal["sourced", "derived", "assumed"]
Role = Literal["rest", "out", "end", "back"]

Text = Annotated[str, Field(min_length=1)]
Positive = Annotated[float, Field(gt=0)]
Span = tuple[float, float]


SIDED = frozenset(d.id.removesuffix("_left") for d in CATALOG if d.side == "left")
"""What the body has twice, without the side."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quantity(_Strict):
    """An angle or measure of the catalog, as seen from the working side.

    Attributes
    ----------
    angle : str
        Catalog id, without `_left` or `_right` for what the body has twice.
    side : {"working", "other", "both"}, optional
        Which of the two, for what the body has twice. For a midline angle, "working" turns the sign so that
        positive points toward the working side; left out, the catalog's own sign holds.
    absolute : bool
        Take the size and forget the sign.
    change : {"rep", "phase"}, optional
        Take the difference to the value at the start of the repetition, or of the phase.
    share_with : str, optional
        Take the share of this angle in the whole movement, ``|d angle| / (|d angle| + |d share_with|)``, with
        both changes counted from where the repetition began.
    """

    angle: Text
    side: Literal["working", "other", "both"] | None = None
    absolute: bool = False
    change: Literal["rep", "phase"] | None = None
    share_with: str | None = None

    @model_validator(mode="after")
    def _names_one_column(self) -> Self:
        for name in filter(None, (self.angle, self.share_with)):
            _definition_of(name)
        if self.angle in SIDED and self.side is None:
            raise ValueError(f"{self.angle} exists on both sides: add side = 'working', 'other' or 'both'")
        if self.angle not in SIDED and self.side in ("other", "both"):
            raise ValueError(f"{self.angle} is a midline angle: its side can only be 'working'")
        if self.share_with in SIDED and self.side not in ("working", "other"):
            raise ValueError("a share is taken on one side: add side = 'working' or 'other'")
        return self

    @property
    def definition(self) -> AngleDefinition:
        """The catalog entry; the left one for what the body has twice."""
        return _definition_of(self.angle)

    @property
    def unit(self) -> str:
        """Unit of the value: the catalog's, or none for a share."""
        return "" if self.share_with else self.definition.unit

    @property
    def label(self) -> str:
        """Readable name, without the side."""
        title = self.definition.title.removeprefix("left ")
        if self.share_with:
            return f"share of {title.lower()}"
        return f"change of {title.lower()}" if self.change else title


def _definition_of(name: str) -> AngleDefinition:
    try:
        return CATALOG[index_of(f"{name}_left" if name in SIDED else name)]
    except PosecheckError as error:
        # pydantic reports a ValueError with the key at which it arose.
        raise ValueError(str(error).rstrip(".")) from None


class Lead(Quantity):
    """What tells how far the movement has come: 0 at `start`, 1 at `end`."""

    start: float
    end: float
    weight: Positive = 1.0

    @model_validator(mode="after")
    def _moves(self) -> Self:
        if self.start == self.end:
            raise ValueError("start and end of a lead must differ")
        if self.share_with or self.change:
            raise ValueError("a lead is an angle itself, not a change or a share")
        return self


class Target(Quantity):
    """A range that an angle should lie in during a phase.

    Attributes
    ----------
    low, high : float, optional
        Ends of the range in the angle's unit; an end left out is open.
    soft : float
        How far outside, in the same unit, leaves 61 % of the points.
    weight : float
        Importance relative to the other targets of the phase.
    evidence : {"sourced", "derived", "assumed"}
        Where the range comes from, with `source` saying it in words.
    """

    phase: Text
    low: float | None = None
    high: float | None = None
    soft: Positive
    weight: Positive
    evidence: Evidence
    source: Text

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("give low, high or both")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low ({self.low:g}) must be less than high ({self.high:g})")
        return self


class Condition(Quantity):
    """One comparison of a fault rule: the angle is above, or below, a value."""

    above: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _compares_once(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("give either above or below")
        return self


class Fault(_Strict):
    """A mistake with a name: what shows it, and what to say about it.

    Attributes
    ----------
    all_of, any_of : tuple of Condition
        The fault shows in a frame in which all of `all_of` and, where given, one of `any_of` hold.
    min_s : float
        How long it must show without a break before it counts.
    """

    id: Text
    phase: Text
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    cue: Text
    priority: Literal["safety", "setup", "form"] = "form"
    min_s: Positive = 0.5

    @model_validator(mode="after")
    def _has_conditions(self) -> Self:
        if not self.all_of and not self.any_of:
            raise ValueError("give all_of or any_of, a list of conditions")
        return self


class Phase(_Strict):
    """A part of the repetition, in the stretch's own word, and its role in every repetition.

    The roles are `rest` (before the movement), `out` (on the way), `end` (at end range) and `back`.
    """

    name: Text
    role: Role


class Dose(_Strict):
    """How much of it: repetitions, and how long each is held.

    Attributes
    ----------
    reps : (low, high)
        Repetitions per set, and per side where `per_side` is set.
    hold_s : (low, high), optional
        Seconds at end range. Given instead as `breaths` where the article counts breaths.
    short_hold : bool
        The stretch is let go after `hold_s` (active isolated); longer is then not better.
    quote : str
        The article's own words for the dose, or why there are none.
    """

    reps: tuple[int, int]
    sets: tuple[int, int] = (1, 1)
    hold_s: Span | None = None
    breaths: Span | None = None
    seconds_per_breath: Annotated[float, Field(ge=3, le=8)] = 4.0
    per_side: bool = False
    short_hold: bool = False
    quote: Text
    evidence: Evidence
    source: Text

    @model_validator(mode="after")
    def _ranges_ascend(self) -> Self:
        for name in ("reps", "sets", "hold_s", "breaths"):
            span = getattr(self, name)
            if span is not None and not 0 < span[0] <= span[1]:
                raise ValueError(f"{name} must be two positive numbers, the smaller first")
        if (self.hold_s is None) == (self.breaths is None):
            raise ValueError("give either hold_s or breaths")
        return self

    @property
    def hold_range_s(self) -> Span:
        """Seconds at end range, (shortest, longest)."""
        if self.hold_s is not None:
            return self.hold_s
        assert self.breaths is not None
        low, high = self.breaths
        return low * self.seconds_per_breath, high * self.seconds_per_breath


class Camera(_Strict):
    """Where the camera should stand."""

    view: Literal["front", "side", "any"]
    advice: Text


class Stretch(_Strict):
    """One stretch: set-up, phases, target ranges, dose, faults and safety.

    Examples
    --------
    >>> from posecheck.stretches.load import load_stretch
    >>> stretch = load_stretch("childs_pose")
    >>> stretch.dose.hold_range_s
    (12.0, 20.0)
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    article: Text
    setup: Text
    safety: Text
    sided: bool
    camera: Camera
    dose: Dose
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    leads: Annotated[tuple[Lead, ...], Field(min_length=1)]
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]
    faults: tuple[Fault, ...] = ()
    not_judged: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        roles = [phase.role for phase in self.phases]
        names = [phase.name for phase in self.phases]
        if len(set(roles)) < len(roles) or len(set(names)) < len(names):
            raise ValueError("phases: each name and each role may appear once")
        if "end" not in roles:
            raise ValueError("phases: one phase must have the role 'end'")
        used = [(f"targets[{i}]", target.phase) for i, target in enumerate(self.targets)]
        used += [(f"faults[{i}]", fault.phase) for i, fault in enumerate(self.faults)]
        for key, phase in used:
            if phase not in names:
                raise ValueError(f"{key}.phase: {phase!r} is none of the phases {', '.join(names)}")
        if not self.sided:
            for key, quantity in self._quantities():
                if quantity.side in ("working", "other"):
                    raise ValueError(f"{key}.side: {self.id} has no working side; use 'both' or leave it out")
        if len({fault.id for fault in self.faults}) < len(self.faults):
            raise ValueError("faults: each id may appear once")
        return self

    def _quantities(self) -> list[tuple[str, Quantity]]:
        found: list[tuple[str, Quantity]] = [(f"leads[{i}]", lead) for i, lead in enumerate(self.leads)]
        found += [(f"targets[{i}]", target) for i, target in enumerate(self.targets)]
        for i, fault in enumerate(self.faults):
            found += [(f"faults[{i}]", condition) for condition in (*fault.all_of, *fault.any_of)]
        return found

    def role_of(self, phase: str) -> Role:
        """Return the role of a phase by its name."""
        return next(p.role for p in self.phases if p.name == phase)

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that the stretch can be done on; one stands for both where it has no working side."""
        return ("left", "right") if self.sided else ("right",)


def read_stretch(path: Path) -> Stretch:
    """Read and check one stretch file.

    Raises
    ------
    PosecheckError
        If the file is missing, is not TOML, or says something that a stretch may not: the sentence names the
        file, the key and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise PosecheckError(f"{path} cannot be read ({reason}); give a stretch file in TOML.") from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PosecheckError(f"{path} is not valid TOML: {error}.") from None
    try:
        return Stretch.model_validate({"id": path.stem, **content})
    except ValidationError as error:
        raise PosecheckError(f"{path}: {_first_mistake(error)}") from None


def _first_mistake(error: ValidationError) -> str:
    mistake = error.errors()[0]
    key = ""
    for part in mistake["loc"]:
        key += f"[{part}]" if isinstance(part, int) else f".{part}" if key else str(part)
    message = str(mistake["msg"]).removeprefix("Value error, ")
    advice: dict[str, Any] = {
        "extra_forbidden": "is not a key that is known here; check its spelling or remove it",
        "missing": "is missing; add it",
    }
    sentence = advice.get(mistake["type"], message)
    more = error.error_count() - 1
    return f"{key + ': ' if key else ''}{sentence}{f' (and {more} more)' if more else ''}."
