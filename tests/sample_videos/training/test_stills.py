"""Whole stills: drawn, read by the landmark network, and alike each time; needs the extra `render`."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest

from sample_videos.render.training.crop import CROP_PX, Square
from sample_videos.render.training.exposure import decoded

Shard = tuple[list[dict[str, np.ndarray]], list[np.ndarray]]
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def shards() -> list[Shard]:
    pytest.importorskip("moderngl", reason="the extra posecheck[render] is not installed")
    pytest.importorskip("ai_edge_litert", reason="the extra posecheck[render] is not installed")
    from sample_videos.render.training.stills import Studio

    try:
        studio = Studio(("lite",))
    except Exception as error:
        pytest.skip(f"no OpenGL through EGL here: {error}")
    return [studio.shard(3, 1, 24) for _ in range(2)]


def test_the_same_seed_makes_the_same_stills(
    shards: list[Shard],
) -> None:
    (first, _), (second, _) = shards
    assert len(first) == len(second) == 24
    for a, b in zip(first, second, strict=True):
        for name in a:
            if not name.startswith("lite"):
                np.testing.assert_array_equal(a[name], b[name])


def test_the_network_finds_most_people_where_they_are(
    shards: list[Shard],
) -> None:
    rows, jpegs = shards[0]
    off = []
    for row, jpeg in zip(rows, jpegs, strict=True):
        assert decoded(jpeg).shape == (CROP_PX, CROP_PX, 3)
        centre_x, centre_y, side, turn = row["crop"]
        square = Square(np.array([centre_x, centre_y]), float(side), float(turn))
        both = square.to_crop(np.stack([row["lite_image_px"], row["true_px"]]))
        if row["lite_person"] > 0.5:
            off.append(np.median(np.linalg.norm(both[0] - both[1], axis=-1)))
    assert len(off) > 12
    assert np.median(off) < 16


def test_the_network_reads_a_cut_as_mediapipe_does() -> None:
    """Followed through a sample clip, the network gives what MediaPipe gives, smoothing over time apart."""
    pytest.importorskip("ai_edge_litert", reason="the extra posecheck[render] is not installed")
    from posecheck.pose.model.mediapipe_pose import MediapipePose
    from posecheck.pose.model.models import read_model
    from sample_videos.render.training.crop import body_square
    from sample_videos.render.training.network import LandmarkNetwork

    name = "hip_abduction_good"
    truth = json.loads((ROOT / "sample_videos" / f"{name}.truth.json").read_text())
    network = LandmarkNetwork(ROOT / "models" / "pose_landmarker_lite.task")
    square = body_square(np.array(truth["landmarks_px"][0]))
    off_px, off_m, off_seen = [], [], []
    with (
        MediapipePose(read_model("lite"), max_people=1, video=True) as mediapipe,
        av.open(str(ROOT / "sample_videos" / f"{name}.mp4")) as clip,
    ):
        for i, frame in zip(range(25), clip.decode(video=0), strict=False):
            picture = np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
            (person,) = mediapipe(picture, i / 12)
            read = network(square.cut(picture), square)
            square = read.next_square
            if i >= 8:
                off_px.append(np.linalg.norm(read.image_px - person.image_px, axis=1))
                off_m.append(np.linalg.norm(read.world_m - person.world_m, axis=1))
                off_seen.append(np.abs(read.visibility - person.visibility))
    assert np.median(off_px) < 2.0
    assert np.median(off_m) < 0.02
    assert np.mean(off_seen) < 0.03
