"""Finds and undoes exchanged left and right labels, trunk with arms and hips with legs each on their own."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Flags, Floats
from posecheck.pose.body import (
    EARS,
    ELBOWS,
    HIPS,
    HIPS_AND_LEGS,
    LEGS,
    MIRRORED,
    SHOULDERS,
    SHOULDERS_AND_ARMS,
    WRISTS,
    Landmark,
)
from posecheck.pose.cleaning.planted_foot import PlantedFoot
from posecheck.pose.cleaning.same_view import is_same_view
from posecheck.pose.landmarks import Landmarks

GROUPS = (np.arange(33)[SHOULDERS_AND_ARMS], np.arange(33)[HIPS_AND_LEGS])
"""Landmark indices that are exchanged together: shoulders and arms, hips and legs."""

# Fingers follow the wrist with more noise, so they are exchanged but not asked.
_JUDGES = (np.array([*SHOULDERS, *ELBOWS, *WRISTS]), GROUPS[1])

WINDOW_S = 0.3
COST_RATIO = 0.6
UNIT_M = 0.5
NOISE_UNITS = 0.05
DEPTH_WEIGHT = 0.3
LABEL_TRUST = 0.3
TRUNK_TRUST = 1.0
FACE_TRUST = 0.5
PLANTED_TRUST = 3.0
SIDE_TRUST = 2.0
"""For the sides as they were before a break: as much as labels and trunk say within a second or two."""


class SwapTest:
    """Says frame by frame whether the labels of either group are exchanged.

    Every way round of the two groups carries a cost, and the cheapest sequence of ways wins. Each frame adds:
    the log ratio by which the landmarks fit worse, at that way, to where constant velocity puts them after the
    last `WINDOW_S`; and, per second, `LABEL_TRUST` for going against the model's labels where left and right lie
    apart, `TRUNK_TRUST` for hips that face against the shoulders, `FACE_TRUST` for shoulders that face against
    the face, and `PLANTED_TRUST` times the log odds of a foot that stands in the other's place. Distances are
    taken in the picture, with depth at a small weight, since depth alone tells the legs apart when they cover
    each other in a side view.

    Parameters
    ----------
    before : Before, optional
        What is known from before a break, where the same view goes on after it. Whatever the labels were, legs
        that hang in the air are then told by the foot that stands where it rested before; and it costs up to
        `SIDE_TRUST` to name the body other than as it was left.

    Attributes
    ----------
    cost : ndarray, shape [2, 2]
        Of the best sequence ending with trunk and arms (first axis), hips and legs (second) exchanged or not.
    previous : ndarray of int, shape [2, 2]
        The flat index of the frame before in that sequence.

    Examples
    --------
    >>> world = np.random.default_rng(1).normal(size=(33, 3))
    >>> test = SwapTest()
    >>> for n, points in enumerate([world, world, world[MIRRORED]]):
    ...     print(test(points[:, :2] * 200, points, time_s=0.1 * n, scale=200.0).tolist())
    [False, False]
    [False, False]
    [True, True]
    """

    def __init__(self, before: Before | None = None) -> None:
        self.cost = np.zeros((2, 2))
        self.previous = np.zeros((2, 2), dtype=int)
        self._links = tuple(_Link(judges) for judges in _JUDGES)
        self._planted = PlantedFoot()
        self._time_s = -np.inf
        if before is not None:
            self.cost = np.array([[0.0, SIDE_TRUST], [SIDE_TRUST, 2 * SIDE_TRUST]])
            self._planted = before.planted
            for link in self._links:
                link.go_on(before.points, before.until_s)

    def __call__(self, image_px: Floats, world_m: Floats, time_s: float, scale: float) -> Flags:
        """Return whether (trunk and arms, hips and legs) are exchanged, as far as is known by now; shape [2].

        Parameters
        ----------
        image_px : ndarray, shape [33, 2]
            One frame, as labelled by the model.
        world_m : ndarray, shape [33, 3]
            The same frame.
        time_s : float
            Its time in seconds, later than before.
        scale : float
            Pixels per metre.
        """
        points = _points(image_px, world_m, scale)
        return self.step(image_px, points, _implausibility(points, world_m, scale * UNIT_M), time_s, scale)

    def step(
        self,
        image_px: Floats,
        points: Floats,
        against: Floats,
        time_s: float,
        scale: float,
    ) -> Flags:
        """Do the same with what a recording has worked out for all its frames at once.

        Parameters
        ----------
        image_px, time_s, scale
            As above.
        points : ndarray, shape [33, 3]
            As returned by `_points`.
        against : ndarray, shape [2, 2]
            As returned by `_implausibility`.
        """
        steps = [link(points, time_s, scale * UNIT_M) for link in self._links]
        # cost[before trunk, before legs, now trunk, now legs]
        total = self.cost[:, :, None, None] + steps[0][:, None, :, None] + steps[1][None, :, None, :]
        total = total.reshape(4, 2, 2)
        self.previous = total.argmin(axis=0)
        elapsed_s = min(time_s - self._time_s, WINDOW_S)
        stands = PLANTED_TRUST * self._planted.evidence(image_px, scale)
        against = against + [max(stands, 0.0), max(-stands, 0.0)]
        self.cost = total.min(axis=0) + elapsed_s * against
        self.cost -= self.cost.min()
        self._time_s = time_s
        swapped = np.array(np.unravel_index(self.cost.argmin(), (2, 2)), dtype=bool)
        self._planted.learn(image_px, time_s, scale, exchanged=bool(swapped[1]))
        return swapped


@dataclass(frozen=True)
class Before:
    """What is known of left and right at a break across which the view stays the same.

    Attributes
    ----------
    points : ndarray, shape [33, 3]
        The last points before it, as rightly named, as returned by `_points`.
    planted : PlantedFoot
        Where the feet rested.
    until_s : float
        Time of the first frame after it, in seconds.
    """

    points: Floats
    planted: PlantedFoot
    until_s: float


class _Link:
    """How well a frame continues those before it, for one group."""

    def __init__(self, judges: NDArray[np.int_]) -> None:
        self._ways = np.stack([judges, MIRRORED[judges]])
        self._exchanged = False
        self._history: deque[tuple[float, Floats]] = deque()
        self._goes_on = False

    def go_on(self, points: Floats, time_s: float) -> None:
        """Compare the first frame to where the body was left, however long ago; no speed is known from then."""
        self._history.append((time_s, points[self._ways[0]]))
        self._goes_on = True

    def __call__(self, points: Floats, time_s: float, unit: float) -> Floats:
        """Return the cost of [not exchanged, exchanged] before to the same now, shape [2, 2]."""
        ways = points[self._ways]
        while self._history and time_s - self._history[0][0] > WINDOW_S and len(self._history) > 2:
            self._history.popleft()
        evidence = 0.0
        if self._history and time_s - self._history[-1][0] <= 2 * WINDOW_S:
            ahead = _distance(ways, _extrapolate(self._history, time_s)).tolist()
            keep, change = ahead[self._exchanged], ahead[not self._exchanged]
            odds = math.log((keep + NOISE_UNITS * unit) / (change + NOISE_UNITS * unit))
            evidence = 0.0 if math.isnan(odds) else odds
            if keep > NOISE_UNITS * unit and change < COST_RATIO * keep:
                self._exchanged = not self._exchanged
        else:
            self._history.clear()
        if self._goes_on:
            self._history.clear()
            self._goes_on = False
        self._history.append((time_s, ways[int(self._exchanged)]))
        stay, turn = max(evidence, 0.0), max(-evidence, 0.0)
        return np.array([[stay, turn], [turn, stay]])


def exchange(landmarks: Landmarks, swapped: Flags) -> Landmarks:
    """Return the landmarks with left and right exchanged where `swapped`, shape [T, 2], says so per group."""
    index = np.tile(np.arange(33), (len(landmarks), 1))
    for group, which in zip(GROUPS, swapped.T, strict=True):
        index[np.ix_(which, group)] = MIRRORED[group]
    rows = np.arange(len(landmarks))[:, None]
    return replace(
        landmarks,
        image_px=landmarks.image_px[rows, index],
        world_m=landmarks.world_m[rows, index],
        visibility=landmarks.visibility[rows, index],
        presence=landmarks.presence[rows, index],
    )


def repair(landmarks: Landmarks, swapped: Flags) -> Landmarks:
    """Return the landmarks with left and right put right where `swapped`, shape [T, 2], says so per group.

    Legs may be exchanged from the hips on, or only in the picture: the model then knows which leg is the nearer,
    its hips face with the shoulders, but it takes either leg for the other. There the hips stay and every depth
    stays with its name.

    Examples
    --------
    >>> repair(Landmarks.empty([0.0], 640, 480), np.array([[False, True]])).seen.tolist()
    [False]
    """
    if not swapped.any():
        return landmarks
    done = exchange(landmarks, swapped)
    line = done.world_m[:, HIPS[1]] - done.world_m[:, HIPS[0]]
    against = (line * (done.world_m[:, SHOULDERS[1]] - done.world_m[:, SHOULDERS[0]])).sum(axis=1) < 0
    which = swapped[:, 1] & against
    for name in ("image_px", "world_m", "visibility", "presence"):
        getattr(done, name)[np.ix_(which, HIPS)] = getattr(landmarks, name)[np.ix_(which, HIPS)]
    done.world_m[which, LEGS, 2] = landmarks.world_m[which, LEGS, 2]
    return done


def find_swaps(landmarks: Landmarks) -> Flags:
    """Return where (trunk and arms, hips and legs) are exchanged in a recording, shape [T, 2].

    Shot by shot, from the past and the future: a whole shot may begin exchanged. Where a shot ends by a break in
    one and the same view of the body, which leg is which is taken across it; a cut to another view begins afresh.

    Examples
    --------
    >>> find_swaps(Landmarks.empty([0.0, 0.1], 640, 480)).tolist()
    [[False, False], [False, False]]
    """
    swapped = np.zeros((len(landmarks), len(GROUPS)), dtype=bool)
    scales = landmarks.px_per_m
    planted = PlantedFoot()
    past: NDArray[np.int_] | None = None
    for shot in np.unique(landmarks.shot):
        frames = np.flatnonzero((landmarks.shot == shot) & landmarks.seen)
        if not np.isfinite(scales[frames]).any():
            continue
        scale = float(np.nanmedian(scales[frames]))
        before = None
        if past is not None:
            named = exchange(landmarks[past], swapped[past])
            scale_before = float(np.nanmedian(scales[past]))
            planted.learn_all(named, scale_before)
            if is_same_view(named, landmarks[frames]):
                last = _points(named.image_px[-1], named.world_m[-1], scale_before)
                before = Before(last, planted.copy(), float(landmarks.time_s[frames[0]]))
            else:
                planted = PlantedFoot()
        swapped[frames] = _find(landmarks[frames], scale, before)
        past = frames
    return swapped


def _find(landmarks: Landmarks, scale: float, before: Before | None) -> Flags:
    """Return where the groups are exchanged in one shot in which the person is seen throughout, shape [T, 2]."""
    swapped = np.zeros((len(landmarks), len(GROUPS)), dtype=bool)
    points = _points(landmarks.image_px, landmarks.world_m, scale)
    against = _implausibility(points, landmarks.world_m, scale * UNIT_M)
    test = SwapTest(before)
    previous = []
    for row in zip(landmarks.image_px, points, against, landmarks.time_s.tolist(), strict=True):
        test.step(*row, scale)
        previous.append(test.previous.ravel())
    way = int(test.cost.argmin())
    for frame, back in reversed(list(enumerate(previous))):
        swapped[frame] = way // 2, way % 2
        way = back[way]
    return swapped


def _points(image_px: Floats, world_m: Floats, scale: float) -> Floats:
    """Return places in pixels with depth at its small weight, shape [..., 33, 3]; no depth counts as 0."""
    depth = world_m[..., 2:]
    depth = np.where(np.isnan(depth), 0.0, depth) * scale * DEPTH_WEIGHT
    return np.concatenate([image_px, depth], axis=-1)


def _implausibility(points: Floats, world_m: Floats, unit: float) -> Floats:
    """Return the cost per second of each way round, shape [..., 2, 2], from each frame alone."""
    labels = []
    for judges in _JUDGES:
        apart = _distance(points[..., judges, :], points[..., MIRRORED[judges], :]) / unit
        labels.append(LABEL_TRUST * np.where(np.isnan(apart), 0.0, apart / (apart + 2 * NOISE_UNITS)))
    face, trunk = _cosine(world_m, EARS, SHOULDERS), _cosine(world_m, SHOULDERS, HIPS)
    cost = np.empty((*face.shape, 2, 2))
    for arms in (0, 1):
        shoulders = FACE_TRUST * np.maximum(face if arms else -face, 0.0) + arms * labels[0]
        for legs in (0, 1):
            facing = TRUNK_TRUST * np.maximum(trunk if arms != legs else -trunk, 0.0)
            cost[..., arms, legs] = shoulders + facing + legs * labels[1]
    return cost


def _cosine(world_m: Floats, a: list[Landmark], b: list[Landmark]) -> Floats:
    one, two = world_m[..., a[1], :] - world_m[..., a[0], :], world_m[..., b[1], :] - world_m[..., b[0], :]
    length = np.sqrt((one * one).sum(axis=-1) * (two * two).sum(axis=-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(length > 0, (one * two).sum(axis=-1) / length, 0.0)


def _extrapolate(history: deque[tuple[float, Floats]], time_s: float) -> Floats:
    times = np.array([time for time, _ in history])[:, None, None] - time_s
    points = np.stack([point for _, point in history])
    known = np.isfinite(points)
    count = known.sum(axis=0)
    points = np.where(known, points, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, mean_time = points.sum(axis=0) / count, (times * known).sum(axis=0) / count
        lever = np.where(known, times - mean_time, 0.0)
        slope = (lever * points).sum(axis=0) / (lever * lever).sum(axis=0)
    return np.asarray(mean - np.where(count > 1, slope, 0.0) * mean_time)


def _distance(a: Floats, b: Floats) -> Floats:
    apart = np.linalg.norm(a - b, axis=-1)
    known = np.isfinite(apart)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sum(apart, axis=-1, where=known) / known.sum(axis=-1))
