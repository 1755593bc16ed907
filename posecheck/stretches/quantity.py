"""What a stretch file can ask of the body: an angle, its change, its share, or one number for a whole phase."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from posecheck.angles.catalog import ANGLE_IDS, CATALOG, AngleDefinition, Side, index_of
from posecheck.errors import PosecheckError, one_of
from posecheck.stretches.bounds import Bounds

Evidence = Literal["sourced", "derived", "assumed"]
Over = Literal["range", "lowest", "highest", "frequency", "symmetry", "phase_s", "travel_s", "lead_s"]

Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]

OWN_VIEW = "the view of whoever wrote the file"
"""Where a number comes from that says no other source."""

SIDED = frozenset(d.id.removesuffix("_left") for d in CATALOG if d.side == "left")
"""What the body has twice, without the side."""

_UNIT_OVER = {"frequency": "Hz", "symmetry": "", "phase_s": "s", "travel_s": "s", "lead_s": "s"}
_LABEL_OVER = {
    "range": "range of {}",
    "lowest": "lowest {}",
    "highest": "highest {}",
    "frequency": "rhythm of {}",
    "symmetry": "left-right symmetry of {}",
    "phase_s": "time in this phase",
    "travel_s": "time taken by {}",
    "lead_s": "{} before {}",
}


def definition_of(name: str) -> AngleDefinition:
    """Return the catalog entry of an id without side, the left one for what the body has twice.

    Raises
    ------
    ValueError
        If there is none; the nearest ids are named. pydantic reports it with the key at which it arose.

    Examples
    --------
    >>> definition_of("hip_flexon")
    Traceback (most recent call last):
    ValueError: There is no angle 'hip_flexon'; did you mean hip_flexion or head_flexion or hip_flexion_pelvic?
    """
    try:
        if name in ANGLE_IDS:
            return CATALOG[index_of(name)]
        known = dict.fromkeys(d.id.removesuffix(f"_{d.side}") for d in CATALOG)
        return CATALOG[index_of(f"{name}_left" if one_of(name, known, "angle") in SIDED else name)]
    except PosecheckError as error:
        raise ValueError(str(error).rstrip(".")) from None


def _known(name: str) -> str:
    """Make sure that there is such an angle, whatever else is wrong in the table."""
    definition_of(name)
    return name


AngleId = Annotated[Text, AfterValidator(_known)]


class Strict(BaseModel):
    """A table in which an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Quantity(Strict):
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
    over : optional
        Take one number for the whole phase: its "range", or its "lowest" or "highest" value; the "frequency" of
        swings larger than `least`, in Hz; the left-right "symmetry" of the ranges, smaller over larger; "phase_s",
        how long the phase lasts; "travel_s", how long the angle takes from a tenth to nine tenths of its change;
        "lead_s", how long before the angle `before` it starts to change.
    least : float, optional
        Smallest swing that "frequency" counts.
    before : str, optional
        The angle that "lead_s" compares with.
    """

    angle: AngleId
    side: Literal["working", "other", "both"] | None = None
    absolute: bool = False
    change: Literal["rep", "phase"] | None = None
    share_with: AngleId | None = None
    over: Over | None = None
    least: Positive | None = None
    before: AngleId | None = None

    @model_validator(mode="after")
    def _names_one_column(self) -> Self:
        if self.angle in SIDED and self.side is None:
            raise ValueError(f"{self.angle} exists on both sides: add side = 'working', 'other' or 'both'")
        if self.angle not in SIDED and self.side in ("other", "both"):
            raise ValueError(f"{self.angle} is a midline angle: its side can only be 'working'")
        if self.share_with in SIDED and self.side not in ("working", "other"):
            raise ValueError("a share is taken on one side: add side = 'working' or 'other'")
        return self

    @model_validator(mode="after")
    def _says_how_over(self) -> Self:
        if self.over and (self.change or self.share_with):
            raise ValueError("give one of over, change and share_with")
        if (self.over == "frequency") != (self.least is not None):
            raise ValueError("least belongs to over = 'frequency', and is needed there")
        if (self.over == "lead_s") != (self.before is not None):
            raise ValueError("before belongs to over = 'lead_s', and is needed there")
        if self.before in SIDED:
            raise ValueError(f"before: {self.before} exists on both sides; name a midline angle")
        if self.over == "symmetry" and self.side != "both":
            raise ValueError("symmetry compares both sides: add side = 'both'")
        return self

    @property
    def definition(self) -> AngleDefinition:
        """The catalog entry; the left one for what the body has twice."""
        return definition_of(self.angle)

    @property
    def unit(self) -> str:
        """Unit of the value: the catalog's, none for a share, seconds or Hz over a phase."""
        if self.share_with:
            return ""
        return _UNIT_OVER.get(self.over or "", self.definition.unit)

    @property
    def backward(self) -> bool:
        """Whether it is told with the other sign: as extension, where a range of flexion lies below zero."""
        return False

    @property
    def can_be_backward(self) -> bool:
        """Whether the other sign has a name: it is an angle itself, with an opposite or a side to point to."""
        plain = not (self.absolute or self.change or self.share_with or self.over)
        midline = self.side == "working" and self.definition.positive_side is not None
        return plain and (midline or self.definition.opposite is not None)

    @property
    def label(self) -> str:
        """Readable name, without the side."""
        return self.named(None)

    def named(self, side: Side | None) -> str:
        """Return the readable name with a side of the body, or without one.

        Examples
        --------
        >>> gap = Quantity(angle="heel_gap", side="working", change="rep")
        >>> gap.named("left"), gap.label
        ('change of gap between left hip and heel', 'change of gap between hip and heel')
        """
        title = self.definition.title
        if self.definition.side:
            title = title.replace("left ", f"{side} " if side else "", 1)
        if self.backward and self.definition.opposite is not None:
            opposite = self.definition.opposite[0]
            return f"{side} {opposite}" if side and self.definition.side else opposite
        if self.share_with:
            return f"share of {title}"
        if self.over:
            return _LABEL_OVER[self.over].format(
                title, definition_of(self.before).title if self.before else ""
            )
        return f"change of {title}" if self.change else title

    @property
    def possible(self) -> tuple[float, float]:
        """Lowest and highest value that a body can show."""
        low, high = self.definition.plausible_range
        if self.share_with or self.over == "symmetry":
            return 0.0, 1.0
        if self.over == "range":
            return 0.0, high - low
        if self.over == "lead_s":
            return -60.0, 60.0
        if self.over and self.over not in ("lowest", "highest"):
            return 0.0, 3600.0
        if self.change:
            low, high = low - high, high - low
        elif self.definition.mirror_sign < 0:
            low, high = min(low, -high), max(high, -low)
        return (0.0, max(abs(low), abs(high))) if self.absolute else (low, high)

    def same_as(self, other: Quantity) -> bool:
        """Whether the two ask for the same value."""
        return all(getattr(self, name) == getattr(other, name) for name in Quantity.model_fields)


