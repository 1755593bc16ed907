"""Stretch files: what is accepted, and one clear sentence for each mistake."""

import ast
import random
import re
from contextlib import suppress
from pathlib import Path

import pytest

from posecheck.angles import ANGLE_IDS
from posecheck.errors import PosecheckError
from posecheck.report.stretch_text import markdown
from posecheck.stretches.load import FOLDER, Library, load_stretch, stretch_ids
from posecheck.stretches.schema import SIDED, Stretch, read_stretch
from posecheck.stretches.signature import Everyday
from posecheck.stretches.toml_file import ended, mistakes_in, read_toml

PACKAGE = FOLDER.parents[1]
GOOD = (FOLDER / "hip_abduction.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("stretch_id", stretch_ids())
def test_the_library_is_valid_and_says_where_each_target_comes_from(stretch_id: str) -> None:
    stretch = load_stretch(stretch_id)
    assert stretch.id == stretch_id
    assert all(target.source and target.evidence for target in stretch.targets)
    assert all(stretch.role_of(target.phase) for target in stretch.targets)
    assert "sharp pain" in stretch.safety


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '[[leads]]\nangle = "hip_abduction"',
            '[[leads]]\nangle = "hip_abducton"',
            ["leads[0].angle", "hip_abducton", "did you mean hip_abduction or "],
        ),
        ("low = 25\nhigh = 45", "low = 45\nhigh = 25", ["targets[0]", "low (45)", "less than high (25)"]),
        ("weight = 3", "weight = -3", ["targets[0].weight", "greater than 0"]),
        ('phase = "top"\n', 'phase = "summit"\n', ["targets[0].phase", "summit", "stand, lift, top, lower"]),
        ('phase = "stand", ', 'phase = "summit", ', ["signature[", "summit", "stand, lift, top, lower"]),
        (
            'evidence = "sourced"',
            'evidence = "hearsay"',
            ["dose.evidence", "'sourced', 'derived' or 'assumed'"],
        ),
        ("soft = 8\n", "sofft = 8\n", ["targets[0].soft", "missing"]),
        ("reps = [8, 10]", "reps = [10, 8]", ["dose", "reps", "smaller first"]),
        ("sided = true", "sided = false", ["leads[0].side", "no working side"]),
        ('role = "end"', 'role = "back"', ["phases", "once"]),
        ("above = 15", "above = 15, below = 3", ["faults[0].all_of[0]", "either above or below"]),
        ('title = "Standing hip abduction"', "title = Standing", ["not valid TOML", "line 2"]),
        ('title = "Standing hip abduction"', "", ["title", "missing"]),
        ("start = 2", "start = 25", ["leads[0]", "must differ"]),
        ("above = 15", "above = 95", ["faults[0].all_of[0]", "can never be true", "between 0 and"]),
        (
            "above = 15 }]",
            'above = 15 }, { angle = "trunk_lean", absolute = true, below = 9 }]',
            ["faults[0]", "never"],
        ),
        ("hold_s = [1.5, 2.0]", "steps = [3, 9]", ["dose", "reps belongs to hold_s"]),
        ('role = "end"', 'role = "end"\nspeed = 3', ["phases[2].speed", "not known"]),
    ],
)
def test_a_mistake_names_the_file_the_key_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, expected: list[str]
) -> None:
    assert old in GOOD
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PosecheckError) as caught:
        read_stretch(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    for part in ["mine.toml", *expected]:
        assert part in sentence


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"[[["])
def test_what_is_no_stretch_file_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(PosecheckError, match=r"mine\.toml"):
        load_stretch(str(path))


def test_an_unknown_stretch_gets_the_nearest_names() -> None:
    with pytest.raises(PosecheckError, match="did you mean childs_pose"):
        load_stretch("child_pose")


def test_random_damage_never_gives_a_traceback(tmp_path: Path) -> None:
    dice = random.Random(7)
    path = tmp_path / "mine.toml"
    texts = [file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.toml"))]
    for turn in range(2000):
        text = list(texts[turn % len(texts)])
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(text))
            text[at : at + dice.randint(0, 12)] = dice.choice(
                ["", "=", "[", '"', "nan", "-1", "\n", "é", "true"]
            )
        path.write_text("".join(text), encoding="utf-8")
        # Anything but a PosecheckError passes through and fails the test.
        with suppress(PosecheckError):
            assert read_stretch(path).id == "mine"


