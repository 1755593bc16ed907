"""Which one cue is given now: the most urgent, never twice in a row, never one on top of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Priority = Literal["safety", "setup", "form", "praise"]

SAME_CUE_S = 10.0
"""The same cue is not given again sooner than this."""

ANY_CUE_S = 4.0
"""No cue is given sooner than this after another."""

_ORDER: dict[Priority, int] = {"safety": 0, "setup": 1, "form": 2, "praise": 3}


@dataclass(frozen=True)
class Cue:
    """One thing to tell the person.

    Attributes
    ----------
    id : str
        What it is about; the same id is the same cue, whatever its words.
    text : str
        The words, written and spoken.
    priority : {"safety", "setup", "form", "praise"}
        What goes first.
    cost : float
        Points that the fault costs now; the costliest of the same priority goes first.
    """

    id: str
    text: str
    priority: Priority = "form"
    cost: float = 0.0


class CueRules:
    """Chooses at most one cue at a time.

    Examples
    --------
    >>> rules = CueRules()
    >>> knees, back = Cue("knees", "Keep the legs long.", cost=9), Cue("back", "Sit tall.", cost=20)
    >>> [cue.id if cue else None for cue in (rules.choose(t, [knees, back]) for t in (0.0, 3.9, 4.0, 8.0, 10.0))]
    ['back', None, 'knees', None, 'back']
    """

    def __init__(self) -> None:
        self._given_s: dict[str, float] = {}
        self._last_s = float("-inf")

    def choose(self, now_s: float, wanted: Iterable[Cue]) -> Cue | None:
        """Return the cue to give at this moment, or None.

        Parameters
        ----------
        now_s : float
            Time of the session in seconds.
        wanted : iterable of Cue
            Everything that could be said now.
        """
        if now_s - self._last_s < ANY_CUE_S:
            return None
        free = [cue for cue in wanted if now_s - self._given_s.get(cue.id, float("-inf")) >= SAME_CUE_S]
        if not free:
            return None
        cue = min(free, key=lambda cue: (_ORDER[cue.priority], -cue.cost))
        self._given_s[cue.id] = self._last_s = now_s
        return cue
