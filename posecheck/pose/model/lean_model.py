"""Takes out of a pose model what nobody reads: the mask of the person."""

from __future__ import annotations

import struct
import zipfile
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posecheck.pose.model.mediapipe_library import schema
from posecheck.pose.model.models import LANDMARKS_MEMBER, Model

OUTPUTS = ("landmarks", "presence", "mask", "heatmap", "world landmarks")
"""The outputs of MediaPipe's pose landmarks model, in their order."""
PRESENCE, MASK = OUTPUTS.index("presence"), OUTPUTS.index("mask")

OPERATORS_FIELD = 10
"""Of the table SubGraph in TensorFlow Lite's schema: the fourth field, after two entries of two bytes."""

LOCAL_HEADER_BYTES = 30


@lru_cache(maxsize=3)
def without_mask(model: Model) -> bytes:
    """Return the bundle of a model with the layers left out that only draw the mask of the person.

    MediaPipe computes every output of the model for every picture, and the mask, a picture itself, takes a third
    of the time. The landmarks do not depend on it: they stay the same to the bit. A model whose outputs are not
    MediaPipe's, or that is damaged, is returned as it is.

    Notes
    -----
    The layers are taken from the list of operators in place, so that the weights keep the alignment that TensorFlow
    Lite asks for. Five outputs must stay: the presence stands where the mask did, and MediaPipe reads a mask only
    when asked for it. The zip's checksum of that member, which MediaPipe does not look at, is that of the original.

    Examples
    --------
    >>> from posecheck.pose.model.models import load_model
    >>> whole = load_model("lite")
    >>> lean = without_mask(whole)
    >>> len(lean) == len(whole.data), lean == whole.data
    (True, False)
    """
    data = bytearray(model.data)
    try:
        graph = schema.Model.GetRootAsModel(data, _start_of_landmarks_model(model.data)).Subgraphs(0)
        outputs = graph.OutputsAsNumpy()
        if len(outputs) != len(OUTPUTS) or not _is_mask(graph.Tensors(outputs[MASK]).ShapeAsNumpy()):
            return model.data
        outputs[MASK] = outputs[PRESENCE]
        _keep_operators(data, graph, _needed_for(outputs, graph))
    except (zipfile.BadZipFile, struct.error, AttributeError, IndexError, TypeError, ValueError):
        # MediaPipe says what is wrong with a damaged model.
        return model.data
    return bytes(data)


def _start_of_landmarks_model(bundle: bytes) -> int:
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        header = archive.getinfo(LANDMARKS_MEMBER).header_offset
    name_bytes, extra_bytes = struct.unpack_from("<HH", bundle, header + 26)
    return header + LOCAL_HEADER_BYTES + int(name_bytes + extra_bytes)


def _is_mask(shape: NDArray[np.int32]) -> bool:
    return len(shape) == 4 and shape[3] == 1 and shape[1] == shape[2] > 1


def _needed_for(outputs: NDArray[np.int32], graph: Any) -> list[int]:
    """Return the operators that the outputs depend on, in their order."""
    operators = [graph.Operators(number) for number in range(graph.OperatorsLength())]
    maker = {
        tensor: number for number, one in enumerate(operators) for tensor in one.OutputsAsNumpy().tolist()
    }
    needed: set[int] = set()
    asked = outputs.tolist()
    while asked:
        number = maker.get(asked.pop())
        if number is not None and number not in needed:
            needed.add(number)
            asked += operators[number].InputsAsNumpy().tolist()
    return sorted(needed)


def _keep_operators(data: bytearray, graph: Any, kept: list[int]) -> None:
    """Shorten the list of operators in place; its entries count from where they themselves stand."""
    table = graph._tab
    start = table.Vector(table.Offset(OPERATORS_FIELD))
    places = np.frombuffer(data, "<u4", graph.OperatorsLength(), start)
    stands = start + 4 * np.arange(len(places), dtype=np.uint32)
    places[: len(kept)] = (places + stands)[kept] - stands[: len(kept)]
    struct.pack_into("<I", data, start - 4, len(kept))
