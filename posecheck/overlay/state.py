"""What the overlay shows besides the body: where in the exercise this frame is."""

from __future__ import annotations

from dataclasses import dataclass

from posecheck.angles.catalog import Side
from posecheck.overlay.gauges import Gauge
from posecheck.stretches.schema import Stretch


@dataclass(frozen=True)
class OverlayState:
    """The state of the exercise in one frame.

    Attributes
    ----------
    stretch : Stretch
        What is being done.
    side : {"left", "right"} or None
        The working side; None where the stretch has none.
    role : str
        "rest", "out", "end", "back", or "" between repetitions.
    gauges : tuple of Gauge
        The angles to draw, most important first (`choose_gauges`).
    rep : int
        Number of the repetition, 0 before the first.
    hold_s : float
        Seconds held so far.
    score_now, score : float or None
        Score of the frame, and of the whole; None or NaN where not judged.
    message : str
        A sentence along the lower edge.
    """

    stretch: Stretch
    side: Side | None = None
    role: str = ""
    gauges: tuple[Gauge, ...] = ()
    rep: int = 0
    hold_s: float = 0.0
    score_now: float | None = None
    score: float | None = None
    message: str = ""

    @property
    def phase(self) -> str:
        """The stretch's own word for the phase, "" between repetitions."""
        return next((phase.name for phase in self.stretch.phases if phase.role == self.role), "")
