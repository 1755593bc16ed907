"""The lowest and highest value over a phase."""

import numpy as np
import pytest

from posecheck.angles.catalog import index_of
from posecheck.scoring.quantities import columns_of
from posecheck.scoring.reps import RepSpan, Span
from posecheck.scoring.whole_phase import WholePhase
from posecheck.stretches.load import load_stretch
from posecheck.stretches.quantity import Over, Quantity
from tests.performances import PERFECT, perform


@pytest.mark.parametrize(("over", "expected"), [("lowest", 10.0), ("highest", 90.0), ("range", 80.0)])
def test_extremes_leave_out_the_outermost_frames(over: Over, expected: float) -> None:
    angles = perform("hip_flexion", fps=10, reps=1, seeing=PERFECT).angles
    column = index_of("hip_flexion_right")
    angles.value[:, column] = np.linspace(10.0, 90.0, len(angles))
    angles.value[0, column], angles.sigma[:, column] = -40.0, 5.0
    span = Span(0, len(angles))
    role = np.full(len(angles), "end", dtype="<U4")
    rep = RepSpan(span, None, True, True, 0, role, np.zeros(0, dtype=np.int64))
    [read] = columns_of(Quantity(angle="hip_flexion", side="working", over=over), "right")
    whole = WholePhase(angles, load_stretch("hip_flexion"), [rep])
    number, _ = whole.number(read, rep, "end", np.arange(len(angles)), span)
    assert number == pytest.approx(expected, abs=9.0)
