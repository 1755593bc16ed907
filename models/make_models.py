"""Make the three pose landmarker bundles from Google's weights in the npm package `@mediapipe/pose`.

The bundles are in the repository, so this script is needed only to prove where they come from::

    npm pack @mediapipe/pose@0.5.1675469404
    tar -xzf mediapipe-pose-0.5.1675469404.tgz
    python -m venv writer
    writer/bin/pip install mediapipe==0.10.21
    writer/bin/python models/make_models.py package models

It runs under mediapipe 0.10.21 alone: the native part of the metadata writer is missing from mediapipe 1.x.
The same package gives the same bytes every time. `--whole` makes bundles with nothing left out, to compare.
"""

from __future__ import annotations

import argparse
import hashlib
import struct
import zipfile
from pathlib import Path
from typing import Any

import flatbuffers
from mediapipe.tasks.metadata import schema_py_generated as schema
from mediapipe.tasks.python.metadata.metadata_writers.metadata_writer import MetadataWriter

# The package's own loader script gives the detector as bytes 0 to 2,962,288 of the packed assets.
DETECTOR_BYTES = 2_962_288
LOCAL_HEADER_BYTES = 30
EXTRA_HEADER_BYTES = 4
ALIGNMENT = 64
# The identifier that Android's zipalign gives to its padding.
ALIGNMENT_FIELD = 0xD935
SIZES = ("lite", "full", "heavy")
# The outputs of the landmarks model: landmarks, presence, mask, heatmap, world landmarks.
PRESENCE, MASK = 1, 2


def without_mask(model: bytes) -> bytes:
    """Return a landmarks model without the layers that only draw the mask of the person.

    MediaPipe asks for five outputs and computes them all, though it reads the mask only when told to. In the mask's
    place stands what the presence is made from. It may be no other output: of one that stands in two places
    MediaPipe 1.2.3 loses sight in most pictures.
    """
    whole = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(bytearray(model), 0))
    graph = whole.subgraphs[0]
    maker = {tensor: operator for operator in graph.operators for tensor in operator.outputs}
    graph.outputs[MASK] = maker[graph.outputs[PRESENCE]].inputs[0]

    needed: set[int] = set()
    asked = [*graph.inputs, *graph.outputs]
    while asked:
        tensor = asked.pop()
        if tensor not in needed:
            needed.add(tensor)
            if tensor in maker:
                asked.extend(maker[tensor].inputs)
    graph.operators = [each for each in graph.operators if needed.issuperset(each.outputs)]
    # Tensors keep their numbers; the weights of those that nothing needs go.
    used = {graph.tensors[tensor].buffer for tensor in needed}
    for number, weights in enumerate(whole.buffers):
        if number not in used:
            weights.data = None
    return _packed(whole)


def _packed(model: Any) -> bytes:
    builder = flatbuffers.Builder()
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def with_normalization(model: bytes, name: str, mean: float, std: float) -> bytes:
    """Return a TFLite model that tells MediaPipe to feed it (pixel - mean) / std."""
    writer = MetadataWriter.create(bytearray(model))
    writer.add_general_info(name)
    writer.add_image_input([mean], [std])
    content, _ = writer.populate()
    return bytes(content)


def bundle(members: dict[str, bytes], path: Path) -> None:
    """Write an uncompressed zip, as MediaPipe uses its members in place."""
    with path.open("wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            # ZipInfo's default date is fixed, which keeps the bytes the same from run to run.
            member = zipfile.ZipInfo(name)
            member.extra = _padding(stream.tell() + LOCAL_HEADER_BYTES + len(name))
            archive.writestr(member, content)


def _padding(offset: int) -> bytes:
    """Return an extra field after which a member starts aligned; TFLite copies and warns about any other."""
    length = -(offset + EXTRA_HEADER_BYTES) % ALIGNMENT
    return struct.pack("<HH", ALIGNMENT_FIELD, length) + bytes(length)


def main() -> None:
    """Make the bundles and print their checksums."""
    parser = argparse.ArgumentParser(description="Make the pose landmarker bundles.")
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("output", type=Path, help="folder to write the bundles to")
    parser.add_argument("--whole", action="store_true", help="leave the layers of the mask in")
    chosen = parser.parse_args()

    packed = (chosen.package / "pose_solution_packed_assets.data").read_bytes()
    detector = with_normalization(packed[:DETECTOR_BYTES], "pose detector", mean=127.5, std=127.5)
    for size in SIZES:
        model = (chosen.package / f"pose_landmark_{size}.tflite").read_bytes()
        kept = model if chosen.whole else without_mask(model)
        landmarks = with_normalization(kept, f"pose landmarks {size}", mean=0.0, std=255.0)
        path = chosen.output / f"pose_landmarker_{size}.task"
        bundle({"pose_detector.tflite": detector, "pose_landmarks_detector.tflite": landmarks}, path)
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")


if __name__ == "__main__":
    main()
