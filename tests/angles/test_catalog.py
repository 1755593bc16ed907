"""The angle table is whole and says the same thing as the code."""

from __future__ import annotations

import numpy as np
import pytest

from posecheck.angles import ANGLE_IDS, CATALOG, AngleDefinition, index_of
from posecheck.errors import PosecheckError

MISSION = [
    "hip_flexion_left", "hip_flexion_pelvic_right", "hip_abduction_left", "hip_rotation_right", "knee_flexion_left",
    "pelvic_tilt", "pelvic_obliquity", "pelvic_heading", "trunk_rotation", "trunk_side_bend", "trunk_inclination",
    "shoulder_flexion_left", "elbow_flexion_right", "thorax_roll", "heel_gap_left", "hand_hip_reach",
    "pelvis_height", "hand_position_left", "hand_side_right", "foot_slide_left", "neck_length", "pelvis_shift",
]  # fmt: skip


@pytest.mark.parametrize("name", MISSION)
def test_every_angle_of_the_design_is_there(name: str) -> None:
    assert ANGLE_IDS[index_of(name)] == name


def test_joint_angles_come_before_measures() -> None:
    kinds = [definition.kind for definition in CATALOG]
    assert kinds == sorted(kinds)
    assert len(set(ANGLE_IDS)) == len(ANGLE_IDS)


@pytest.mark.parametrize("definition", CATALOG, ids=lambda d: d.id)
def test_entries_are_consistent(definition: AngleDefinition) -> None:
    mirror = CATALOG[index_of(definition.mirror_id)]
    assert mirror.mirror_id == definition.id
    assert mirror.mirror_sign == definition.mirror_sign
    assert (definition.side is None) == (definition.mirror_id == definition.id)
    assert definition.side is None or definition.id.endswith(definition.side)
    low, high = definition.plausible_range
    assert low < high
    if definition.mirror_sign == -1:
        assert low == pytest.approx(-high)
    assert set(definition.expected_error) == {"front", "side", "oblique"}
    assert all(error > 0 for error in definition.expected_error.values())
    assert definition.landmarks
    for text in (definition.title, definition.plane, definition.zero, definition.positive, definition.source):
        assert text.strip() == text != ""


def test_an_unknown_angle_names_the_nearest() -> None:
    with pytest.raises(PosecheckError, match="hip_abduction_right"):
        index_of("hip_abduction_rigth")
    with pytest.raises(PosecheckError, match="did you mean"):
        index_of("")


def test_ids_index_the_columns() -> None:
    np.testing.assert_array_equal([index_of(name) for name in ANGLE_IDS], np.arange(len(CATALOG)))
