"""The data dictionary: every column of the tables that a batch writes, with its unit and meaning.

The tables, the metadata in the Parquet files and `docs/batch.md` are all made from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from posecheck.angles.catalog import CATALOG, AngleDefinition

FORMAT = "posecheck.batch/2"
"""Changes its number when a column changes its meaning or disappears; columns may be added."""

TEXT, NUMBER, WHOLE, YES_NO = pa.string(), pa.float64(), pa.int32(), pa.bool_()

TARGET = pa.struct(
    [
        ("angle", TEXT),
        ("sign", WHOLE),
        ("phase", TEXT),
        ("unit", TEXT),
        ("value", NUMBER),
        ("sigma", NUMBER),
        ("low", NUMBER),
        ("high", NUMBER),
        ("points_lost", NUMBER),
        ("partly", TEXT),
        ("judged", YES_NO),
        ("side", TEXT),
    ]
)

CANDIDATE = pa.struct([("stretch", TEXT), ("probability", NUMBER)])

PASS = pa.struct(
    [
        ("side", TEXT),
        ("score", NUMBER),
        ("confidence", NUMBER),
        ("view", TEXT),
        ("reps", WHOLE),
        ("end_range", NUMBER),
        ("sigma", NUMBER),
        ("unit", TEXT),
    ]
)


@dataclass(frozen=True)
class TableColumn:
    """One column of a table.

    Attributes
    ----------
    name : str
        Ends in the unit where the column has one.
    kind : pyarrow.DataType
        Type of the values; what is not known is null.
    meaning : str
        What it says, in one sentence.
    unit : str
        "deg", "s", "px", ...; empty for what has none.
    """

    name: str
    kind: Any
    meaning: str
    unit: str = ""


def _ranges() -> list[TableColumn]:
    columns = []
    for angle in joint_angles():
        for end, words in (("low", "5th"), ("high", "95th")):
            meaning = f"{angle.title}: {words} percentile over the frames in which it was seen"
            columns.append(TableColumn(f"{angle.id}_{end}_deg", NUMBER, meaning, "deg"))
    return columns


def joint_angles() -> list[AngleDefinition]:
    """Return the entries of the catalog that are angles."""
    return [definition for definition in CATALOG if definition.kind == "angle"]


KEYS = [
    TableColumn("clip", TEXT, "the file as it was named on the command line or in the manifest"),
    TableColumn("id", TEXT, "name of its files in `angles/` and `landmarks/`"),
]

RESULTS: list[TableColumn] = [
    *KEYS,
    TableColumn("person", TEXT, "from the manifest"),
    TableColumn("session", TEXT, "from the manifest"),
    TableColumn(
        "stretch",
        TEXT,
        "the stretch it was scored against; the one recognised where `auto` was asked for, null where that is "
        "uncertain",
    ),
    TableColumn(
        "status",
        TEXT,
        "`scored`; `uncertain` where `auto` cannot tell which of the `candidates` it is; `unlike` where somebody "
        "is in another posture than the stretch is done in",
    ),
    TableColumn(
        "candidates",
        pa.list_(CANDIDATE),
        "where it is uncertain: the stretches that it may be, the most probable first",
    ),
    TableColumn("recognised", NUMBER, "where `auto` was asked for: probability of the stretch, 0 to 1"),
    TableColumn(
        "side", TEXT, "the working side, the person's own; null where there is none or both were done"
    ),
    TableColumn(
        "score", NUMBER, "form, 0 to 100: 100 less the points lost; null where nothing could be judged"
    ),
    TableColumn("score_sigma", NUMBER, "uncertainty of the score, one sigma in points"),
    TableColumn("confidence", NUMBER, "how much of the form the camera could judge, 0 to 1"),
    TableColumn(
        "wrong_view",
        TEXT,
        "from where it is filmed and from where it should be, where the two differ; else empty",
    ),
    TableColumn("reason", TEXT, "why there is no score; empty where there is one"),
    TableColumn(
        "notes", pa.list_(TEXT), "what to know of how the clip was read and the person found, in sentences"
    ),
    TableColumn("cue", TEXT, "the one thing to work on first"),
    TableColumn("reps_complete", WHOLE, "repetitions that reached end range"),
    TableColumn("reps_partial", WHOLE, "repetitions that did not"),
    TableColumn("holds", WHOLE, "repetitions with a hold at end range"),
    TableColumn("hold_median_s", NUMBER, "median of the holds", "s"),
    TableColumn("hold_longest_s", NUMBER, "longest hold", "s"),
    TableColumn("faults", pa.list_(TEXT), "ids of the faults that showed, most urgent first"),
    TableColumn(
        "targets",
        pa.list_(TARGET),
        "each angle against its target, costliest first; value in its `unit`, counted as the catalog does, or "
        "the other way where `sign` is -1",
    ),
    TableColumn(
        "passes", pa.list_(PASS), "each side that was done: its score, and what it reached in its `unit`"
    ),
    TableColumn(
        "asymmetry", NUMBER, "left less right at end range; null unless both were done and can be compared"
    ),
    TableColumn("asymmetry_sigma", NUMBER, "its uncertainty, one sigma"),
    TableColumn("asymmetry_unit", TEXT, "unit of both"),
    TableColumn("asymmetry_of", TEXT, "what is compared, in words"),
    TableColumn("seen", NUMBER, "share of the frames in which a person was seen, 0 to 1"),
    TableColumn("view", TEXT, "from where most frames see the person: front, side or oblique"),
    *_ranges(),
    TableColumn("frames", WHOLE, "frames that were used"),
    TableColumn("duration_s", NUMBER, "time from the first to the last of them", "s"),
    TableColumn("width_px", WHOLE, "width of the upright picture", "px"),
    TableColumn("height_px", WHOLE, "height of the upright picture", "px"),
    TableColumn("sampling_fps", NUMBER, "frames per second asked for; null for all", "1/s"),
    TableColumn("model", TEXT, "pose model"),
    TableColumn("model_sha256", TEXT, "checksum of the pose model"),
    TableColumn("clip_sha256", TEXT, "checksum of the clip"),
    TableColumn("mediapipe_version", TEXT, "version of MediaPipe that found the landmarks"),
    TableColumn("posecheck_version", TEXT, "version of posecheck that scored them"),
    TableColumn(
        "landmarks_time_s", NUMBER, "time spent on finding the landmarks; differs from run to run", "s"
    ),
    TableColumn("scoring_time_s", NUMBER, "time spent on angles and score; differs from run to run", "s"),
]
"""`results.parquet`: one row per clip, stretch and side; the manifest's further columns follow."""

