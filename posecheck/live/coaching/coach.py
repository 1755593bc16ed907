"""The session: set-up, calibration, countdown, stretch, rest and summary, one step per frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from posecheck.angles import Angles, Reference
from posecheck.live.coaching import words
from posecheck.live.coaching.calibration import Stand
from posecheck.live.coaching.cues import Cue, CueRules
from posecheck.live.coaching.exercise import Exercise, set_result
from posecheck.live.coaching.feedback import Chart, Feedback, Say, SetResult, State, Tone
from posecheck.live.coaching.framing import Advice, Placement
from posecheck.live.coaching.sets import Set
from posecheck.live.coaching.states import STATES, SessionState
from posecheck.pose.landmarks import Landmarks
from posecheck.scoring.results import Assessment

UNDER_WAY = ("ready", "countdown", "stretch")
"""The states in which pain stops the set."""


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
    now_s : float
        Time of the session in seconds.
    rules, stand, calibrated
        Which cue may be given; the still stand, and whether the reference is made of it.
    exercise : Exercise or None
        The present set once it has begun.
    say, tones, cue
        What the next feedback says, sounds and shows.
    left_out : str
        Why sets before the present one are left out, or "".

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
        self.now_s = 0.0
        self.rules = CueRules()
        self.stand = Stand()
        self.calibrated = False
        self.exercise: Exercise | None = None
        self.say: list[Say] = []
        self.tones: list[Tone] = []
        self.cue: Cue | None = None
        self.left_out = ""
        self._sets, self._on_result = list(sets), on_result
        self._closed, self._caution = closed, caution
        self._assessed: list[Assessment] = []
        self._make_chart = chart
        self._chart: Chart | None = None
        self._number = -1
        self._asked: int | None = None
        self._state = SessionState(self)
        self._advance()

    @property
    def state(self) -> State:
        """Where the session is."""
        return self._state.name

    @property
    def asks(self) -> bool:
        """Whether it is still to be said how a pain felt."""
        return self._asked is not None

    @property
    def over(self) -> bool:
        """Whether all sets are done and nothing is left to ask."""
        return self.state == "summary" and not self.asks

    @property
    def present(self) -> Set:
        """The present set, or the one that comes next while resting."""
        return self._sets[min(self._number, len(self._sets) - 1)]

    @property
    def instructions(self) -> str:
        """What to do, in full the first time, in a few words on the second side."""
        if self._number and self._sets[self._number - 1].stretch == self.present.stretch:
            return words.OTHER_SIDE_NEXT.format(side=self.present.side)
        return self.present.stretch.setup

    def step(self, raw: Landmarks, landmarks: Landmarks, angles: Angles) -> Feedback:
        """Take one frame and return what to show and say.

        Parameters
        ----------
        raw, landmarks : Landmarks
            The frame as the pose model gives it, and cleaned; T = 1.
        angles : Angles
            Its angles, computed with `reference`; T = 1.
        """
        self.now_s = float(landmarks.time_s[0])
        seen = bool(raw.seen[0])
        advice = self._placement.advice(raw, angles.view) if self._state.place_matters else None
        self._state.placed.add(self.now_s, advice)
        if not self.calibrated and self.state in ("setup", "calibrate"):
            self.stand.add(landmarks)
        if following := self._state.step(angles, seen, advice):
            self._enter(following)
        return self._feedback(seen, advice)

    def reflect(self) -> None:
        """Do what can be done before the next frame, so that its feedback need not wait for it."""
        if self.exercise is not None:
            self.exercise.movement.reflect()

    def now(self) -> Feedback:
        """Return what is shown at present, without a frame."""
        return self._feedback(False)

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
                self.speak(words.SHARP_PAIN, urgent=True)
        elif self.state in UNDER_WAY:
            self._asked = len(self.results)
            self.finish("pain")
            self.say = [Say(text=words.STOPPED, urgent=True)]
            self.tones = ["stop"]
        return self.now()

    def skip(self) -> Feedback:
        """Go on: end a rest, or leave out what is left of the set."""
        if self.state == "rest":
            self._enter("setup")
        elif self.state != "summary":
            self.finish("skipped")
        return self.now()

    def moved(self) -> Feedback:
        """Measure anew where up is, because the camera has moved; repetitions so far are kept."""
        self.stand, self.calibrated = Stand(), False
        if self.state in UNDER_WAY:
            self._enter("setup")
        self.speak(words.CAMERA_MOVED)
        return self.now()

    def finish(self, stopped: str | None = None) -> None:
        """End the present set; `stopped` is why it ended early."""
        found = self.exercise.assess() if self.exercise else None
        self._assessed += [found] if found else []
        self.results.append(set_result(self.present, found, stopped))
        self._tell(self.results[-1])
        self.cue = None
        self._advance()

    def speak(self, text: str, urgent: bool = False) -> None:
        """Say something with the next feedback."""
        self.say.append(Say(text=text, urgent=urgent))

    def _advance(self) -> None:
        self._number += 1
        self.left_out = ""
        while (
            self._number < len(self._sets)
            and self._closed
            and (why := self._closed(self.present, self.results))
        ):
            self.left_out = words.LEFT_OUT.format(title=self.present.title, why=why)
            self._number += 1
        if self._number >= len(self._sets):
            self._chart = self._make_chart(self._assessed) if self._make_chart else None
            self._enter("summary")
            return
        self.exercise = None
        self._placement = Placement(self.present.stretch, self.present.side)
        if self.results:
            self._enter("rest")
        else:
            self._enter("setup")
            self.speak(f"{self.present.title}. {self.present.stretch.camera.advice} {self._caution}".strip())

    def _enter(self, state: State) -> None:
        self._state = STATES[state](self)
        self._state.enter()

    def _tell(self, result: SetResult) -> None:
        if self._on_result is not None:
            self._on_result(result)

    def _feedback(self, seen: bool, advice: Advice | None = None) -> Feedback:
        say, tones = self.say, self.tones
        self.say, self.tones = [], []
        return Feedback(
            state=self.state,
            title=self.present.stretch.title,
            side=self.present.side,
            step=min(self._number + 1, len(self._sets)),
            steps=len(self._sets),
            cue=self.cue,
            seen=seen,
            say=say,
            tones=tones,
            results=self.results if self.state in ("rest", "summary") else [],
            chart=self._chart,
            ask_sharp=self.asks,
            **self._state.shown(advice),
        )
