import numpy as np
from numpy.typing import NDArray

from posecheck.pose.tracking.person_lock import PersonLock
from posecheck.pose.tracking.wide_picture import find_everybody
from tests.kinematic_body import pose, to_landmarks
from tests.pose.model.puppets import PuppetModel, Puppets, draw

COCO = [0, 2, 5, 7, 8, *range(11, 17), *range(23, 29)]
BODY = to_landmarks(pose(heading=0 + np.zeros(3)), distance_m=4.0).image_px[0, COCO]


def two_people(width: int = 1600) -> NDArray[np.uint8]:
    """Return a wide picture with one person near its left and one near its right border."""
    image = np.zeros((720, width, 3), dtype=np.uint8)
    for puppet, x in enumerate((300, width - 300)):
        draw(image, puppet, BODY + [x - BODY[:, 0].mean(), 0])
    return image


def places(image: NDArray[np.uint8]) -> list[int]:
    return sorted(round(float(one.centre_px[0])) for one in find_everybody(Puppets(1), image, 0.0, 0))


def test_who_is_overlooked_in_the_whole_picture_is_found_in_a_piece_of_it_once() -> None:
    image = two_people()
    assert len(Puppets(1)(image)) == 1
    left, right = places(image)
    assert abs(left - 300) < 20
    assert abs(right - 1300) < 20


def test_one_person_stays_one() -> None:
    image = two_people()
    image[:, 700:] = 0
    assert len(places(image)) == 1


class Shrinking(PuppetModel):
    """Sees one person only in any picture, as a model does that shrinks wide ones."""

    def finder(self, max_people: int) -> Puppets:
        return Puppets(1)


def test_the_one_who_is_asked_for_is_followed() -> None:
    for whom, x in (("left", 300), ("right", 1300)):
        with PersonLock(Shrinking(), whom) as lock:  # type: ignore[arg-type]
            person = lock(two_people(), 0.0)
        assert person is not None
        assert abs(person.centre_px[0] - x) < 20
        assert len(lock.others) == 1
