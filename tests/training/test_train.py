"""A short training on 3,000 stills learns: people and scenes that it never saw are read better than by geometry."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("jax", reason="training needs the extra posecheck[train]")

from posecheck.angles.learned.estimator import JOINT_IDS, Estimator
from posecheck.angles.learned.files import read_estimator
from posecheck.angles.learned.outputs import JOINTS
from posecheck.angles.vectors import difference_deg
from training.blend import guesses
from training.table import Table, load_table
from training.train import save, train

STILLS = Path(__file__).with_name("stills")
STEPS = 400
TEST = 2
POLES = {"trunk_lean", "seated_hip_rotation_left", "seated_hip_rotation_right"}
SOFT = [column for column, name in enumerate(JOINT_IDS) if name not in POLES]


def off_deg(value: NDArray[np.float64], table: Table) -> NDArray[np.float64]:
    return np.abs(difference_deg(value, table.angles))[:, SOFT]


@pytest.mark.slow
def test_it_learns_and_knows_how_unsure_it_is(tmp_path: Path) -> None:
    table = load_table(STILLS)
    held = table[table.split == TEST]
    assert set(held.person.tolist()).isdisjoint(table.person[table.split != TEST].tolist())
    arrays = train(table, steps=STEPS, count=2, seed=0, work=tmp_path)
    save(arrays, {"format": "posecheck.estimator/1", "angles": list(JOINT_IDS)}, tmp_path / "out.npz")
    estimator = Estimator(read_estimator(tmp_path / "out.npz")[0])
    guess = guesses(estimator, held)
    value, sigma = estimator.blend(guess, held.geometry, held.sigma, held.off)
    geometry, learned = (np.nanmean(off_deg(each, held)) for each in (held.geometry, value))
    assert learned < 0.92 * geometry
    within = off_deg(value, held) <= sigma[:, SOFT]
    known = np.isfinite(off_deg(value, held))
    assert 0.55 < within[known].mean() < 0.85
    assert value.shape == (len(held), len(JOINTS))


def test_stills_are_read_as_the_truth_says() -> None:
    table = load_table(STILLS, most=200)
    assert np.isfinite(table.inputs).all()
    assert np.isfinite(table.places).all()
    # The true points, by the catalog's own formulas, are the true angles.
    from posecheck.angles.learned.estimator import angles_of

    off = difference_deg(angles_of(table.places, table.turn), table.angles)[:, SOFT]
    assert np.nanmedian(np.abs(off)) < 0.1
