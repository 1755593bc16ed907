"""`docs/stretches` says what the library says."""

from pathlib import Path

import pytest

from docs.stretch_pages import main, pages
from posecheck.report.stretch_text import markdown
from posecheck.stretches.load import load_stretch, stretch_ids

FOLDER = Path(__file__).parents[2] / "docs" / "stretches"


def test_the_pages_are_up_to_date() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == pages(), "run: python -m docs.stretch_pages"


def test_pages_of_stretches_that_are_gone_are_removed(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("old")
    main(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(pages())


@pytest.mark.parametrize("stretch_id", stretch_ids())
def test_a_page_says_everything_that_the_file_says(stretch_id: str) -> None:
    stretch, text = load_stretch(stretch_id), markdown(load_stretch(stretch_id))
    said = [stretch.setup, stretch.safety, stretch.camera.advice, stretch.camera.height, stretch.dose.quote]
    said += [fault.cue for fault in stretch.faults] + [target.source for target in stretch.targets]
    for sentence in (*said, *stretch.not_judged):
        assert sentence in text
