"""Writes `docs/stretches` from the library: `python -m docs.stretch_pages`."""

from __future__ import annotations

import sys
from pathlib import Path

from posecheck.files import write_atomically
from posecheck.report.stretch_text import markdown
from posecheck.stretches.load import load_stretch, stretch_ids
from posecheck.stretches.routine import load_routine, routine_ids


def pages() -> dict[str, str]:
    """Return the text of every page by its file name.

    Examples
    --------
    >>> sorted(pages())[:2]
    ['README.md', 'ais_adductor.md']
    """
    return {"README.md": _index()} | {f"{known}.md": markdown(load_stretch(known)) for known in stretch_ids()}


def _index() -> str:
    lines = [
        "# Stretches and routines",
        "",
        "Made from the library by `python -m docs.stretch_pages`.",
    ]
    lines += ["", "| stretch | camera | dose | article |", "|---|---|---|---|"]
    for known in stretch_ids():
        one = load_stretch(known)
        lines.append(f"| [{one.title}]({known}.md) | {one.camera.view} | {one.dose.text} | {one.article} |")
    for name in routine_ids():
        routine = load_routine(name)
        lines += ["", f"## {routine.title}", "", f"`{name}`. {routine.about} {routine.safety}", ""]
        for number, step in enumerate(routine.steps, start=1):
            gate = f": {step.why}" if step.why else ""
            other = f", or {load_stretch(step.instead).title.lower()}" if step.instead else ""
            lines.append(f"{number}. {routine.stretch_of(step).title}{other}{gate}")
    return "\n".join(lines) + "\n"


def main(folder: Path) -> None:
    """Write the pages, and remove those of stretches that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        with write_atomically(folder / name) as temporary:
            temporary.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/stretches"))
