import math
import shutil
import zipfile
from pathlib import Path

import mediapipe as mp
import numpy as np
import pytest
from mediapipe.tasks.python import BaseOptions, vision

from posecheck.errors import PosecheckError
from posecheck.pose.model.models import BUNDLED_SHA256, MEMBERS, load_model, read_model
from tests.pose.model.broken_models import output_shapes

MODELS = Path(__file__).parents[3] / "models"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return Path(shutil.copy(MODELS / "pose_landmarker_lite.task", tmp_path / "copy.task"))


def write_zip(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", BUNDLED_SHA256)
def test_bundled_model_has_its_checksum_and_runs_in_mediapipe(name: str) -> None:
    model = read_model(name)
    assert (model.name, model.sha256) == (name, BUNDLED_SHA256[name])
    options = vision.PoseLandmarkerOptions(base_options=BaseOptions(model_asset_buffer=model.data))
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        blank = mp.Image(mp.ImageFormat.SRGB, np.zeros((120, 160, 3), np.uint8))
        assert landmarker.detect(blank).pose_landmarks == []


@pytest.mark.parametrize("name", BUNDLED_SHA256)
def test_readme_and_table_agree(name: str) -> None:
    readme = (MODELS / "README.md").read_text(encoding="utf-8")
    assert f"| `pose_landmarker_{name}.task` | `{BUNDLED_SHA256[name]}` |" in readme


@pytest.mark.parametrize("name", BUNDLED_SHA256)
def test_members_are_aligned_so_that_tflite_uses_them_in_place(name: str) -> None:
    data = read_model(name).data
    with zipfile.ZipFile(MODELS / f"pose_landmarker_{name}.task") as archive:
        for member in MEMBERS:
            assert data.find(archive.read(member)) % 64 == 0


@pytest.mark.parametrize("name", BUNDLED_SHA256)
def test_outputs_are_five_different_ones_and_no_mask(name: str) -> None:
    sizes = [math.prod(shape) for shape in output_shapes(name).values()]
    assert sizes == [195, 1, 1, 64 * 64 * 39, 117]


def test_full_is_the_default() -> None:
    assert load_model().name == "full"


def test_model_by_path_is_the_same_bytes(bundle: Path) -> None:
    model = read_model(bundle)
    assert model.name == "copy.task"
    assert (model.sha256, model.data) == (BUNDLED_SHA256["lite"], read_model("lite").data)
    assert load_model(str(bundle)) == model


def test_the_bytes_are_not_printed(bundle: Path) -> None:
    assert len(repr(load_model(bundle))) < 200


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(PosecheckError, match=r"no model ful; choose lite, full, heavy or the path"):
        load_model("ful")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match=r"absent\.task does not exist"):
        load_model(tmp_path / "absent.task")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match="is a folder"):
        load_model(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04" + bytes(100)])
def test_not_a_zip(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.task"
    path.write_bytes(content)
    with pytest.raises(PosecheckError, match="damaged or not a MediaPipe model"):
        load_model(path)


def test_cut_short(bundle: Path) -> None:
    bundle.write_bytes(bundle.read_bytes()[:-1000])
    with pytest.raises(PosecheckError, match="damaged"):
        load_model(bundle)


def test_one_flipped_bit(bundle: Path) -> None:
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    with pytest.raises(PosecheckError, match="damaged"):
        load_model(bundle)


def test_zip_of_something_else(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "hand.task", {"hand_detector.tflite": b"x", MEMBERS[0]: b"x"})
    with pytest.raises(PosecheckError, match=r"not a pose landmarker model \(no pose_landmarks_detector"):
        load_model(path)


def test_right_names_around_wrong_content(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "fake.task", dict.fromkeys(MEMBERS, b"hello, I am a text"))
    with pytest.raises(PosecheckError, match="does not hold TFLite models"):
        load_model(path)


def test_compressed_bundle(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "small.task", dict.fromkeys(MEMBERS, bytes(99)), zipfile.ZIP_DEFLATED)
    with pytest.raises(PosecheckError, match="is compressed"):
        load_model(path)


def test_every_message_is_one_line(tmp_path: Path) -> None:
    for wrong in ("ful", tmp_path, tmp_path / "absent.task", __file__):
        with pytest.raises(PosecheckError) as caught:
            load_model(wrong)
        assert "\n" not in str(caught.value)
