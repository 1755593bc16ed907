"""A picture of a person that comes with posecheck, and where each model sees them in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from posecheck.arrays import Floats, Pixels

PICTURE = Path(__file__).with_name("known_picture.png")
LANDMARKS = Path(__file__).with_name("known_landmarks.json")


@dataclass(frozen=True, eq=False)
class KnownLandmarks:
    """Where a model sees the person in the known picture.

    Attributes
    ----------
    image_px : ndarray, shape [33, 2]
        In pixels of the picture.
    world_m : ndarray, shape [33, 3]
        In metres.
    """

    image_px: Floats
    world_m: Floats


@cache
def known_picture() -> Pixels:
    """Return the picture, RGB.

    Examples
    --------
    >>> known_picture().shape
    (240, 320, 3)
    """
    # OpenCV opens no name with letters that are not the system's own; NumPy does.
    stored = cv2.imdecode(np.fromfile(PICTURE, np.uint8), cv2.IMREAD_COLOR)
    assert stored is not None, PICTURE
    return np.asarray(stored[..., ::-1].copy(), dtype=np.uint8)


def known_landmarks(sha256: str, mode: str) -> KnownLandmarks | None:
    """Return where the model of this checksum sees the person, or None for a model of somebody else's.

    Parameters
    ----------
    sha256 : str
        Checksum of the model.
    mode : {"afresh", "followed"}
        Whether the picture is looked at once, or often while the person is followed.

    Examples
    --------
    >>> from posecheck.pose.model.models import BUNDLED_SHA256
    >>> known_landmarks(BUNDLED_SHA256["full"], "followed").image_px.shape
    (33, 2)
    """
    found = _stored()["landmarks"].get(sha256)
    if found is None:
        return None
    return KnownLandmarks(**{name: np.array(values) for name, values in found[mode].items()})


def proven_versions() -> list[str]:
    """Return the releases of MediaPipe with which every bundled model sees the person just there, oldest first.

    Examples
    --------
    >>> "1.2.3" in proven_versions()
    True
    """
    return list(_stored()["mediapipe"])


@cache
def _stored() -> dict[str, Any]:
    return dict(json.loads(LANDMARKS.read_text(encoding="utf-8")))
