"""Form scores against hand-worked numbers, and the properties that make them fair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from posecheck.scoring.form import Ranges, say_of, score_frames

WIDTH = 5


def make_ranges(**changes: object) -> Ranges:
    """Two phases: columns 0 to 2 belong to the first, 3 and 4 to the second; column 4 has an open end."""
    given: dict[str, object] = {
        "low": np.array([0.0, 90, -10, 5, np.nan]),
        "high": np.array([10.0, 120, 10, 25, 0.35]),
        "soft": np.array([5.0, 10, 6, 8, 0.1]),
        "weight": np.array([1.0, 3, 2, 1, 2]),
        "reference_sigma": np.array([10.0, 10, 10, 10, 0.125]),
        "phase": np.array([0, 0, 0, 1, 1]),
        "phase_count": 2,
        "partner": np.array([0, 1, 2, 3, 4]),
    }
    return Ranges(**(given | changes))  # type: ignore[arg-type]


values = arrays(float, (7, WIDTH), elements=st.floats(-200, 200) | st.just(np.nan))
sigmas = arrays(float, (7, WIDTH), elements=st.floats(0, 60))


@pytest.mark.parametrize(
    ("sigma", "score", "confidence"),
    [(0, 13.5, 1.0), (5, 21.6, 0.8), (10, 32.5, 0.5), (13.5, 43.0, 0.3543), (20, 100.0, 0.2)],
)
def test_twenty_degrees_outside_with_a_soft_margin_of_ten(
    sigma: float, score: float, confidence: float
) -> None:
    one = np.ones(1)
    ranges = Ranges(90 * one, 120 * one, 10 * one, one, 10 * one, np.array([0]), 1, np.array([0]))
    found = score_frames(np.array([[70.0]]), np.array([[float(sigma)]]), ranges)
    assert found.score.item() == pytest.approx(score, abs=0.05)
    assert found.confidence.item() == pytest.approx(confidence, abs=1e-4)


def test_points_are_shared_by_weight() -> None:
    found = score_frames(np.array([[5.0, 300, 0, 10, 0.2]]), np.zeros((1, WIDTH)), make_ranges())
    assert found.loss.round(6).tolist() == [[0, 50, 0, 0, 0]]
    assert found.score.round(6).tolist() == [[50, 100]]


def test_an_open_end_is_never_outside() -> None:
    found = score_frames(np.array([[5.0, 100, 0, 10, -1e6]]), np.zeros((1, WIDTH)), make_ranges())
    assert found.loss.tolist() == [[0] * WIDTH]


@given(values, sigmas)
def test_score_is_exactly_what_the_losses_leave(value: np.ndarray, sigma: np.ndarray) -> None:
    ranges = make_ranges()
    found = score_frames(value, sigma, ranges)
    left = 100.0 - found.loss @ ranges.membership
    seen = ~np.isnan(found.score)
    assert np.array_equal(found.score[seen], left[seen])
    assert ((found.score[seen] >= -1e-9) & (found.score[seen] <= 100)).all()
    assert (found.loss >= 0).all()
    assert not np.isnan(found.loss).any()


@given(values, sigmas)
def test_not_seen_never_costs_points(value: np.ndarray, sigma: np.ndarray) -> None:
    found = score_frames(value, sigma, make_ranges())
    assert (found.loss[np.isnan(value)] == 0).all()
    assert (found.say[np.isnan(value)] == 0).all()


@given(st.floats(0, 100), st.floats(0, 100))
def test_farther_outside_never_scores_more(first: float, second: float) -> None:
    near, far = sorted((first, second))
    value = np.array([[5, 120 + near, 0, 10, 0], [5, 120 + far, 0, 10, 0]])
    score = score_frames(value, np.full((2, WIDTH), 3.0), make_ranges()).score[:, 0]
    assert score[1] <= score[0]


@given(values, sigmas, st.floats(0, 30))
def test_more_uncertainty_lowers_confidence(value: np.ndarray, sigma: np.ndarray, more: float) -> None:
    sure = score_frames(value, sigma, make_ranges())
    unsure = score_frames(value, sigma + more, make_ranges())
    assert (unsure.confidence <= sure.confidence + 1e-12).all()


@settings(max_examples=25)
@given(values, sigmas, st.permutations(range(WIDTH)))
def test_the_order_of_the_angles_does_not_matter(
    value: np.ndarray, sigma: np.ndarray, order: list[int]
) -> None:
    ranges = make_ranges()
    names = ("low", "high", "soft", "weight", "reference_sigma", "phase")
    shuffled = make_ranges(**{name: getattr(ranges, name)[order] for name in names})
    found = score_frames(value[:, order], sigma[:, order], shuffled)
    np.testing.assert_allclose(found.score, score_frames(value, sigma, ranges).score, atol=1e-9)


def test_a_frame_alone_scores_as_it_does_in_a_clip() -> None:
    rng = np.random.default_rng(0)
    value, sigma = rng.normal(20, 40, (50, WIDTH)), rng.uniform(0, 20, (50, WIDTH))
    whole = score_frames(value, sigma, make_ranges())
    for t in range(50):
        assert np.array_equal(score_frames(value[[t]], sigma[[t]], make_ranges()).loss[0], whole.loss[t])


def test_the_better_seen_side_of_a_pair_counts_for_both() -> None:
    ranges = make_ranges(partner=np.array([1, 0, 2, 3, 4]))
    value = np.array([[np.nan, 100, 0, 10, 0.2]])
    found = score_frames(value, np.zeros((1, WIDTH)), ranges)
    assert found.confidence.tolist() == [[1, 1]]
    assert score_frames(value, np.zeros((1, WIDTH)), make_ranges()).confidence[0, 0] < 1


def test_what_is_not_seen_has_no_say() -> None:
    assert say_of(np.array([0.0, 10.0, np.nan, np.inf])).tolist() == [1.0, 0.5, 0.0, 0.0]
