"""The pose models: those that come with posecheck, others of MediaPipe by their path, and more by the table."""

from __future__ import annotations

import hashlib
import os
import zipfile
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posecheck.errors import PosecheckError, require_type
from posecheck.files import bundled_file

if TYPE_CHECKING:
    from posecheck.pose.model.pose_model import PeopleFinder, PoseModel

BUNDLED_SHA256 = {
    "lite": "ee4475948ca177e1318ce55b19edd08df973d1a155ce47d8baa7c87d562fb25a",
    "full": "078240101f75c6a9cec9ca81350c77247fce35dc5e643c691d9f7367907a387a",
    "heavy": "01749b7811d51ad7c585d0b9dbe74dcdb57db42a7d4207cd01d9edcdd0a3bf14",
}
"""SHA-256 of each bundled model, by its name."""

MODELS = dict.fromkeys(BUNDLED_SHA256, "posecheck.pose.model.models:read_model")
"""Module and function that makes each `PoseModel` from its name, loaded when asked for. A model that is not
MediaPipe's is a file in this room and a line here."""

MEMBERS = ("pose_detector.tflite", "pose_landmarks_detector.tflite")
"""The two TFLite models inside a pose landmarker bundle."""


@dataclass(frozen=True)
class Model:
    """A pose landmarker bundle, checked and ready to give to MediaPipe.

    Attributes
    ----------
    name : str
        `lite`, `full`, `heavy`, or the file name of a model given by its path.
    sha256 : str
        Checksum of the bundle in hexadecimal.
    data : bytes
        The bundle itself.
    """

    name: str
    sha256: str
    data: bytes = field(repr=False)

    @property
    def made_with(self) -> dict[str, Any]:
        """The version of MediaPipe and what the landmarker is made with."""
        from posecheck.pose.model.mediapipe_pose import MEDIAPIPE_VERSION, OPTIONS

        return {"mediapipe": MEDIAPIPE_VERSION, "landmarker": OPTIONS}

    def finder(self, max_people: int) -> PeopleFinder:
        """Return what looks at each picture afresh; kept for the next who asks."""
        from posecheck.pose.model.mediapipe_pose import shared_finder

        return shared_finder(self, max_people)

    def follower(self) -> PeopleFinder:
        """Return what follows one person."""
        from posecheck.pose.model.mediapipe_pose import MediapipePose

        return MediapipePose(self, max_people=1, video=True)


def load_model(name_or_path: str | Path = "full") -> PoseModel:
    """Load a model by its name, or any pose landmarker bundle by its path, once it is known to work.

    The first time that a model meets a version of MediaPipe it is tried on a known picture; see `require_sound`.

    Parameters
    ----------
    name_or_path : str or Path
        `lite`, `full`, `heavy` or another name of `MODELS`; anything else is the path of a `.task` file.

    Raises
    ------
    PosecheckError
        If the name is unknown, the file is missing, damaged or not a pose landmarker bundle, or if it does not find
        the person in the known picture.

    Examples
    --------
    >>> model = load_model("lite")
    >>> model.name, model.sha256[:8]
    ('lite', 'ee447594')
    """
    module, _, function = MODELS.get(str(name_or_path), "posecheck.pose.model.models:read_model").partition(
        ":"
    )
    model: PoseModel = getattr(import_module(module), function)(name_or_path)
    if not isinstance(model, Model):
        return model
    # Loading it takes MediaPipe, which who only reads a model need not have.
    from posecheck.pose.model.self_check import require_sound

    require_sound(model)
    return model


def read_model(name_or_path: str | Path) -> Model:
    """Read a model as `load_model` does, without trying it.

    Raises
    ------
    PosecheckError
        If the name is unknown, the file is missing, damaged or not a pose landmarker bundle.

    Examples
    --------
    >>> len(read_model("lite").data)
    5770810
    """
    require_type(name_or_path, (str, os.PathLike), "model", "lite, full, heavy or a path")
    name = str(name_or_path)
    if name in BUNDLED_SHA256:
        return _load_bundled(name)
    path = Path(name_or_path)
    if not path.suffix and not path.exists():
        known = ", ".join(MODELS)
        raise PosecheckError(f"There is no model {name}; choose {known} or the path of a .task file.")
    data = _read(path)
    _check_bundle(path, data)
    return Model(path.name, hashlib.sha256(data).hexdigest(), data)


@cache
def _load_bundled(name: str) -> Model:
    path = bundled_file("models", f"pose_landmarker_{name}.task")
    data = _read(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 != BUNDLED_SHA256[name]:
        raise PosecheckError(f"The model {path} is damaged (wrong checksum); install posecheck again.")
    return Model(name, sha256, data)


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise PosecheckError(f"{path} is a folder; give the path of a .task model file.")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise PosecheckError(f"The model {path} does not exist; check the path.") from None
    except OSError as error:
        raise PosecheckError(f"The model {path} cannot be read ({error.strerror}); check the file.") from None


def _check_bundle(path: Path, data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as bundle:
            missing = sorted(set(MEMBERS) - set(bundle.namelist()))
            if missing:
                raise PosecheckError(
                    f"{path} is not a pose landmarker model (no {' and no '.join(missing)} in it); "
                    "give a pose_landmarker .task file."
                )
            if any(bundle.getinfo(member).compress_type != zipfile.ZIP_STORED for member in MEMBERS):
                raise PosecheckError(
                    f"{path} is compressed, which MediaPipe cannot read; store its members as is."
                )
            tflite = all(bundle.read(member)[4:8] == b"TFL3" for member in MEMBERS)
    except zipfile.BadZipFile:
        raise PosecheckError(
            f"{path} is damaged or not a MediaPipe model; give a pose_landmarker .task file."
        ) from None
    if not tflite:
        raise PosecheckError(f"{path} does not hold TFLite models; give a pose_landmarker .task file.")
