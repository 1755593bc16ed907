"""The learned estimate of every joint angle, and its mean with the geometry by how surely each is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.catalog import ANGLE_IDS, CATALOG, index_of
from posecheck.angles.joints import joint_angles
from posecheck.angles.learned.inputs import INPUT_ORDER, INPUT_SIGN, POINTS, Inputs, inputs_of
from posecheck.angles.learned.network import Network, aligned, row_by_row
from posecheck.angles.learned.outputs import (
    JOINTS,
    N_PLACES,
    PLACE_ORDER,
    PLACE_SIGN,
    body_of,
    geometric_places,
)
from posecheck.angles.vectors import difference_deg
from posecheck.angles.view import View
from posecheck.arrays import Floats
from posecheck.pose.landmarks import Landmarks

JOINT_IDS = ANGLE_IDS[: len(JOINTS)]
JOINT_ORDER = np.array([index_of(CATALOG[column].mirror_id) for column in JOINTS])
"""Column of the same angle on the other side."""

FRAME, EACH = 3, 4
"""Numbers of the frame, and of each joint angle, that the weights depend on."""

BLEND_ORDER = np.concatenate(
    [np.arange(FRAME), *(FRAME + n * len(JOINTS) + JOINT_ORDER for n in range(EACH))]
)
SAID_ORDER = np.concatenate([JOINT_ORDER, len(JOINTS) + JOINT_ORDER])
"""The same of the mirror image."""

NEAREST = 4
LOG_SIGMA = np.log(0.5), np.log(60.0)
"""No stated sigma is smaller or larger, in degrees."""

BODIES = ("direct", "correction")
"""The networks that give a body: one from nothing, one as the difference from what geometry says."""


@dataclass(frozen=True)
class Guess:
    """What the networks say of T frames before it is weighed.

    Attributes
    ----------
    angles : ndarray, shape [T, J]
        Joint angles in degrees, all of one body.
    spread : ndarray, shape [T, J]
        Logarithm of how far off they were in training, degrees.
    apart : ndarray, shape [T, J]
        Degrees between the two networks, and between the picture and its mirror image.
    distance : ndarray, shape [T]
        From what was trained on; 1 is usual.
    """

    angles: Floats
    spread: Floats
    apart: Floats
    distance: Floats


class Estimator:
    """The networks of one pose model.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        As `training` writes them.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._bodies = {name: Network(arrays, name) for name in BODIES}
        self._places = {name: (arrays[f"{name}.offset"], arrays[f"{name}.unit"]) for name in BODIES}
        self._axes = aligned(arrays["known.axes"].astype(float))
        known = arrays["known.points"].astype(float)
        self._known, self._lengths = aligned(known.T), (known**2).sum(axis=1)
        self._usual = float(arrays["known.usual"])
        self._blend = Network(arrays, "blend") if "blend.mean" in arrays else None
        self._inflation = arrays["blend.inflation"].astype(float) if self._blend else np.ones(len(JOINTS))

    def joints(self, landmarks: Landmarks, value: Floats, sigma: Floats, view: View) -> tuple[Floats, Floats]:
        """Return value and sigma with the joint angles weighed against the learned ones, both [T, A].

        Parameters
        ----------
        landmarks : Landmarks
            T frames of the pose model that the estimator was trained for.
        value, sigma : ndarray, shape [T, A]
            What geometry says.
        view : View
            Of the same frames.
        """
        size = np.array([landmarks.width_px, landmarks.height_px], dtype=float)
        inputs = inputs_of(landmarks.image_px, landmarks.world_m, landmarks.visibility, size)
        rows = np.flatnonzero(inputs.usable)
        if not len(rows):
            return value, sigma
        some = Inputs(inputs.values[rows], inputs.turn[rows], inputs.usable[rows])
        value, sigma = value.copy(), sigma.copy()
        off_deg = np.stack([view.from_side_deg[rows], view.from_front_deg[rows]], axis=1)
        joints = np.ix_(rows, np.array(JOINTS))
        value[joints], sigma[joints] = self.blend(self.guess(some), value[joints], sigma[joints], off_deg)
        return value, sigma

    def guess(self, inputs: Inputs) -> Guess:
        """Return what the networks say of each frame, the mirror image averaged in."""
        values = inputs.values
        both = np.concatenate([values, values[:, INPUT_ORDER] * INPUT_SIGN])
        count = len(values)
        places, spreads = [], []
        for name, network in self._bodies.items():
            offset, unit = self._places[name]
            out = network(both)
            said = out[:, :N_PLACES] * unit + (offset if name == "direct" else geometric_places(both))
            places += [said[:count], said[count:][:, PLACE_ORDER] * PLACE_SIGN]
            spreads += [out[:count, N_PLACES:], out[count:, N_PLACES:][:, JOINT_ORDER]]
        each = np.stack([angles_of(one, inputs.turn) for one in places])
        angles = angles_of(np.mean(places, axis=0), inputs.turn)
        off = difference_deg(each, angles)
        return Guess(
            angles=angles,
            spread=np.mean(spreads, axis=0),
            apart=np.sqrt(np.mean(off**2, axis=0)),
            distance=self.distance(values),
        )

    def distance(self, values: Floats) -> Floats:
        """Return how far frames lie from what was trained on, [T]: 1 is usual.

        The mean distance to the nearest of a few hundred bodies that stand for the training set, after the mirror
        image has been taken where it is nearer.
        """
        nearest = []
        for side in (values, values[:, INPUT_ORDER] * INPUT_SIGN):
            places = row_by_row(side[:, : POINTS * 5], self._axes)
            lengths = row_by_row(places**2, np.ones((places.shape[1], 1)))
            square = lengths + self._lengths - 2.0 * row_by_row(places, self._known)
            near = np.sort(np.partition(np.maximum(square, 0.0), NEAREST, axis=1)[:, :NEAREST], axis=1)
            nearest.append(sum(np.sqrt(near).T) / NEAREST)
        return np.asarray(np.minimum(*nearest) / self._usual)

    def blend(self, guess: Guess, geometry: Floats, sigma: Floats, off_deg: Floats) -> tuple[Floats, Floats]:
        """Return value and sigma of each joint angle, both [T, J].

        Parameters
        ----------
        guess : Guess
        geometry, sigma : ndarray, shape [T, J]
            What geometry says.
        off_deg : ndarray, shape [T, 2]
            From a side view and from a front view.
        """
        assert self._blend is not None
        asked = blend_inputs(guess, geometry, sigma, off_deg)
        said = 0.5 * (self._blend(asked) + self._blend(asked[:, BLEND_ORDER])[:, SAID_ORDER])
        weight, unsure = weights_of(said)
        apart = difference_deg(guess.angles, geometry)
        value = np.where(np.isfinite(geometry), geometry + np.nan_to_num(weight * apart), np.nan)
        known = np.isfinite(guess.angles) & np.isfinite(value)
        value = np.where(known, value, geometry)
        return value, np.where(known, unsure * self._inflation, sigma)


