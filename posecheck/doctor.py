"""Whether this computer has what posecheck needs, and the exact fix for what it lacks."""

from __future__ import annotations

import ctypes
import importlib
import platform
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from posecheck.errors import PosecheckError
from posecheck.pose.model.models import BUNDLED_SHA256, load_model

MINIMUM_PYTHON = (3, 11)
MINIMUM_VERSIONS = {"mediapipe": "1.0", "numpy": "2.0", "scipy": "1.13", "av": "18"}
"""Oldest release of each package that posecheck runs with, as in pyproject.toml."""

OPENCV_WHEELS = (
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
    "opencv-python",
    "opencv-python-headless",
)


@dataclass(frozen=True)
class Library:
    """A system library of Linux that no Python package brings, and the packages that do."""

    name: str
    debian: str
    fedora: str


LIBRARIES = (
    Library("libGL.so.1", "libgl1", "libglvnd-glx"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    Library("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    Library("libxcb.so.1", "libxcb1", "libxcb"),
    Library("libEGL.so.1", "libegl1", "libglvnd-egl"),
    Library("libGLESv2.so.2", "libgles2", "libglvnd-gles"),
)
"""What `import cv2` (the first four) and MediaPipe (the last two) load."""

WINDOW_LIBRARIES = (
    Library("libSM.so.6", "libsm6", "libSM"),
    Library("libICE.so.6", "libice6", "libICE"),
    Library("libXext.so.6", "libxext6", "libXext"),
    Library("libX11.so.6", "libx11-6", "libX11"),
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
        *(package(name, oldest) for name, oldest in MINIMUM_VERSIONS.items()),
        opencv(),
        *(model(name) for name in BUNDLED_SHA256),
        pose(),
        camera(),
    ]


def python() -> Check:
    """Check the version of Python."""
    oldest = ".".join(map(str, MINIMUM_PYTHON))
    ok = sys.version_info >= MINIMUM_PYTHON
    return Check("Python", ok, platform.python_version(), "" if ok else f"Install Python {oldest} or newer.")


def libraries(name: str, wanted: Iterable[Library], *, needed: bool = True) -> Check:
    """Check that system libraries can be loaded; other systems than Linux have their own."""
    if sys.platform != "linux":
        return Check(name, True, "not needed on this system")
    missing = [library for library in wanted if not _loads(library.name)]
    if not missing:
        return Check(name, True, "all found")
    names = ", ".join(library.name for library in missing)
    detail = f"missing: {names}" if needed else f"missing, for live coaching in a window: {names}"
    return Check(name, not needed, detail, _install(missing))


def package(name: str, oldest: str) -> Check:
    """Check that a package is installed, new enough and can be imported."""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, False, "not installed", f'pip install "{name}>={oldest}"')
    if _numbers(version) < _numbers(oldest):
        return Check(
            name, False, f"{version}, older than {oldest}", f'pip install --upgrade "{name}>={oldest}"'
        )
    return _importable(name, name, version)


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
    """Check that a bundled pose model is there and undamaged."""
    try:
        load_model(name)
    except PosecheckError as error:
        return Check(
            f"model {name}",
            False,
            str(error),
            "Install posecheck again (in a checkout: git checkout models).",
        )
    return Check(f"model {name}", True, "checksum as expected")


def pose() -> Check:
    """Check that the pose model really runs on this computer, with one empty picture."""
    try:
        import numpy as np

        from posecheck.pose.tracking.tracker import PoseTracker
        from posecheck.video import Frame

        began = time.perf_counter()
        with PoseTracker(load_model("lite")) as tracker:
            nobody = tracker.track(Frame(0, 0.0, np.zeros((240, 320, 3), np.uint8)))
    except Exception as error:  # whatever goes wrong here is the finding
        return Check("pose model", False, _first_line(error), "Do what is said above first, then try again.")
    return Check("pose model", len(nobody) == 1, f"runs, ready after {time.perf_counter() - began:.1f} s")


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


def _install(missing: Iterable[Library]) -> str:
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


def _numbers(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version, enough to compare releases."""
    numbers: list[int] = []
    for part in version.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__