class Lead(Quantity):
    """What tells how far the movement has come: 0 at `start`, 1 at `end`."""

    start: Number
    end: Number
    weight: Positive = 1.0

    @field_validator("end")
    @classmethod
    def _moves(cls, end: float, others: ValidationInfo) -> float:
        if end == others.data.get("start"):
            raise ValueError("start and end of a lead must differ")
        return end

    @model_validator(mode="after")
    def _is_an_angle(self) -> Self:
        if self.share_with or self.change or self.over:
            raise ValueError("a lead is an angle itself, not a change, a share or a number over a phase")
        return self

    @property
    def backward(self) -> bool:
        """Whether the movement goes below zero, and so is told with the other sign."""
        return self.can_be_backward and self.end < 0 and self.end < self.start


class Range(Quantity):
    """A quantity and the range it should lie in."""

    low: Number | None = None
    high: Number | None = None

    @field_validator("high")
    @classmethod
    def _lies_above_low(cls, high: float | None, others: ValidationInfo) -> float | None:
        low = others.data.get("low")
        if low is not None and high is not None and low >= high:
            raise ValueError(f"low ({low:g}) must be less than high ({high:g})")
        return high

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("give low, high or both")
        return self

    @property
    def bounds(self) -> Bounds:
        """The ends, in the quantity's own sign."""
        return Bounds(self.low, self.high)

    @property
    def told_bounds(self) -> Bounds:
        """The ends as they are told: turned round where the range lies below zero and its opposite has a name.

        Examples
        --------
        >>> reach = Range(angle="hip_flexion", side="working", low=-20, high=-8)
        >>> reach.label, reach.told_bounds
        ('hip extension', Bounds(low=8.0, high=20.0))
        """
        return self.bounds.turned() if self.backward else self.bounds

    @property
    def backward(self) -> bool:
        """Whether the whole range lies below zero, and so is told with the other sign."""
        return self.can_be_backward and self.high is not None and self.high <= 0


class Target(Range):
    """A range that a quantity should lie in during a phase.

    Attributes
    ----------
    low, high : float, optional
        Ends of the range in the quantity's unit; an end left out is open.
    soft : float
        How far outside, in the same unit, leaves 61 % of the points.
    weight : float
        Importance relative to the other targets of the phase.
    evidence : {"sourced", "derived", "assumed"}
        Where the range comes from, with `source` saying it in words.
    """

    phase: Text
    soft: Positive
    weight: Positive = 1.0
    evidence: Evidence = "assumed"
    source: Text = OWN_VIEW


class Condition(Quantity):
    """One comparison of a fault rule: the quantity is above, or below, a value."""

    above: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _can_be_true(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("give either above or below")
        low, high = self.possible
        if (self.above is not None and self.above >= high) or (self.below is not None and self.below <= low):
            raise ValueError(f"this can never be true: {self.label} lies between {low:g} and {high:g}")
        return self

    def excludes(self, other: Condition) -> bool:
        """Whether this and the other can never hold together."""
        if not self.same_as(other):
            return False
        above = max((c.above for c in (self, other) if c.above is not None), default=float("-inf"))
        below = min((c.below for c in (self, other) if c.below is not None), default=float("inf"))
        return above >= below


class Fault(Strict):
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
        for i, one in enumerate(self.all_of):
            others = self.all_of[i + 1 :] or ()
            if any(one.excludes(other) for other in others):
                raise ValueError(f"all_of can never be true: {one.label} cannot be above and below at once")
        if self.any_of and all(any(a.excludes(b) for a in self.all_of) for b in self.any_of):
            raise ValueError("any_of can never be true together with all_of")
        return self
