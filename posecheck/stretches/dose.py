"""How much of a stretch: repetitions held, let go after two seconds, rolled for minutes, or marched in steps."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from posecheck.stretches.quantity import OWN_VIEW, Evidence, Number, Strict, Text


def _rises(span: tuple[float, float]) -> tuple[float, float]:
    if not 0 < span[0] <= span[1]:
        raise ValueError("must be two positive numbers, the smaller first")
    return span


Span = Annotated[tuple[Number, Number], AfterValidator(_rises)]
Counts = Annotated[tuple[int, int], AfterValidator(_rises)]
STEPS_PER_S = 2.0
"""An easy march."""

Kind = Literal["held", "oscillated", "active", "rolled", "steps"]


class Dose(Strict):
    """How much of it.

    Attributes
    ----------
    reps : (low, high)
        Repetitions per set, and per side where `per_side` is set. Rolling and steps are one bout.
    hold_s, breaths, duration_s, steps : (low, high), optional
        One of these: seconds at end range; breaths at end range, where the article counts breaths; seconds of
        rolling; steps.
    short_hold : bool
        The stretch is let go after `hold_s` (active isolated); longer is then not better.
    oscillate : bool
        The end position may be held or rocked with on-off pressure.
    quote : str
        The article's own words for the dose, or why there are none; empty where there is no article.

    Examples
    --------
    >>> Dose(reps=(3, 10), breaths=(3, 5), quote="...", evidence="sourced", source="...").text
    '3 to 10 x 12 to 20 s'
    """

    reps: Counts = (1, 1)
    sets: Counts = (1, 1)
    hold_s: Span | None = None
    breaths: Span | None = None
    duration_s: Span | None = None
    steps: Counts | None = None
    seconds_per_breath: Annotated[float, Field(ge=3, le=8)] = 4.0
    per_side: bool = False
    short_hold: bool = False
    oscillate: bool = False
    quote: str = ""
    evidence: Evidence = "assumed"
    source: Text = OWN_VIEW

    @model_validator(mode="after")
    def _is_one_dose(self) -> Self:
        given = [
            name for name in ("hold_s", "breaths", "duration_s", "steps") if getattr(self, name) is not None
        ]
        if len(given) != 1:
            raise ValueError("give exactly one of hold_s, breaths, duration_s and steps")
        if self.held != ("reps" in self.model_fields_set):
            raise ValueError("reps belongs to hold_s or breaths, and is needed there")
        if not self.held and (self.short_hold or self.oscillate):
            raise ValueError("short_hold and oscillate belong to hold_s or breaths")
        if self.short_hold and self.oscillate:
            raise ValueError("short_hold and oscillate exclude each other")
        return self

    @property
    def held(self) -> bool:
        """Whether it is counted in repetitions with a hold, and not in seconds of rolling or in steps."""
        return self.hold_s is not None or self.breaths is not None

    @property
    def kind(self) -> Kind:
        """Which kind of dose it is."""
        if self.duration_s is not None:
            return "rolled"
        if self.steps is not None:
            return "steps"
        return "active" if self.short_hold else "oscillated" if self.oscillate else "held"

    @property
    def hold_range_s(self) -> Span:
        """Seconds at end range, (shortest, longest); of rolling and steps, seconds in motion."""
        if self.breaths is not None:
            low, high = self.breaths
            return low * self.seconds_per_breath, high * self.seconds_per_breath
        if self.steps is not None:
            return self.steps[0] / STEPS_PER_S, self.steps[1] / STEPS_PER_S
        span = self.hold_s or self.duration_s
        assert span is not None
        return span

    @property
    def text(self) -> str:
        """The dose in a few words."""
        side = ", each side" if self.per_side else ""
        if self.steps is not None:
            return f"{_words(self.steps)} steps{side}"
        if self.duration_s is not None:
            return f"{_words(self.duration_s)} s of rolling{side}"
        return f"{_words(self.reps)} x {_words(self.hold_range_s)} s{side}"


def _words(span: tuple[float, float]) -> str:
    low, high = span
    return f"{low:g} to {high:g}" if low < high else f"{low:g}"
