"""Repetitions and holds cut from movements of known timing."""

import numpy as np
import pytest

from posecheck.scoring.reps import find_reps


def movement(
    *, reps: int, hold_s: float, fps: float, top: float = 1.0, way_s: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Progress of repetitions that rest 1 s, go out in `way_s`, hold, and come back."""
    knots, levels, now = [0.0], [0.0], 0.0
    for _ in range(reps):
        for step, level in ((1.0, 0.0), (way_s, top), (hold_s, top), (way_s, 0.0)):
            now += step
            knots.append(now)
            levels.append(level)
    time = np.arange(0.0, now + 1.0, 1.0 / fps)
    return time, np.interp(time, knots, levels)


def one_shot(time: np.ndarray) -> np.ndarray:
    return np.zeros(len(time), dtype=np.int64)


@pytest.mark.parametrize("fps", [10, 25, 30, 60])
@pytest.mark.parametrize("hold_s", [2.0, 15.0])
def test_repetitions_and_holds_do_not_depend_on_the_frame_rate(fps: float, hold_s: float) -> None:
    time, progress = movement(reps=3, hold_s=hold_s, fps=fps)
    found = find_reps(progress, time, one_shot(time))
    assert [rep.complete for rep in found] == [True] * 3
    for number, rep in enumerate(found):
        assert rep.start_seen
        assert rep.hold is not None
        held = time[rep.hold.last - 1] - time[rep.hold.first]
        assert held == pytest.approx(hold_s, abs=0.5)
        assert time[rep.span.first] == pytest.approx(number * (hold_s + 3) + 0.95, abs=0.15)


def test_noise_does_not_add_repetitions() -> None:
    time, progress = movement(reps=5, hold_s=2.0, fps=30)
    noisy = progress + np.random.default_rng(1).normal(0, 0.04, len(time))
    assert len(find_reps(noisy, time, one_shot(time))) == 5


def test_a_movement_that_stops_short_is_partial_and_judged_at_its_top() -> None:
    time, progress = movement(reps=1, hold_s=1.0, fps=30, top=0.6)
    [rep] = find_reps(progress, time, one_shot(time))
    assert not rep.complete
    assert rep.hold is None
    assert progress[rep.frames_of("end")].min() >= 0.9 * 0.6


def test_roles_come_in_order_and_cover_the_repetition() -> None:
    time, progress = movement(reps=1, hold_s=2.0, fps=30)
    [rep] = find_reps(progress, time, one_shot(time))
    order = [role for i, role in enumerate(rep.role) if i == 0 or role != rep.role[i - 1]]
    assert order == ["rest", "out", "end", "back"]
    assert len(rep.role) == rep.span.last - rep.rest_first


def test_a_repetition_never_spans_two_shots() -> None:
    time, progress = movement(reps=1, hold_s=6.0, fps=30)
    shot = (time > 4.0).astype(np.int64)
    first, second = find_reps(progress, time, shot)
    assert first.start_seen
    assert not second.start_seen
    assert first.span.last == second.span.first == int(np.argmax(shot))


def test_a_blink_is_survived_and_a_long_absence_is_not() -> None:
    time, progress = movement(reps=1, hold_s=8.0, fps=30)
    blink, absence = progress.copy(), progress.copy()
    blink[(time > 4.0) & (time < 4.5)] = np.nan
    absence[(time > 4.0) & (time < 6.5)] = np.nan
    assert len(find_reps(blink, time, one_shot(time))) == 1
    before, after = find_reps(absence, time, one_shot(time))
    assert not after.start_seen
    assert time[before.span.last - 1] == pytest.approx(4.0, abs=0.05)


@pytest.mark.parametrize("progress", [np.full(50, np.nan), np.zeros(50), np.zeros(0), np.zeros(1)])
def test_nothing_happens_where_nothing_moves(progress: np.ndarray) -> None:
    time = np.arange(len(progress)) / 30
    assert find_reps(progress, time, one_shot(time)) == []
