"""Which cue is given, and when."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from posecheck.live.coaching.cues import ANY_CUE_S, SAME_CUE_S, Cue, CueRules

CUES = [
    Cue("a", "A", "form", 3.0),
    Cue("b", "B", "form", 9.0),
    Cue("c", "C", "setup"),
    Cue("d", "D", "safety"),
]


@given(st.lists(st.tuples(st.floats(0.01, 3.0), st.sets(st.sampled_from(CUES))), max_size=60))
def test_cues_keep_their_distance(steps: list[tuple[float, set[Cue]]]) -> None:
    rules, now_s = CueRules(), 0.0
    given_s: list[tuple[float, str]] = []
    for step_s, wanted in steps:
        now_s += step_s
        cue = rules.choose(now_s, wanted)
        if cue is not None:
            assert cue in wanted
            given_s.append((now_s, cue.id))
    for (early_s, first), (late_s, second) in pairwise(given_s):
        assert late_s - early_s >= ANY_CUE_S
        assert first != second or late_s - early_s >= SAME_CUE_S


def test_the_most_urgent_and_then_the_costliest_cue_comes_first() -> None:
    assert [CueRules().choose(0.0, CUES[:n]) for n in (1, 2, 3, 4)] == CUES
