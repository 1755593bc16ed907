"""Whether this computer has what posecheck needs, and the exact fix for what it lacks."""

from __future__ import annotations

import ctypes
import importlib
import platform
import sys
import time
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from posecheck.errors import PosecheckError
from posecheck.pose.model.models import BUNDLED_SHA256, Model, read_model

PACKAGES = ("mediapipe", "numpy", "scipy", "av")
"""Packages that scoring a recording stands on."""

OPENCV_WHEELS = (
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
    "opencv-python",
    "opencv-python-headless",
)


@dataclass(frozen=True)
class SystemLibrary:
    """A system library of Linux that no Python package brings, and the packages that do."""

    name: str
    debian: str
    fedora: str


LIBRARIES = (
    SystemLibrary("libGL.so.1", "libgl1", "libglvnd-glx"),
    SystemLibrary("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    SystemLibrary("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    SystemLibrary("libxcb.so.1", "libxcb1", "libxcb"),
    SystemLibrary("libEGL.so.1", "libegl1", "libglvnd-egl"),
    SystemLibrary("libGLESv2.so.2", "libgles2", "libglvnd-gles"),
)
"""What `import cv2` (the first four) and MediaPipe (the last two) load."""

WINDOW_LIBRARIES = (
    SystemLibrary("libSM.so.6", "libsm6", "libSM"),
    SystemLibrary("libICE.so.6", "libice6", "libICE"),
    SystemLibrary("libXext.so.6", "libxext6", "libXext"),
    SystemLibrary("libX11.so.6", "libx11-6", "libX11"),
)
"""What OpenCV loads as well when it opens a window."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name : str
        What was looked at.
    ok : bool
        Whether posecheck can score recordings with it.
    detail : str
        What was found.
    fix : str
        What to do; empty if nothing is.
    """

    name: str
    ok: bool
    detail: str
    fix: str = ""


def diagnose() -> list[Check]:
    """Look at everything posecheck needs; nothing is printed and nothing is raised.

    Examples
    --------
    >>> [check.name for check in diagnose()][:3]
    ['Python', 'system libraries', 'window libraries']
    """
    return [
        python(),
        libraries("system libraries", LIBRARIES),
        libraries("window libraries", WINDOW_LIBRARIES, needed=False),
        *(package(needed) for needed in requirements() if needed.name in PACKAGES),
        opencv(),
        *(model(name) for name in BUNDLED_SHA256),
        camera(),
    ]


def python() -> Check:
    """Check the version of Python."""
    found, wanted = platform.python_version(), SpecifierSet(_about_posecheck()["requires-python"])
    ok = wanted.contains(found, prereleases=True)
    return Check("Python", ok, found, "" if ok else f"Install Python {wanted}.")


def requirements() -> list[Requirement]:
    """Return what posecheck itself says that it needs, without its extras.

    Examples
    --------
    >>> [str(needed.specifier) for needed in requirements() if needed.name == "numpy"]
    ['>=2.0']
    """
    needed = map(Requirement, _about_posecheck()["dependencies"])
    return [each for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]


def _about_posecheck() -> dict[str, Any]:
    """Return what pyproject.toml says of posecheck, from a checkout or else from the installation."""
    project = Path(__file__).parents[1] / "pyproject.toml"
    if project.exists():
        return dict(tomllib.loads(project.read_text(encoding="utf-8"))["project"])
    about = metadata.metadata("posecheck")
    return {"requires-python": about["Requires-Python"], "dependencies": about.get_all("Requires-Dist")}


def libraries(name: str, wanted: Iterable[SystemLibrary], *, needed: bool = True) -> Check:
    """Check that system libraries can be loaded; other systems than Linux have their own."""
    if sys.platform != "linux":
        return Check(name, True, "not needed on this system")
    missing = [library for library in wanted if not _loads(library.name)]
    if not missing:
        return Check(name, True, "all found")
    names = ", ".join(library.name for library in missing)
    detail = f"missing: {names}" if needed else f"missing, for live coaching in a window: {names}"
    return Check(name, not needed, detail, _install(missing))


def package(needed: Requirement) -> Check:
    """Check that a package is installed, of a version that posecheck runs with, and can be imported."""
    install = f'pip install --upgrade "{needed.name}{needed.specifier}"'
    try:
        version = metadata.version(needed.name)
    except metadata.PackageNotFoundError:
        return Check(needed.name, False, "not installed", install)
    if not needed.specifier.contains(version, prereleases=True):
        return Check(needed.name, False, f"{version}, but posecheck runs with {needed.specifier}", install)
    return _importable(needed.name, needed.name, version)


def opencv(search: list[str] | None = None) -> Check:
    """Check that exactly one OpenCV is installed, and that it can be imported.

    Parameters
    ----------
    search : list of str, optional
        Folders to look for installed packages in, instead of `sys.path`.
    """
    found = {
        wheel.name.lower(): wheel.version for wheel in metadata.distributions(path=search or list(sys.path))
    }
    wheels = [name for name in OPENCV_WHEELS if name in found]
    if not wheels:
        return Check("opencv", False, "not installed", "pip install opencv-contrib-python")
    if len(wheels) > 1:
        # They install the same files: removing one leaves the other without its own.
        return Check(
            "opencv",
            False,
            f"{' and '.join(wheels)} overwrite each other",
            f"pip uninstall -y {' '.join(wheels)} && pip install opencv-contrib-python",
        )
    return _importable("opencv", "cv2", f"{wheels[0]} {found[wheels[0]]}")


def model(name: str) -> Check:
    """Check that a bundled pose model is there, undamaged, and finds a known person on this computer."""
    try:
        found = read_model(name)
    except PosecheckError as error:
        again = "Install posecheck again (in a checkout: git checkout models)."
        return Check(f"model {name}", False, str(error), again)
    return sound(found)


def sound(model: Model) -> Check:
    """Check that a pose model finds the person in the known picture, and where."""
    name = f"model {model.name}"
    try:
        from posecheck.pose.model.self_check import fix, try_model

        began = time.perf_counter()
        trial = try_model(model)
    except Exception as error:  # whatever goes wrong here is the finding
        return Check(name, False, _first_line(error), "Do what is said above first, then try again.")
    if not trial.sound:
        return Check(name, False, str(trial), fix())
    return Check(name, True, f"{trial}, in {time.perf_counter() - began:.1f} s")


def camera(index: int = 0) -> Check:
    """Check whether a camera opens. None is no failure: recordings need none."""
    name = "camera"
    none = Check(name, True, "none found; recordings can be scored, live coaching needs one")
    device = Path(f"/dev/video{index}")
    if sys.platform == "linux" and not device.exists():
        return none
    try:
        import cv2
    except ImportError:
        return Check(name, True, "not looked for, as OpenCV cannot be imported")
    capture = cv2.VideoCapture(index)
    try:
        opened = capture.isOpened() and capture.read()[0]
        size = f"{capture.get(cv2.CAP_PROP_FRAME_WIDTH):.0f} x {capture.get(cv2.CAP_PROP_FRAME_HEIGHT):.0f}"
    finally:
        capture.release()
    if opened:
        return Check(name, True, f"camera {index} opens, {size} pixels")
    if sys.platform != "linux":
        return none
    return Check(
        name, False, f"{device} gives no picture", f"Close other programs that use it, then: {_VIDEO_GROUP}"
    )


_VIDEO_GROUP = "sudo usermod -aG video $USER (and log in again)"


def _importable(name: str, module: str, found: str) -> Check:
    try:
        importlib.import_module(module)
    except Exception as error:  # a broken native part raises anything from ImportError to OSError
        message = _first_line(error)
        missing = [library for library in (*LIBRARIES, *WINDOW_LIBRARIES) if library.name in message]
        package_name = found.split()[0] if " " in found else name
        fix = _install(missing) if missing else f"pip install --force-reinstall --no-deps {package_name}"
        return Check(name, False, f"{found} cannot be imported: {message}", fix)
    return Check(name, True, found)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _install(missing: Iterable[SystemLibrary]) -> str:
    missing = list(missing)
    debian = "sudo apt-get install -y " + " ".join(dict.fromkeys(library.debian for library in missing))
    fedora = "sudo dnf install -y " + " ".join(dict.fromkeys(library.fedora for library in missing))
    system = _linux_family()
    if system & {"debian", "ubuntu"}:
        return debian
    if system & {"fedora", "rhel", "centos"}:
        return fedora
    return f"{debian} (Debian, Ubuntu) or {fedora} (Fedora)"


def _linux_family() -> set[str]:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return set()
    return {release["ID"], *release.get("ID_LIKE", "").split()}


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__
