from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from posecheck.pose.landmarks import Landmark
from posecheck.pose.person import Person
from posecheck.pose.tracking.clothes import clothes_colours, unlikeness
from posecheck.pose.tracking.crowd import Crowd
from posecheck.pose.tracking.person_mask import cut_out
from tests.pose.test_person import person

RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(*people: tuple[Person, tuple[int, int, int]]) -> NDArray[np.uint8]:
    """Paint each person as an upright block of one colour, later ones in front."""
    image = np.full((720, 1280, 3), 128, dtype=np.uint8)
    for who, colour in people:
        low, high = who.image_px.min(axis=0).astype(int), who.image_px.max(axis=0).astype(int)
        image[max(low[1], 0) : high[1], max(low[0], 0) : max(high[0], 0)] = colour
    return image


def test_own_is_kept_when_another_walks_past_in_front() -> None:
    own = person()
    crowd = Crowd(own, [own, person(x=-500)], picture((own, RED), (person(x=-500), BLUE)), 0.0)
    for step in range(1, 41):
        walker = person(x=-500 + 25 * step)
        hidden = abs(walker.centre_px[0] - own.centre_px[0]) < 100
        people = [walker] if hidden else [walker, own]
        found = crowd.find_own(people, picture((own, RED), (walker, BLUE)), step / 30)
        assert found is (None if hidden else own)


def test_who_is_followed_elsewhere_is_not_own() -> None:
    own, other = person(), person(x=200)
    image = picture((own, RED), (other, BLUE))
    crowd = Crowd(own, [own, other], image, 0.0)
    assert crowd.find_own([other], image, 0.1) is None
    assert not crowd.is_own(person(x=205), image, 0.1)
    assert crowd.is_own(person(x=5), image, 0.1)


def test_others_are_forgotten_and_close_ones_noticed() -> None:
    own, other = person(), person(x=200)
    image = picture((own, RED), (other, BLUE))
    crowd = Crowd(own, [own, other], image, 0.0)
    assert crowd.close
    crowd.find_own([own], image, 5.0)
    assert crowd.others == []
    assert not crowd.close


def test_colours_are_those_of_the_clothes() -> None:
    own = person()
    colours = clothes_colours(own, picture((own, RED)))
    np.testing.assert_allclose(colours, np.tile(np.array(RED) / 255, (3, 1)))
    assert unlikeness(colours, clothes_colours(own, picture((own, BLUE)))) > 0.4
    away = replace(own, image_px=own.image_px + 5000)
    assert np.isnan(clothes_colours(away, picture())).all()
    assert unlikeness(colours, clothes_colours(away, picture())) == 0.0


def test_cutting_out_keeps_the_person_only() -> None:
    own = person()
    alone = cut_out(own, np.full((720, 1280, 3), 128, dtype=np.uint8))
    for landmark in (Landmark.LEFT_EAR, Landmark.LEFT_HIP, Landmark.RIGHT_WRIST):
        column, row = own.image_px[landmark].astype(int)
        assert alone[row, column].all()
    assert not alone[:, :300].any()
