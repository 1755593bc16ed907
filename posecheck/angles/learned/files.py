"""Where the trained estimators lie, and for which landmarks each is meant."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.learned.estimator import JOINT_IDS, Estimator
from posecheck.errors import PosecheckError
from posecheck.files import bundled_file
from posecheck.pose.landmarks import Landmarks

FORMAT = "posecheck.estimator/1"

SHA256: dict[str, str] = {
    "full": "833050468c779a634c831ddb4f929ce89a280548b736c071014bbb09bd47cce8",
}
"""Checksum of `models/estimator_MODEL.npz`, by the name of the pose model whose landmarks it was trained on."""

ONLY_GEOMETRY = (
    "The learned estimator only knows landmarks of the model {known}; these angles are those of geometry."
)


def read_estimator(
    path: str | Path, data: bytes | None = None
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Read the arrays of an estimator and what is said of it.

    Raises
    ------
    PosecheckError
        If the file is missing, or is none, or is for other angles than those of this version.

    Examples
    --------
    >>> read_estimator("README.md")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: README.md is no estimator of this version of posecheck; train it again ...
    """
    path = Path(path)
    try:
        with np.load(path if data is None else BytesIO(data), allow_pickle=False) as stored:
            header: dict[str, Any] = json.loads(str(stored["header"]))
            if header["format"] != FORMAT or header["angles"] != list(JOINT_IDS):
                raise KeyError("format")
            return {name: stored[name] for name in stored.files if name != "header"}, header
    except FileNotFoundError:
        raise PosecheckError(f"{path} does not exist; check the path.") from None
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        raise PosecheckError(
            f"{path} is no estimator of this version of posecheck; train it again with python -m training.train."
        ) from None


@cache
def bundled_estimator(model: str) -> Estimator:
    """Return the estimator of a pose model of `SHA256`.

    Raises
    ------
    PosecheckError
        If its file is missing or is not the one that belongs to this version.
    """
    path = bundled_file("models", f"estimator_{model}.npz")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256[model]:
        raise PosecheckError(f"{path} is damaged or of another version; install posecheck again.")
    return Estimator(read_estimator(path, data)[0])


def estimator_for(landmarks: Landmarks, wanted: str) -> tuple[Landmarks, Estimator | None]:
    """Return the landmarks, noted where they are of another pose model, and the estimator; None for geometry.

    Parameters
    ----------
    landmarks : Landmarks
        Their `source` says which pose model found them.
    wanted : {"geometry", "learned"}

    Examples
    --------
    >>> nobody = Landmarks.empty([0.0], 640, 480)
    >>> estimator_for(nobody, "geometry") == (nobody, None)
    True
    """
    if wanted == "geometry":
        return landmarks, None
    model = landmarks.source.get("model")
    if model not in SHA256:
        return landmarks.noted(ONLY_GEOMETRY.format(known=" and ".join(SHA256))), None
    return landmarks, bundled_estimator(model)
