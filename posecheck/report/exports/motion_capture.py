"""C3D, the file of motion capture: landmarks as points in millimetres, z up, and angles as points in degrees."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import posecheck
from posecheck.angles.catalog import CATALOG
from posecheck.arrays import Floats
from posecheck.errors import PosecheckError, extra
from posecheck.files import EXPORTED, no_room, require_own, write_atomically
from posecheck.report.exports.room import markers_m, regular
from posecheck.report.result import Measured

MOST_FRAMES = 65535
"""The header counts frames in two bytes."""


def write_c3d(measured: Measured, path: Path) -> None:
    """Write points and angles at a constant rate; what was not seen has the residual -1.

    Raises
    ------
    PosecheckError
        If ezc3d is not installed, the landmarks have no depth, or there are more frames than the format counts.
    """
    ezc3d = extra("ezc3d", "files", str(path))
    markers = markers_m(measured, path)
    rate, frame = regular(measured.landmarks.time_s)
    count = int(frame.max()) + 1
    if count > MOST_FRAMES:
        raise PosecheckError(
            f"{path}: C3D counts no more than {MOST_FRAMES} frames and this would have {count}; "
            "check a part of the clip with --start and --end, or fewer frames with --fps."
        )
    angles = _angles(measured)
    # x to where the person mostly faces, y to the left, z up.
    columns = [*(places[:, [0, 2, 1]] * [1000.0, -1000.0, 1000.0] for places in markers.values())]
    columns += angles.values()
    points = np.full((4, len(columns), count), np.nan)
    points[3] = 1.0
    there = frame >= 0
    points[:3, :, frame[there]] = np.stack(columns)[:, there].transpose(2, 0, 1)
    seen = np.isfinite(points[0])
    points[:3] = np.where(seen, points[:3], 0.0)
    content = ezc3d.c3d()
    says = content["parameters"]["POINT"]
    says["RATE"]["value"], says["UNITS"]["value"] = [rate], ["mm"]
    says["LABELS"]["value"] = [*markers, *angles]
    titles = {entry.id: f"{entry.title}, positive {entry.positive}" for entry in CATALOG}
    content.add_parameter("POINT", "DESCRIPTIONS", [*markers, *(titles[name] for name in angles)])
    content.add_parameter("POINT", "ANGLES", list(angles))
    content.add_parameter("POINT", "ANGLE_UNITS", ["deg"])
    content.add_parameter("POINT", "X_SCREEN", ["+X"])
    content.add_parameter("POINT", "Y_SCREEN", ["+Z"])
    content.add_parameter("MANUFACTURER", "COMPANY", ["posecheck"])
    content.add_parameter("MANUFACTURER", "SOFTWARE", [EXPORTED])
    content.add_parameter("MANUFACTURER", "VERSION_LABEL", [posecheck.__version__])
    content["data"]["points"] = points
    content["data"]["meta_points"]["residuals"] = np.where(seen, 0.0, -1.0)[None]
    require_own([path])
    with write_atomically(path) as temporary:
        content.write(str(temporary))
        # ezc3d writes what a full disk takes, without a word. It writes numbers in four bytes, in blocks of 512.
        written = temporary.read_bytes()
        if len(written) < 512 * (int.from_bytes(written[16:18], "little") - 1) + points.nbytes // 2:
            raise no_room(path, "it was cut short")


def _angles(measured: Measured) -> dict[str, Floats]:
    """Return each angle that is ever known, [T, 3]: its value, its sigma, and 0."""
    value, sigma = measured.angles.value, measured.angles.sigma
    return {
        entry.id: np.column_stack([value[:, column], sigma[:, column], np.zeros(len(value))])
        for column, entry in enumerate(CATALOG)
        if entry.kind == "angle" and np.isfinite(value[:, column]).any()
    }
