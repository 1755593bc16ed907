"""What is known of one person in one clip: lengths of the body, neutral posture, and the camera of each shot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np

from posecheck.angles.camera import LEVEL_CAMERA, Camera
from posecheck.angles.catalog import CATALOG
from posecheck.angles.gravity import find_gravity
from posecheck.angles.points import px_per_metre
from posecheck.angles.segments import middle
from posecheck.angles.vectors import norm
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, HIPS, KNEES, SHOULDERS
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.without_depth import LONGEST_PERCENT, flattened, is_flat

ADULT_M = {"trunk": 0.50, "thigh": 0.40, "shank": 0.40, "hip_width": 0.20, "shoulder_width": 0.34}
"""Lengths between landmarks of an adult in world landmarks, where a clip does not show them."""


@dataclass(frozen=True, eq=False)
class Reference:
    """One person, and the camera of each shot.

    Attributes
    ----------
    cameras : mapping of int to Camera
        By number of the shot. A shot that is not there is taken to have a level camera of unknown scale.
    trunk_m, thigh_m, shank_m, hip_width_m, shoulder_width_m : float
        Lengths between landmarks, metres: mid-hip to mid-shoulder, hip to knee, knee to ankle, hip to hip,
        shoulder to shoulder.
    neutral_deg : mapping of str to float
        Per angle id what this person reads in neutral standing; subtracted. Empty: nothing is.

    Examples
    --------
    >>> Reference().camera(shot=0).source
    'level'
    """

    cameras: Mapping[int, Camera] = field(default_factory=dict)
    trunk_m: float = ADULT_M["trunk"]
    thigh_m: float = ADULT_M["thigh"]
    shank_m: float = ADULT_M["shank"]
    hip_width_m: float = ADULT_M["hip_width"]
    shoulder_width_m: float = ADULT_M["shoulder_width"]
    neutral_deg: Mapping[str, float] = field(default_factory=dict)

    def camera(self, shot: int) -> Camera:
        """Return the camera of a shot."""
        return self.cameras.get(shot, LEVEL_CAMERA)

    @cached_property
    def neutral(self) -> Floats:
        """What is subtracted, in the order of the catalog, shape [A]."""
        return np.array([self.neutral_deg.get(angle.id, 0.0) for angle in CATALOG])

    def mirrored(self) -> Self:
        """Return the reference of the mirrored scene."""
        return replace(
            self,
            cameras={shot: camera.mirrored() for shot, camera in self.cameras.items()},
            neutral_deg={
                a.mirror_id: a.mirror_sign * self.neutral_deg[a.id]
                for a in CATALOG
                if a.id in self.neutral_deg
            },
        )


def estimate_reference(landmarks: Landmarks) -> Reference:
    """Estimate the reference from a recording.

    Gravity is taken from a still stand where a shot has one, else from the assumption that the camera is level;
    lengths are upper-middle percentiles over the whole clip, since a length seen badly is mostly seen too short.

    Parameters
    ----------
    landmarks : Landmarks
        One person.

    Examples
    --------
    >>> estimate_reference(Landmarks.empty([0.0], 640, 480)).camera(shot=0).source
    'level'
    """
    shots = {int(shot): landmarks[landmarks.shot == shot] for shot in np.unique(landmarks.shot)}
    cameras = {shot: replace(find_gravity(seen), px_per_m=_scale(seen)) for shot, seen in shots.items()}
    lengths = body_lengths(landmarks)
    return Reference(
        cameras,
        trunk_m=lengths["trunk"],
        thigh_m=lengths["thigh"],
        shank_m=lengths["shank"],
        hip_width_m=lengths["hip_width"],
        shoulder_width_m=lengths["shoulder_width"],
    )


def body_lengths(landmarks: Landmarks) -> dict[str, float]:
    """Return the lengths of the person seen, in metres, by the names of `ADULT_M`."""
    flat = is_flat(landmarks)
    if flat.any() and not (landmarks.seen & ~flat).any():
        return _flat_lengths(landmarks)
    points, seen = landmarks.world_m, landmarks.visibility
    shoulders, hips = points[:, SHOULDERS], points[:, HIPS]
    knees, ankles = points[:, KNEES], points[:, ANKLES]
    trunk = norm(middle(shoulders) - middle(hips))
    lengths = {
        "trunk": (trunk, seen[:, SHOULDERS + HIPS].min(axis=1)),
        "thigh": (norm(hips - knees), np.minimum(seen[:, HIPS], seen[:, KNEES])),
        "shank": (norm(knees - ankles), np.minimum(seen[:, KNEES], seen[:, ANKLES])),
        "hip_width": (norm(hips[:, 1] - hips[:, 0]), seen[:, HIPS].min(axis=1)),
        "shoulder_width": (norm(shoulders[:, 1] - shoulders[:, 0]), seen[:, SHOULDERS].min(axis=1)),
    }
    return {name: _usual(*lengths[name], ADULT_M[name]) for name in ADULT_M}


def _flat_lengths(landmarks: Landmarks) -> dict[str, float]:
    """Return the same without depth: lengths that lie in the picture plane now and then, and an adult's widths."""
    plane = flattened(landmarks).world_m[..., :2]
    trunk = np.linalg.norm(plane[:, SHOULDERS].mean(axis=1) - plane[:, HIPS].mean(axis=1), axis=-1)
    thigh, shank = (
        np.linalg.norm(plane[:, above] - plane[:, below], axis=-1).ravel()
        for above, below in ((HIPS, KNEES), (KNEES, ANKLES))
    )
    lengths = ADULT_M.copy()
    for name, seen in (("trunk", trunk), ("thigh", thigh), ("shank", shank)):
        if np.isfinite(seen).any():
            lengths[name] = float(np.nanpercentile(seen, LONGEST_PERCENT))
    for name in ("hip_width", "shoulder_width"):
        lengths[name] *= lengths["trunk"] / ADULT_M["trunk"]
    return lengths


def _usual(length_m: Floats, visibility: Floats, otherwise: float) -> float:
    for least in (0.8, 0.5, 0.0):
        chosen = length_m[(visibility >= least) & np.isfinite(length_m)]
        if len(chosen) >= 5 or (len(chosen) and least == 0.0):
            return float(np.percentile(chosen, 67))
    return otherwise


def _scale(landmarks: Landmarks) -> float:
    scale = px_per_metre(landmarks)
    return float(np.nanmedian(scale)) if np.isfinite(scale).any() else float("nan")
