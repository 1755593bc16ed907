"""The time of a session."""

from __future__ import annotations

import pytest

from posecheck.live.pictures.clock import SessionClock


def test_pauses_take_no_session_time() -> None:
    clock = SessionClock()
    times = [clock(time_s) for time_s in (0.0, 0.5, 1.0, 500.0, 500.5, 20.0, 20.5)]
    assert times == pytest.approx([0.0, 0.5, 1.0, 1.1, 1.6, 1.7, 2.2])
