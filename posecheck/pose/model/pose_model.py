"""What a pose model is to posecheck, so that another one is a file in this room and a line in `models.MODELS`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from posecheck.arrays import Floats, Pixels
from posecheck.errors import PosecheckError
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.person import Person

HIP_WIDTH_M, SHOULDER_WIDTH_M, TRUNK_M, THIGH_M, SHANK_M = 0.20, 0.34, 0.50, 0.42, 0.42
"""Lengths of an adult between landmarks, for the size of a person of whom only the picture is known."""

_BONES = (
    *((23, 24, HIP_WIDTH_M), (11, 12, SHOULDER_WIDTH_M), (11, 23, TRUNK_M), (12, 24, TRUNK_M)),
    *((23, 25, THIGH_M), (24, 26, THIGH_M), (25, 27, SHANK_M), (26, 28, SHANK_M)),
)


class PeopleFinder(Protocol):
    """Looks at pictures, one after the other, and says who is in them. It is closed by `__exit__`."""

    def __call__(self, image: Pixels, time_s: float = 0.0, quarter_turns: int = 0) -> list[Person]:
        """Return the people in a picture.

        Parameters
        ----------
        image : ndarray of uint8, shape [H, W, 3]
            The upright picture, RGB.
        time_s : float
            Its time in seconds, never earlier than before.
        quarter_turns : int
            Clockwise quarter turns, 0 to 3, to give the picture before looking at it, for people who lie. What is
            found is given back in the picture as it came: `Person.turned` does it.

        Returns
        -------
        list of Person
            In pixels of `image`; empty where nobody is found.
        """
        ...

    def __exit__(self, *error: object) -> None:
        """Let go of what the finder holds."""
        ...


class PoseModel(Protocol):
    """A pose model: what it is called, and what looks at pictures with it.

    A model gives people as `Person`, which `person_of` makes of any named points: all 33 landmarks or a subset
    (COCO's 17 are enough for hips and knees; heels and toes tell more of the feet), in pixels of the picture, with
    metric depth or without. Without it everything that needs depth stays unjudged.

    Landmarks of different models are not the same points. Each learnt where people who marked its training pictures
    put them, so that hips, shoulders and feet lie some centimetres apart from one model to the next, and angles in
    neutral standing some degrees. The uncertainties and what is said in `docs/validation.md` were measured with the
    models that come with posecheck; measure another before its scores are compared with theirs.

    Attributes
    ----------
    name : str
        What `--model` calls it.
    sha256 : str
        Checksum of all that its landmarks depend on; landmarks kept of another are found anew.
    made_with : dict
        Libraries, versions and options, for `Landmarks.source`.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def sha256(self) -> str: ...  # noqa: D102

    @property
    def made_with(self) -> dict[str, Any]: ...  # noqa: D102

    def finder(self, max_people: int) -> PeopleFinder:
        """Return what looks at each picture afresh and finds up to so many people; may be shared."""
        ...

    def follower(self) -> PeopleFinder:
        """Return what follows one person from picture to picture, and lets go in a black one.

        A model that cannot follow gives what looks afresh, for one person: the tracker then chooses among all.
        """
        ...


def person_of(
    names: str | Sequence[str],
    image_px: ArrayLike,
    world_m: ArrayLike | None = None,
    visibility: ArrayLike | None = None,
) -> Person:
    """Return a person of named points; what is not given is missing.

    Parameters
    ----------
    names : sequence of str, or str
        Which point each of the N is, as for `Landmarks.from_arrays`.
    image_px : array_like, shape [N, 2]
        Pixels, x right, y down; NaN where a point is not found.
    world_m : array_like, shape [N, 3], optional
        Metres in camera axes. Left out, x and y are taken from the picture at the size of an adult, and z is NaN.
    visibility : array_like, shape [N], optional
        Probability that each point is where it is said to be.

    Raises
    ------
    PosecheckError
        If the shapes do not fit, a name is unknown, or neither hip nor shoulder is among the points.

    Examples
    --------
    >>> trunk = [[300, 100], [260, 100], [295, 200], [265, 200]]
    >>> person = person_of(["LShoulder", "RShoulder", "LHip", "RHip"], trunk)
    >>> round(person.px_per_m), person.centre_px.tolist()
    (200, [280.0, 150.0])
    """
    world = None if world_m is None else np.asarray(world_m, dtype=float)[None]
    seen = None if visibility is None else np.asarray(visibility, dtype=float)[None]
    # The size of the picture plays no part in where a person is.
    one = Landmarks.from_arrays(
        [0.0], np.asarray(image_px, dtype=float)[None], world, names, (1, 1), visibility=seen
    )
    image, world_found = one.image_px[0], one.world_m[0]
    if not np.isfinite(world_found).any():
        scale = _px_per_m(image)
        hips = image[[23, 24]]
        world_found[:, :2] = (image - np.nanmean(hips if np.isfinite(hips).any() else image, axis=0)) / scale
    return Person(image, world_found, one.visibility[0], one.presence[0])


def _px_per_m(image_px: Floats) -> float:
    """Return pixels per metre of an adult of this size: the most that any bone says, as none looks too long."""
    says = [float(np.linalg.norm(image_px[a] - image_px[b])) / length for a, b, length in _BONES]
    known = [scale for scale in says if np.isfinite(scale)]
    if not known or max(known) <= 0:
        raise PosecheckError(
            "A person without shoulders, hips and knees cannot be followed; give those points."
        )
    return max(known)