def test_a_folder_of_ones_own_is_added_and_may_not_repeat_an_id(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    assert "mine" in Library(tmp_path).ids()
    assert Library(str(tmp_path)).load("mine").title == load_stretch("hip_abduction").title
    (tmp_path / "other.toml").write_text('id = "mine"\n' + GOOD, encoding="utf-8")
    with pytest.raises(PosecheckError, match=r"other\.toml: id: 'mine' is already in mine\.toml"):
        Library(tmp_path)
    (tmp_path / "other.toml").write_text('id = "childs_pose"\n' + GOOD, encoding="utf-8")
    with pytest.raises(PosecheckError, match="own library"):
        Library(tmp_path)
    with pytest.raises(PosecheckError, match="not a folder"):
        Library(tmp_path / "nowhere")


def test_no_code_knows_a_stretch_by_name() -> None:
    """A new stretch is a file; code that named one would have to change with it."""
    names = set(stretch_ids()) - set(ANGLE_IDS) - SIDED  # some stretches are called as the angle they train
    word = re.compile(rf"(?<![a-z_])({'|'.join(names)})(?![a-z_])")
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        texts = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented
        ]
        assert not [text for text in texts if word.search(text)], path


def test_an_everyday_movement_speaks_of_no_phases(tmp_path: Path) -> None:
    path = tmp_path / "waiting.toml"
    line = '{ phase = "hold", angle = "trunk_inclination", low = -25, high = 25 }'
    path.write_text(f'title = "Waiting"\nsignature = [{line}]\n', encoding="utf-8")
    with pytest.raises(PosecheckError, match="no phases"):
        read_toml(path, Everyday)


