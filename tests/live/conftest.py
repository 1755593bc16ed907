"""What the live tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from posecheck.live.history import History
from tests.live.chromium import CHROMIUM, ROOT

SAMPLES = ROOT / "sample_videos"


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.jsonl")


@pytest.fixture
def _browser() -> None:
    pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
