"""What a stretch asks for, read from the table: signs as they are told, and the uncertainty of changes."""

import numpy as np
import pytest

from posecheck.angles import ANGLE_IDS
from posecheck.scoring.quantities import Column, Readings, columns_of, read_columns
from posecheck.stretches.quantity import Lead, Range

ONE = np.ones((1, len(ANGLE_IDS)))


def only(quantity: Range | Lead, working: str = "left") -> Column:
    [column] = columns_of(quantity, working)
    return column


@pytest.mark.parametrize(("angle", "sigma"), [("trunk_inclination", 2.0), ("pelvis_height", 4.0)])
def test_a_change_of_an_angle_is_known_better_and_that_of_a_place_as_it_is(angle: str, sigma: float) -> None:
    change = only(Range(angle=angle, change="rep", low=1))
    value, spread = read_columns([change], Readings(5 * ONE, 4 * ONE, 2 * ONE, ONE))
    assert (value.item(), spread.item()) == (3.0, sigma)


@pytest.mark.parametrize(
    ("asked", "title", "told", "bounds"),
    [
        ({"angle": "hip_flexion", "low": -20, "high": -8}, "left hip extension", 12.0, "8 to 20°"),
        ({"angle": "hip_flexion", "low": -20, "high": 5}, "left hip flexion", -12.0, "-20 to 5°"),
        ({"angle": "hip_abduction", "high": -8}, "left hip adduction", 12.0, "at least 8°"),
        ({"angle": "hip_abduction", "low": -25, "high": 0}, "left hip adduction", 12.0, "0 to 25°"),
        ({"angle": "trunk_lean", "low": -32, "high": -12}, "trunk lean to the side", -12.0, "12 to 32°"),
        ({"angle": "trunk_lean", "low": 12, "high": 32}, "trunk lean to the side", 12.0, "12 to 32°"),
    ],
)
def test_a_range_below_zero_is_told_by_the_name_of_its_opposite(
    asked: dict[str, object], title: str, told: float, bounds: str
) -> None:
    target = Range(side="working", **asked)  # type: ignore[arg-type]
    column = only(target)
    assert column.title == title
    assert column.tell_catalog(-12.0) == told
    assert target.told_bounds.words("deg") == bounds


def test_a_lead_that_goes_below_zero_is_told_likewise() -> None:
    back = Lead(angle="hip_flexion", side="working", start=8, end=-10)
    assert (only(back).title, only(back).tell(-10.0), only(back).tell(0.0)) == (
        "left hip extension",
        10.0,
        0.0,
    )
    assert only(Lead(angle="hip_flexion", side="working", start=-4, end=25)).title == "left hip flexion"


def test_what_has_no_other_name_keeps_its_sign() -> None:
    lying = Range(angle="trunk_inclination", low=-105, high=-75)
    assert lying.told_bounds == lying.bounds
    change = Range(angle="hip_flexion", side="working", change="rep", high=-5)
    assert change.told_bounds == change.bounds
    assert only(change).title == "change of left hip flexion"


def test_positive_is_said_from_the_side_that_works() -> None:
    away = Range(angle="trunk_lean", side="working", low=-32, high=-12)
    assert [columns_of(away, side)[0].positive for side in ("left", "right")] == [
        "to the right",
        "to the left",
    ]
    assert only(Range(angle="hip_flexion", side="working", low=-20, high=-8)).positive.startswith(
        "thigh backward"
    )
    assert only(Range(angle="trunk_lean", absolute=True, low=0, high=8)).positive == ""
