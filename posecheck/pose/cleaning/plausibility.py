"""Takes out landmarks that cannot be true: not seen, jumping, or at the end of an impossible bone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecheck.arrays import Flags, seen_median
from posecheck.pose.body import LIMB_BONES
from posecheck.pose.landmarks import Landmarks

MIN_VISIBILITY = 0.1
OUTSIDE = 0.05
JUMP_M = 0.15
BONE_RATIO = (0.4, 1.8)
FRAMES_AT_ONCE = 1024


def without(landmarks: Landmarks, unfit: Flags) -> Landmarks:
    """Return the landmarks with those marked in `unfit`, shape [T, 33], missing."""
    if not unfit.any():
        return landmarks
    return replace(
        landmarks,
        image_px=np.where(unfit[:, :, None], np.nan, landmarks.image_px),
        world_m=np.where(unfit[:, :, None], np.nan, landmarks.world_m),
    )


def is_unseen(landmarks: Landmarks) -> Flags:
    """Return where a landmark is a guess: outside the picture, or as good as invisible; shape [T, 33].

    The model places all 33 landmarks always. Limbs hidden behind the body are kept down to a visibility of
    `MIN_VISIBILITY`, below which the place is made up. Missing landmarks are not marked.

    Examples
    --------
    >>> from dataclasses import replace
    >>> seen = Landmarks.empty([0.0], 640, 480)
    >>> seen = replace(seen, image_px=np.full((1, 33, 2), 900.0), visibility=np.ones((1, 33)))
    >>> bool(is_unseen(seen).all())
    True
    """
    size = np.array([landmarks.width_px, landmarks.height_px], dtype=float)
    margin = OUTSIDE * size.max()
    outside = ((landmarks.image_px < -margin) | (landmarks.image_px > size + margin)).any(axis=-1)
    return np.asarray(outside | (landmarks.visibility < MIN_VISIBILITY))


def is_jump(landmarks: Landmarks) -> Flags:
    """Return where a landmark leaves the median of its neighbours in time and comes back; shape [T, 33].

    Movement in one direction never does, however fast. Recordings of fewer than ten frames a second are not
    judged: between two frames a limb can go and come back.
    """
    jump = np.zeros(landmarks.visibility.shape, dtype=bool)
    for shot in np.unique(landmarks.shot):
        frames = np.flatnonzero(landmarks.shot == shot)
        step_s = float(np.median(np.diff(landmarks.time_s[frames]))) if len(frames) > 2 else np.inf
        if step_s > 0.1:
            continue
        image, world = landmarks.image_px[frames], landmarks.world_m[frames]
        scale = landmarks.px_per_m[frames]
        if not np.isfinite(scale).any():
            continue
        place = np.concatenate([image / np.nanmedian(scale), world], axis=-1)
        near = np.arange(-3, 4)[:, None] * max(1, int(0.05 / step_s))
        for first in range(0, len(frames), FRAMES_AT_ONCE):  # bounds the memory of long clips
            some = np.arange(first, min(first + FRAMES_AT_ONCE, len(frames)))
            off = np.abs(place[some] - seen_median(place[np.clip(near + some, 0, len(frames) - 1)]))
            jump[frames[some]] = np.nan_to_num(off).max(axis=-1) > JUMP_M
    return jump


def is_bone_impossible(landmarks: Landmarks) -> Flags:
    """Return where a bone is far shorter or longer than it mostly is in that shot; shape [T, 33].

    The picture may show a bone shorter than it is, never longer. Of its two ends the outer one is doubted.
    """
    impossible = np.zeros(landmarks.visibility.shape, dtype=bool)
    start, end = np.array(LIMB_BONES).T
    world_m = np.linalg.norm(landmarks.world_m[:, end] - landmarks.world_m[:, start], axis=-1)
    image_px = np.linalg.norm(landmarks.image_px[:, end] - landmarks.image_px[:, start], axis=-1)
    scale = landmarks.px_per_m[:, None]
    for shot in np.unique(landmarks.shot):
        frames = np.flatnonzero(landmarks.shot == shot)
        usual = seen_median(world_m[frames])
        with np.errstate(invalid="ignore"):
            ratio, seen_ratio = world_m[frames] / usual, image_px[frames] / scale[frames] / usual
            wrong = (ratio < BONE_RATIO[0]) | (ratio > BONE_RATIO[1]) | (seen_ratio > BONE_RATIO[1])
        impossible[np.ix_(frames, end)] = wrong
    return impossible
