"""The commands as they are typed: what they print on a terminal and into a pipe, and what they write."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import posecheck
from posecheck.angles.catalog import CATALOG
from posecheck.cli import app
from posecheck.errors import PosecheckError
from posecheck.stretches.load import FOLDER, load_stretch, stretch_ids
from tests.batch.batches import abductions

ROOT = Path(__file__).parents[2]
STRETCH = "hip_abduction"


def piped(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command with its output in a pipe that is said to be narrow."""
    command = [sys.executable, "-m", "posecheck", *map(str, arguments)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "40"}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=env)


def within(*arguments: object) -> str:
    """Run a command in this process and return what it prints."""
    done = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def body(tmp_path: Path) -> Path:
    """Landmarks of a body that lifts a leg."""
    path = tmp_path / "body.npz"
    abductions(35, seconds=9.0).save(path)
    return path


def test_version_and_help() -> None:
    assert within("--version").strip() == f"posecheck {posecheck.__version__}"
    for command in ("check", "export", "batch", "stretches", "routine", "live", "doctor", "angles", "demo"):
        assert within(command, "-h") == within(command, "--help")
    assert "--show-completion" in within("-h")


def test_ids_are_never_cut_in_a_pipe() -> None:
    angles = piped("angles").stdout.splitlines()
    assert [line.split()[0] for line in angles[1:]] == [angle.id for angle in CATALOG]
    assert all(angle.positive in line for angle, line in zip(CATALOG, angles[1:], strict=True))
    stretches = piped("stretches").stdout.splitlines()
    assert [line.split()[0] for line in stretches[1:]] == list(stretch_ids())
    assert "…" not in "".join(angles + stretches)


def test_tables_as_json() -> None:
    assert [each["id"] for each in json.loads(within("angles", "--json"))] == [a.id for a in CATALOG]
    listed = json.loads(within("stretches", "--json"))
    assert [each["id"] for each in listed] == list(stretch_ids())
    assert json.loads(within("stretches", STRETCH, "--json"))["dose"]["reps"] == [8, 10]


@pytest.mark.slow
def test_doctor_as_json() -> None:
    done = piped("doctor", "--json")
    checks = json.loads(done.stdout)
    assert {"name", "ok", "detail", "fix"} <= checks[0].keys()
    assert done.returncode == (0 if all(each["ok"] for each in checks) else 1)


def test_check_names_what_it_wrote_and_makes_the_folders(body: Path, tmp_path: Path) -> None:
    to = tmp_path / "new" / "folder"
    said = within(
        *("check", body, "--stretch", STRETCH, "--json", to / "r.json", "--csv", to / "a.csv"),
        *("--landmarks", to / "kept.npz"),
    )
    assert sorted(path.name for path in to.iterdir()) == ["a.csv", "kept.npz", "r.json"]
    [line] = [line for line in said.splitlines() if line.startswith("Wrote")]
    assert line == f"Wrote {to / 'r.json'}, {to / 'a.csv'} and {to / 'kept.npz'}."
    within("check", body, "--stretch", STRETCH, "--json", to / "r.json", "--csv", to / "a.csv")


