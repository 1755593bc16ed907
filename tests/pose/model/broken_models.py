"""Pose models that MediaPipe runs without complaint, and wrongly."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from mediapipe.tasks.metadata import schema_py_generated as schema

from posecheck.pose.model.models import MEMBERS, Model, read_model

PRESENCE, MASK = 1, 2


def with_nobody(name: str) -> Model:
    """Return a model that is sure that nobody is there."""
    data, graph, weights = _opened(name)
    maker = {
        output: operator for operator in _operators(graph) for output in operator.OutputsAsNumpy().tolist()
    }
    # Presence is reshaped from a sigmoid of a convolution, the bias of which is stored in half precision.
    sigmoid = maker[graph.OutputsAsNumpy()[PRESENCE]].Inputs(0)
    convolution = maker[maker[sigmoid].Inputs(0)]
    stored = maker[convolution.Inputs(2)].Inputs(0)
    weights.Buffers(graph.Tensors(stored).Buffer()).DataAsNumpy().view(np.float16)[:] = -60
    return Model(name, read_model(name).sha256, bytes(data))


def with_doubled_presence(name: str) -> Model:
    """Return a model that lists its presence as two outputs, in the mask's place too."""
    data, graph, _ = _opened(name)
    outputs = graph.OutputsAsNumpy()
    outputs[MASK] = outputs[PRESENCE]
    return Model(name, read_model(name).sha256, bytes(data))


def output_shapes(name: str) -> dict[int, list[int]]:
    """Return the shape of each output of a model, by the number of its tensor."""
    _, graph, _ = _opened(name)
    return {
        number: graph.Tensors(number).ShapeAsNumpy().tolist() for number in graph.OutputsAsNumpy().tolist()
    }


def write_task(model: Model, path: Path) -> Path:
    """Write a model as a user's own file, with the checksums of the zip made right."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in MEMBERS:
            place = zipfile.ZipFile(BytesIO(read_model(model.name).data)).getinfo(name)
            start = _start(model.name, name)
            archive.writestr(name, model.data[start : start + place.file_size])
    return path


def _opened(name: str) -> tuple[bytearray, Any, Any]:
    """Return a copy of a bundle, and the graph and the whole of its landmarks model, which write into the copy."""
    data = bytearray(read_model(name).data)
    weights = schema.Model.GetRootAsModel(data, _start(name, MEMBERS[1]))
    return data, weights.Subgraphs(0), weights


def _start(name: str, member: str) -> int:
    bundle = read_model(name).data
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        return bundle.index(archive.read(member))


def _operators(graph: Any) -> list[Any]:
    return [graph.Operators(number) for number in range(graph.OperatorsLength())]
