from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from posecheck import doctor
from posecheck.doctor import Check, Library, diagnose

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def checks() -> dict[str, Check]:
    return {check.name: check for check in diagnose()}


def test_everything_needed_is_looked_at(checks: dict[str, Check]) -> None:
    assert list(checks) == [
        "Python",
        "system libraries",
        "window libraries",
        "mediapipe",
        "numpy",
        "scipy",
        "av",
        "opencv",
        "model lite",
        "model full",
        "model heavy",
        "pose model",
        "camera",
    ]


def test_a_computer_that_runs_the_tests_can_run_the_pose_model(checks: dict[str, Check]) -> None:
    for name in ("Python", "system libraries", "mediapipe", "numpy", "scipy", "av", "opencv", "pose model"):
        assert checks[name].ok, checks[name]
    assert "runs, ready after" in checks["pose model"].detail


def test_what_is_wrong_has_a_fix_and_what_is_right_has_none(checks: dict[str, Check]) -> None:
    for check in checks.values():
        assert check.detail
        assert check.ok or check.fix
        assert "\n" not in check.detail + check.fix


def test_versions_are_those_found(checks: dict[str, Check]) -> None:
    import av
    import numpy as np

    assert (checks["numpy"].detail, checks["av"].detail) == (np.__version__, av.__version__)


def test_no_camera_is_no_failure() -> None:
    if sys.platform == "linux":
        check = doctor.camera(index=4321)
        assert check.ok
        assert "none found" in check.detail


def test_nothing_heavy_is_imported_before_it_is_looked_at() -> None:
    script = (
        "import sys, posecheck.doctor; print(sorted({'cv2', 'mediapipe', 'av', 'numpy'} & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert run.stdout.strip() == "[]"


def test_minimum_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, oldest in doctor.MINIMUM_VERSIONS.items():
        assert any(line.startswith(f"{name}>={oldest}") for line in project["dependencies"]), name
    assert project["requires-python"] == ">=" + ".".join(map(str, doctor.MINIMUM_PYTHON))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves these libraries to the user")
def test_missing_libraries_are_named_with_one_command_for_all() -> None:
    wanted = [
        Library("libc.so.6", "libc6", "glibc"),
        Library("libabsent-one.so.1", "libabsent1", "absent"),
        Library("libabsent-two.so.2", "libabsent2", "absent"),
        Library("libabsent-three.so.3", "libabsent2", "absent"),
    ]
    check = doctor.libraries("system libraries", wanted)
    assert not check.ok
    assert check.detail == "missing: libabsent-one.so.1, libabsent-two.so.2, libabsent-three.so.3"
    assert "apt-get install -y libabsent1 libabsent2" in check.fix or "dnf install -y absent" in check.fix
    assert "libc6" not in check.fix


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves these libraries to the user")
def test_libraries_for_windows_are_no_failure_on_a_server() -> None:
    check = doctor.libraries(
        "window libraries", [Library("libabsent.so.1", "libabsent1", "absent")], needed=False
    )
    assert check.ok
    assert check.detail == "missing, for live coaching in a window: libabsent.so.1"
    assert "libabsent1" in check.fix


def test_package_not_installed() -> None:
    check = doctor.package("posecheck-absent", "3.1")
    assert (check.ok, check.detail) == (False, "not installed")
    assert check.fix == 'pip install "posecheck-absent>=3.1"'


def test_package_too_old() -> None:
    check = doctor.package("pytest", "9999")
    assert not check.ok
    assert "older than 9999" in check.detail
    assert check.fix == 'pip install --upgrade "pytest>=9999"'


def installed(folder: Path, name: str, version: str) -> None:
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
    )


def test_two_opencv_wheels_at_once(tmp_path: Path) -> None:
    installed(tmp_path, "opencv-python", "5.0.0")
    installed(tmp_path, "opencv-contrib-python", "5.0.0")
    check = doctor.opencv([str(tmp_path)])
    assert not check.ok
    assert check.detail == "opencv-contrib-python and opencv-python overwrite each other"
    assert check.fix == (
        "pip uninstall -y opencv-contrib-python opencv-python && pip install opencv-contrib-python"
    )


def test_one_opencv_wheel(tmp_path: Path) -> None:
    installed(tmp_path, "opencv-contrib-python", "5.0.0")
    assert doctor.opencv([str(tmp_path)]) == Check("opencv", True, "opencv-contrib-python 5.0.0")


def test_no_opencv_wheel(tmp_path: Path) -> None:
    assert doctor.opencv([str(tmp_path)]).detail == "not installed"


@pytest.mark.parametrize(
    ("older", "newer"), [("1.9", "1.10"), ("2.0", "2.0.1"), ("14", "18.1.0"), ("1.13", "2.0rc1")]
)
def test_versions_compare_as_numbers(older: str, newer: str) -> None:
    assert doctor._numbers(older) < doctor._numbers(newer)
