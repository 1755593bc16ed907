import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.pose.cleaning.planted_foot import PlantedFoot

SCALE = 200.0
REST = ([280.0, 405.0], [277.0, 421.0])


def feet(left: list[float], right: list[float]) -> NDArray[np.float64]:
    image = np.zeros((33, 2))
    image[[27, 29, 31]], image[[28, 30, 32]] = left, right
    return image


@pytest.fixture
def planted() -> PlantedFoot:
    rested = PlantedFoot()
    for frame in range(20):
        rested.learn(feet(*REST), frame / 30, SCALE, exchanged=False)
    return rested


def test_the_foot_that_stays_tells_its_name(planted: PlantedFoot) -> None:
    lifted = [370.0, 310.0]
    assert planted.evidence(feet([281, 403], lifted), SCALE) < -0.7
    assert planted.evidence(feet(lifted, [281, 403]), SCALE) > 0.7
    assert planted.evidence(feet(lifted, [277, 420]), SCALE) < -0.7
    assert planted.evidence(feet([277, 420], lifted), SCALE) > 0.7


def test_nothing_is_said_while_both_stand_both_move_or_nothing_is_known(planted: PlantedFoot) -> None:
    assert planted.evidence(feet(*REST), SCALE) == 0
    assert planted.evidence(feet([400, 405], [150, 421]), SCALE) == 0
    assert planted.evidence(np.full((33, 2), np.nan), SCALE) == 0
    assert PlantedFoot().evidence(feet([281, 403], [370, 310]), SCALE) == 0


def test_a_leg_held_in_the_air_is_not_at_rest(planted: PlantedFoot) -> None:
    held = feet([370, 310], [281, 403])
    for frame in range(20, 120):
        planted.learn(held, frame / 30, SCALE, exchanged=False)
    assert planted.evidence(held, SCALE) > 0.7


def test_a_new_place_is_learned_and_exchanged_names_are_put_right(planted: PlantedFoot) -> None:
    for frame in range(20, 40):
        planted.learn(feet([577, 421], [580, 405]), frame / 30, SCALE, exchanged=True)
    assert planted.evidence(feet([581, 403], [670, 310]), SCALE) < -0.7


def test_moving_feet_are_not_at_rest() -> None:
    moving = PlantedFoot()
    for frame in range(60):
        moving.learn(feet([280 + 3 * frame, 405], [277, 421]), frame / 30, SCALE, exchanged=False)
    assert moving.evidence(feet([281, 403], [670, 310]), SCALE) == 0
