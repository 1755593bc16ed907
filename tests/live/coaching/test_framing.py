"""What a person is told about their place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from posecheck.live.coaching.framing import Placement
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.stretches.load import load_stretch


def standing() -> Landmarks:
    """Return a person who stands in the middle of a 640 x 480 picture."""
    points = np.full((33, 2), [320.0, 100.0])
    rows = {"SHOULDER": 140, "ELBOW": 190, "WRIST": 240, "HIP": 250, "KNEE": 340, "ANKLE": 420, "HEEL": 425}
    rows |= {"FOOT_INDEX": 430, "PINKY": 245, "INDEX": 245, "THUMB": 245}
    for landmark in Landmark:
        part = landmark.name.split("_", 1)[-1]
        if part in rows and landmark.name.startswith(("LEFT", "RIGHT")) and landmark >= 11:
            points[landmark] = [345 if landmark.name.startswith("LEFT") else 295, rows[part]]
    empty = Landmarks.empty([0.0], 640, 480)
    world = np.concatenate([points / 200, np.zeros((33, 1))], axis=1)
    return replace(
        empty,
        image_px=points[None],
        world_m=world[None],
        visibility=np.ones((1, 33)),
        presence=np.ones((1, 33)),
    )


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (lambda points: points, None),
        (lambda points: points + [0, 100], "down"),
        (lambda points: points - [0, 150], "up"),
        (lambda points: points + [340, 0], "middle"),
        (lambda points: (points - [320, 100]) * 1.6 + [320, 60], "back"),
        (lambda points: points * 0.3 + [220, 150], "closer"),
    ],
)
def test_placement_says_what_to_change(change: object, advice: str | None) -> None:
    person = standing()
    moved = replace(person, image_px=change(person.image_px[0])[None])  # type: ignore[operator]
    found = Placement(load_stretch("hip_abduction"), "left").advice(moved, None)
    assert (found.id if found else None) == advice


def test_placement_names_what_it_cannot_see() -> None:
    person = standing()
    person.visibility[0, [Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE]] = 0.1
    found = Placement(load_stretch("hip_abduction"), "left").advice(person, None)
    assert found is not None
    assert found.text.startswith("I cannot see your ")