def test_check_writes_over_no_file_of_somebody_else(body: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    mine.write_text('{"diary": "posecheck."}')
    for option in ("--json", "--csv", "--landmarks"):
        with pytest.raises(PosecheckError, match=r"mine\.json is there already and is no result"):
            within("check", body, "--stretch", STRETCH, option, mine)
    assert mine.read_text() == '{"diary": "posecheck."}'
    with pytest.raises(PosecheckError, match="for two outputs"):
        within("check", body, "--stretch", STRETCH, "--json", tmp_path / "a", "--csv", tmp_path / "a")
    with pytest.raises(PosecheckError, match="would be overwritten"):
        within("check", body, "--stretch", STRETCH, "--landmarks", body)


@pytest.mark.slow
def test_landmarks_are_not_kept_where_somebody_elses_file_is(tmp_path: Path) -> None:
    (tmp_path / "result.npz").write_bytes(b"PK\3\4 not ours")
    clip = ROOT / "sample_videos" / "childs_pose_good.mp4"
    done = piped(
        *("check", clip, "--stretch", "childs_pose", "--end", 1, "--model", "lite"),
        *("--json", tmp_path / "result.json"),
    )
    assert done.returncode == 0, done.stderr
    assert "The landmarks are not kept" in done.stderr
    assert (tmp_path / "result.npz").read_bytes() == b"PK\3\4 not ours"
    assert f"Wrote {tmp_path / 'result.json'}." in done.stdout


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    text = (FOLDER / f"{STRETCH}.toml").read_text(encoding="utf-8")
    text = text.replace("weight = 3", "weight = -3").replace("low = 25\nhigh = 45", "low = 45\nhigh = 25")
    text = text.replace("sided = true", "sided = true\nsidedd = 1").replace('id = "leans_away"\n', "")
    path.write_text(
        text.replace('phase = "stand", angle = "hip_height"', 'phase = "x", angle = "hip_height"')
    )
    done = piped("stretches", "validate", path)
    assert (done.returncode, done.stdout) == (2, "")
    lines = path.read_text().splitlines()
    *said, count = done.stderr.splitlines()
    assert count == "5 mistakes."
    assert "less than high (25)" in done.stderr
    told = {int(line.split("line ")[1].split(":")[0]): line for line in said}
    for word in ("sidedd = 1", "weight = -3", "[[faults]]", 'phase = "x"'):
        number = next(number for number, line in enumerate(lines, start=1) if word in line)
        assert str(path) in told[number]
    assert json.loads(piped("stretches", "validate", path, "--json").stdout)[0]["key"] == "sidedd"


def test_a_new_stretch_is_valid_and_is_used(body: Path, tmp_path: Path) -> None:
    assert "Wrote" in within("stretches", "new", "my_lift", "--library", tmp_path / "own")
    path = tmp_path / "own" / "my_lift.toml"
    assert "is a valid stretch: My lift." in within("stretches", "validate", path)
    with pytest.raises(PosecheckError, match="there already"):
        within("stretches", "new", "my_lift", "--library", tmp_path / "own")
    with pytest.raises(PosecheckError, match="already"):
        within("stretches", "new", STRETCH)
    with pytest.raises(PosecheckError, match="cannot be an id"):
        within("stretches", "new", "../my lift")
    assert "My lift" in within("check", body, "--stretch", "my_lift", "--library", tmp_path / "own")


def test_a_routine_of_ones_own_stretches(body: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = (FOLDER / f"{STRETCH}.toml").read_text(encoding="utf-8")
    (own / "my_lift.toml").write_text(text.replace("Standing hip abduction", "My lift"), encoding="utf-8")
    routine = tmp_path / "routine.toml"
    routine.write_text('title = "Mine"\nabout = "All of it."\n[[steps]]\nstretch = "my_lift"\n')
    page = within("routine", routine, f"my_lift={body}", "--library", own)
    assert "My lift" in page
    assert load_stretch(STRETCH).title not in page
    with pytest.raises(PosecheckError, match="There is no stretch 'my_lift'"):
        within("routine", routine)


def test_a_model_is_refused_where_a_routine_has_no_pictures_for_it(body: Path) -> None:
    with pytest.raises(PosecheckError, match="None of these holds pictures; leave out --model"):
        within("routine", "hip_range_of_motion", f"{STRETCH}={body}", "--model", "no_such_model")


def test_a_chart_is_named_and_takes_nobodys_place(body: Path, tmp_path: Path) -> None:
    chart = tmp_path / "charts" / "hips.svg"
    run = ("routine", "hip_range_of_motion", f"{STRETCH}={body}", "--chart", chart)
    assert f"Wrote {chart}." in within(*run)
    assert f"Wrote {chart}." in within(*run)
    chart.write_text("<svg/>")
    with pytest.raises(PosecheckError, match="no result of posecheck"):
        within(*run)


def test_the_shell_completes_stretches() -> None:
    from posecheck.cli.terminal import stretch_names

    assert stretch_names("hip_ab") == [STRETCH]
    assert "auto" in stretch_names("")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--fps", 0), "The frame rate is 0; give a number above 0."),
        (("--fps", "nan"), "The frame rate is nan"),
        (("--fps=-5",), "The frame rate is -5"),
        (("--start=-3",), "The start is -3 s; give a number of seconds from 0 up."),
        (("--start", "nan"), "The start is nan s"),
        (("--start", 4, "--end", 2), "The end (2 s) is not after the start (4 s)"),
        (("--end", "nan"), "The end (nan s) is not after"),
        (("--rate", 30), "holds saved landmarks; leave out --rate."),
        (("--size", "10x10", "--view", "left"), "holds saved landmarks; leave out --size and --view."),
        (("--model", "lite"), "holds points and no pictures; leave out --model."),
    ],
)
def test_no_option_on_saved_landmarks_is_ignored(body: Path, options: tuple[object, ...], said: str) -> None:
    done = CliRunner().invoke(app, ["check", str(body), "--stretch", STRETCH, *map(str, options)])
    assert isinstance(done.exception, PosecheckError)
    assert said in str(done.exception)


def test_a_side_that_a_stretch_does_not_have_is_said(body: Path) -> None:
    asked = posecheck.check(body, "seated_toe_touch", side="left", anyway=True)
    assert any("has no working side" in note for note in asked.notes)
    for stretch, side in (("seated_toe_touch", "auto"), (STRETCH, "right")):
        assert not any(
            "working side" in note for note in posecheck.check(body, stretch, side=side, anyway=True).notes
        )
