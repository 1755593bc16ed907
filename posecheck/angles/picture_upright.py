"""Whether the picture itself leans or stands on its head, seen from how a person stands in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posecheck.angles.points import px_per_metre
from posecheck.angles.segments import middle
from posecheck.angles.vectors import cross, dot, norm, unit
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, HIPS, KNEES, SHOULDERS, WRISTS
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.turned_picture import TURN, turned_landmarks

STRAIGHT = 0.97
"""From shoulder to ankle by way of hip and knee, a straight leg's way is hardly longer than the straight line."""

LEGS_TO_TRUNK = 1.2, 2.2
"""In the picture; a leg that points at the camera looks shorter."""

SAME_HEIGHT_M, FEET_APART_M = 0.10, 0.45
STILL_M_S = 0.15
OVER_S = 0.3
"""The time over which a speed is measured, so that what trembles still stands still."""

IN_PLANE = 0.95
"""Share of a standing body's length that lies in the picture; one that lies on the floor is foreshortened."""

SHORTEST_STAND_S = 0.5
LEAST_LEAN_DEG, MOST_LEAN_DEG, MOST_TOLD_DEG = 10.0, 40.0, 60.0
"""Nobody stands still on both feet with legs and trunk leaning 10 degrees to one side, unless the picture does.
From 40 on a straight body may lie askew or be held in a plank, from 60 on that is likelier."""

LESS = 0.6
"""Legs or trunk may lean by this share of that, if both together lean as much; then the lean is only told."""

UPSIDE_DOWN_DEG = 135.0
REACH_M, WALL_HEIGHT = 0.45, 0.75
"""Who reaches farther than this to the side they lean to, at the height of the shoulders, leans on a wall."""

ODD_ONES = 5
"""Percent of the stands that may be errors of the pose model."""

NEUTRAL = 25
"""Percent of the stands in which legs and trunk are most in line."""


@dataclass(frozen=True)
class Stands:
    """How straight bodies stand on both feet and still in the picture.

    Attributes
    ----------
    time_s : ndarray, shape [S]
        Times of these frames.
    legs_deg, trunk_deg : ndarray, shape [S]
        Where hips lie from ankles and shoulders from hips: 0 up in the picture, 90 to its right, -180 to 180.
    on_wall : ndarray of bool, shape [S]
        Whether the hands reach to where a wall would be.
    """

    time_s: Floats
    legs_deg: Floats
    trunk_deg: Floats
    on_wall: NDArray[np.bool_]


@dataclass(frozen=True)
class Turn:
    """How a picture is to be turned.

    Attributes
    ----------
    deg : float
        Degrees clockwise, -180 < deg <= 180; 0 where the picture is upright or does not tell.
    sure : bool
        Whether nothing but a turned picture looks like this.
    """

    deg: float = 0.0
    sure: bool = True


def find_turn(landmarks: Landmarks) -> Turn:
    """Return how the picture has to be turned so that who stands in it stands upright.

    Somebody who stands on the head all the while is turned by 180, and who stands still with legs and trunk leaning
    alike, by more than anybody can, by that lean. A body that is horizontal in the picture may lie, and is left as
    it is, as is all that never stands.

    Parameters
    ----------
    landmarks : Landmarks
        A recording, as detected.

    Examples
    --------
    >>> find_turn(Landmarks.empty([0.0, 0.1, 0.2], 640, 480))
    Turn(deg=0.0, sure=True)
    """
    stands = find_stands(landmarks)
    step_s = float(np.median(np.diff(landmarks.time_s))) if len(landmarks) > 1 else 0.0
    if len(stands.time_s) * step_s < SHORTEST_STAND_S:
        return Turn()
    turn = 0.0
    legs, trunk = stands.legs_deg, stands.trunk_deg
    if np.percentile(np.minimum(np.abs(legs), np.abs(trunk)), ODD_ONES) > UPSIDE_DOWN_DEG:
        turn, legs, trunk = 180.0, _wrapped(legs + 180.0), _wrapped(trunk + 180.0)
    side = np.sign(np.median(legs + trunk))
    leans = np.sort(side * np.stack([legs, trunk]), axis=0)
    low, high = np.percentile(leans[0], [ODD_ONES, 100 - ODD_ONES])
    # With crossed feet the legs lean less than the trunk, and both together as the picture does.
    both = np.percentile(leans.mean(axis=0), ODD_ONES)
    if min(both, low / LESS) < LEAST_LEAN_DEG or high > MOST_TOLD_DEG or np.mean(stands.on_wall) >= 0.5:
        return Turn(turn)
    # Where a hip is raised or a leg moved aside, legs and trunk lean differently; the rest is the better measure.
    bent = np.abs(legs - trunk)
    lean = np.median((legs + trunk)[bent <= np.percentile(bent, NEUTRAL)]) / 2.0
    sure = LEAST_LEAN_DEG <= low <= high <= MOST_LEAN_DEG
    return Turn(float(_wrapped(turn - np.round(lean))), sure=bool(sure))


