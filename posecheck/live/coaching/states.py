"""The states of a session, each with what begins with it, what a frame changes, and what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from posecheck.angles import Angles
from posecheck.live.coaching import words
from posecheck.live.coaching.cues import Cue
from posecheck.live.coaching.exercise import Exercise
from posecheck.live.coaching.feedback import State
from posecheck.live.coaching.framing import Advice, Placed

if TYPE_CHECKING:
    from posecheck.live.coaching.coach import Coach

SETTLED_S = 1.0
"""Everything must be seen for this long before the set-up is done."""

LOST_S = 1.5
"""Being badly placed for this long stops a countdown."""

GUIDE_S = 0.7
COUNT_FROM = 3
REST_S = 10.0
WORDS_PER_S = 2.6
LONGEST_READING_S = 12.0


class SessionState:
    """One state of a session, made anew each time it is entered.

    Attributes
    ----------
    name : str
        What page and window know it by.
    place_matters : bool
        Whether the person is told where to stand.
    since_s : float
        When it was entered, in seconds of the session.
    placed : Placed
        For how long the person has been well or badly placed since.
    """

    name: State
    place_matters = True

    def __init__(self, coach: Coach) -> None:
        self.coach, self.since_s, self.placed = coach, coach.now_s, Placed()

    def enter(self) -> None:
        """Say and do what begins with it."""

    def step(self, angles: Angles, seen: bool, advice: Advice | None) -> State | None:
        """Take one frame, T = 1; return the state that comes next when it is time."""
        return None

    def shown(self, advice: Advice | None) -> dict[str, Any]:
        """Return the fields of the feedback that differ from state to state."""
        return {"heading": advice.text, "advice": advice.id} if advice else {}

    @property
    def waited_s(self) -> float:
        """Seconds since it was entered."""
        return self.coach.now_s - self.since_s

    def _guide(self, advice: Advice | None) -> None:
        """Say what to change about the place."""
        badly = advice is not None and self.placed.badly_s > GUIDE_S
        wanted = [Cue(advice.id, advice.text, "setup")] if advice and badly else []
        self.coach.cue = self.coach.rules.choose(self.coach.now_s, wanted)
        if self.coach.cue is not None:
            self.coach.speak(self.coach.cue.text)


class SetUp(SessionState):
    """The person finds a place where all that the stretch needs is seen."""

    name = "setup"

    def step(self, angles: Angles, seen: bool, advice: Advice | None) -> State | None:
        self._guide(advice)
        if self.placed.well_s < SETTLED_S:
            return None
        return "ready" if self.coach.calibrated else "calibrate"

    def shown(self, advice: Advice | None) -> dict[str, Any]:
        found = {"heading": words.WELL_PLACED, "detail": words.ALL_IS_SEEN}
        return {"detail": self.coach.present.stretch.camera.advice, **(super().shown(advice) or found)}


class Calibrate(SessionState):
    """The person stands still, which tells where up is and what neutral is."""

    name = "calibrate"

    def enter(self) -> None:
        self.coach.stand.wait()
        self.coach.speak(words.STAND_STILL_SAID)

    def step(self, angles: Angles, seen: bool, advice: Advice | None) -> State | None:
        self._guide(advice)
        stand = self.coach.stand
        if self.placed.badly_s > 2 * LOST_S:
            return "setup"
        if stand.done or stand.expired:
            self.coach.reference, self.coach.calibrated = stand.reference(), True
            return "ready"
        return None

    def shown(self, advice: Advice | None) -> dict[str, Any]:
        standing = {"heading": words.STAND_STILL, "detail": words.WHY_STAND_STILL}
        return {**standing, **super().shown(advice), "share": self.coach.stand.progress}


class Ready(SessionState):
    """The person reads or hears what to do, and takes the starting position."""

    name = "ready"

    def enter(self) -> None:
        coach = self.coach
        coach.speak(f"{words.STARTING_POSITION}." if coach.exercise else coach.instructions)

    def step(self, angles: Angles, seen: bool, advice: Advice | None) -> State | None:
        self._guide(advice)
        length = len(("" if self.coach.exercise else self.coach.instructions).split())
        reading_s = min(LONGEST_READING_S, 2.0 + length / WORDS_PER_S)
        settled = self.waited_s >= reading_s and self.placed.well_s >= SETTLED_S
        return "countdown" if settled else None

    def shown(self, advice: Advice | None) -> dict[str, Any]:
        position = {"heading": words.STARTING_POSITION, "detail": self.coach.instructions}
        return {**position, **super().shown(advice)}


class Countdown(SessionState):
    """Three, two, one."""

    name = "countdown"
    count = 0

    def step(self, angles: Angles, seen: bool, advice: Advice | None) -> State | None:
        count = COUNT_FROM - int(self.waited_s)
        if self.placed.badly_s > LOST_S:
            return "ready"
        if count <= 0:
            return "stretch"
        if count != self.count:
            self.count = count
            self.coach.speak(words.COUNT.format(count=count))
        return None

    def shown(self, advice: Advice | None) -> dict[str, Any]:
        return {"heading": words.GET_READY, "detail": self.coach.instructions, "count": self.count or None}


class Stretching(SessionState):
    """The set is done."""

    name = "stretch"

    def enter(self) -> None:
        coach = self.coach
        coach.tones.append("begin")
        coach.speak(words.GO_ON if coach.exercise else words.BEGIN)
        self.exercise = coach.exercise = coach.exercise or Exercise(coach.present, coach.rules)

    def step(self, angles: Angles, seen: bool, advice: Advice | None) -> State | None:
        say, tones = self.exercise.step(angles, seen, advice)
        self.coach.say += say
        self.coach.tones += tones
        self.coach.cue = self.exercise.cue
        if self.exercise.finished:
            self.coach.finish()
        return None

    def shown(self, advice: Advice | None) -> dict[str, Any]:
        exercise, moment = self.exercise, self.exercise.moment
        return {
            "heading": exercise.doing,
            "gauge": moment.gauge if moment else None,
            "hold": exercise.hold,
            "reps": exercise.reps,
            "score": moment.score if moment and moment.in_rep else None,
        }


class Rest(SessionState):
    """A pause before the next set; as long as it takes to answer how a pain felt."""

    name = "rest"
    place_matters = False

    def enter(self) -> None:
        self.coach.speak(f"{words.REST}. {self._result_and_next}")

    def step(self, angles: Angles, seen: bool, advice: Advice | None) -> State | None:
        return "setup" if self.waited_s >= REST_S and not self.coach.asks else None

    def shown(self, advice: Advice | None) -> dict[str, Any]:
        return {
            "heading": words.REST_AFTER_PAIN if self.coach.asks else words.REST,
            "detail": self._result_and_next,
            "share": min(1.0, self.waited_s / REST_S),
        }

    @property
    def _result_and_next(self) -> str:
        coach = self.coach
        said = [coach.results[-1].summary, coach.left_out, words.NEXT.format(title=coach.present.title)]
        return " ".join(filter(None, said))


class AllDone(SessionState):
    """All sets are done, and their results are shown."""

    name = "summary"
    place_matters = False

    def enter(self) -> None:
        self.coach.tones.append("done")
        well = self.coach.results and self.coach.results[-1].stopped is None
        self.coach.speak(words.ENDED_WELL if well else words.ENDED)

    def shown(self, advice: Advice | None) -> dict[str, Any]:
        heading = words.REST_AFTER_PAIN if self.coach.asks else words.WELL_DONE
        return {"heading": heading, "detail": words.GUIDANCE}


STATES = {kind.name: kind for kind in (SetUp, Calibrate, Ready, Countdown, Stretching, Rest, AllDone)}
