"""Values as Arrow's, without `pyarrow.array`, which loads pandas first wherever that is installed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def from_numbers(values: NDArray[Any]) -> Any:
    """Return numbers as an Arrow array, NaN as null.

    Examples
    --------
    >>> from_numbers(np.array([1.5, np.nan])).to_pylist()
    [1.5, None]
    """
    return _made(pa.from_numpy_dtype(values.dtype), ~np.isnan(values), [np.ascontiguousarray(values)])


def from_rows(rows: Sequence[dict[str, Any]], schema: Any) -> Any:
    """Return rows as an Arrow table; what a row does not have is null, what the schema does not have left out.

    Examples
    --------
    >>> schema = pa.schema([("name", pa.string()), ("reps", pa.list_(pa.int32()))])
    >>> from_rows([{"name": "a", "reps": [1, 2], "more": 0}, {"reps": None}], schema).to_pylist()
    [{'name': 'a', 'reps': [1, 2]}, {'name': None, 'reps': None}]
    """
    columns = [_column([row.get(field.name) for row in rows], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(values: list[Any], kind: Any) -> Any:
    known = np.array([value is not None for value in values], dtype=bool)
    if pa.types.is_struct(kind):
        fields = [[None if value is None else value.get(field.name) for value in values] for field in kind]
        children = [_column(*each) for each in zip(fields, (field.type for field in kind), strict=True)]
        return _made(kind, known, [], children)
    if pa.types.is_list(kind):
        items = [item for value in values for item in value or ()]
        return _made(kind, known, [_offsets(values)], [_column(items, kind.value_type)])
    if pa.types.is_string(kind):
        texts = [(value or "").encode() for value in values]
        return _made(kind, known, [_offsets(texts), b"".join(texts)])
    if pa.types.is_boolean(kind):
        return _made(kind, known, [_bits(values)])
    return _made(kind, known, [np.array([value or 0 for value in values], kind.to_pandas_dtype())])


def _offsets(values: Iterable[Any]) -> NDArray[np.int32]:
    return np.cumsum([0, *(len(value or ()) for value in values)], dtype=np.int32)


def _bits(values: Any) -> NDArray[np.uint8]:
    return np.packbits(np.array(values, dtype=bool), bitorder="little")


def _made(kind: Any, known: NDArray[np.bool_], content: Sequence[Any], children: Sequence[Any] = ()) -> Any:
    buffers = [None if known.all() else _bits(known), *content]
    of_arrow = [None if each is None else pa.py_buffer(each) for each in buffers]
    return pa.Array.from_buffers(kind, len(known), of_arrow, children=list(children) or None)