def set_upright(landmarks: Landmarks) -> Landmarks:
    """Return a recording as if the camera had been held upright, where that is sure; else as it is.

    What was done or seems to be needed is noted. Who gave a turn of their own is believed.

    Examples
    --------
    >>> nobody = Landmarks.empty([0.0, 0.1, 0.2], 640, 480)
    >>> set_upright(nobody) is nobody
    True
    """
    turn = Turn() if TURN in landmarks.source else find_turn(landmarks)
    if not turn.deg:
        return landmarks
    if not turn.sure:
        way = "" if abs(turn.deg) <= 90 else "is upside down and "
        return landmarks.noted(f"The picture {way}seems to lean; give --turn {turn.deg:g} if it does.")
    what = "is upside down" if abs(turn.deg) > 90 else "leans"
    said = f"The picture {what}: it was turned by {turn.deg:g} degrees; give --turn 0 if it should not be."
    turned = turned_landmarks(landmarks, turn.deg)
    return replace(turned, source=landmarks.source | {TURN: turn.deg}).noted(said)


def find_stands(landmarks: Landmarks) -> Stands:
    """Return the frames in which somebody stands straight, still and on both feet, whichever way up they are."""
    seen = landmarks[landmarks.seen]
    scale = px_per_metre(seen)
    if len(seen) < 3 or not np.isfinite(scale).any():
        nothing = np.zeros(0)
        return Stands(nothing, nothing, nothing, np.zeros(0, dtype=bool))
    # In the plane of the picture, which shows all there is to see of a lean; depth is too unsure for it.
    across_m = seen.image_px / np.nanmedian(scale)
    points = np.concatenate([across_m, 0.0 * across_m[..., :1]], axis=-1)
    hips, ankles = points[:, HIPS], points[:, ANKLES]
    shoulder, hip, ankle = middle(points[:, SHOULDERS]), middle(hips), middle(ankles)
    body = shoulder - ankle
    along = unit(body)
    aside = cross(np.array([0.0, 0.0, 1.0]), along)
    legs = norm(points[:, KNEES] - hips) + norm(ankles - points[:, KNEES])
    trunk = norm(shoulder - hip)[:, None]
    straight = norm(body[:, None] + hips - hip[:, None] + ankle[:, None] - ankles) / (trunk + legs)
    apart = ankles[:, 0] - ankles[:, 1]
    depth = (middle(seen.world_m[:, SHOULDERS]) - middle(seen.world_m[:, ANKLES]))[:, 2]
    standing = (
        (straight.min(axis=1) > STRAIGHT)
        & ((legs / trunk).min(axis=1) > LEGS_TO_TRUNK[0])
        & ((legs / trunk).max(axis=1) < LEGS_TO_TRUNK[1])
        & (np.abs(dot(apart, along)) < SAME_HEIGHT_M)
        & (np.abs(dot(apart, aside)) < FEET_APART_M)
        & (_speed(body, seen.time_s) < STILL_M_S)
        & (norm(body) > IN_PLANE * np.hypot(norm(body), depth))
    )
    reach = points[:, WRISTS] - ankle[:, None]
    high = dot(reach, along[:, None]) > WALL_HEIGHT * norm(body)[:, None]
    far = np.sign(_lean_deg(body))[:, None] * dot(reach, aside[:, None]) > REACH_M
    return Stands(
        seen.time_s[standing],
        _lean_deg(hip - ankle)[standing],
        _lean_deg(shoulder - hip)[standing],
        np.asarray((high & far).any(axis=1))[standing],
    )


def _speed(place: Floats, time_s: Floats) -> Floats:
    """Return how fast a place moves, [T, 3] -> [T], over `OVER_S` around each time."""
    ends = [np.clip(time_s + side * OVER_S / 2, time_s[0], time_s[-1]) for side in (-1, 1)]
    before, after = (np.stack([np.interp(t, time_s, axis) for axis in place.T], axis=-1) for t in ends)
    return norm(after - before) / (ends[1] - ends[0])


def _lean_deg(upward: Floats) -> Floats:
    return np.asarray(np.degrees(np.arctan2(upward[..., 0], -upward[..., 1])))


def _wrapped(angle_deg: Floats | float) -> Floats:
    """Return angles as -180 < angle <= 180."""
    return np.asarray(180.0 - (180.0 - angle_deg) % 360.0)
