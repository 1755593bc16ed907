"""Coaching through one set: counts, holds, cues and praise while the person moves."""

from __future__ import annotations

from posecheck.angles import Angles
from posecheck.live.coaching import words
from posecheck.live.coaching.cues import Cue, CueRules
from posecheck.live.coaching.feedback import Hold, Reps, Say, SetResult, Tone
from posecheck.live.coaching.frame_state import Moment
from posecheck.live.coaching.framing import Advice
from posecheck.live.coaching.movement import Movement
from posecheck.live.coaching.sets import Set
from posecheck.scoring.results import Assessment

UNSEEN_S = 1.5
"""Being out of view or badly placed for this long is told."""

IDLE_S = 15.0
"""Who has not begun by then is reminded of what to do."""

BACK_S = 1.0
"""A corrected angle must stay in range for this long before it is praised."""

PRAISE_WITHIN_S = 8.0
SPARE_TRIES = 3
"""A set ends after this many repetitions more than asked for, complete or not."""

UNSEEN = Cue("unseen", words.UNSEEN, "setup")


class Exercise:
    """One set of one stretch.

    Parameters
    ----------
    planned : Set
        What is to be done.
    rules : CueRules
        Shared by the whole session, so that cues keep their distance across sets.
    """

    def __init__(self, planned: Set, rules: CueRules) -> None:
        self.planned, self.rules = planned, rules
        self.movement = Movement(planned.stretch, planned.side)
        self.least_s, self.most_s = planned.stretch.dose.hold_range_s
        self.moment: Moment | None = None
        self.cue: Cue | None = None
        self._cue_until_s = self._began_s = self._moved_s = 0.0
        self._bad_since_s: float | None = None
        self._told: set[str] = set()
        self._corrected: dict[str, tuple[float, float | None]] = {}

    def step(self, angles: Angles, seen: bool, advice: Advice | None) -> tuple[list[Say], list[Tone]]:
        """Take one frame, T = 1; return what to say and to sound."""
        before, now = self.moment, self.movement.add(angles)
        self.moment = now
        if before is None:
            self._began_s = self._moved_s = now.time_s
        if now.in_rep:
            self._moved_s = now.time_s
        say, tones = self._events(before, now)
        chosen = self.rules.choose(now.time_s, self._wanted(now, seen, advice))
        if chosen is not None:
            self.cue, self._cue_until_s = chosen, now.time_s + 4.0
            say.append(Say(text=chosen.text, urgent=chosen.priority == "safety"))
            if chosen.priority == "form":
                self._corrected[chosen.id] = now.time_s, None
            elif chosen.priority == "praise":
                self._corrected.clear()
        elif now.time_s >= self._cue_until_s:
            self.cue = None
        return say, tones

    @property
    def finished(self) -> bool:
        """Whether the set has been done, or tried often enough."""
        if self.moment is None or (self.moment.in_rep and self.planned.stretch.dose.held):
            return False
        tries = self.moment.reps_done + self.moment.partial_reps
        return self.moment.reps_done >= self.planned.reps or tries >= self.planned.reps + SPARE_TRIES

    @property
    def doing(self) -> str:
        """In two or three words, where in the repetition the person is."""
        moment = self.moment
        if moment is None or not moment.in_rep:
            return words.BEGIN_WHEN_READY if moment is None or not moment.reps_done else words.AGAIN
        if moment.hold_s >= self.least_s:
            return words.COME_BACK
        if moment.holding:
            return words.HOLD
        if moment.reached_end and moment.role != "back":
            return words.HOLD_STILL
        role = "back" if moment.role == "back" else "out"
        names = (phase.name for phase in self.planned.stretch.phases if phase.role == role)
        return next(names, "").capitalize()

    @property
    def hold(self) -> Hold | None:
        """The hold timer; None before the first frame and on the way back, when it is over."""
        if self.moment is None or self.moment.role == "back":
            return None
        return Hold(
            seconds=self.moment.hold_s,
            least_s=self.least_s,
            most_s=self.most_s,
            running=self.moment.holding,
        )

    @property
    def reps(self) -> Reps | None:
        """The repetitions so far."""
        if self.moment is None:
            return None
        return Reps(done=self.moment.reps_done, goal=self.planned.reps, partial=self.moment.partial_reps)

    def assess(self) -> Assessment | None:
        """Score the set, exactly as its recording would be; None where nothing was done."""
        return self.movement.assess() if len(self.movement) > 1 else None

    def _events(self, before: Moment | None, now: Moment) -> tuple[list[Say], list[Tone]]:
        say: list[Say] = []
        tones: list[Tone] = []
        done = before.reps_done if before else 0
        held = self.planned.stretch.dose.held
        if now.reps_done > done and (held or now.reps_done >= self.planned.reps):
            tones.append("rep")
            last = now.reps_done >= self.planned.reps
            count = words.LAST_REPETITION if last else words.COUNT
            say.append(Say(text=count.format(count=now.reps_done)))
        if before is None or now.in_rep != before.in_rep:
            self._told = set()
        if now.holding and self._once("hold"):
            tones.append("hold_start")
            if held and self.least_s >= 4:
                say.append(Say(text=f"{words.HOLD}."))
        if held and now.hold_s >= self.least_s and self._once("released"):
            tones.append("hold_end")
            short = self.planned.stretch.dose.short_hold
            say.append(Say(text=words.HELD_SHORT if short else words.HELD))
        elif now.holding and self.planned.stretch.dose.steps is None:
            say += self._count_down(now.hold_s)
        return say, tones

    def _count_down(self, hold_s: float) -> list[Say]:
        left = self.least_s - hold_s
        marks = words.LONG_COUNT if self.least_s >= 12 else ()
        marks += words.LAST_COUNT if self.least_s >= 6 else ()
        for mark, text in marks:
            if mark - 0.5 < left <= mark and self._once(text):
                return [Say(text=text)]
        return []

    def _once(self, what: str) -> bool:
        new = what not in self._told
        self._told.add(what)
        return new

    def _wanted(self, now: Moment, seen: bool, advice: Advice | None) -> list[Cue]:
        wanted = list(now.wrong)
        bad = not seen or (advice is not None and not now.in_rep)
        self._bad_since_s = (self._bad_since_s or now.time_s) if bad else None
        if self._bad_since_s is not None and now.time_s - self._bad_since_s >= UNSEEN_S:
            wanted.append(Cue(advice.id, advice.text, "setup") if seen and advice else UNSEEN)
        elif now.other_side_moves:
            wanted.append(Cue("other_side", words.WRONG_SIDE.format(side=self.planned.side), "setup"))
        elif now.time_s - self._moved_s > IDLE_S:
            wanted.append(Cue("idle", f"{words.BEGIN_WHEN_READY}.", "setup"))
        if self.planned.stretch.dose.held and now.hold_s > self.most_s + 1.0:
            short = self.planned.stretch.dose.short_hold
            text = words.HELD_SHORT_TOO_LONG if short else words.HELD_TOO_LONG
            wanted.append(Cue("too_long", text, "form", cost=100.0))
        if self._praise(now):
            wanted.append(Cue("praise", words.PRAISE, "praise"))
        return wanted

    def _praise(self, now: Moment) -> bool:
        """Return whether an angle that was corrected has come back, while it can still be seen to be right."""
        wrong = {cue.id for cue in now.wrong}
        for id_, (told_s, back_s) in list(self._corrected.items()):
            if now.time_s - told_s > PRAISE_WITHIN_S or not now.in_rep or now.role == "back":
                del self._corrected[id_]
            elif id_ in wrong:
                self._corrected[id_] = told_s, None
            elif back_s is None:
                self._corrected[id_] = told_s, now.time_s
        return any(
            back_s is not None and now.time_s - back_s >= BACK_S for _, back_s in self._corrected.values()
        )


def set_result(planned: Set, found: Assessment | None, stopped: str | None = None) -> SetResult:
    """Return what is kept of a set; `found` is None where nothing was done."""
    done = next((p for p in found.passes if p.end_range is not None), None) if found else None
    return SetResult(
        stretch=planned.stretch.id,
        title=planned.stretch.title,
        side=planned.side,
        score=found.score if found else None,
        confidence=found.confidence if found else 0.0,
        reps=found.complete_reps if found else 0,
        partial_reps=len(found.reps) - found.complete_reps if found else 0,
        goal=planned.reps,
        holds_s=[round(rep.hold.duration_s, 2) for rep in found.reps if rep.hold] if found else [],
        range_title=done.title if done else "",
        range_value=done.end_range if done else None,
        range_sigma=done.sigma if done else None,
        range_unit=done.unit if done else "",
        cue=(found.cue or found.reason) if found else "",
        stopped=stopped,  # type: ignore[arg-type]
    )
