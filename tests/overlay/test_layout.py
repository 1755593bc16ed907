"""Labels stay inside the picture and off each other, wherever the joints are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from posecheck.overlay.layout import Layout

NOBODY = np.full((33, 2), np.nan)
ANYWHERE = st.tuples(st.floats(-300, 940), st.floats(-300, 660), st.floats(0, 60), st.floats(-180, 180))


@settings(max_examples=200, deadline=None)
@given(arrays(float, (33, 2), elements=st.floats(-50, 700)), st.lists(ANYWHERE, min_size=4, max_size=4))
def test_four_labels_find_room_at_640_x_360(person: np.ndarray, joints: list[tuple[float, ...]]) -> None:
    layout = Layout(640, 360, 1.0, person)
    layout.take(np.array([6.0, 6.0, 250.0, 40.0]))
    layout.take(np.array([500.0, 6.0, 634.0, 52.0]))
    for x, y, reach, bearing in joints:
        layout.place(np.array([115.0, 44.0]), np.array([x, y]), reach, bearing)
    boxes = layout.taken
    for number, box in enumerate(boxes):
        assert (box >= 0).all()
        assert (box <= [640, 360, 640, 360]).all()
        for other in boxes[:number]:
            assert (np.minimum(box[2:], other[2:]) <= np.maximum(box[:2], other[:2])).any()


def test_a_label_stays_where_it_was_while_that_is_nearly_as_good() -> None:
    size, joint = np.array([100.0, 40.0]), np.array([320.0, 180.0])
    box = Layout(640, 360, 1.0, NOBODY).place(size, joint, 30.0, bearing_deg=0.0)
    before = (box[:2] + box[2:]) / 2 - joint
    again = Layout(640, 360, 1.0, NOBODY).place(size, joint + 5, 30.0, bearing_deg=60.0, before=before)
    np.testing.assert_allclose(again, box + 5)


def test_a_label_leaves_a_place_that_is_taken() -> None:
    size, joint = np.array([100.0, 40.0]), np.array([320.0, 180.0])
    layout = Layout(640, 360, 1.0, NOBODY)
    layout.take(np.array([340.0, 150.0, 460.0, 210.0]))
    box = layout.place(size, joint, 30.0, 0.0, before=np.array([80.0, 0.0]))
    assert box[0] >= 460 or box[2] <= 340 or box[1] >= 210 or box[3] <= 150


def test_labels_keep_off_the_person_where_there_is_room() -> None:
    person = NOBODY.copy()
    person[[11, 12, 23, 24]] = [[330, 60], [250, 60], [330, 180], [250, 180]]
    box = Layout(640, 360, 1.0, person).place(np.array([100.0, 40.0]), np.array([290.0, 180.0]), 20.0, -90.0)
    trunk = np.array([250, 60, 330, 180])
    assert (np.minimum(box[2:], trunk[2:]) <= np.maximum(box[:2], trunk[:2])).any()


def test_a_label_moves_before_it_hides_its_gauge() -> None:
    size, joint = np.array([100.0, 40.0]), np.array([320.0, 180.0])
    arm = np.stack([np.linspace(320.0, 355.0, 5), np.full(5, 180.0)], axis=1)
    layout = Layout(640, 360, 1.0, NOBODY)
    layout.avoid(arm)
    box = layout.place(size, joint, 38.0, 0.0, before=np.array([60.0, 0.0]))
    assert not ((arm >= box[:2]) & (arm <= box[2:])).all(axis=1).any()
