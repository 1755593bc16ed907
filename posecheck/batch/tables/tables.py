"""The tables of a batch, written anew from the journal as often as somebody may want to look at them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from posecheck.batch.clips import Clip, Failure
from posecheck.batch.store.journal import Journal
from posecheck.batch.tables.columns import REPS, RESULTS, TEXT, TableColumn, schema_of
from posecheck.files import write_atomically

ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Finished:
    """One clip that is done: its rows, and what failed."""

    results: list[dict[str, Any]]
    reps: list[dict[str, Any]]
    failures: list[Failure]


def finished(keyed: Iterable[tuple[str, Clip]], journal: Journal) -> Iterator[Finished]:
    """Yield the clips that are done, in the order given."""
    for key, clip in keyed:
        if key not in journal:
            continue
        outcome = journal.read(key)
        names = {"clip": clip.name, "id": clip.id}
        results = [
            {**names, "person": entry.person, "session": entry.session, **row, **dict(entry.columns)}
            for entry, row in zip(clip.entries, outcome["rows"], strict=False)
            if row is not None
        ]
        reps = [names | row for row in outcome["reps"]]
        failures = [Failure(clip.name, reason, hint) for reason, hint in outcome["failures"]]
        yield Finished(results, reps, failures)


def write_tables(
    out: Path,
    keyed: Sequence[tuple[str, Clip]],
    journal: Journal,
    problems: Sequence[Failure],
    on_finished: Callable[[Finished], None],
) -> None:
    """Write `results.parquet`, `reps.parquet` and `failures.csv`; whoever reads them sees the old or the new.

    Memory holds a few thousand rows however many clips there are.

    Parameters
    ----------
    out : Path
        Folder to write into.
    keyed : sequence of (key, Clip)
        What the batch consists of, in the order of the rows.
    journal : Journal
        What of it is done.
    problems : sequence of Failure
        What failed before anything was scored.
    on_finished : callable
        Told of each clip that is done.
    """
    carried = dict.fromkeys(name for _, clip in keyed for entry in clip.entries for name, _ in entry.columns)
    more = [TableColumn(name, TEXT, "from the manifest") for name in carried]
    with (
        write_atomically(out / "results.parquet") as results,
        write_atomically(out / "reps.parquet") as reps,
        write_atomically(out / "failures.csv") as failures,
        _Table(results, schema_of(RESULTS + more, "results")) as result_table,
        _Table(reps, schema_of(REPS, "repetitions")) as rep_table,
        failures.open("w", newline="", encoding="utf-8") as stream,
    ):
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("file", "reason", "hint"))
        done = chain((Finished([], [], [each]) for each in problems), finished(keyed, journal))
        while some := list(islice(done, ROWS_AT_ONCE)):
            result_table.add(row for each in some for row in each.results)
            rep_table.add(row for each in some for row in each.reps)
            for each in some:
                on_finished(each)
                writer.writerows((failure.file, failure.reason, failure.hint) for failure in each.failures)


class _Table:
    """A Parquet file that grows by row groups."""

    def __init__(self, path: Path, schema: Any) -> None:
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, *error: object) -> None:
        self._writer.close()

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Append rows as one row group; what a row does not have is null."""
        table = pa.Table.from_pylist(list(rows), self._schema)
        if len(table):
            self._writer.write_table(table)
