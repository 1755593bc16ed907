"""The flow has one direction: no room imports one that lies after it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "posecheck"

FLOW = [
    ["errors", "files"],
    ["video"],
    ["pose"],
    ["readers"],
    ["angles"],
    ["stretches"],
    ["scoring"],
    ["pipeline"],
    ["overlay"],
    ["report"],
    ["api"],
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


def test_every_room_is_in_the_plan() -> None:
    plan = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {path.name.removesuffix(".py") for path in PACKAGE.iterdir() if path.suffix in (".py", "")}
    missing = [room for room in rooms if not room.startswith("__") and f"      {room}" not in plan]
    assert missing == []
