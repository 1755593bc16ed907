from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.truth import SAMPLES, load_truth
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.model.models import load_model
from posecheck.pose.tracking.closer_look import Window, clearer, find_window, looks_at
from posecheck.video import Frame, Video
from tests.kinematic_body import pose, to_landmarks

TRUTH = load_truth(SAMPLES / "hip_abduction_good.truth.json")
CANVAS = (720, 1280)


def shrunk(share: float, left: int, top: int, *, every_s: float = 3.0) -> Iterator[Frame]:
    """Yield pictures of a sample clip, as high as `share` of a grey canvas, with a corner at `left` and `top`."""
    for frame in Video(TRUTH.clip, fps=1 / every_s):
        height = round(share * CANVAS[0])
        width = round(height * frame.image.shape[1] / frame.image.shape[0])
        canvas = np.full((*CANVAS, 3), 128, dtype=np.uint8)
        small = cv2.resize(frame.image, (width, height), interpolation=cv2.INTER_AREA)
        canvas[top : top + height, left : left + width] = small
        yield replace(frame, image=canvas)


def nobody(seconds: float = 10.0) -> Landmarks:
    return Landmarks.empty(np.arange(0, seconds, 0.1), CANVAS[1], CANVAS[0])


def box_of(share: float, left: int, top: int) -> NDArray[np.float64]:
    places = TRUTH.image_px * share * CANVAS[0] / TRUTH.height_px + [left, top]
    return np.concatenate([places.min(axis=(0, 1)), places.max(axis=(0, 1))])


@pytest.mark.slow
@pytest.mark.parametrize(("share", "left", "top"), [(0.42, 860, 10), (0.3, 900, 380), (0.2, 40, 40)])
def test_somebody_small_is_found_wherever_they_are(share: float, left: int, top: int) -> None:
    window = find_window(shrunk(share, left, top), nobody(), load_model("full"))
    assert window is not None
    low_x, low_y, high_x, high_y = box_of(share, left, top)
    assert window.left <= low_x < high_x <= window.right
    assert window.top <= low_y < high_y <= window.bottom
    assert window.right - window.left < CANVAS[1] / 2


def test_an_empty_room_holds_nobody() -> None:
    empty = (Frame(n, float(n), np.full((72, 128, 3), 128, dtype=np.uint8)) for n in range(2))
    assert find_window(empty, nobody(), load_model("lite")) is None


def test_only_who_is_small_or_missing_is_looked_at_closer() -> None:
    body = to_landmarks(pose(heading=0 + np.zeros(50)))
    assert len(looks_at(body)) == 0
    assert len(looks_at(replace(body, image_px=0.3 * body.image_px))) == 5
    assert looks_at(nobody())[[0, -1]].tolist() == pytest.approx([0.0, 9.9])
    assert len(looks_at(Landmarks.empty([], 640, 480))) == 0


def test_what_is_seen_in_a_window_lies_in_the_whole_picture() -> None:
    window, body = Window(300, 200, 800, 600), to_landmarks(pose(heading=0 + np.zeros(3)))
    image = np.zeros((720, 1280, 3), dtype=np.uint8)
    image[250, 310] = 255
    assert window.of(image)[50, 10, 0] == 255
    whole = window.whole(replace(body, width_px=500, height_px=400), 1280, 720)
    np.testing.assert_allclose(whole.image_px, body.image_px + [300, 200])
    assert (whole.width_px, whole.height_px) == (1280, 720)


def small(scale: float = 0.2) -> Landmarks:
    body = to_landmarks(pose(heading=0 + np.zeros(50)))
    return replace(nobody(5.0), image_px=scale * body.image_px + 300, world_m=body.world_m)


def test_who_is_seen_at_last_is_told_to_come_closer() -> None:
    better = clearer(nobody(5.0), small())
    assert better.seen.all()
    [note] = better.notes
    assert note.startswith("The body is only")
    assert note.endswith("was looked at closer; come closer to the camera for surer angles.")


def test_who_is_still_not_seen_is_too_far_away() -> None:
    assert clearer(nobody(5.0), nobody(5.0)).notes == (
        "Somebody is seen too far away to be followed; come closer to the camera, the whole body in the picture.",
    )


def test_of_two_bodies_the_one_of_steady_size_is_believed() -> None:
    steady = small()
    wavering = 1 + 0.3 * np.sin(np.arange(50))[:, None, None]
    askew = replace(steady, image_px=(steady.image_px - 300) * wavering + 300)
    assert np.array_equal(clearer(askew, steady).image_px, steady.image_px)
    assert clearer(steady, askew) is steady


def test_who_is_rarely_seen_because_they_are_cut_off_is_not_called_too_far_away() -> None:
    body = small()
    rare = replace(body, image_px=np.where(np.arange(50)[:, None, None] < 5, body.image_px, np.nan))
    rare = replace(rare, world_m=np.where(np.arange(50)[:, None, None] < 5, body.world_m, np.nan))
    [note] = clearer(nobody(5.0), rare).notes
    assert note.startswith("Somebody is seen too far away")
    middle = int(np.nanmedian(rare.image_px[..., 0]))
    assert clearer(nobody(5.0), replace(rare, width_px=middle)).notes == ()


def test_who_is_small_and_often_missed_is_seen_more_often_from_closer() -> None:
    missed = small()
    missed.image_px[:15] = missed.world_m[:15] = np.nan
    better = clearer(missed, small())
    assert better.seen.all()
    assert "was looked at closer" in better.notes[0]
    hardly = small()
    hardly.image_px[:3] = hardly.world_m[:3] = np.nan
    wavering = 1 + 0.3 * np.sin(np.arange(50))[:, None, None]
    assert clearer(hardly, replace(small(), image_px=small().image_px * wavering)) is hardly
