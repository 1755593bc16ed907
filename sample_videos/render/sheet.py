"""One picture with a frame of every clip."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

COLUMNS = 6
TILE = (320, 240)


def contact_sheet(folder: Path, out: Path) -> int:
    """Paste the middle of the first hold of every clip of a folder into one picture.

    Parameters
    ----------
    folder
        Where the clips and their truth files are.
    out
        Picture to write.

    Returns
    -------
    int
        How many clips are on it.
    """
    import cv2

    tiles = []
    for path in sorted(folder.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        spans = truth["holds"] or truth["reps"]
        middle = 0.5 * (spans[0]["start_s"] + spans[0]["end_s"])
        if not truth["holds"]:
            middle = 0.6 * spans[0]["start_s"] + 0.4 * spans[0]["end_s"]
        reader = cv2.VideoCapture(str(folder / truth["clip"]))
        reader.set(cv2.CAP_PROP_POS_FRAMES, int(middle * truth["camera"]["fps"]))
        found, frame = reader.read()
        reader.release()
        if not found:
            raise ValueError(f"{truth['clip']} cannot be read")
        tile = cv2.resize(frame, TILE, interpolation=cv2.INTER_AREA)
        band = np.full((22, TILE[0], 3), 255, dtype=np.uint8)
        name = truth["clip"].removesuffix(".mp4")
        cv2.putText(band, name, (4, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (30, 30, 30), 1, cv2.LINE_AA)
        tiles.append(np.vstack([band, tile]))
    while len(tiles) % COLUMNS:
        tiles.append(np.full_like(tiles[0], 255))
    rows = [np.hstack(tiles[i : i + COLUMNS]) for i in range(0, len(tiles), COLUMNS)]
    cv2.imwrite(str(out), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 80])
    return len(list(folder.glob("*.truth.json")))
