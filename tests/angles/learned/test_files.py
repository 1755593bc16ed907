"""The trained estimator is whole, belongs to its pose model, and says so where it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import posecheck
from posecheck.angles.learned.files import SHA256, bundled_estimator, estimator_for, read_estimator
from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.model.models import BUNDLED_SHA256

NOBODY = Landmarks.empty([0.0, 0.1], 640, 480)


def test_every_estimator_is_whole_and_belongs_to_a_pose_model() -> None:
    assert set(SHA256) <= set(BUNDLED_SHA256)
    for model in SHA256:
        assert bundled_estimator(model) is not None


def test_landmarks_of_another_model_keep_the_geometry_and_say_so() -> None:
    landmarks, learned = estimator_for(NOBODY, "learned")
    assert learned is None
    assert [note for note in landmarks.notes if "those of geometry" in note] != []
    known = replace(NOBODY, source={"model": "full"})
    landmarks, learned = estimator_for(known, "learned")
    assert (learned is not None, landmarks.notes) == (True, ())


def test_what_is_no_estimator_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    np.savez(path, header=np.array("{}"))
    with pytest.raises(PosecheckError, match="is no estimator of this version"):
        read_estimator(path)
    with pytest.raises(PosecheckError, match="does not exist"):
        read_estimator(tmp_path / "none.npz")


def test_an_unknown_estimator_is_refused_before_anything_is_done() -> None:
    with pytest.raises(PosecheckError, match="did you mean learned"):
        posecheck.measure(NOBODY, estimator="lerned")
    with pytest.raises(PosecheckError, match="did you mean geometry"):
        posecheck.check("no_such_clip.mp4", "childs_pose", estimator="geometrie")
