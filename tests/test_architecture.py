"""The flow has one direction: no room imports one that lies after it."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "posecheck"

FLOW = [
    ["arrays", "errors", "files", "subprocess_call"],
    ["video"],
    ["pose"],
    ["readers"],
    ["clip_landmarks"],
    ["angles"],
    ["stretches"],
    ["scoring"],
    ["pipeline"],
    ["overlay"],
    ["report"],
    ["api"],
    ["saved"],
    ["live"],
    ["batch"],
    ["doctor"],
    ["cli"],
    ["__main__"],
]
RANK = {room: rank for rank, rooms in enumerate(FLOW) for room in rooms}


def imports_of(path: Path) -> Iterator[str]:
    """Yield the room of every posecheck import in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = (
                [f"{node.module}.{a.name}" for a in node.names]
                if node.module == "posecheck"
                else [node.module]
            )
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "posecheck" and len(parts) > 1 and parts[1] in RANK:
                yield parts[1]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room == "__init__":
        return
    assert room in RANK, f"{room} has no place in the flow: add it here and to ARCHITECTURE.md"
    later = {other for other in imports_of(path) if RANK[other] > RANK[room]}
    assert later == set()


@pytest.mark.parametrize("module", ["posecheck.angles", "posecheck.scoring.assessment"])
def test_angles_and_scoring_stand_alone(module: str) -> None:
    heavy = "{'cv2', 'mediapipe', 'av', 'typer', 'rich'}"
    code = f"import sys, {module}; sys.exit(' '.join({heavy} & set(sys.modules)) or None)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def plan() -> dict[str, list[str]]:
    """Return the files of each room as ARCHITECTURE.md names them: each once, remarks in brackets."""
    text = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    lines = re.split(r"    posecheck/\n|\n    models/", text)[1].splitlines()
    files: dict[str, list[str]] = {".": []}
    rooms: list[str] = []
    for line in lines:
        depth = (len(line) - len(line.lstrip())) // 2 - 3
        name = line.split()[0]
        if depth > 2:
            files["/".join(rooms)] += re.findall(r"\w+", re.sub(r"\(.*?\)", "", line))
        elif name.endswith("/"):
            rooms = [*rooms[:depth], name[:-1]]
            files["/".join(rooms)] = []
        elif not name.startswith("__"):
            files["."].append(name.removesuffix(".py"))
    return {room: sorted(names) for room, names in files.items()}


def rooms() -> dict[str, list[str]]:
    """Return the files of each folder of the package, less those that give a folder its face."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.parent.relative_to(PACKAGE).as_posix()
        if not path.stem.startswith("__"):
            found.setdefault(room, []).append(path.stem)
    return found


def test_the_plan_names_every_room_and_every_file_once() -> None:
    planned = [f"{room}/{name}" for room, names in plan().items() for name in names]
    there = [f"{room}/{name}" for room, names in rooms().items() for name in names]
    assert sorted(set(there) - set(planned)) == [], "name these in ARCHITECTURE.md, under their room"
    assert sorted(set(planned) - set(there)) == [], "ARCHITECTURE.md names these, which are gone"
    assert sorted(planned) == sorted(there), "ARCHITECTURE.md names some of these twice"


def test_the_plan_fits_a_window() -> None:
    text = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("room", rooms())
def test_no_room_is_too_full_to_be_read_from_its_names(room: str) -> None:
    most = 14 if room.split("/")[0] in ("live", "batch", "pose") else 20
    assert len(rooms()[room]) <= most, f"{room} holds more than {most} files: give some a room of their own"


@pytest.mark.parametrize("path", sorted((PACKAGE / "live" / "coaching").glob("*.py")), ids=lambda p: p.stem)
def test_coaching_needs_nothing_else_of_live(path: Path) -> None:
    imported = re.findall(
        r"^ *(?:from|import) (posecheck\.live[\w.]*)", path.read_text(encoding="utf-8"), re.M
    )
    assert [name for name in imported if not name.startswith("posecheck.live.coaching")] == []
