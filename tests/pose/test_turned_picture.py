import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.pose.body import Landmark
from posecheck.pose.turned_picture import turned_landmarks, turned_picture, turned_size
from tests.kinematic_body import pose, to_landmarks

BODY = to_landmarks(pose(heading=20, shoulder_abduction_left=60), size_px=(320, 240))
ANY = [-200.0, -90.0, -21.0, 12.5, 45.0, 90.0, 135.0, 180.0, 270.0]


@pytest.mark.parametrize("turn_deg", ANY)
def test_landmarks_lie_where_the_turned_picture_shows_them(turn_deg: float) -> None:
    wrist = BODY.image_px[0, Landmark.LEFT_WRIST]
    picture = np.zeros((240, 320, 3), dtype=np.uint8)
    rows, columns = np.mgrid[:240, :320] + 0.5
    picture[np.hypot(columns - wrist[0], rows - wrist[1]) < 5] = 255

    turned, shown = turned_landmarks(BODY, turn_deg), turned_picture(picture, turn_deg)

    assert shown.shape[:2] == (turned.height_px, turned.width_px)
    assert (turned.width_px, turned.height_px) == turned_size(320, 240, turn_deg)
    bright = np.argwhere(shown[..., 0] > 127)[:, ::-1].mean(axis=0) + 0.5
    np.testing.assert_allclose(bright, turned.image_px[0, Landmark.LEFT_WRIST], atol=0.6)


@pytest.mark.parametrize("turn_deg", ANY)
def test_world_turns_with_the_picture_and_back(turn_deg: float) -> None:
    turned = turned_landmarks(BODY, turn_deg)
    back = turned_landmarks(turned, -turn_deg)
    np.testing.assert_allclose(back.world_m, BODY.world_m, atol=1e-12)

    def up(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(places[0, Landmark.NOSE, :2] - places[0, Landmark.LEFT_ANKLE, :2])

    together = up(turned.image_px) @ up(turned.world_m)
    assert together == pytest.approx(up(BODY.image_px) @ up(BODY.world_m))


def test_nothing_of_a_picture_is_lost() -> None:
    white = np.full((100, 200, 3), 255, dtype=np.uint8)
    assert turned_picture(white, 30)[..., 0].sum() == pytest.approx(white[..., 0].sum(), rel=0.01)
