from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from posecheck import doctor
from posecheck.doctor import Check, SystemLibrary, diagnose
from posecheck.pose.model.models import BUNDLED_SHA256, Model
from tests.pose.model.broken_models import with_nobody

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def checks() -> dict[str, Check]:
    return {check.name: check for check in diagnose()}


def test_everything_needed_is_looked_at(checks: dict[str, Check]) -> None:
    assert list(checks) == [
        "Python",
        "system libraries",
        "window libraries",
        "av",
        "mediapipe",
        "numpy",
        "scipy",
        "opencv",
        "model lite",
        "model full",
        "model heavy",
        "camera",
    ]


def test_a_computer_that_runs_the_tests_can_run_the_pose_model(checks: dict[str, Check]) -> None:
    for name in ("Python", "system libraries", "mediapipe", "numpy", "scipy", "av", "opencv"):
        assert checks[name].ok, checks[name]
    for name in BUNDLED_SHA256:
        assert checks[f"model {name}"].ok
        assert "in 11 of 11 pictures, at most 0.0 pixels off" in checks[f"model {name}"].detail


def test_a_model_that_finds_nobody_is_said_to_be_none() -> None:
    check = doctor.sound(with_nobody("lite"))
    assert (check.name, check.ok) == ("model lite", False)
    assert check.detail == "finds nobody in a picture of a person"
    assert check.fix.startswith('pip install "mediapipe==')


def test_a_model_that_cannot_be_run_is_no_crash() -> None:
    check = doctor.sound(Model("broken", "", b"PK"))
    assert (check.name, check.ok) == ("model broken", False)
    assert "MediaPipe cannot run the model broken" in check.detail


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


def test_requirements_are_those_of_the_project() -> None:
    needed = {each.name: str(each.specifier) for each in doctor.requirements()}
    assert set(doctor.PACKAGES) < set(needed)
    assert needed["mediapipe"] == "<1.3,>=1.0"
    assert "pytest" not in needed


def test_an_installation_knows_its_requirements_without_its_extras(tmp_path: Path) -> None:
    (tmp_path / "posecheck").symlink_to(ROOT / "posecheck")
    needs = ("Requires-Python: <3", "Requires-Dist: av>=99", "Requires-Dist: pytest; extra == 'test'")
    installed(tmp_path, "posecheck", "7", *needs)
    script = "from posecheck import doctor; print(doctor.python().ok, *doctor.requirements())"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert run.stdout == "False av>=99\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves these libraries to the user")
def test_missing_libraries_are_named_with_one_command_for_all() -> None:
    wanted = [
        SystemLibrary("libc.so.6", "libc6", "glibc"),
        SystemLibrary("libabsent-one.so.1", "libabsent1", "absent"),
        SystemLibrary("libabsent-two.so.2", "libabsent2", "absent"),
        SystemLibrary("libabsent-three.so.3", "libabsent2", "absent"),
    ]
    check = doctor.libraries("system libraries", wanted)
    assert not check.ok
    assert check.detail == "missing: libabsent-one.so.1, libabsent-two.so.2, libabsent-three.so.3"
    assert "apt-get install -y libabsent1 libabsent2" in check.fix or "dnf install -y absent" in check.fix
    assert "libc6" not in check.fix


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves these libraries to the user")
def test_libraries_for_windows_are_no_failure_on_a_server() -> None:
    check = doctor.libraries(
        "window libraries", [SystemLibrary("libabsent.so.1", "libabsent1", "absent")], needed=False
    )
    assert check.ok
    assert check.detail == "missing, for live coaching in a window: libabsent.so.1"
    assert "libabsent1" in check.fix


def test_package_not_installed() -> None:
    check = doctor.package(Requirement("posecheck-absent>=3.1"))
    assert (check.ok, check.detail) == (False, "not installed")
    assert check.fix == 'pip install --upgrade "posecheck-absent>=3.1"'


@pytest.mark.parametrize("bounds", [">=9999", "<1"])
def test_package_too_old_or_too_new(bounds: str) -> None:
    check = doctor.package(Requirement(f"pytest{bounds}"))
    assert not check.ok
    assert check.detail == f"{pytest.__version__}, but posecheck runs with {bounds}"
    assert check.fix == f'pip install --upgrade "pytest{bounds}"'


def installed(folder: Path, name: str, version: str, *more: str) -> None:
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *more, ""]
    (info / "METADATA").write_text("\n".join(lines), encoding="utf-8")


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
