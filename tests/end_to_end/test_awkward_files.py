"""Awkward video files of ../shared/data/cases give what is right for the pictures in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

import posecheck
from posecheck.clip_landmarks import Sampling

CASES = Path(__file__).parents[3] / "shared/data/cases"


@dataclass(frozen=True)
class Case:
    """A file, how it is read, and what is right."""

    name: str
    fps: float | None = None
    reps: int = 2
    shots: int = 1
    least_score: float = 99.0
    longest_hold_s: float = 2.3
    notes: tuple[str, ...] = ()
    stretch: str = "hip_abduction"


TRACK_2 = "number 2 was used (640 x 480)"

ABDUCTIONS = [
    Case("a1_thumb_first.mov", notes=(TRACK_2,)),
    Case("a2_two_tracks_default_second.mp4", notes=(TRACK_2,)),
    Case("a36_zeroed_middle.mp4", shots=2, notes=("damaged from 4.0 to 6.8 s", "left out", "is not known")),
    Case("a40_call_freezes_vfr.mp4", shots=2, notes=("No new picture from 4.6 to 7.2 s", "is not known")),
    Case("a5_concat_restart.ts", reps=4, notes=("starts again at 10.9 s",)),
    Case("a8_no_ctts.mp4"),
    Case("a13_android_slowmo_8x.mp4", fps=12, notes=("slow motion, 8 times slower",)),
    Case("a4_last_frame_4s.mkv"),
    Case(
        "a3_hold_is_one_long_frame.mp4",
        least_score=93.0,
        longest_hold_s=4.1,
        notes=("No new picture from 4.2 to 6.9 s and from 12.2 to 15.1 s",),
        stretch="childs_pose",
    ),
]


def read(name: str, stretch: str, sampling: Sampling) -> posecheck.Result:
    if not (CASES / name).exists():
        pytest.skip(f"{CASES / name} is not here")
    return posecheck.check(CASES / name, stretch, sampling=sampling)


@pytest.mark.slow
@pytest.mark.parametrize("case", ABDUCTIONS, ids=[case.name for case in ABDUCTIONS])
def test_what_is_right_comes_out(case: Case) -> None:
    result = read(case.name, case.stretch, Sampling(fps=case.fps))
    found = result.assessment
    assert found.complete_reps == len(found.reps) == case.reps
    assert (found.score or 0) >= case.least_score
    assert result.landmarks.shot[-1] + 1 == case.shots
    assert max(rep.hold.duration_s for rep in found.reps if rep.hold) < case.longest_hold_s
    assert len(result.notes) == len(case.notes)
    for note, words in zip(result.notes, case.notes, strict=True):
        assert words in note


@pytest.mark.slow
@pytest.mark.parametrize("part", [Sampling(end_s=5.0), Sampling(start_s=5.0), Sampling(start_s=5.2)])
def test_either_part_of_a_clip_that_turns_is_read(part: Sampling) -> None:
    result = read("a11_turns_halfway.ts", "hip_abduction", part)
    assert result.notes == ()
    assert result.landmarks.seen.all()
    [rep] = result.assessment.reps
    assert rep.reached == pytest.approx(35, abs=2.5)
