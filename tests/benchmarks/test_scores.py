"""Every faulty clip is paired with its good twin, and a fault that stays unseen is explained."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.runs import Run
from benchmarks.scores import is_lower, score_table, twin_table, twins, why_not
from benchmarks.truth import SAMPLES, Truth, load_truth
from posecheck.api import check


def truth_of(clip: str) -> Truth:
    return load_truth(SAMPLES / f"{clip}.truth.json")


def run_of(truth: Truth, seen: Truth, folder: Path) -> Run:
    """One clip, as if the pose model had seen the true landmarks of `seen` in it."""
    kept = folder / f"{truth.clip.stem}.npz"
    seen.landmarks.save(kept)
    return Run(truth, check(kept, truth.stretch), seen.landmarks)


def test_a_perfect_pose_model_tells_the_twins_apart(tmp_path: Path) -> None:
    good, faulty = (truth_of(f"childs_pose_{name}") for name in ("good", "hips_high"))
    runs = [run_of(truth, truth, tmp_path) for truth in (faulty, good)]
    [(first, second)] = twins(runs)
    assert first.truth.good
    assert second.truth.faults == ("hips_high",)
    assert is_lower(first.result.assessment, second.result.assessment)
    assert "| yes   | yes" in twin_table(runs)
    assert "childs_pose_hips_high" in score_table(runs)


def test_a_fault_that_is_not_seen_is_explained_by_the_angle_that_hides_it(tmp_path: Path) -> None:
    good, faulty = (truth_of(f"childs_pose_{name}") for name in ("good", "hips_high"))
    missed = run_of(faulty, good, tmp_path)
    assert not is_lower(run_of(good, good, tmp_path).result.assessment, missed.result.assessment)
    reason = why_not(run_of(good, good, tmp_path), missed)
    assert "faulty one" in reason
    assert "with true landmarks" in reason


def test_the_true_landmarks_are_where_the_truth_says() -> None:
    truth = truth_of("childs_pose_good")
    assert truth.landmarks.seen.all()
    np.testing.assert_array_equal(truth.landmarks.image_px, truth.image_px)
