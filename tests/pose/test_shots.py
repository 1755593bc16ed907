from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.pose.shots import ShotDetector
from posecheck.video import Video

DATA = Path(__file__).parents[3] / "shared/data"
FPS = 30


def room(seed: int) -> NDArray[np.float64]:
    """Return a picture with large and small detail, [90, 160, 3]."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(20, 230, (9, 16, 3)).repeat(10, axis=0).repeat(10, axis=1)
    return np.asarray(np.clip(coarse + rng.normal(0, 10, coarse.shape), 0, 255))


def shots_of(pictures: list[NDArray[np.float64]], fps: float = FPS) -> tuple[list[int], list[float]]:
    detector = ShotDetector()
    shots, mixed = [], []
    for index, picture in enumerate(pictures):
        shots.append(detector(np.clip(picture, 0, 255).astype(np.uint8), index / fps))
        mixed.append(detector.mixed_since_s)
    return shots, mixed


def test_a_cut_is_found_in_its_frame() -> None:
    shots, mixed = shots_of([room(0)] * 20 + [room(1)] * 20)
    assert shots == [0] * 20 + [1] * 20
    assert not np.isfinite(mixed).any()


@pytest.mark.parametrize("length", [8, 15, 24])
def test_a_dissolve_is_found_at_its_end_with_its_beginning(length: int) -> None:
    share = np.linspace(0, 1, length + 2)[1:-1]
    mix = [(1 - s) * room(0) + s * room(1) for s in share]
    shots, mixed = shots_of([room(0)] * 30 + mix + [room(1)] * 30)
    change = shots.index(1)
    assert max(shots) == 1
    assert 30 + length - 2 <= change <= 30 + length + 6
    assert 28 / FPS <= mixed[change] <= (30 + length / 3) / FPS


def test_a_title_card_is_a_shot_of_its_own() -> None:
    card = np.zeros((90, 160, 3))
    card[40:50, 40:120] = 255
    shots, _ = shots_of([card] * 30 + [room(0)] * 30 + [card] * 30)
    assert shots == [0] * 30 + [1] * 30 + [2] * 30


def test_exposure_and_white_balance_are_no_change_of_shot() -> None:
    gain = np.concatenate([np.ones(20), np.linspace(1, 0.5, 5), 0.5 * np.ones(20), np.ones(20)])
    warm = np.array([1.0, 0.9, 0.8])
    assert max(shots_of([room(0) * g for g in gain])[0]) == 0
    assert max(shots_of([room(0)] * 20 + [room(0) * warm] * 20)[0]) == 0


@pytest.mark.parametrize("fps", [5, 30])
@pytest.mark.parametrize("speed", [2, 8, 20])
def test_somebody_crossing_close_to_the_camera_is_no_change_of_shot(speed: int, fps: float) -> None:
    pictures = []
    for left in range(-70, 240, speed):
        picture = room(0)
        picture[10:, max(0, left) : max(0, left + 60)] = [180, 120, 90]
        pictures.append(picture)
    assert max(shots_of([room(0)] * 10 + pictures + [room(0)] * 10, fps)[0]) == 0


@pytest.mark.parametrize("fps", [10.0, 12.0, 30.0])
def test_a_person_who_shifts_and_rests_before_a_bare_wall_is_no_change_of_shot(fps: float) -> None:
    def person_at(left: float) -> NDArray[np.float64]:
        across = np.clip(1 - np.abs(np.arange(160) - left) / 12, 0, 1)
        down = (np.arange(90) > 20)[:, None]
        return np.repeat((180 - 150 * across * down)[..., None], 3, axis=2)

    moving = [person_at(60 + 16 * share) for share in np.linspace(0, 1, round(0.5 * fps))]
    rest = round(fps)
    assert max(shots_of([moving[0]] * rest + moving + [moving[-1]] * rest, fps)[0]) == 0


def test_sensor_noise_is_no_change_of_shot() -> None:
    rng = np.random.default_rng(0)
    assert max(shots_of([room(0) + rng.normal(0, 12, (90, 160, 3)) for _ in range(60)])[0]) == 0


@pytest.mark.parametrize(
    ("clip", "starts"),
    [
        ("clips/bridging_webcam.mp4", [0]),
        ("clips/childs_pose_outdoor.mp4", [0]),
        ("clips/supine_trunk_rotation_hooklying.mp4", [0]),
        ("tfjs_pose/pose_squats.mp4", [0]),
        ("clips/standing_hip_abduction_two_shots.mp4", [0, 480]),
        ("clips/upward_dog_cobra.mp4", [0, 74, 288, 500, 716, 724, 876]),
    ],
)
@pytest.mark.slow
def test_shots_of_real_clips(clip: str, starts: list[int]) -> None:
    path = DATA / clip
    if not path.exists():
        pytest.skip(f"{clip} is not beside the project in shared/data")
    detector = ShotDetector()
    shots = [detector(frame.image, frame.time_s) for frame in Video(path)]
    assert np.unique(shots, return_index=True)[1] == pytest.approx(starts, abs=3)


def faint_room(left: float) -> NDArray[np.float64]:
    """Return a bare wall with a faint window on one side and a symmetric person, so many pixels aside."""
    picture = np.full((90, 160, 3), 150.0)
    picture[10:60, 110:150] = 175
    across = np.clip(1.2 - np.abs(np.arange(160) - 79.5 - left) / 12, 0, 1)
    down = (np.arange(90) > 20)[:, None]
    return np.asarray(picture - 110 * (across * down)[..., None])


def flipped(pictures: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    return [picture[:, ::-1] for picture in pictures]


@pytest.mark.parametrize("fps", [10.0, 30.0])
def test_a_cut_to_the_mirror_image_of_somebody_who_looks_the_same_both_ways_is_found(fps: float) -> None:
    # Restless before the cut, so that its suddenness alone says nothing.
    half = [faint_room(3 * np.sin(2 * time_s)) for time_s in np.arange(0, 4, 1 / fps)]
    shots, _ = shots_of(half + flipped(half), fps)
    assert shots == [0] * len(half) + [1] * len(half)


@pytest.mark.parametrize("fps", [5.0, 10.0, 30.0])
def test_a_dissolve_to_the_mirror_image_of_a_room_that_looks_much_the_same_is_found(fps: float) -> None:
    still = faint_room(0)
    still[:, :60] += 12
    mirrored, count = still[:, ::-1], round(0.6 * fps)
    mix = [(1 - share) * still + share * mirrored for share in np.linspace(0, 1, count + 2)[1:-1]]
    shots, mixed = shots_of([still] * round(2 * fps) + mix + [mirrored] * round(2 * fps), fps)
    assert max(shots) == 1
    change = shots.index(1)
    assert 2.0 <= change / fps <= 2.9
    assert 1.9 - 1 / fps <= mixed[change] <= 2.4


@pytest.mark.parametrize("fps", [5.0, 10.0, 30.0])
@pytest.mark.parametrize("window", [0.0, 25.0])
@pytest.mark.parametrize(("far", "fast"), [(20, 2), (10, 4), (20, 1)])
def test_a_person_who_sways_from_side_to_side_is_no_change_of_shot(
    fps: float, window: float, far: float, fast: float
) -> None:
    pictures = [faint_room(far * np.sin(fast * time_s)) for time_s in np.arange(0, 6, 1 / fps)]
    for picture in pictures:
        picture[10:60, 110:150] += window - 25
    assert max(shots_of(pictures, fps)[0]) == 0
