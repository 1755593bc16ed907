"""Make the known picture of a person, and the landmarks that each model gives it, from a rendered clip.

The models are tried on them; see posecheck/pose/model/self_check.py. Run it again, as
`python models/make_known_picture.py`, after a change of a model. Where it names a release of MediaPipe, all models
gave the same landmarks under it: run it under each to add that.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from posecheck.pose.model.known_picture import LANDMARKS, PICTURE, known_picture
from posecheck.pose.model.mediapipe_pose import MEDIAPIPE_VERSION, MediapipePose
from posecheck.pose.model.models import BUNDLED_SHA256, Model, read_model
from posecheck.pose.model.self_check import PICTURES
from posecheck.video import Video

CLIP = Path(__file__).parents[1] / "sample_videos" / "hip_abduction_good.mp4"
FRAME = 40
DECIMALS = 4


def make_picture() -> None:
    """Write the picture: a person who stands on one leg, seen from the front, so that left and right differ."""
    with Video(CLIP) as video:
        image = next(islice(video, FRAME, None)).image
    half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    done, stored = cv2.imencode(".png", half[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
    assert done
    PICTURE.write_bytes(stored.tobytes())


def landmarks(model: Model) -> dict[str, dict[str, Any]]:
    """Return where a model sees the person when it looks once, and when it has followed them for some pictures."""
    found = {}
    for mode, pictures in (("afresh", 1), ("followed", PICTURES)):
        with MediapipePose(model, max_people=1, video=mode == "followed") as pose:
            people = [pose(known_picture(), number / 10) for number in range(pictures)][-1]
        found[mode] = {
            name: np.round(getattr(people[0], name), DECIMALS).tolist() for name in ("image_px", "world_m")
        }
    return found


def main() -> None:
    """Write both; keep the older releases where the landmarks are the same."""
    make_picture()
    known = {sha256: landmarks(read_model(name)) for name, sha256 in BUNDLED_SHA256.items()}
    before = json.loads(LANDMARKS.read_text(encoding="utf-8")) if LANDMARKS.exists() else {}
    releases = set(before["mediapipe"] if before.get("landmarks") == known else [])
    releases.add(MEDIAPIPE_VERSION)
    lines = json.dumps({"mediapipe": sorted(releases), "landmarks": known})
    LANDMARKS.write_text(lines + "\n", encoding="utf-8")
    print(f"{LANDMARKS.name} holds what {', '.join(sorted(releases))} give")


if __name__ == "__main__":
    main()
