"""One set of one stretch while it is being done: the growing angles, cut and scored as `check` does it."""

from __future__ import annotations

import time

import numpy as np

from posecheck.angles import Angles
from posecheck.angles.catalog import Side
from posecheck.arrays import Floats
from posecheck.live.coaching.angle_buffer import AngleBuffer
from posecheck.live.coaching.corrections import Corrections
from posecheck.live.coaching.frame_state import LeadAngle, LeadReading, Moment, or_none
from posecheck.scoring.assessment import assess
from posecheck.scoring.phases import speed
from posecheck.scoring.reps import END_ENTER, END_LEAVE, STILL_PER_S
from posecheck.scoring.results import Assessment
from posecheck.scoring.sides import lead_progress
from posecheck.stretches.schema import Stretch

LOOK_EVERY_S = 0.25
"""How often the frames of the present repetition are assessed."""

LARGEST_SHARE = 0.15
"""Assessing takes at most this share of the time, so that a long movement never slows the feedback."""

SETTLED_S = 2.0
"""A repetition that ended this long ago is final."""

REST_KEPT_S = 1.7
"""How much of the rest is kept for the start of the next repetition."""

STILL_WINDOW_S = 0.5


class Movement:
    """The frames of one stretch on one side so far.

    Parameters
    ----------
    stretch : Stretch
        What is done.
    side : {"left", "right"} or None
        The working side; None where the stretch has none.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> from posecheck.pose.landmarks import Landmarks
    >>> from posecheck.stretches.load import load_stretch
    >>> movement = Movement(load_stretch("childs_pose"), None)
    >>> moment = movement.add(compute_angles(Landmarks.empty([0.0], 640, 480)))
    >>> moment.reps_done, moment.gauge.standing
    (0, 'unseen')
    """

    def __init__(self, stretch: Stretch, side: Side | None) -> None:
        self.stretch, self.side = stretch, side
        self.working: Side = side or stretch.sides[0]
        self._other: Side | None = ("left" if side == "right" else "right") if side else None
        self._frames = AngleBuffer()
        self._progress: list[float] = []
        self._lead_angle = LeadAngle(stretch, self.working) if stretch.leads else None
        self._corrections = Corrections(stretch, self.working)
        self._base = 0
        self._settled = {"complete": 0, "partial": 0}
        self._latest: Assessment | None = None
        self._look_at_s = float("-inf")
        self._hold_s, self._at_end, self._hold_rep = 0.0, False, 0

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, frame: Angles) -> Moment:
        """Append one frame, T = 1, and return what it says."""
        self.reflect()
        self._frames.add(frame)
        self._progress.append(float(lead_progress(frame, self.stretch, self.working)[0]))
        now_s = float(frame.time_s[0])
        if self._latest is None:
            self._look(now_s)
        latest = self._latest
        assert latest is not None
        in_rep = bool(latest.frames.rep[-1])
        reps = latest.reps[:-1] if in_rep else latest.reps
        gauge = self._lead_angle.read(frame) if self._lead_angle else None
        if gauge is None:
            holding = self._count_motion(now_s, latest, in_rep)
            done, partial = self._dose_done(latest), 0
        else:
            holding = self._count_hold(gauge, in_rep, len(reps))
            done = self._settled["complete"] + sum(rep.complete for rep in reps)
            partial = self._settled["partial"] + sum(not rep.complete for rep in reps)
        return Moment(
            time_s=now_s,
            role=str(latest.frames.role[-1]) if in_rep else "rest",
            reps_done=done,
            partial_reps=partial,
            in_rep=in_rep,
            reached_end=in_rep and latest.reps[-1].complete,
            hold_s=self._hold_s,
            holding=holding,
            gauge=gauge,
            score=or_none(latest.frames.score[-1]),
            wrong=self._corrections(self._window, latest),
            other_side_moves=not in_rep and self._other_moves(frame),
        )

    def reflect(self) -> None:
        """Assess the frames so far if it is time to; best done while the next frame is on its way."""
        if len(self) and (now_s := float(self._frames.angles.time_s[-1])) >= self._look_at_s:
            self._look(now_s)

    def assess(self) -> Assessment:
        """Score all frames so far, exactly as the recording of them would be."""
        return assess(self._frames.angles, self.stretch, self.side or "auto")

    @property
    def _window(self) -> Angles:
        return self._frames.angles[slice(self._base, None)]

    def _look(self, now_s: float) -> None:
        """Assess the frames since the last repetition that is final."""
        began = time.perf_counter()
        latest = assess(self._window, self.stretch, self.side or "auto")
        if self.stretch.leads and not latest.frames.rep[-1]:
            last_end_s = latest.reps[-1].end_s if latest.reps else self._window.time_s[0]
            if now_s - last_end_s >= SETTLED_S:
                self._settled["complete"] += latest.complete_reps
                self._settled["partial"] += len(latest.reps) - latest.complete_reps
                keep_s = now_s - REST_KEPT_S
                self._base += int(np.searchsorted(self._window.time_s, keep_s))
                latest = assess(self._window, self.stretch, self.side or "auto")
        self._latest = latest
        cost_s = time.perf_counter() - began
        self._look_at_s = now_s + max(LOOK_EVERY_S, cost_s / LARGEST_SHARE)

    def _count_hold(self, gauge: LeadReading, in_rep: bool, rep: int) -> bool:
        """Let the hold timer run while end range is held still and in range; return whether it runs."""
        number = self._settled["complete"] + self._settled["partial"] + rep
        if not in_rep or number != self._hold_rep:
            self._hold_s, self._at_end, self._hold_rep = 0.0, False, number
        recent, time_s = self._recent(STILL_WINDOW_S)
        seen = recent[np.isfinite(recent)]
        if not in_rep or len(seen) < 2:
            return False
        self._at_end = bool(seen[-1] > END_ENTER or (self._at_end and seen[-1] >= END_LEAVE))
        rate = np.interp(time_s, time_s[np.isfinite(recent)], seen)
        still = float(np.median(speed(rate, time_s))) < STILL_PER_S
        running = self._at_end and still and gauge.standing in ("in", "unsure", "unseen")
        if running:
            # Stillness is known only after half a window of it.
            before = STILL_WINDOW_S / 2 if self._hold_s == 0.0 else 0.0
            self._hold_s += float(time_s[-1] - time_s[-2]) + before
        return running

    def _count_motion(self, now_s: float, latest: Assessment, in_rep: bool) -> bool:
        """Count the seconds of rolling or marching of all bouts; return whether one goes on."""
        seconds = sum(rep.end_s - rep.start_s for rep in latest.reps)
        since_s = now_s - latest.reps[-1].end_s if in_rep else 0.0
        self._hold_s = float(seconds + since_s)
        return in_rep

    def _dose_done(self, latest: Assessment) -> int:
        """Return the steps of marching; of rolling 1 once it has been long enough."""
        if self.stretch.dose.steps is None:
            return int(self._hold_s >= self.stretch.dose.hold_range_s[0])
        return int(sum(part.done for part in latest.dose))

    def _recent(self, seconds: float) -> tuple[Floats, Floats]:
        time_s = self._frames.angles.time_s
        first = int(np.searchsorted(time_s, time_s[-1] - seconds))
        first = min(first, len(time_s) - 2) if len(time_s) > 1 else 0
        return np.array(self._progress[first:]), time_s[first:]

    def _other_moves(self, frame: Angles) -> bool:
        if self._other is None:
            return False
        return bool(lead_progress(frame, self.stretch, self._other)[0] > END_LEAVE)
