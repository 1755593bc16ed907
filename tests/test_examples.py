"""Every example runs, by itself, as it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAYS = {
    "score_and_plot": [
        "<Result of hip_extension_tips_forward.mp4: Standing hip extension, score",
        "repetitions>",
    ],
    "left_and_right": ["left: ", "right: ", "left and right differ"],
    "own_landmarks": ["right knee flexion: 0 to", "2 repetitions>"],
    "own_stretch": [
        "My hip extension - ",
        "sidded: this key is not known",
        "<Result of hip_extension_good.mp4: My hip extension",
    ],
    "batch_to_polars": ["hip_extension_good", "hip_extension_tips_forward", "targets.angle"],
}


def test_each_is_tested() -> None:
    assert sorted(SAYS) == sorted(path.stem for path in (ROOT / "examples").glob("*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("name", SAYS)
def test_it_runs(name: str, tmp_path: Path) -> None:
    environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT), "POLARS_FMT_STR_LEN": "60"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / f"{name}.py")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [words for words in SAYS[name] if words not in done.stdout] == []
    if name == "score_and_plot":
        assert (tmp_path / "score_and_plot.png").stat().st_size > 10_000
