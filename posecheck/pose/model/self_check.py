"""Tries a pose model on a known picture, as a release of MediaPipe may run a model wrongly without a word."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np
import platformdirs

from posecheck.errors import PosecheckError
from posecheck.pose.model.known_picture import known_landmarks, known_picture, proven_versions
from posecheck.pose.model.models import Model

PICTURES = 10
"""How often the model follows the person through the known picture: MediaPipe 1.2.3 failed in every other one."""

FARTHEST_PX = 3.0
"""Farther off a landmark is wrong: the person is 190 pixels tall, and processors differ by less."""
FARTHEST_M = 0.05


@dataclass(frozen=True)
class Trial:
    """What a model made of the known picture.

    Attributes
    ----------
    found : int
        In how many pictures it found the person.
    pictures : int
        In how many it looked.
    off_px, off_m : float
        How far the landmark that is farthest off lies from where it is known to be, in the picture in pixels and in
        space in metres; NaN where nobody is found, or nothing is known as the model is the user's own.
    """

    found: int
    pictures: int
    off_px: float
    off_m: float

    @property
    def sound(self) -> bool:
        """Whether the person is found in every picture, and nowhere else than known."""
        wrong = self.off_px > FARTHEST_PX or self.off_m > FARTHEST_M
        return self.found == self.pictures and not wrong

    def __str__(self) -> str:
        """Return the finding in words."""
        if not self.found:
            return "finds nobody in a picture of a person"
        found = f"finds a known person in {self.found} of {self.pictures} pictures"
        return found if np.isnan(self.off_px) else f"{found}, at most {self.off_px:.1f} pixels off"


def try_model(model: Model) -> Trial:
    """Look at the known picture afresh, then follow the person through it.

    Raises
    ------
    PosecheckError
        If MediaPipe refuses the model.

    Examples
    --------
    >>> from posecheck.pose.model.models import read_model
    >>> print(try_model(read_model("lite")))
    finds a known person in 11 of 11 pictures, at most 0.0 pixels off
    """
    from posecheck.pose.model.mediapipe_pose import MediapipePose

    found, off_px, off_m = 0, [np.nan], [np.nan]
    for mode, pictures in (("afresh", 1), ("followed", PICTURES)):
        people = []
        with MediapipePose(model, max_people=1, video=mode == "followed") as pose:
            for number in range(pictures):
                people = pose(known_picture(), number / 10)
                found += bool(people)
        known = known_landmarks(model.sha256, mode)
        if people and known is not None:
            off_px.append(np.linalg.norm(people[0].image_px - known.image_px, axis=1).max())
            off_m.append(np.linalg.norm(people[0].world_m - known.world_m, axis=1).max())
    return Trial(found, 1 + PICTURES, float(np.fmax.reduce(off_px)), float(np.fmax.reduce(off_m)))


@cache
def require_sound(model: Model) -> None:
    """Try a model when it first meets this version of MediaPipe; remember in the user's cache that it works.

    Processes that come to it at once each try it, which does no harm. Where nothing can be kept, every process
    tries it anew.

    Raises
    ------
    PosecheckError
        If the model does not find the person in the known picture, or not where they are.

    Examples
    --------
    >>> from posecheck.pose.model.models import read_model
    >>> require_sound(read_model("lite"))
    """
    version = metadata.version("mediapipe")
    kept = _kept(version, model.sha256)
    with suppress(OSError):
        if kept.exists():
            return
    trial = try_model(model)
    if not trial.sound:
        raise PosecheckError(
            f"The pose model {model.name} {trial} with MediaPipe {version}; versions that work are "
            f"{', '.join(proven_versions())}: {fix()}"
        )
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch()


def fix() -> str:
    """Return the command that installs a MediaPipe with which the bundled models work.

    Examples
    --------
    >>> print(fix())
    pip install "mediapipe==1.2.3"
    """
    return f'pip install "mediapipe=={proven_versions()[-1]}"'


def _kept(version: str, sha256: str) -> Path:
    return platformdirs.user_cache_path("posecheck") / "sound models" / f"mediapipe {version}, {sha256[:16]}"
