"""What a clip is recognised by: signatures, the postures there are, and what people do when they do no stretch."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from posecheck.stretches.quantity import Positive, Range, Strict, Text

Role = Literal["rest", "out", "end", "back"]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]

PostureId = Literal[
    "kneeling",
    "kneeling_on_hands",
    "kneeling_on_heels",
    "lying_on_back",
    "lying_on_front",
    "lying_on_side",
    "propped_on_hands",
    "sitting_on_chair",
    "sitting_on_floor",
    "standing",
]
"""The files of `postures/`."""


class Signature(Range):
    """Where a body part is in this stretch, and how far it moves or not: what a clip is recognised by.

    Attributes
    ----------
    phase : str, optional
        When; left out, all the while from rest to rest.
    soft : float
        How far outside counts as clearly not this stretch.
    """

    phase: Text | None = None
    soft: Positive = 12.0


class Everyday(Strict):
    """What people do when they do no stretch: a posture with what moves in it, to be recognised as none.

    Its signature speaks of the whole time, and of either side alike.

    Examples
    --------
    >>> from posecheck.stretches.load import everyday_movements
    >>> "walking" in [movement.id for movement in everyday_movements()]
    True
    """

    id: Id
    title: Text
    signature: Annotated[tuple[Signature, ...], Field(min_length=1)]

    @property
    def sided(self) -> bool:
        """Whether it matters which side works."""
        return any(line.side in ("working", "other") for line in self.signature)

    @model_validator(mode="after")
    def _has_no_phases(self) -> Self:
        if any(line.phase for line in self.signature):
            raise ValueError("signature: an everyday movement has no phases")
        return self

    def role_of(self, phase: str) -> Role:
        """Return the one role there is."""
        return "end"


class Posture(Everyday):
    """How somebody is placed on the floor, whatever moves: what its signature says holds in every frame of it.

    A frame that is plainly outside of a line is not of the posture; a line that is not seen says nothing.

    Examples
    --------
    >>> from posecheck.stretches.load import posture_of
    >>> posture_of("sitting_on_chair").title
    'sitting on a chair'
    """

    @model_validator(mode="after")
    def _speaks_of_single_frames(self) -> Self:
        if any(line.over or line.change for line in self.signature):
            raise ValueError("signature: a posture is told from single frames, without over and change")
        return self
