"""From raw landmarks to landmarks that angles can be computed from; for recordings and live."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np

from posecheck.arrays import Floats
from posecheck.pose.body import LEGS
from posecheck.pose.cleaning.filters import OneEuroFilter, low_pass
from posecheck.pose.cleaning.gaps import MAX_GAP_S, by_run, fill_gaps
from posecheck.pose.cleaning.plausibility import JUMP_M, is_bone_impossible, is_jump, is_unseen, without
from posecheck.pose.cleaning.swaps import SwapTest, find_swaps, repair
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.mixed_legs import are_mixed
from posecheck.pose.without_depth import flattened, is_flat

CUTOFF_HZ = 6.0
LIVE_CUTOFF_HZ = 2.5
"""At rest, where live looks only back. With 1 Hz the top of a movement came out lower than in a recording, and of
75 sample clips four had other repetitions; with 2.5 Hz none has, and it still trembles less than a recording."""

MAX_SPEED_M_S = 8.0

MARKERS = "markers"
"""Where `Landmarks.source` says that the points are of markers: each is on the side that it is named for."""


def clean_landmarks(raw: Landmarks) -> Landmarks:
    """Clean a recording: repair, take out, fill, smooth; every shot by itself.

    Legs that are run together are taken out, exchanged left and right labels repaired, both only where a model
    found them. Landmarks that are guessed, jump or end an impossible bone are taken out. Absences up to
    `MAX_GAP_S`, from the last good frame to the next, are filled linearly; longer ones stay NaN. What remains is
    low-passed at `CUTOFF_HZ` without delay, each unbroken run by itself.

    Parameters
    ----------
    raw : Landmarks
        As detected.

    Returns
    -------
    Landmarks
        The same frames.

    Examples
    --------
    >>> clean_landmarks(Landmarks.empty([0.0, 0.1, 0.2], 640, 480)).seen.any().item()
    False
    """
    landmarks = flattened(raw)
    if not raw.source.get(MARKERS):
        landmarks = _without_mixed_legs(landmarks)
        landmarks = repair(landmarks, find_swaps(landmarks))
    landmarks = without(landmarks, is_unseen(landmarks))
    landmarks = without(landmarks, is_jump(landmarks) | is_bone_impossible(landmarks))
    place = np.concatenate([landmarks.image_px, landmarks.world_m], axis=-1)
    flat = is_flat(landmarks)
    # A place is known with all its coordinates or not at all; a depth that was never there shall not take the rest.
    place[flat, :, 4] = np.where(np.isnan(place[flat, :, 0]), np.nan, 0.0)
    odds = np.stack([landmarks.visibility, landmarks.presence], axis=-1)
    for shot in np.unique(raw.shot):
        frames = np.flatnonzero(raw.shot == shot)
        for signal in (place, odds):
            signal[frames] = _smoothed(signal[frames], raw.time_s[frames])
    odds = np.clip(odds, 0, 1)
    cleaned = replace(
        landmarks,
        image_px=place[..., :2],
        world_m=place[..., 2:],
        visibility=odds[..., 0],
        presence=odds[..., 1],
    )
    return flattened(cleaned) if flat.any() else cleaned


def _without_mixed_legs(landmarks: Landmarks) -> Landmarks:
    unfit = np.zeros(landmarks.visibility.shape, dtype=bool)
    unfit[:, LEGS] = are_mixed(landmarks.image_px, landmarks.world_m, landmarks.px_per_m)[:, None]
    return without(landmarks, unfit)


def _smoothed(values: Floats, time_s: Floats) -> Floats:
    return by_run(fill_gaps(values, time_s), time_s, partial(low_pass, cutoff_hz=CUTOFF_HZ))


class LiveCleaner:
    """Clean landmarks as they come, from the past alone.

    Legs that are run together are taken out, exchanged left and right labels repaired, guesses and jumps taken
    out, and the rest smoothed by a one-euro filter. Nothing is filled: what is not seen is NaN. A change of
    shot, or nobody for longer than `MAX_GAP_S`, begins anew.

    Examples
    --------
    >>> clean = LiveCleaner()
    >>> clean(Landmarks.empty([0.0], 640, 480)).seen.tolist()
    [False]
    """

    def __init__(self) -> None:
        self._shot: int | None = None
        self._seen_s = -np.inf
        self._reset()

    def _reset(self) -> None:
        self._swaps = SwapTest()
        self._smooth = OneEuroFilter(LIVE_CUTOFF_HZ, max_gap_s=MAX_GAP_S)
        self._scale = math.nan
        self._past: Landmarks | None = None

    def __call__(self, landmarks: Landmarks) -> Landmarks:
        """Return the next frame cleaned.

        Parameters
        ----------
        landmarks : Landmarks
            One frame, T = 1, later than the one before.
        """
        (time_s,), (shot,) = landmarks.time_s, landmarks.shot
        if shot != self._shot or time_s - self._seen_s > MAX_GAP_S:
            self._reset()
        self._shot = shot
        now = float(landmarks.px_per_m[0])
        if not math.isfinite(now):
            return landmarks
        self._seen_s = time_s
        # The scale of one frame wavers; that of the person does not change fast.
        self._scale = now if math.isnan(self._scale) else 0.9 * self._scale + 0.1 * now
        landmarks = _without_mixed_legs(landmarks)
        swapped = self._swaps(landmarks.image_px[0], landmarks.world_m[0], time_s, self._scale)
        landmarks = repair(landmarks, swapped[None])
        landmarks = without(landmarks, is_unseen(landmarks))
        landmarks = self._without_jumps(landmarks)
        place = np.concatenate([landmarks.image_px[0], landmarks.world_m[0]], axis=-1)
        place = self._smooth(place, time_s, unit=np.array([self._scale] * 2 + [1.0] * 3))[None]
        return replace(landmarks, image_px=place[..., :2], world_m=place[..., 2:])

    def _without_jumps(self, landmarks: Landmarks) -> Landmarks:
        past, self._past = self._past, landmarks
        if past is None:
            return landmarks
        # A landmark that stays where it jumped to is believed in the next frame.
        moved_m = np.linalg.norm(landmarks.image_px - past.image_px, axis=-1) / self._scale
        elapsed_s = landmarks.time_s[0] - past.time_s[0]
        return without(landmarks, moved_m > JUMP_M + MAX_SPEED_M_S * elapsed_s)