LEAST = """
title = "Lift"
[dose]
reps = [3, 5]
hold_s = [5, 10]
[[phases]]
name = "up"
role = "end"
[[leads]]
angle = "trunk_inclination"
start = 0
end = 45
[[targets]]
phase = "up"
angle = "trunk_inclination"
low = 40
soft = 8
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_only_what_is_needed_is_required(tmp_path: Path) -> None:
    stretch = read_stretch(written(tmp_path, LEAST))
    assert (stretch.camera.view, stretch.sided, stretch.targets[0].evidence) == ("any", False, "assumed")
    assert "Lift" in markdown(stretch)
    assert "sharp pain" in stretch.safety
    assert read_stretch(written(tmp_path, LEAST.replace("low = 40", 'low = 40\nside = "working"'))).sided
    needed = [line for line in LEAST.splitlines() if line and "[[" not in line]
    for line in needed:
        with pytest.raises(PosecheckError, match=r"mine\.toml"):
            read_stretch(written(tmp_path, LEAST.replace(line + "\n", "", 1)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param(
            [('title = "Lift"\n', ""), ("low = 40", "low = 40\nhihg = 50")],
            [(None, "title"), (16, "targets[0].hihg")],
            id="missing and unknown",
        ),
        pytest.param(
            [("[dose]", "sided = false\n[dose]"), ("low = 40", 'low = 40\nside = "working"')]
            + [('phase = "up"', 'phase = "op"')],
            [(15, "targets[0].phase"), (18, "targets[0].side")],
            id="two that do not fit",
        ),
        pytest.param(
            [
                ("start = 0", "start = 45"),
                ('phase = "up"', 'phase = "op"'),
                ("reps = [3, 5]", "reps = [5, 3]"),
            ],
            [(4, "dose.reps"), (12, "leads[0].end"), (14, "targets[0].phase")],
            id="in an entry, in a table and between",
        ),
        pytest.param(
            [('role = "end"', 'role = "top"')], [(8, "phases[0].role")], id="phases, which others name"
        ),
        pytest.param([("end = 45", "end = ")], [(12, "")], id="no TOML"),
        pytest.param([("soft = 8\n", 'soft = 8\nsource = "')], [(18, "")], id="no end of a text"),
        pytest.param([("[[targets]]", "[targets]")], [(13, "targets")], id="a table in place of a list"),
    ],
)
def test_every_mistake_has_its_line(
    tmp_path: Path, changes: list[tuple[str, str]], expected: list[tuple[int, str]]
) -> None:
    text = LEAST
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    found = mistakes_in(written(tmp_path, text), Stretch)
    assert [(each.line, each.key) for each in found] == expected
    if found:
        with pytest.raises(PosecheckError, match=r"mine\.toml(, line \d+)?: .*"):
            read_stretch(tmp_path / "mine.toml")


def test_a_mistake_in_a_later_entry_keeps_its_number(tmp_path: Path) -> None:
    second = '[[targets]]\nphase = "down"\nangle = "trunk_lean"\nlow = 1\nsoft = 1\n'
    found = mistakes_in(written(tmp_path, LEAST.replace("low = 40", "low = nan") + second), Stretch)
    assert [each.key for each in found] == ["targets[0].low", "targets[1].phase"]


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        pytest.param(
            [
                ("low = 40", "low = 500\nhigh = 140"),
                ('phase = "up"\nangle', 'weight = -1\nphase = "up"\nangle'),
            ],
            ["targets[0].weight", "targets[0].high"],
            id="a range and a weight",
        ),
        pytest.param(
            [
                ("low = 40", "low = 500\nhigh = 140"),
                ('up"\nangle = "trunk_inclination"', 'up"\nangle = "trunk"'),
            ],
            ["targets[0].angle", "targets[0].high"],
            id="a range and an angle",
        ),
        pytest.param(
            [
                ("start = 0", "start = 45\nweight = 0"),
                ('angle = "trunk_inclination"\nst', 'angle = "hip"\nst'),
            ],
            ["leads[0].angle", "leads[0].weight", "leads[0].end"],
            id="a lead",
        ),
        pytest.param(
            [("reps = [3, 5]", "reps = [5, 3]\nsets = [0, 1]"), ("hold_s = [5, 10]", "hold_s = [10, 5]")],
            ["dose.reps", "dose.sets", "dose.hold_s"],
            id="a dose",
        ),
        pytest.param(
            [
                (
                    "soft = 8\n",
                    'soft = 8\n[[faults]]\nid = "a"\nphase = "up"\ncue = "b"\ncolour = "red"\n'
                    'all_of = [{ angle = "trunk_inclin", above = 3, ovr = "range" }]\n',
                )
            ],
            ["faults[0].colour", "faults[0].all_of[0].angle", "faults[0].all_of[0].ovr"],
            id="a fault",
        ),
    ],
)
def test_one_mistake_in_a_table_hides_no_other(
    tmp_path: Path, changes: list[tuple[str, str]], keys: list[str]
) -> None:
    text = LEAST
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    found = mistakes_in(written(tmp_path, text), Stretch)
    assert [each.key for each in found] == keys
    assert all(each.line is not None for each in found)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[dose]", "dose = 3\n[dos]", "dose: must be a table with keys of its own"),
        ("[dose]", "camera = 3\n[dose]", "camera: must be a table with keys of its own"),
        ("hold_s = [5, 10]", "hold_s = 5", "dose.hold_s: must be a list in square brackets"),
        ("hold_s = [5, 10]", "hold_s = [5, 7, 9]", "dose.hold_s: must have no more than 2 entries"),
        ("hold_s = [5, 10]", 'hold_s = [5, "x"]', "dose.hold_s[1]: must be a number"),
        ("reps = [3, 5]", "reps = [3, 5.5]", "dose.reps[1]: must be a whole number"),
        ('title = "Lift"', "title = 3", "title: must be text in quotation marks"),
        ('title = "Lift"', 'title = ""', "title: must not be empty"),
        ('title = "Lift"', 'title = "Lift"\nsided = "maybe"', "sided: must be true or false"),
        ('title = "Lift"', 'title = "Lift"\nid = "My Lift"', "id: must be small letters"),
        ("low = 40", 'low = 40\nside = "lefty"', "targets[0].side: must be 'working', 'other' or 'both'"),
        ("soft = 8", "soft = nan", "targets[0].soft: must be a number"),
        ("[[leads]]", "leads = 3\n[[lead]]", "leads: must be a list in square brackets"),
    ],
)
def test_a_mistake_is_said_in_words_of_the_file(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    text = LEAST.replace(old, new, 1)
    if new.startswith("leads"):
        text = "leads = 3\n" + LEAST.replace("[[leads]]", "[[lead]]")
    said = [ended(each.told(Path("mine.toml"))) for each in mistakes_in(written(tmp_path, text), Stretch)]
    assert [one for one in said if sentence in one], said
    assert not re.findall(
        r"Input|instance|tuple|dictionary|valid (?:number|string|integer)|\?\.", " ".join(said)
    )


def test_what_is_missing_altogether_has_no_line(tmp_path: Path) -> None:
    found = mistakes_in(written(tmp_path, ""), Stretch)
    assert [(each.line, each.key) for each in found] == [
        (None, "title"),
        (None, "dose"),
        (None, "phases"),
        (None, "targets"),
    ]
    with pytest.raises(PosecheckError, match=r"mine\.toml: title: this is missing; add it \(and 3 more\)\.$"):
        read_stretch(tmp_path / "mine.toml")
    with pytest.raises(PosecheckError, match=r"did you mean [a-z_ ]+\?$"):
        read_stretch(written(tmp_path, LEAST.replace('angle = "trunk_inclination"', 'angle = "trunk"', 1)))
