"""Which parts of the body lie outside the picture for most of a recording, and how much of it nobody is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posecheck.arrays import Flags, seen_median
from posecheck.pose.body import ANKLES, EARS, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS, Landmark
from posecheck.pose.cleaning.plausibility import without
from posecheck.pose.landmarks import Landmarks

MOSTLY = 0.5
"""A part that is outside in more of the frames than this is cut off; what the model says of it is a guess."""

NOT_JUDGED = "outside the picture and not judged"
"""What the sentence says that names such parts."""

SQUEEZED, SQUEEZED_OUT = 1.1, 0.25
"""Trunk and arm together are longer than this many legs. The model may squeeze a trunk that is cut off into the
picture; then they look shorter, and a head as far from the hips as a leg is long were often outside the picture."""

PRESENT = 0.05
"""Presence that is left of none after smoothing."""

LEAST_SEEN = 0.5
SHORTEST_SHOT_S = 1.0

_HEAD = [Landmark.NOSE, *EARS]
_ARM = {"SHOULDER": "shoulder", "ELBOW": "elbow", "WRIST": "hand"}
_LEG = {"HIP": "hip", "KNEE": "knee", "ANKLE": "ankle", "FOOT_INDEX": "foot"}
_WORDS = {
    "shoulder": "{} arm and shoulder",
    "elbow": "{} arm",
    "hand": "{} hand",
    "hip": "{} leg and hip",
    "knee": "{} leg below the hip",
    "ankle": "{} leg below the knee",
    "foot": "{} foot",
}


def is_cut_off(landmarks: Landmarks) -> Flags:
    """Return where a landmark lies outside the picture that is outside in most frames of its shot; shape [T, 33].

    A body that is made up of the part that is seen is outside as a whole.

    Examples
    --------
    >>> one = Landmarks.empty([0.0], 640, 480)
    >>> one.image_px[:] = [320.0, 500.0]
    >>> one.world_m[:] = 0.0
    >>> bool(is_cut_off(one).all())
    True
    """
    outside = _is_outside(landmarks) | _is_squeezed_in(landmarks)
    cut = np.zeros_like(outside)
    for shot in np.unique(landmarks.shot):
        frames = landmarks.shot == shot
        seen = frames & landmarks.seen
        if seen.any():
            cut[frames] = outside[frames] & (outside[seen].mean(axis=0) > MOSTLY)
    return cut | is_made_up(landmarks)[:, None]


def without_cut_off(landmarks: Landmarks) -> Landmarks:
    """Return the landmarks with those that are cut off missing, and known not to be present.

    Examples
    --------
    >>> one = Landmarks.empty([0.0], 640, 480)
    >>> one.image_px[:], one.world_m[:], one.presence[:] = [320.0, 500.0], 0.0, 0.9
    >>> without_cut_off(one).presence.max()
    np.float64(0.0)
    """
    cut = is_cut_off(landmarks)
    if not cut.any():
        return landmarks
    return replace(without(landmarks, cut), presence=np.where(cut, 0.0, landmarks.presence))


def known_cut_off(landmarks: Landmarks) -> frozenset[int]:
    """Return which landmarks of a recording, after `without_cut_off` and cleaning, are cut off most of the time."""
    if not any(NOT_JUDGED in note for note in landmarks.notes):
        return frozenset()
    seen = landmarks.seen
    missing = np.isnan(landmarks.image_px[seen]).any(axis=-1) & (landmarks.presence[seen] < PRESENT)
    return frozenset(np.flatnonzero(missing.mean(axis=0) > MOSTLY).tolist()) if seen.any() else frozenset()


def is_made_up(landmarks: Landmarks) -> Flags:
    """Return in which frames the whole body is made up, so that nothing of it is present; shape [T].

    Examples
    --------
    >>> nobody = Landmarks.empty([0.0], 640, 480)
    >>> is_made_up(nobody).tolist()
    [False]
    """
    return np.asarray((landmarks.presence == 0.0).all(axis=1))


def said_cut_off(landmarks: Landmarks) -> str | None:
    """Return which parts of the body are outside the picture in most frames, in one sentence; None if none is.

    Examples
    --------
    >>> one = Landmarks.empty([0.0], 640, 480)
    >>> one.image_px[:] = [320.0, 200.0]
    >>> one.image_px[:, 27:] = [320.0, 500.0]
    >>> one.world_m[:] = 0.0
    >>> said_cut_off(one)
    'The legs below the knee are outside the picture and not judged; film the whole body.'
    """
    seen = landmarks.seen & ~is_made_up(landmarks)
    if not seen.any():
        return None
    share = (_is_outside(landmarks) | _is_squeezed_in(landmarks))[seen].mean(axis=0)
    out = share > MOSTLY
    parts = ["head"] if out[_HEAD].any() else []
    for limb in (_ARM, _LEG):
        left, right = (_worst(out, side, limb) for side in ("LEFT", "RIGHT"))
        if left and left == right:
            parts.append(_both(_WORDS[left]))
        else:
            parts += [_WORDS[word].format(side) for side, word in (("left", left), ("right", right)) if word]
    if not parts:
        return None
    listed = " and the ".join([", the ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    are = "is" if len(parts) == 1 and " and " not in listed and not _plural(listed) else "are"
    return f"The {listed} {are} {NOT_JUDGED}; film the whole body."


def said_hardly_seen(landmarks: Landmarks) -> tuple[str, ...]:
    """Return of each shot that has a person, but in less than half of its frames, how often they are seen.

    Examples
    --------
    >>> ten = Landmarks.empty(np.arange(10) / 5, 640, 480)
    >>> ten.world_m[6:] = 0.0
    >>> said_hardly_seen(ten)
    ('From 0.0 to 1.8 s the person is seen in only 40% of the frames; film the whole body in good light.',)
    """
    said = []
    for shot in np.unique(landmarks.shot):
        one = landmarks[landmarks.shot == shot]
        share, first_s, last_s = one.seen.mean(), one.time_s[0], one.time_s[-1]
        if 0 < share < LEAST_SEEN and last_s - first_s >= SHORTEST_SHOT_S:
            said.append(
                f"From {first_s:.1f} to {last_s:.1f} s the person is seen in only {share:.0%} of the frames; "
                "film the whole body in good light."
            )
    return tuple(said)


def _is_outside(landmarks: Landmarks) -> Flags:
    size = np.array([landmarks.width_px, landmarks.height_px], dtype=float)
    return np.asarray(((landmarks.image_px < 0) | (landmarks.image_px > size)).any(axis=-1))


def _is_squeezed_in(landmarks: Landmarks) -> Flags:
    """Return where head, shoulders and arms are drawn inside the picture though the trunk is cut off; [T, 33]."""
    squeezed = np.zeros(landmarks.visibility.shape, dtype=bool)
    size = np.array([landmarks.width_px, landmarks.height_px], dtype=float)
    for shot in np.unique(landmarks.shot):
        frames = (landmarks.shot == shot) & landmarks.seen
        if not frames.any():
            continue
        one = landmarks[frames]
        trunk_m = one.world_m[:, SHOULDERS].mean(axis=1) - one.world_m[:, HIPS].mean(axis=1)
        trunk = np.linalg.norm(trunk_m, axis=-1, keepdims=True)
        leg_m = _longest(one, HIPS, KNEES) + _longest(one, KNEES, ANKLES)
        arm_m = _longest(one, SHOULDERS, ELBOWS) + _longest(one, ELBOWS, WRISTS)
        if not seen_median(trunk).item() + arm_m < SQUEEZED * leg_m:
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            reach_px = (trunk_m / trunk)[:, :2] * leg_m * one.px_per_m[:, None]
        head_px = one.image_px[:, HIPS].mean(axis=1) + reach_px
        if ((head_px < 0) | (head_px > size)).any(axis=-1).mean() > SQUEEZED_OUT:
            squeezed[np.ix_(frames, np.arange(Landmark.LEFT_HIP))] = True
    return squeezed


def _longest(landmarks: Landmarks, start: list[Landmark], end: list[Landmark]) -> float:
    """Return the usual length of a bone, metres, of the side that shows more of it."""
    bones = landmarks.world_m[:, end] - landmarks.world_m[:, start]
    return float(seen_median(np.linalg.norm(bones, axis=-1)).max())


def _worst(out: Flags, side: str, limb: dict[str, str]) -> str:
    """Return the word for the joint nearest to the trunk that is outside."""
    return next((word for joint, word in limb.items() if out[Landmark[f"{side}_{joint}"]]), "")


def _both(word: str) -> str:
    for one, many in (("arm", "arms"), ("shoulder", "shoulders"), ("hand", "hands"), ("leg", "legs")):
        word = word.replace(one, many)
    return word.replace("and hip", "and hips").replace("foot", "feet").replace("{} ", "")


def _plural(words: str) -> bool:
    return words.split()[0] in ("arms", "hands", "legs", "feet")
