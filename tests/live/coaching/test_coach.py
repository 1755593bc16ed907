"""The session as a state machine, fed with recorded landmarks frame by frame."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from benchmarks.truth import load_truth
from posecheck.angles import compute_angles, estimate_reference
from posecheck.api import find_landmarks
from posecheck.live.coaching.coach import Coach
from posecheck.live.coaching.feedback import Feedback, SetResult
from posecheck.live.coaching.movement import Movement
from posecheck.live.coaching.sets import plan_stretch
from posecheck.pose.cleaning.cleaning import LiveCleaner, clean_landmarks
from posecheck.pose.landmarks import Landmarks
from posecheck.scoring.assessment import assess
from posecheck.stretches.load import load_stretch

SAMPLES = Path(__file__).parents[3] / "sample_videos"
CLIPS = [
    ("childs_pose_good", "childs_pose"),
    ("childs_pose_hips_high", "childs_pose"),
    ("hip_abduction_good", "hip_abduction"),
    ("hip_abduction_pelvis_hikes", "hip_abduction"),
]


@cache
def landmarks_of(name: str) -> Landmarks:
    return find_landmarks(SAMPLES / f"{name}.mp4")


def side_of(name: str) -> str:
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    return str(truth["side"]) if truth["side"] in ("left", "right") else "both"


def frames(raw: Landmarks, before_s: float = 0.0, after_s: float = 0.0) -> Iterator[Landmarks]:
    """Yield the frames one by one, the first and the last held still for a while."""
    step_s = float(np.median(np.diff(raw.time_s)))
    first, last = round(before_s / step_s), round(after_s / step_s)
    numbers = [*[0] * first, *range(len(raw)), *[len(raw) - 1] * last]
    for count, number in enumerate(numbers):
        yield replace(raw[slice(number, number + 1)], time_s=np.array([count * step_s]))


def true_holds_s(name: str, stretch: str) -> list[float]:
    """Return how long each repetition is held by the rule that times holds, from the true angles."""
    truth = load_truth(SAMPLES / f"{name}.truth.json")
    seen = compute_angles(clean_landmarks(landmarks_of(name)))
    known = np.isfinite(truth.angles)
    value, sigma = np.where(known, truth.angles, seen.value), np.where(known, 0.1, seen.sigma)
    found = assess(replace(seen, value=value, sigma=sigma), load_stretch(stretch))
    return [rep.hold.duration_s for rep in found.reps if rep.hold]


def coached(coach: Coach, raw: Landmarks, before_s: float = 26.0) -> Iterator[Feedback]:
    clean = LiveCleaner()
    for frame in frames(raw, before_s, 5.0):
        landmarks = clean(frame)
        yield coach.step(frame, landmarks, compute_angles(landmarks, coach.reference))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "stretch"), CLIPS)
def test_live_and_recorded_agree(name: str, stretch: str) -> None:
    raw = landmarks_of(name)
    cleaned = clean_landmarks(raw)
    reference = estimate_reference(cleaned)
    side = side_of(name)
    working = side if side != "both" else None
    recorded = compute_angles(cleaned, reference)
    checked = assess(recorded, load_stretch(stretch), working or "auto")  # type: ignore[arg-type]
    clean, movement = LiveCleaner(), Movement(load_stretch(stretch), working)  # type: ignore[arg-type]
    live = []
    for frame in frames(raw):
        angles = compute_angles(clean(frame), reference)
        moment = movement.add(angles)
        live.append(angles.value[0])
    result = movement.assess()
    assert len(result.reps) == len(checked.reps)
    assert result.complete_reps == checked.complete_reps
    assert moment.reps_done + moment.partial_reps >= len(result.reps) - 1
    for mine, theirs in zip(result.reps, checked.reps, strict=True):
        if theirs.hold is not None and mine.hold is not None:
            assert mine.hold.duration_s == pytest.approx(theirs.hold.duration_s, abs=0.5)
    # The causal filter lags a movement; where the person holds still the angles are the same.
    still = checked.frames.hold_s > 0.5
    difference = np.abs(np.array(live) - recorded.value)[still]
    if still.any():
        assert np.nanmedian(difference) < 1.0


@pytest.mark.slow
def test_frames_without_the_filter_give_the_very_same_angles() -> None:
    raw = landmarks_of("childs_pose_good")
    reference = estimate_reference(raw)
    together = compute_angles(raw, reference)
    alone = [compute_angles(raw[slice(i, i + 1)], reference).value[0] for i in range(len(raw))]
    np.testing.assert_array_equal(np.array(alone), together.value)


@pytest.mark.slow
def test_the_whole_session_of_a_good_clip() -> None:
    kept: list[SetResult] = []
    coach = Coach(plan_stretch(load_stretch("childs_pose"), reps=2), on_result=kept.append)
    states: list[str] = []
    said: list[str] = []
    tones: list[str] = []
    for feedback in coached(coach, landmarks_of("childs_pose_good")):
        if not states or states[-1] != feedback.state:
            states.append(feedback.state)
        said += [words.text for words in feedback.say]
        tones += feedback.tones
    assert states == ["setup", "calibrate", "ready", "countdown", "stretch", "summary"]
    assert [tone for tone in tones if tone != "begin"] == ["hold_start", "rep", "hold_start", "rep", "done"]
    assert {"3.", "2.", "1.", "Begin.", "Hold.", "2. Well done."} <= set(said)
    [result] = kept
    assert result.reps == 2
    assert result.holds_s == pytest.approx(true_holds_s("childs_pose_good", "childs_pose"), abs=0.5)


@pytest.mark.slow
def test_one_cue_at_a_time_and_never_too_soon() -> None:
    coach = Coach(plan_stretch(load_stretch("childs_pose"), reps=2))
    given: list[tuple[float, str]] = []
    for number, feedback in enumerate(coached(coach, landmarks_of("childs_pose_hips_high"))):
        cues = [words.text for words in feedback.say if feedback.cue and words.text == feedback.cue.text]
        given += [(number / 12, text) for text in cues]
    assert "Sit back farther toward the heels." in [text for _, text in given]
    times = [time_s for time_s, _ in given]
    assert all(np.diff(times) >= 3.9)
    for text in {text for _, text in given}:
        assert all(np.diff([time_s for time_s, said in given if said == text]) >= 9.9)


@pytest.mark.slow
def test_pain_stops_the_set_and_the_next_follows() -> None:
    kept: list[SetResult] = []
    coach = Coach(plan_stretch(load_stretch("hip_abduction")), on_result=kept.append)
    feedback = None
    for feedback in coached(coach, landmarks_of("hip_abduction_good")):
        if feedback.state == "stretch":
            break
    assert feedback is not None
    assert feedback.state == "stretch"
    stopped = coach.pain()
    assert (stopped.state, stopped.ask_sharp, stopped.tones) == ("rest", True, ["stop"])
    assert stopped.say[0].urgent
    assert coach.pain(sharp=True).ask_sharp is False
    assert [result.stopped for result in kept] == ["pain", "sharp pain"]
    assert coach.present.side == "right"
    assert coach.skip().state == "setup"


def test_nobody_is_asked_to_step_into_the_picture() -> None:
    coach = Coach(plan_stretch(load_stretch("childs_pose")))
    said = []
    for number in range(80):
        nobody = Landmarks.empty([number / 10], 640, 480)
        feedback = coach.step(nobody, nobody, compute_angles(nobody, coach.reference))
        said += [words.text for words in feedback.say]
    assert feedback.state == "setup"
    assert feedback.advice == "nobody"
    assert sum(text.startswith("I cannot see you yet") for text in said) == 1


@pytest.mark.slow
def test_who_leaves_during_a_stretch_is_told_kindly_and_loses_nothing() -> None:
    coach = Coach(plan_stretch(load_stretch("childs_pose"), reps=2))
    raw = landmarks_of("childs_pose_good")
    time_s = 0.0
    for feedback in coached(coach, raw[slice(0, 150)]):
        time_s += 1 / 12
        if feedback.reps and feedback.reps.done == 1:
            break
    said = []
    for number in range(60):
        nobody = Landmarks.empty([100.0 + number / 12], 640, 480)
        feedback = coach.step(nobody, nobody, compute_angles(nobody, coach.reference))
        said += [words.text for words in feedback.say]
    assert feedback.state == "stretch"
    assert feedback.reps is not None
    assert feedback.reps.done == 1
    assert "I cannot see you just now. That costs no points." in said
    assert feedback.gauge is not None
    assert feedback.gauge.standing == "unseen"
