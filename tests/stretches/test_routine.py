"""Routines: order, gates, what is refused; and what a session says was done and comes next."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from posecheck.angles.catalog import Side
from posecheck.errors import PosecheckError
from posecheck.scoring.assessment import assess
from posecheck.scoring.results import Assessment, DoseResult
from posecheck.scoring.routine_progress import Felt, routine_progress
from posecheck.stretches.load import load_stretch, stretch_ids
from posecheck.stretches.routine import load_routine, routine_ids
from tests.performances import perform

HEAD = 'title = "t"\narticle = "a"\nabout = "b"\nsafety = "c"\n'


def done(stretch: str) -> Assessment:
    """A stretch whose dose was reached, on every side it has."""
    found = assess(perform("hip_abduction", fps=10, reps=1).angles, load_stretch("hip_abduction"))
    known = load_stretch(stretch)
    sides = ("left", "right") if known.sided else (None,)
    dose = tuple(DoseResult(side, "repetitions", 8, 8, 10, 8, True) for side in sides)  # type: ignore[arg-type]
    return replace(found, stretch=known, dose=dose)


@pytest.mark.parametrize("name", routine_ids())
def test_every_step_is_a_stretch_of_the_library(name: str) -> None:
    assert {step.stretch for step in load_routine(name).steps} <= set(stretch_ids())


def test_the_article_ends_with_the_most_provocative_stretch() -> None:
    steps = [step.stretch for step in load_routine("low_back_decompression").steps]
    assert steps[0] == "roll_side_to_side"
    assert steps[-1] == "upward_dog"
    assert steps.index("childs_pose") < steps.index("seated_toe_touch") < steps.index("supine_rotation")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ('[[steps]]\nstretch = "hip_flexoin"', ["steps[0]", "hip_flexion"]),
        ('[[steps]]\nstretch = "hip_flexion"\nneeds = ["childs_pose"]', ["steps[0].needs", "earlier step"]),
        ("[[steps]]\nlocked_days = 3", ["steps[0]", "either stretch or routine"]),
        ("steps = []", ["steps", "1 or more"]),
        ('[[steps]]\nroutine = "nowhere"', ["steps[0].routine", "low_back_decompression"]),
    ],
)
def test_a_mistake_names_the_file_and_the_key(tmp_path: Path, steps: str, expected: list[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + steps)
    with pytest.raises(PosecheckError) as caught:
        load_routine(str(path))
    for part in ("mine.toml", *expected):
        assert part in str(caught.value)


def test_routines_in_a_circle_are_refused(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{one}.toml").write_text(HEAD + f'[[steps]]\nroutine = "{other}"')
    with pytest.raises(PosecheckError, match="in a circle: a > b > a"):
        load_routine(str(tmp_path / "a.toml"))


def test_a_session_says_what_comes_next() -> None:
    routine = load_routine("hip_mobility")
    found = routine_progress(routine, [done("free_pelvis_march"), done("ais_glute")])
    assert [step.state for step in found.steps[:3]] == ["done", "done", "open"]
    assert found.steps[-1].state == "open"
    assert found.following is not None
    assert found.following.stretch == "ais_hamstring"


def test_gates_close_and_name_the_reason() -> None:
    routine = load_routine("low_back_decompression")
    felt = Felt(
        acute=True,
        not_tolerated=frozenset({"boogie_board"}),
        sharp_pain_on={"supine_rotation": date(2030, 1, 10)},
    )
    found = {step.stretch: step for step in routine_progress(routine, [], felt, date(2030, 1, 12)).steps}
    assert "standing_side_bend" in found
    assert "boogie_board" not in found
    assert found["seated_toe_touch"].reason == "Not while pain is acute or severe."
    assert "2030-01-13" in found["supine_rotation"].reason
    later = routine_progress(routine, [], felt, date(2030, 1, 13)).steps
    assert next(step for step in later if step.stretch == "supine_rotation").state == "open"
    refused = routine_progress(routine, [], Felt(not_tolerated=frozenset({"childs_pose"}))).steps
    assert {step.stretch for step in refused if step.state == "closed"} == {
        "childs_pose",
        "seated_toe_touch",
        "supine_rotation",
        "upward_dog",
    }


def test_an_assessment_has_a_chart_against_the_norms() -> None:
    found = assess(perform("hip_abduction", fps=10, reps=1).angles, load_stretch("hip_abduction"))
    [bar] = routine_progress(load_routine("hip_range_of_motion"), [found]).chart
    assert (bar.side, bar.unit, bar.low, bar.high) == ("right", "deg", 25, 45)
    assert 28 < bar.reached < 44


def hip_extension(side: Side, reps: int, in_range: int) -> Assessment:
    """Return a clip of the second step of the assessment, whose dose begins at 8 repetitions."""
    one = DoseResult(side, "repetitions", reps, 8, 10, in_range, in_range >= 8)
    return replace(done("hip_extension"), dose=(one,))


def test_clips_of_one_stretch_are_added() -> None:
    routine = load_routine("hip_range_of_motion")
    clips = [hip_extension("right", 5, 5), hip_extension("left", 8, 8), hip_extension("right", 4, 2)]
    [step] = [s for s in routine_progress(routine, clips).steps if s.stretch == "hip_extension"]
    assert [(part.side, part.done, part.in_range, part.enough) for part in step.dose] == [
        ("left", 8, 8, True),
        ("right", 9, 7, False),
    ]
    assert step.state == "partly"
    more = routine_progress(routine, [*clips, hip_extension("right", 1, 1)]).steps
    assert [s.state for s in more if s.stretch == "hip_extension"] == ["done"]


def test_a_stretch_of_which_nothing_was_done_is_still_open() -> None:
    steps = routine_progress(load_routine("hip_range_of_motion"), [hip_extension("right", 0, 0)]).steps
    [step] = [step for step in steps if step.stretch == "hip_extension"]
    assert (step.state, len(step.dose)) == ("open", 1)
