"""The session: set-up, calibration, countdown, stretch, rest and summary, one step per frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from posecheck.angles import Angles, Reference
from posecheck.live.coaching.calibration import Stand
from posecheck.live.coaching.cues import Cue, CueRules
from posecheck.live.coaching.exercise import Exercise, set_result
from posecheck.live.coaching.feedback import Chart, Feedback, Say, SetResult, State, Tone
from posecheck.live.coaching.framing import Advice, Placed, Placement
from posecheck.live.coaching.sets import Set
from posecheck.pose.landmarks import Landmarks
from posecheck.scoring.assessment import Assessment

SETTLED_S = 1.0
"""Everything must be seen for this long before the set-up is done."""

LOST_S = 1.5
"""Being badly placed for this long stops a countdown."""

COUNT_FROM = 3
REST_S = 10.0
WORDS_PER_S = 2.6
LONGEST_READING_S = 12.0


class Coach:
    """The whole session as a state machine, without camera, clock, screen or sound.

    Feed it one frame at a time with `step`; `pain`, `skip` and `pause` may come at any moment. Everything that
    is to be shown and said is in the `Feedback` returned.

    Parameters
    ----------
    sets : sequence of Set
        What to do, in this order.
    on_result : callable, optional
        Told of each finished set at once, so that nothing is lost if the session is broken off; and once more of
        one that gave sharp pain, which is only known from a later answer.
    closed : callable, optional
        Given a set and the results so far before the set begins; returns why it is left out, or "".
    caution : str
        Said once at the start.
    chart : callable, optional
        Given what was scored; returns the chart of the summary, or None.

    Attributes
    ----------
    reference : Reference
        Body and camera; compute the angles of the next frame with it.
    results : list of SetResult
        The finished sets.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> from posecheck.live.coaching.sets import plan_stretch
    >>> from posecheck.stretches.load import load_stretch
    >>> coach = Coach(plan_stretch(load_stretch("childs_pose")))
    >>> nobody = Landmarks.empty([0.0], 640, 480)
    >>> feedback = coach.step(nobody, nobody, compute_angles(nobody, coach.reference))
    >>> feedback.state, feedback.advice
    ('setup', 'nobody')
    """

    def __init__(
        self,
        sets: Sequence[Set],
        on_result: Callable[[SetResult], None] | None = None,
        *,
        closed: Callable[[Set, Sequence[SetResult]], str] | None = None,
        caution: str = "",
        chart: Callable[[Sequence[Assessment]], Chart | None] | None = None,
    ) -> None:
        self.reference = Reference()
        self.results: list[SetResult] = []
        self._sets, self._on_result = list(sets), on_result
        self._closed, self._caution = closed, caution
        self._assessed: list[Assessment] = []
        self._make_chart = chart
        self._chart: Chart | None = None
        self._left_out = ""
        self._rules = CueRules()
        self._stand = Stand()
        self._calibrated = False
        self._number = -1
        self._state: State = "setup"
        self._now_s = self._since_s = 0.0
        self._placed = Placed()
        self._last_count = 0
        self._asked: int | None = None
        self._exercise: Exercise | None = None
        self._say: list[Say] = []
        self._tones: list[Tone] = []
        self._cue: Cue | None = None
        self._advance()

    @property
    def state(self) -> State:
        """Where the session is."""
        return self._state

    @property
    def over(self) -> bool:
        """Whether all sets are done and nothing is left to ask."""
        return self._state == "summary" and self._asked is None

    @property
    def present(self) -> Set:
        """The present set, or the one that comes next while resting."""
        return self._sets[min(self._number, len(self._sets) - 1)]

    def step(self, raw: Landmarks, landmarks: Landmarks, angles: Angles) -> Feedback:
        """Take one frame and return what to show and say.

        Parameters
        ----------
        raw, landmarks : Landmarks
            The frame as the pose model gives it, and cleaned; T = 1.
        angles : Angles
            Its angles, computed with `reference`; T = 1.
        """
        self._now_s = float(landmarks.time_s[0])
        seen = bool(raw.seen[0])
        advice = self._placement.advice(raw, angles.view)
        self._placed.add(self._now_s, advice)
        if not self._calibrated and self._state in ("setup", "calibrate"):
            self._stand.add(landmarks)
        steps: dict[str, Callable[[], dict[str, Any]]] = {
            "setup": lambda: self._set_up(advice),
            "calibrate": lambda: self._calibrate(advice),
            "ready": lambda: self._get_ready(advice),
            "countdown": lambda: self._count_down(advice),
            "stretch": lambda: self._stretch(angles, seen, advice),
            "rest": self._rest,
            "summary": self._shown,
        }
        return self._feedback(seen, **steps[self._state]())

    def reflect(self) -> None:
        """Do what can be done before the next frame, so that its feedback need not wait for it."""
        if self._exercise is not None:
            self._exercise.movement.reflect()

    def now(self) -> Feedback:
        """Return what is shown at present, without a frame."""
        return self._feedback(False, **self._shown())

    def pain(self, sharp: bool | None = None) -> Feedback:
        """Stop the present set at once because it hurts; the next one follows after a rest.

        Parameters
        ----------
        sharp : bool, optional
            Whether the pain is sharp or grabbing. Unknown at first; say it with a second call.
        """
        if sharp is not None and self._asked is not None:
            number, self._asked = self._asked, None
            if sharp:
                self.results[number] = self.results[number].model_copy(update={"stopped": "sharp pain"})
                self._tell(self.results[number])
                words = "Leave this stretch for today. If sharp pain stays, see a doctor or physiotherapist."
                self._speak(words, urgent=True)
        elif self._state in ("ready", "countdown", "stretch"):
            self._asked = len(self.results)
            self._finish("pain")
            self._say = [Say(text="Stopped. Come out of it slowly and rest.", urgent=True)]
            self._tones = ["stop"]
        return self.now()

    def skip(self) -> Feedback:
        """Go on: end a rest, or leave out what is left of the set."""
        if self._state == "rest":
            self._enter("setup")
        elif self._state != "summary":
            self._finish("skipped")
        return self.now()

    def moved(self) -> Feedback:
        """Measure anew where up is, because the camera has moved; repetitions so far are kept."""
        self._stand, self._calibrated = Stand(), False
        if self._state in ("ready", "countdown", "stretch"):
            self._enter("setup")
        self._speak("The camera has moved. Stand in the picture as at the start; I go on where we were.")
        return self.now()

    def _advance(self) -> None:
        self._number += 1
        self._left_out = ""
        while (
            self._number < len(self._sets)
            and self._closed
            and (why := self._closed(self.present, self.results))
        ):
            self._left_out = f"{self.present.title} is left out. {why}"
            self._number += 1
        if self._number >= len(self._sets):
            self._enter("summary")
            return
        self._exercise = None
        self._placement = Placement(self.present.stretch, self.present.side)
        if self.results:
            self._enter("rest")
        else:
            self._enter("setup")
            self._speak(f"{self.present.title}. {self.present.stretch.camera.advice} {self._caution}".strip())

    def _enter(self, state: State) -> None:
        self._state, self._since_s = state, self._now_s
        self._placed = Placed()
        self._last_count = 0
        if state == "calibrate":
            self._stand.wait()
            self._speak("Stand still and tall for two seconds.")
        elif state == "ready":
            self._speak("Take the starting position." if self._resumes else self._instructions)
        elif state == "stretch":
            self._tones.append("begin")
            self._speak("Go on." if self._resumes else "Begin.")
            self._exercise = self._exercise or Exercise(self.present, self._rules)
        elif state == "rest":
            self._speak(" ".join(filter(None, ("Rest.", self._result_and_next))))
        elif state == "summary":
            self._tones.append("done")
            self._chart = self._make_chart(self._assessed) if self._make_chart else None
            well = self.results and self.results[-1].stopped is None
            self._speak("That was the last one. Well done." if well else "That is all.")

    @property
    def _resumes(self) -> bool:
        return self._exercise is not None

    @property
    def _instructions(self) -> str:
        """What to do, in full the first time, in a few words on the second side."""
        if self._number and self._sets[self._number - 1].stretch == self.present.stretch:
            return f"The same on the {self.present.side} side."
        return self.present.stretch.setup

    @property
    def _result_and_next(self) -> str:
        said = [self.results[-1].summary, self._left_out, f"Next: {self.present.title}."]
        return " ".join(filter(None, said))

    def _guide(self, advice: Advice | None) -> None:
        """Say what to change about the place."""
        wanted = [Cue(advice.id, advice.text, "setup")] if advice and self._placed.badly_s > 0.7 else []
        self._cue = self._rules.choose(self._now_s, wanted)
        if self._cue is not None:
            self._speak(self._cue.text)

    def _set_up(self, advice: Advice | None) -> dict[str, Any]:
        self._guide(advice)
        if self._placed.well_s >= SETTLED_S:
            self._enter("ready" if self._calibrated else "calibrate")
        return self._shown(advice)

    def _calibrate(self, advice: Advice | None) -> dict[str, Any]:
        self._guide(advice)
        if self._placed.badly_s > 2 * LOST_S:
            self._enter("setup")
        elif self._stand.done or self._stand.expired:
            self.reference, self._calibrated = self._stand.reference(), True
            self._enter("ready")
        return self._shown(advice)

    def _get_ready(self, advice: Advice | None) -> dict[str, Any]:
        self._guide(advice)
        words = len(("" if self._resumes else self._instructions).split())
        reading_s = min(LONGEST_READING_S, 2.0 + words / WORDS_PER_S)
        if self._now_s - self._since_s >= reading_s and self._placed.well_s >= SETTLED_S:
            self._enter("countdown")
        return self._shown(advice)

    def _count_down(self, advice: Advice | None) -> dict[str, Any]:
        count = COUNT_FROM - int(self._now_s - self._since_s)
        if self._placed.badly_s > LOST_S:
            self._enter("ready")
        elif count <= 0:
            self._enter("stretch")
        elif count != self._last_count:
            self._last_count = count
            self._speak(f"{count}.")
        return self._shown(advice)

    def _stretch(self, angles: Angles, seen: bool, advice: Advice | None) -> dict[str, Any]:
        exercise = self._exercise
        assert exercise is not None
        say, tones = exercise.step(angles, seen, advice)
        self._say += say
        self._tones += tones
        self._cue = exercise.cue
        if exercise.finished:
            self._finish(None)
        return self._shown()

    def _rest(self) -> dict[str, Any]:
        if self._now_s - self._since_s >= REST_S and self._asked is None:
            self._enter("setup")
        return self._shown()

    def _finish(self, stopped: str | None) -> None:
        found = self._exercise.assess() if self._exercise else None
        self._assessed += [found] if found else []
        self.results.append(set_result(self.present, found, stopped))
        self._tell(self.results[-1])
        self._cue = None
        self._advance()

    def _tell(self, result: SetResult) -> None:
        if self._on_result is not None:
            self._on_result(result)

    def _speak(self, text: str, urgent: bool = False) -> None:
        self._say.append(Say(text=text, urgent=urgent))

    def _shown(self, advice: Advice | None = None) -> dict[str, Any]:
        """Return what the present state shows."""
        waited_s = self._now_s - self._since_s
        guided = {"heading": advice.text, "advice": advice.id} if advice else {}
        stretch = self.present.stretch
        if self._state == "setup":
            found = {"heading": "Stay there", "detail": "I can see everything that this stretch needs."}
            return {"detail": stretch.camera.advice, **(guided or found)}
        if self._state == "calibrate":
            standing = {
                "heading": "Stand still and tall",
                "detail": "Two seconds, to learn which way is up. On the floor already? Stay as you are.",
            }
            return {**standing, **guided, "share": self._stand.progress}
        if self._state == "ready":
            return {"heading": "Take the starting position", "detail": self._instructions, **guided}
        if self._state == "countdown":
            return {"heading": "Get ready", "detail": self._instructions, "count": self._last_count or None}
        if self._state == "stretch" and self._exercise is not None:
            exercise, moment = self._exercise, self._exercise.moment
            return {
                "heading": exercise.doing,
                "gauge": moment.gauge if moment else None,
                "hold": exercise.hold,
                "reps": exercise.reps,
                "score": moment.score if moment and moment.in_rep else None,
            }
        if self._state == "rest":
            return {
                "heading": "Rest" if self._asked is None else "Stopped. Rest",
                "detail": self._result_and_next,
                "share": min(1.0, waited_s / REST_S),
            }
        heading = "Well done" if self._asked is None else "Stopped. Rest"
        return {"heading": heading, "detail": "Guidance, not diagnosis."}

    def _feedback(self, seen: bool, **shown: Any) -> Feedback:
        say, tones = self._say, self._tones
        self._say, self._tones = [], []
        return Feedback(
            state=self._state,
            title=self.present.stretch.title,
            side=self.present.side,
            step=min(self._number + 1, len(self._sets)),
            steps=len(self._sets),
            cue=self._cue,
            seen=seen,
            say=say,
            tones=tones,
            results=self.results if self._state in ("rest", "summary") else [],
            chart=self._chart,
            ask_sharp=self._asked is not None,
            **shown,
        )
