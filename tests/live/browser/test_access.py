"""Who may reach the page."""

from __future__ import annotations

import pytest

from posecheck.errors import PosecheckError
from posecheck.live.browser.access import Access


def test_other_computers_need_a_secret() -> None:
    with pytest.raises(PosecheckError, match="--token"):
        Access.of("0.0.0.0", 8000, None)
    with pytest.raises(PosecheckError, match="too short"):
        Access.of("0.0.0.0", 8000, "abc")
    access = Access.of("192.168.0.7", 8000, "a long enough secret")
    assert access.allows_origin("http://192.168.0.7:8000")
    assert not access.allows_origin("http://192.168.0.7:8001")
    assert not access.allows_origin(None)
