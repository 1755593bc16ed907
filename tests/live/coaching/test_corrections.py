"""Live says what the page of the recording says: the catalog's words, for the same angle, in short."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.live.coaching.movement import Movement
from posecheck.scoring.advice import what_to_do
from posecheck.scoring.quantities import columns_of
from posecheck.stretches.load import load_stretch, stretch_ids
from tests.live.coaching.test_movement import one

FPS = 15


def cues_of(stretch: str, side: str, angle: str, end: float, **others: float) -> tuple[set[str], str]:
    """Return what is said live of a movement to `end`, and the first advice of its page."""
    movement = Movement(load_stretch(stretch), side)  # type: ignore[arg-type]
    said: set[str] = set()
    for at_s in np.arange(0, 9, 1 / FPS):
        now = float(np.interp(at_s, [0, 2, 3, 6, 7], [0, 0, end, end, 0]))
        moment = movement.add(one(float(at_s), {f"{angle}_{side}": now, **others}))
        said |= {cue.text for cue in moment.wrong}
    advice = [target.advice for target in movement.assess().targets if target.advice]
    return said, advice[0] if advice else ""


@pytest.mark.parametrize(
    ("stretch", "angle", "end", "words"),
    [
        ("hip_extension", "hip_flexion", -32.0, "Bend the left hip more."),
        ("hip_abduction", "hip_abduction", 17.0, "Take the left leg farther out."),
        ("hip_adduction", "hip_abduction", -45.0, "Take the left leg farther out."),
    ],
)
def test_an_angle_out_of_range_is_told_in_the_words_of_the_page(
    stretch: str, angle: str, end: float, words: str
) -> None:
    said, advice = cues_of(stretch, "left", angle, end)
    assert words in said
    assert advice.startswith(words.removesuffix("."))
    assert not any("flexion" in cue or "a little less" in cue for cue in said)


def test_what_its_uncertainty_explains_is_not_told() -> None:
    said, _ = cues_of("hip_abduction", "left", "hip_abduction", 23.5)
    assert said == set()


@pytest.mark.parametrize("stretch", stretch_ids())
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_angle_has_words_for_either_way(stretch: str, side: str) -> None:
    for target in load_stretch(stretch).targets:
        for column in columns_of(target, side):
            ends = (target.low, -1.0), (target.high, 1.0)
            for words in (what_to_do(column, target, end + way) for end, way in ends if end is not None):
                assert words[0].isupper()
                assert words.endswith(".")
                assert not any(sign in words for sign in "{}_0123456789")
