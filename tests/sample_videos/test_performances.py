"""Every stretch of the table is performed: contacts hold, nothing goes through anything, and it is repeatable."""

from __future__ import annotations

import numpy as np
import pytest

from sample_videos.render.body import load_body
from sample_videos.render.camera import around
from sample_videos.render.clip import ROOMS
from sample_videos.render.measure import deepest
from sample_videos.render.performance import ease, perform
from sample_videos.render.poses import mirrored_values
from sample_videos.render.rig import DOF_INDEX, forward, pose_vector
from sample_videos.render.table import entry, fault_names, stretches
from sample_videos.render.truth import truth_of

SLOWEST_FPS = 1.0


def test_every_stretch_has_a_good_performance_a_fault_and_two_cameras() -> None:
    assert len(stretches()) == 25
    for stretch in stretches():
        assert fault_names(stretch), stretch
        assert set(entry(stretch)["cameras"]) == {"recommended", "worse"}, stretch


def test_every_camera_stands_inside_its_room() -> None:
    for stretch in stretches():
        half = ROOMS[entry(stretch).get("room", 0)].size_m
        for spec in entry(stretch)["cameras"].values():
            camera = around(spec["azimuth"], spec["height"], spec["distance"], tuple(spec["target"]))
            assert max(abs(x) for x in camera.position) < half - 0.1, stretch


@pytest.mark.parametrize(
    ("stretch", "variant"), [(s, v) for s in stretches() for v in ("good", *fault_names(s))]
)
def test_skin_stays_out_of_floor_seat_roller_chair_and_body(stretch: str, variant: str) -> None:
    depths = deepest(perform(stretch, variant, SLOWEST_FPS))
    # Bodies settle smoothly from frame to frame: at the rate of a clip 2 cm at most, at this one a little more.
    assert max(depths.values()) < 0.025, depths


def test_the_same_performance_twice_is_the_same() -> None:
    first, second = (perform("hip_flexion", "leans_back", SLOWEST_FPS) for _ in range(2))
    np.testing.assert_array_equal(first.frames, second.frames)
    camera = around(90.0, 1.0, 3.0, (0.0, 0.8, 0.0))
    assert truth_of(first.body, first.frames, first.times_s, camera) == truth_of(
        second.body, second.frames, second.times_s, camera
    )


def test_a_fault_changes_the_end_and_not_the_start() -> None:
    good, bad = (perform("hip_flexion", variant, 2.0) for variant in ("good", "leans_back"))
    tilt = DOF_INDEX["pelvic_tilt"]
    assert abs(good.frames[1, tilt] - bad.frames[1, tilt]) < 2
    assert bad.frames[:, tilt].min() < good.frames[:, tilt].min() - 8


def test_planted_hands_do_not_slide_while_the_hips_sit_back() -> None:
    performance = perform("childs_pose", "good", 4.0)
    still = [s for s in performance.steps if s.pose == "hold" and s.rep == 0]
    inside = (performance.times_s > still[0].start_s) & (performance.times_s < still[-1].end_s)
    wrists = forward(performance.body, performance.frames[inside]).at("hand_left")
    assert np.ptp(wrists[:, [0, 2]], axis=0).max() < 0.02


def test_both_ways_alternate_sides() -> None:
    sides = [step.side for step in perform("trunk_side_bend", "good", SLOWEST_FPS).steps if step.rep >= 0]
    assert set(sides) == {"left", "right"}


def test_mirroring_twice_gives_the_pose_back() -> None:
    q = pose_vector({"hip_flexion_left": 30, "lumbar_bend": 12, "pelvic_heading": 5, "z": 0.1})
    np.testing.assert_array_equal(mirrored_values(mirrored_values(q)), q)
    assert mirrored_values(q)[DOF_INDEX["hip_flexion_right"]] == 30


def test_movement_eases_in_and_out() -> None:
    assert ease(np.array([0.0, 0.5, 1.0])).tolist() == [0.0, 0.5, 1.0]
    assert ease(np.array([0.1]))[0] < 0.02


def test_people_differ() -> None:
    assert load_body("ben").stature > load_body("chen").stature + 0.1
