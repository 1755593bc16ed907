"""What points of other programs lack all through a recording."""

from __future__ import annotations

import numpy as np

from posecheck.pose.body import ANKLES, HIPS, KNEES, SHOULDERS
from posecheck.pose.landmarks import Landmarks

_JOINTS = {"shoulders": SHOULDERS, "hips": HIPS, "knees": KNEES, "ankles": ANKLES}


def said_missing(landmarks: Landmarks) -> str | None:
    """Return which joints of trunk and legs are in no frame of a recording, or None.

    Examples
    --------
    >>> names = ["left_hip", "right_hip", "left_knee", "right_knee", "left_ankle"]
    >>> said_missing(Landmarks.from_arrays([0.0], np.full((1, 5, 2), 200.0), names=names, size=(640, 480)))
    'No frame has both shoulders or both ankles: what needs them is not judged.'
    """
    known = np.asarray(np.isfinite(landmarks.image_px).all(axis=-1).any(axis=0))
    lacking = [name for name, pair in _JOINTS.items() if not known[list(pair)].all()]
    return (
        f"No frame has both {' or both '.join(lacking)}: what needs them is not judged." if lacking else None
    )
