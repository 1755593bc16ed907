"""OpenSim's markers (`.trc`): the landmarks in metres, y up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from posecheck.files import EXPORTED, require_own, write_atomically
from posecheck.report.exports.room import markers_m, mean_rate
from posecheck.report.result import Measured


def write_trc(measured: Measured, path: Path) -> None:
    """Write the landmarks at their own times; what was not seen is an empty cell.

    Raises
    ------
    PosecheckError
        If the landmarks have no depth.
    """
    markers, time_s = markers_m(measured, path), measured.landmarks.time_s
    rate, frames, count = f"{mean_rate(time_s):.6g}", len(time_s), len(markers)
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name} {EXPORTED}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{frames}\t{count}\tm\t{rate}\t1\t{frames}",
        "Frame#\tTime\t" + "".join(f"{name}\t\t\t" for name in markers),
        "\t\t" + "".join(f"X{n}\tY{n}\tZ{n}\t" for n in range(1, count + 1)),
        "",
    ]
    places = np.concatenate(list(markers.values()), axis=1)
    require_own([path])
    with write_atomically(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{line}\n" for line in head)
        for t, row in enumerate(places.tolist()):
            cells = "".join("\t" if value != value else f"{value:.6f}\t" for value in row)
            # OpenSim counts an empty cell at the end of a line only if a tab follows it.
            stream.write(f"{t + 1}\t{time_s[t]:.6f}\t{cells}\n")
