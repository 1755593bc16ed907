"""Looks afresh at who reaches to the picture's border: of a part of a body the model may make up a whole one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, ELBOWS, HIPS, KNEES, SHOULDERS, TOES, WRISTS, Landmark
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.model.pose_model import PeopleFinder, PoseModel
from posecheck.pose.outside_picture import SHORTEST_SHOT_S
from posecheck.pose.tracking.person_lock import MAX_PEOPLE
from posecheck.video import Frame

NEAR, NEAR_OFTEN = 0.2, 0.1
"""A landmark is nearer to the border than this, in lengths of the body, in this share of a shot's frames."""

LOOKS = 5
"""Pictures of a shot that are looked at afresh."""

ELSEWHERE = 0.05
"""Who is made up is mostly found elsewhere, by more than this in lengths of the body. In 77 of 79 rendered clips of
whole bodies and all real ones it was 0.035 or less; the other two, of bodies that point at the camera, lie far from
the border. In clips cut to a part of a body it was 0.06 to 0.5 for most bodies that were made up, but not for all:
one that is squeezed into the picture alike at each look is believed. Chosen on these clips."""

_TURNS = (0, 1, 3, 2)
_JOINTS = [Landmark.NOSE, *SHOULDERS, *ELBOWS, *WRISTS, *HIPS, *KNEES, *ANKLES, *TOES]


def border_looks(landmarks: Landmarks) -> Floats:
    """Return the times, seconds, of the pictures to look at afresh; none where nobody comes near the border.

    Examples
    --------
    >>> border_looks(Landmarks.empty([0.0, 0.5, 1.0], 640, 480)).tolist()
    []
    """
    times_s: list[float] = []
    size = np.array([landmarks.width_px, landmarks.height_px])
    for shot in np.unique(landmarks.shot):
        rows = np.flatnonzero((landmarks.shot == shot) & landmarks.seen)
        if not len(rows) or landmarks.time_s[rows[-1]] - landmarks.time_s[rows[0]] < SHORTEST_SHOT_S:
            continue
        low, high = _box(landmarks.image_px[rows])
        length = np.median((high - low).max(axis=1))
        room = np.minimum(low, size - high).min(axis=1)
        if (room < NEAR * length).mean() >= NEAR_OFTEN:
            among = np.linspace(0, len(rows) - 1, LOOKS + 2)[1:-1].astype(int)
            times_s += landmarks.time_s[rows[np.unique(among)]].tolist()
    return np.array(times_s)


def doubt_guesses(landmarks: Landmarks, pictures: Iterable[Frame], model: PoseModel) -> Landmarks:
    """Return the landmarks with a presence of 0 in each shot whose body is elsewhere at each look, and say so.

    Parameters
    ----------
    landmarks : Landmarks
        As followed.
    pictures : iterable of Frame
        Pictures of the recording, at the times of `border_looks`.
    model : PoseModel
        The pose model.
    """
    finder = model.finder(MAX_PEOPLE)
    away: dict[int, list[float]] = defaultdict(list)
    for frame in pictures:
        row = int(np.argmin(np.abs(landmarks.time_s - frame.time_s)))
        if landmarks.seen[row]:
            away[int(landmarks.shot[row])].append(_away(finder, frame, landmarks.image_px[row]))
    made_up = [shot for shot, found in away.items() if np.median(found) > ELSEWHERE]
    if not made_up:
        return landmarks
    presence, notes = landmarks.presence.copy(), []
    for shot in made_up:
        rows = np.flatnonzero((landmarks.shot == shot) & landmarks.seen)
        presence[rows] = 0.0
        from_s, to_s = landmarks.time_s[rows[[0, -1]]]
        notes.append(
            f"From {from_s:.1f} to {to_s:.1f} s only a part of the body seems to be in the picture, and each look "
            "finds it elsewhere: nothing is judged there; film the whole body."
        )
    return replace(landmarks, presence=presence).noted(*notes)


def _away(finder: PeopleFinder, frame: Frame, places: Floats) -> float:
    """Return how far from where it was followed a fresh look finds the body, in lengths of it; else infinity."""
    low, high = _box(places)
    length = float((high - low).max())
    nearest = np.inf
    for turns in _TURNS:
        for person in finder(frame.image, 0.0, turns):
            apart_px = np.nanmedian(np.linalg.norm((person.image_px - places)[_JOINTS], axis=1))
            nearest = min(nearest, float(apart_px) / length)
        if nearest <= ELSEWHERE:
            break
    return nearest


def _box(places: Floats) -> tuple[Floats, Floats]:
    return np.nanmin(places, axis=-2), np.nanmax(places, axis=-2)
