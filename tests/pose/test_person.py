import numpy as np
import pytest

from posecheck.pose.landmarks import Landmark
from posecheck.pose.person import Person, are_apart, is_same, most_prominent
from tests.kinematic_body import pose, to_landmarks

BODY = to_landmarks(pose(heading=20))


def person(x: float = 0.0, size: float = 1.0) -> Person:
    image = BODY.image_px[0]
    image = (image - image.mean(axis=0)) * size + [640 + x, 360]
    return Person(image, BODY.world_m[0], BODY.visibility[0], BODY.presence[0])


def test_size_in_pixels_per_metre() -> None:
    # Focal length 0.9 widths, three metres away.
    assert person().px_per_m == pytest.approx(0.9 * 1280 / 3, rel=0.05)
    assert person(size=0.5).px_per_m == pytest.approx(0.5 * person().px_per_m)


def test_turning_four_times_changes_nothing_and_once_is_clockwise() -> None:
    one = person()
    back = one.turned(4, 1280, 720)
    np.testing.assert_allclose(back.image_px, one.image_px)
    np.testing.assert_allclose(back.world_m, one.world_m)
    turned = one.turned(1, 1280, 720)
    # Clockwise, up becomes right: the head points to the right, in the picture and in the world.
    for points in (turned.image_px, turned.world_m):
        assert points[Landmark.NOSE, 0] > points[Landmark.LEFT_ANKLE, 0]
    np.testing.assert_allclose(turned.turned(-1, 720, 1280).image_px, one.image_px)


def test_mirror_image_is_that_of_the_landmarks_and_its_own_inverse() -> None:
    one = Person(BODY.image_px[0], BODY.world_m[0], BODY.visibility[0], BODY.presence[0])
    mirrored, expected = one.mirrored(BODY.width_px), BODY.mirrored()
    np.testing.assert_allclose(mirrored.image_px, expected.image_px[0])
    np.testing.assert_allclose(mirrored.world_m, expected.world_m[0])
    np.testing.assert_allclose(mirrored.mirrored(BODY.width_px).image_px, one.image_px)


def test_legs_of_another_look_join_at_the_hips() -> None:
    both = person().with_legs_of(person(x=5.0))
    np.testing.assert_array_equal(both.image_px[:23], person().image_px[:23])
    np.testing.assert_array_equal(both.image_px[23:], person(x=5.0).image_px[23:])


def test_turning_agrees_with_turning_the_picture() -> None:
    picture = np.zeros((720, 1280))
    column, row = person().image_px[Landmark.NOSE].astype(int)
    picture[row, column] = 1
    row, column = np.argwhere(np.rot90(picture, -1))[0]
    np.testing.assert_allclose(person().turned(1, 1280, 720).image_px[Landmark.NOSE], [column, row], atol=1.5)


def test_the_largest_is_prominent_unless_far_from_the_middle() -> None:
    middle, right, large = person(), person(x=500), person(x=500, size=1.2)
    assert most_prominent([right, middle], 1280, 720) is middle
    assert most_prominent([large, middle], 1280, 720) is middle
    giant = person(x=300, size=1.8)
    assert most_prominent([giant, middle], 1280, 720) is giant


def test_the_same_person_is_near_and_as_large() -> None:
    assert is_same(person(x=20), person(), 1 / 30)
    assert not is_same(person(x=150), person(), 1 / 30)
    assert is_same(person(x=150), person(), 0.2)
    assert not is_same(person(x=800), person(), 10.0)
    assert not is_same(person(size=2.0), person(), 1 / 30)


def test_one_person_found_twice_is_not_apart() -> None:
    assert not are_apart(person(x=10), person())
    assert are_apart(person(x=150), person())
