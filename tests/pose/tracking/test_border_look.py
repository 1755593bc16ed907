"""Of who is only partly in the picture a whole body may be made up; a fresh look finds it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from benchmarks.truth import SAMPLES
from posecheck.pipeline import measure
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.model.models import load_model
from posecheck.pose.outside_picture import is_cut_off, said_cut_off
from posecheck.pose.tracking.border_look import border_looks, doubt_guesses
from posecheck.pose.tracking.tracker import detect_landmarks
from posecheck.video import Frame, Video
from tests.kinematic_body import pose, to_landmarks

BODY = to_landmarks(pose(heading=0 + np.zeros(50)))


def beside_border(shot: np.ndarray | None = None) -> Landmarks:
    """Return a body whose lowest point lies 5 pixels above the picture's end."""
    lowest = round(float(BODY.image_px[..., 1].max())) + 5
    return replace(BODY, height_px=lowest, shot=BODY.shot if shot is None else shot)


def test_only_who_comes_near_the_border_is_looked_at_again() -> None:
    room = replace(BODY, image_px=0.4 * BODY.image_px + [200, 150])
    assert len(border_looks(room)) == 0
    assert len(border_looks(beside_border())) == 5


def test_each_shot_is_looked_at_by_itself_and_a_short_one_not_at_all() -> None:
    time_s = BODY.time_s
    two = np.where(time_s < time_s[-1] / 2, 0, 1)
    assert len(border_looks(beside_border(two))) == (10 if time_s[-1] > 2.5 else 0)
    assert len(border_looks(beside_border(np.arange(50)))) == 0


def part(clip: str, left: float, right: float) -> Iterator[Frame]:
    """Yield two pictures a second of a sample clip, cut to a part of their width."""
    for frame in Video(SAMPLES / f"{clip}.mp4", fps=2.0, threads=1):
        width = frame.image.shape[1]
        cut = frame.image[:, round(left * width) : round(right * width)]
        yield replace(frame, image=np.ascontiguousarray(cut))


@cache
def looked(clip: str, left: float, right: float) -> tuple[Landmarks, int]:
    """Return what a second look makes of a part of a clip, and at how many pictures it looked."""
    height, width = next(part(clip, left, right)).image.shape[:2]
    model = load_model("full")
    found = detect_landmarks(part(clip, left, right), model, width_px=width, height_px=height)
    looks_s = border_looks(found)
    at = (frame for frame in part(clip, left, right) if np.abs(looks_s - frame.time_s).min(initial=9) < 0.01)
    return doubt_guesses(found, at, model), len(looks_s)


@pytest.mark.slow
def test_a_body_that_is_made_up_of_half_of_one_is_said_and_nothing_of_it_is_judged() -> None:
    found, looks = looked("childs_pose_good", 0.0, 0.5)
    assert looks == 5
    [note] = [note for note in found.notes if "only a part of the body" in note]
    assert note.startswith("From 0.0 to ")
    assert said_cut_off(found) is None  # which part it is nobody knows
    assert is_cut_off(found)[found.seen].all()
    landmarks, angles = measure(found, "clip")
    assert not landmarks.seen.any()
    assert not np.isfinite(angles.value).any()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("clip", "left", "right"), [("standing_side_bend_good", 0.0, 1.0), ("hip_abduction_good", 0.2, 0.85)]
)
def test_a_whole_body_that_reaches_to_the_border_is_believed(clip: str, left: float, right: float) -> None:
    found, looks = looked(clip, left, right)
    assert looks == 5
    assert (found.presence[found.seen] > 0).all()
    assert not any("only a part" in note for note in found.notes)