def angles_of(places: Floats, turn: Floats) -> Floats:
    """Return the joint angles of what a network says, [T, J], by the formulas of the catalog."""
    points, up, share = body_of(places, turn)
    by_id = joint_angles(points, up)
    for name, whole in (
        ("pelvic_tilt", "trunk_inclination"),
        ("hip_flexion_pelvic_left", "hip_flexion_left"),
        ("hip_flexion_pelvic_right", "hip_flexion_right"),
    ):
        by_id[name] = by_id[whole] - share
    return np.stack([by_id[name] for name in JOINT_IDS], axis=-1)


def blend_inputs(guess: Guess, geometry: Floats, sigma: Floats, off_deg: Floats) -> Floats:
    """Return what the weights depend on, [T, FRAME + EACH * J]."""
    apart = np.abs(difference_deg(guess.angles, geometry))
    frame = np.stack(
        [np.log(np.maximum(guess.distance, 1e-3)), *(np.nan_to_num(off_deg.T, nan=45.0) / 90.0)], axis=1
    )
    each = np.concatenate(
        [
            np.clip(guess.spread, *LOG_SIGMA),
            np.log1p(np.nan_to_num(apart, nan=60.0)),
            np.log1p(np.nan_to_num(guess.apart, nan=60.0)),
            np.log1p(np.nan_to_num(sigma, nan=60.0)),
        ],
        axis=1,
    )
    return np.concatenate([frame, each], axis=1)


def weights_of(said: Floats) -> tuple[Floats, Floats]:
    """Return the weight of the learned estimate and the sigma of the mean, both [T, J]."""
    count = len(JOINTS)
    weight = 1.0 / (1.0 + np.exp(-np.clip(said[:, :count], -30.0, 30.0)))
    return weight, np.exp(np.clip(said[:, count:], *LOG_SIGMA))
