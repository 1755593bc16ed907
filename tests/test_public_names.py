"""What `import posecheck` gives is documented: what goes in and out, shapes and units, an example that runs."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import posecheck

Documented = Callable[..., Any] | type


def documented() -> Iterator[tuple[str, Any]]:
    """Yield every public class and function of posecheck, and every public method written here."""
    for name in posecheck.__all__:
        value = getattr(posecheck, name)
        if name.startswith("__"):
            continue
        yield name, value
        if inspect.isclass(value):
            for member, content in vars(value).items():
                method = content.__func__ if isinstance(content, classmethod | staticmethod) else content
                if not member.startswith("_") and inspect.isfunction(method) and _is_ours(method):
                    yield f"{name}.{member}", method


def _is_ours(method: Callable[..., Any]) -> bool:
    return (inspect.getmodule(method) or posecheck).__name__.startswith("posecheck")


EVERYTHING = dict(documented())
CALLS = [name for name, value in EVERYTHING.items() if inspect.isfunction(value)]
FRONT = [name for name in EVERYTHING if "." not in name]


def section(name: str, title: str) -> str:
    """Return what the docstring says under a title; empty where it has none."""
    found = re.search(
        rf"^{title}\n-+\n(.*?)(?=^[A-Z][A-Za-z ]+\n-+\n|\Z)",
        inspect.getdoc(EVERYTHING[name]) or "",
        re.M | re.S,
    )
    return found[1] if found else ""


def test_all_is_what_there_is() -> None:
    assert dir(posecheck) == sorted(posecheck.__all__)
    assert set(posecheck._HOMES) | {"PosecheckError", "__version__"} == set(posecheck.__all__)


@pytest.mark.parametrize("name", EVERYTHING)
def test_it_begins_with_one_sentence(name: str) -> None:
    first, *rest = (inspect.getdoc(EVERYTHING[name]) or "").splitlines()
    assert first.endswith(".")
    assert not rest or rest[0] == ""


@pytest.mark.parametrize("name", CALLS)
def test_it_names_every_parameter(name: str) -> None:
    taken = [each for each in inspect.signature(EVERYTHING[name]).parameters if each not in ("self", "cls")]
    names = re.findall(r"^\**(\w+(?:, \w+)*)(?: :|$)", section(name, "Parameters"), re.M)
    said = {word for each in names for word in each.split(", ")}
    small = "." in name and len(taken) <= 1 and not section(name, "Parameters")
    assert small or set(taken) == said


@pytest.mark.parametrize("name", [name for name in CALLS if "." not in name])
def test_it_says_what_it_returns_and_raises(name: str) -> None:
    assert section(name, "Returns")
    assert "PosecheckError" in section(name, "Raises")


@pytest.mark.parametrize("name", [name for name in FRONT if inspect.isclass(EVERYTHING[name])])
def test_a_class_says_what_it_holds(name: str) -> None:
    if not issubclass(EVERYTHING[name], Exception):
        assert section(name, "Attributes") + section(name, "Parameters")


@pytest.mark.parametrize("name", EVERYTHING)
def test_arrays_have_shapes_and_numbers_units(name: str) -> None:
    for title in ("Attributes", "Parameters", "Returns"):
        text = section(name, title)
        for line in re.findall(r"^.*(?:ndarray|array_like).*$", text, re.M):
            assert re.search(r"shape \[", line), line
        for field, kind, words in re.findall(r"^(\w+) : (.*)\n((?:    .*\n?)+)", text, re.M):
            if re.search(r"_(s|m|px|deg)$", field) and re.match(r"(ndarray|array_like|float)", kind):
                unit = {"s": "second", "m": "[Mm]et", "px": "[Pp]ixel", "deg": "deg"}[
                    field.rpartition("_")[2]
                ]
                assert re.search(unit, words), (field, words)


@pytest.mark.parametrize("name", FRONT)
def test_it_has_an_example(name: str) -> None:
    assert ">>>" in section(name, "Examples")


@pytest.mark.parametrize(
    "name", [name for name in FRONT if name not in ("check", "find_landmarks", "measure", "score")]
)
def test_its_example_runs(name: str) -> None:
    # Those of the functions run with the doctests of their modules; they look at a clip.
    examples = doctest.DocTestParser().get_doctest(inspect.getdoc(EVERYTHING[name]) or "", {}, name, None, 0)
    if "check(" in (examples.docstring or ""):
        pytest.skip("looks at a clip; runs with the doctests of its module")
    module = vars(inspect.getmodule(EVERYTHING[name]) or posecheck)
    examples.globs = dict(module)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert runner.run(examples).failed == 0


def test_the_module_tells_the_whole_story() -> None:
    text = posecheck.__doc__ or ""
    program = [line for line in text.splitlines() if line.startswith("    ") and line.strip()]
    assert len(program) == 8
    for name in ("find_landmarks", "measure", "score"):
        assert f"posecheck.{name}(" in text


def test_one_room_is_imported_without_the_others() -> None:
    code = (
        "import sys, posecheck, posecheck.angles; "
        "sys.exit(' '.join({'cv2', 'mediapipe', 'av', 'typer', 'rich', 'pydantic', 'pyarrow', 'pandas'}"
        " & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_readme_shows_it_in_three_lines() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    [program] = re.findall(r"```python\n(.*?)```", readme, re.S)
    assert len([line for line in program.splitlines() if line and not line.startswith("import")]) == 3
    assert all(hasattr(posecheck, name) for name in re.findall(r"posecheck\.(\w+)\(", program))