TIMINGS = ("landmarks_time_s", "scoring_time_s")
"""The columns that differ from run to run; all others are always the same."""

REPS: list[TableColumn] = [
    *KEYS,
    TableColumn("stretch", TEXT, "as in results"),
    TableColumn("side", TEXT, "the working side of this repetition; null where the stretch has none"),
    TableColumn("number", WHOLE, "from 1, in the order of time"),
    TableColumn("start_s", NUMBER, "when it leaves the rest position", "s"),
    TableColumn("end_s", NUMBER, "when it is back", "s"),
    TableColumn("complete", YES_NO, "whether end range was reached"),
    TableColumn("start_seen", YES_NO, "whether the movement into it was seen"),
    TableColumn(
        "score", NUMBER, "form of this repetition alone, 0 to 100; null where it could not be judged"
    ),
    TableColumn("confidence", NUMBER, "how much of it the camera could judge, 0 to 1"),
    TableColumn(
        "hold_start_s", NUMBER, "when the longest hold at end range begins; null where there is none", "s"
    ),
    TableColumn("hold_end_s", NUMBER, "when it ends", "s"),
    TableColumn("hold_s", NUMBER, "how long it is", "s"),
    TableColumn("reached", NUMBER, "median of the leading angle at end range, in its own unit"),
    TableColumn("reached_sigma", NUMBER, "its uncertainty, one sigma"),
    TableColumn("cycles", NUMBER, "times to and fro of a bout of rolling, or steps; null for a repetition"),
    TableColumn(
        "steadiness_deg", NUMBER, "root mean square of the lead angle about its own straight line", "deg"
    ),
]
"""`reps.parquet`: one row per repetition."""


def _over_time() -> list[TableColumn]:
    columns = []
    for entry in CATALOG:
        unit = entry.unit if entry.unit in ("deg", "m") else ""
        end = f"_{unit}" if unit else ""
        columns += [
            TableColumn(f"{entry.id}{end}", NUMBER, f"{entry.title}, positive {entry.positive}", unit),
            TableColumn(f"{entry.id}_sigma{end}", NUMBER, f"its uncertainty, one sigma: {entry.title}", unit),
        ]
    return columns


VIEW: list[TableColumn] = [
    TableColumn(
        "facing_deg", NUMBER, "heading of the body: 0 toward the camera, 90 the picture's right", "deg"
    ),
    TableColumn("from_side_deg", NUMBER, "how far from a pure side view", "deg"),
    TableColumn("from_front_deg", NUMBER, "how far from a pure front or back view", "deg"),
    TableColumn(
        "right_nearer", NUMBER, "evidence that the right side is nearer; beyond 2 either way it is certain"
    ),
]

ANGLES: list[TableColumn] = [
    TableColumn("time_s", NUMBER, "time from the first frame of the clip", "s"),
    TableColumn("shot", WHOLE, "number of the camera shot"),
    *VIEW,
    *_over_time(),
]
"""`angles/ID.parquet`: one row per frame, what was not seen is null."""


def schema_of(columns: list[TableColumn], what: str) -> Any:
    """Return the Arrow schema of a table, with unit and meaning as metadata of each field.

    Examples
    --------
    >>> field = schema_of(REPS, "repetitions").field("hold_s")
    >>> field.metadata[b"unit"], field.metadata[b"meaning"]
    (b's', b'how long it is')
    """
    fields = [
        pa.field(column.name, column.kind, metadata={"meaning": column.meaning, "unit": column.unit})
        for column in columns
    ]
    return pa.schema(fields, metadata={"format": FORMAT, "holds": what})
