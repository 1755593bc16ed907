"""A model without the layers that draw the mask gives the same landmarks, sooner."""

import struct
from pathlib import Path

import mediapipe as mp
import numpy as np
import pytest
from mediapipe.tasks.metadata import schema_py_generated as schema
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray

from posecheck.pose.model.lean_model import _start_of_landmarks_model, without_mask
from posecheck.pose.model.models import Model, load_model
from posecheck.video import Video

SAMPLES = Path(__file__).parents[3] / "sample_videos"


def landmarks(
    bundle: bytes, frames: list[NDArray[np.uint8]], mode: vision.RunningMode
) -> list[list[list[float]]]:
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=bundle), running_mode=mode
    )
    found = []
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        for number, frame in enumerate(frames):
            image = mp.Image(mp.ImageFormat.SRGB, frame)
            if mode == vision.RunningMode.VIDEO:
                result = landmarker.detect_for_video(image, 100 * number)
            else:
                result = landmarker.detect(image)
            people = [*result.pose_landmarks, *result.pose_world_landmarks]
            found.append([[p.x, p.y, p.z, p.visibility, p.presence] for points in people for p in points])
    return found


@pytest.mark.parametrize("name", ["lite", "full", "heavy"])
@pytest.mark.parametrize("mode", [vision.RunningMode.VIDEO, vision.RunningMode.IMAGE])
def test_landmarks_stay_the_same_to_the_bit(name: str, mode: vision.RunningMode) -> None:
    model = load_model(name)
    lean = without_mask(model)
    with Video(SAMPLES / "childs_pose_good.mp4", end_s=8.0, fps=1.0) as video:
        frames = [np.ascontiguousarray(frame.image) for frame in video]
    found = landmarks(lean, frames, mode)
    assert lean != model.data
    assert all(len(frame) == 66 for frame in found)
    assert found == landmarks(model.data, frames, mode)


def test_a_model_is_worked_on_once() -> None:
    assert without_mask(load_model("lite")) is without_mask(load_model("lite"))


def test_a_model_with_other_outputs_stays_as_it_is() -> None:
    lite = load_model("lite")
    lean = Model("lean.task", "", without_mask(lite))
    assert without_mask(lean) == lean.data


def test_a_damaged_model_stays_as_it_is() -> None:
    data = bytearray(load_model("lite").data)
    struct.pack_into("<I", data, _start_of_landmarks_model(bytes(data)), 0xFFFFFF00)
    model = Model("broken.task", "", bytes(data))
    assert without_mask(model) == model.data


def test_whatever_is_damaged_is_left_for_mediapipe_to_judge() -> None:
    whole = load_model("lite").data
    start = _start_of_landmarks_model(whole)
    graph = schema.Model.GetRootAsModel(bytearray(whole), start).Subgraphs(0)
    operators = [graph.Operators(number)._tab.Pos for number in range(graph.OperatorsLength())]
    rng = np.random.default_rng(0)
    for _ in range(300):
        data = bytearray(whole)
        place = int(rng.integers(min(operators) - 2000, max(operators) + 2000))
        struct.pack_into("<I", data, place, int(rng.integers(2**32)))
        assert len(without_mask(Model("broken.task", "", bytes(data)))) == len(whole)


def test_half_a_file_stays_as_it_is() -> None:
    model = Model("half.task", "", load_model("lite").data[:1000])
    assert without_mask(model) == model.data
