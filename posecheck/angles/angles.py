"""From landmarks to joint angles with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.catalog import ANGLE_IDS, CATALOG, index_of
from posecheck.angles.estimate import estimate
from posecheck.angles.learned.estimator import Estimator
from posecheck.angles.reference import Reference, estimate_reference
from posecheck.angles.view import View
from posecheck.arrays import Floats
from posecheck.errors import require_type
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.without_depth import flattened

FRAMES_AT_ONCE = 48

_MIRROR = np.array([index_of(definition.mirror_id) for definition in CATALOG])
_MIRROR_SIGN = np.array([definition.mirror_sign for definition in CATALOG], dtype=float)


@dataclass(frozen=True)
class Angles:
    """Every joint angle and measure of the catalog in T frames, with its uncertainty. Missing is NaN.

    Attributes
    ----------
    time_s : ndarray, shape [T]
        Time of each frame in seconds.
    value, sigma : ndarray, shape [T, A]
        Value and one sigma, in the unit of the catalog; columns in the order of `ANGLE_IDS`.
    view : View
        From where each frame sees the body.
    shot : ndarray of int, shape [T]
        Number of the camera shot; no change is taken across a change of it.
    landmarks : Landmarks or None
        What they were measured on; None where it was not kept, as in a mirror image or a table read from a file.

    Examples
    --------
    >>> angles = compute_angles(Landmarks.empty([0.0, 0.1], 640, 480))
    >>> angles
    <Angles of 2 frames, 0.0 to 0.1 s>
    >>> angles["hip_flexion_left"]
    array([nan, nan])
    >>> len(angles[:1])
    1
    """

    time_s: Floats
    value: Floats
    sigma: Floats
    view: View
    shot: NDArray[np.int64]
    landmarks: Landmarks | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        span = f", {self.time_s[0]:.1f} to {self.time_s[-1]:.1f} s" if len(self) else ""
        return f"<Angles of {len(self)} frames{span}>"

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def ids(self) -> tuple[str, ...]:
        """Id of each column."""
        return ANGLE_IDS

    def column(self, angle_id: str) -> Floats:
        """Return one angle over time, shape [T].

        Raises
        ------
        PosecheckError
            If there is no such angle.
        """
        return self.value[:, index_of(angle_id)]

    def sigma_of(self, angle_id: str) -> Floats:
        """Return one sigma of one angle over time, shape [T]."""
        return self.sigma[:, index_of(angle_id)]

    @overload
    def __getitem__(self, chosen: str) -> Floats: ...

    @overload
    def __getitem__(self, chosen: slice | NDArray[Any]) -> Self: ...

    def __getitem__(self, chosen: str | slice | NDArray[Any]) -> Floats | Self:
        """Return one angle over time by its id, shape [T], or the angles of the chosen frames."""
        if isinstance(chosen, str):
            return self.column(chosen)
        require_type(chosen, (slice, np.ndarray), "what is chosen", "the id of an angle, a slice or an array")
        frames = chosen
        return replace(
            self,
            time_s=self.time_s[frames],
            value=self.value[frames],
            sigma=self.sigma[frames],
            view=self.view[frames],
            shot=self.shot[frames],
            landmarks=None if self.landmarks is None else self.landmarks[frames],
        )

    def mirrored(self) -> Self:
        """Return the angles of the mirror image: sides exchanged, sideways angles with the other sign."""
        return replace(
            self,
            value=self.value[:, _MIRROR] * _MIRROR_SIGN,
            sigma=self.sigma[:, _MIRROR],
            view=self.view.mirrored(),
            landmarks=None,
        )


def compute_angles(
    landmarks: Landmarks, reference: Reference | None = None, estimator: Estimator | None = None
) -> Angles:
    """Return the joint angles of each frame, each with one sigma.

    Frames do not influence each other except through the reference: a live frame gives the same numbers as the
    same frame of a recording with the same reference.

    Parameters
    ----------
    landmarks : Landmarks
        One person in T frames.
    reference : Reference, optional
        Lengths of this person and the camera of each shot. Default: estimated from the landmarks.
    estimator : Estimator, optional
        What was learned of the errors of the pose model that found these landmarks. Default: geometry alone.

    Examples
    --------
    >>> angles = compute_angles(Landmarks.empty([0.0, 0.1], 640, 480))
    >>> angles.value.shape == (2, len(ANGLE_IDS)), bool(np.isnan(angles.value).all())
    (True, True)
    """
    landmarks = flattened(landmarks)
    known = estimate_reference(landmarks) if reference is None else reference
    value = np.full((len(landmarks), len(ANGLE_IDS)), np.nan)
    sigma, view = value.copy(), np.full((len(landmarks), 4), np.nan)
    for shot in np.unique(landmarks.shot):
        frames = np.flatnonzero(landmarks.shot == shot)
        for start in range(0, len(frames), FRAMES_AT_ONCE):  # bounds the memory of long clips
            some = frames[start : start + FRAMES_AT_ONCE]
            value[some], sigma[some], seen = estimate(
                landmarks[some], known, known.camera(int(shot)), estimator
            )
            view[some] = np.stack([getattr(seen, name) for name in View.__dataclass_fields__], axis=1)
    return Angles(landmarks.time_s, value, sigma, View(*view.T), landmarks.shot, landmarks)


def unwrap_deg(angle: Floats, shot: NDArray[np.int64]) -> Floats:
    """Return a heading without jumps of 360 degrees, shot by shot; NaN stay and are bridged.

    Examples
    --------
    >>> unwrap_deg(np.array([170.0, np.nan, -170.0, -170.0]), shot=np.array([0, 0, 0, 1]))
    array([ 170.,   nan,  190., -170.])
    """
    unwrapped = angle.copy()
    for number in np.unique(shot):
        frames = np.flatnonzero((shot == number) & np.isfinite(angle))
        unwrapped[frames] = np.unwrap(angle[frames], period=360.0)
    return unwrapped
