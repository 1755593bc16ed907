import numpy as np
import pytest

from posecheck.pose.person import Person, Whom, chosen
from posecheck.pose.tracking.people_count import Company
from tests.kinematic_body import pose, to_landmarks

BODY = to_landmarks(pose(heading=20))


def person(x: float, size: float = 1.0) -> Person:
    image = (BODY.image_px[0] - [640, 360]) * size + [x, 360]
    return Person(image, BODY.world_m[0], BODY.visibility[0], BODY.presence[0])


LEFT, MIDDLE, RIGHT = person(200), person(700, 0.9), person(1100, 1.2)
FAR = person(20, 0.3)


@pytest.mark.parametrize(
    ("whom", "expected"), [("left", LEFT), ("middle", MIDDLE), ("right", RIGHT), ("largest", RIGHT)]
)
def test_whom_the_user_names_is_chosen(whom: Whom, expected: Person) -> None:
    assert chosen([FAR, RIGHT, LEFT, MIDDLE], whom, 1280, 720) is expected


@pytest.mark.parametrize(
    ("own", "others", "said"),
    [
        (LEFT, [RIGHT], "2 people are seen, and the left one is followed"),
        (RIGHT, [LEFT], "2 people are seen, and the right one is followed"),
        (MIDDLE, [LEFT, RIGHT], "3 people are seen, and the middle one is followed"),
    ],
)
def test_how_many_are_seen_and_who_is_followed_is_said(own: Person, others: list[Person], said: str) -> None:
    company = Company()
    for _ in range(5):
        company.add(own, others)
    assert company.said(None) == f"{said}; give --person left, middle, right or largest to choose."
    assert company.said("left") == f"{said}."


def test_who_is_alone_passed_or_far_behind_is_not_told_of() -> None:
    company = Company()
    for n in range(20):
        company.add(LEFT, [RIGHT] if n < 4 else [FAR])
        company.add(None, [RIGHT])
    assert company.said(None) is None


def test_nobody_has_no_company() -> None:
    assert Company().said(None) is None


def test_one_body_at_the_border_that_is_guessed_in_two_ways_is_one_person() -> None:
    """The followed one lies half outside to the left; the other guess squeezes all of it into the picture."""
    own = person(0, 1.2)
    image = own.image_px.copy()
    image[:, 0] = np.interp(image[:, 0], [image[:, 0].min(), image[:, 0].max()], [0.0, image[:, 0].max()])
    guess = Person(image, own.world_m, own.visibility, own.presence)
    company = Company(1280, 720)
    for _ in range(5):
        company.add(own, [guess])
    assert company.said(None) is None
    company.add(own, [RIGHT])
    for _ in range(5):
        company.add(own, [guess, RIGHT])
    assert str(company.said(None)).startswith("2 people are seen")
