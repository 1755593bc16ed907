"""A recording for Rerun (`.rrd`): the person in the picture and in space, and every angle over time."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from posecheck.angles.catalog import CATALOG
from posecheck.arrays import Floats
from posecheck.errors import extra
from posecheck.files import EXPORTED, no_room, require_own, write_atomically
from posecheck.overlay.skeleton import BONES
from posecheck.pose.landmarks import Landmark
from posecheck.report.exports.room import mostly_faces_deg, room_m
from posecheck.report.result import Measured

TIMELINE = "time"


def write_rrd(measured: Measured, path: Path) -> None:
    """Write points and angles at their own times; where something was not seen there is no point and no number.

    Raises
    ------
    PosecheckError
        If rerun-sdk is not installed.
    """
    rerun = extra("rerun", "rerun", str(path))
    landmarks, angles = measured.landmarks, measured.angles
    require_own([path])
    with write_atomically(path) as temporary:
        # Rerun takes files of one id for one recording, so that the same clip is shown once.
        number = sha256(angles.value.tobytes()).hexdigest()[:16]
        recording = rerun.RecordingStream("posecheck", recording_id=f"{EXPORTED} {number}")
        recording.save(temporary)
        recording.send_recording_name(measured.clip)
        names = [landmark.name.lower() for landmark in Landmark]
        body = rerun.ClassDescription(
            info=(0, "person"),
            keypoint_annotations=list(enumerate(names)),
            keypoint_connections=[(int(one), int(other)) for one, other in BONES],
        )
        recording.log("/", rerun.AnnotationContext(body), static=True)
        recording.log("room", rerun.ViewCoordinates.RIGHT_HAND_Y_UP, static=True)
        if measured.notes:
            recording.log("notes", rerun.TextDocument("\n\n".join(measured.notes)), static=True)
        _send_points(recording, rerun.Points2D, "picture/landmarks", landmarks.time_s, landmarks.image_px)
        places = room_m(landmarks, mostly_faces_deg(angles))
        _send_points(recording, rerun.Points3D, "room/landmarks", landmarks.time_s, places)
        for column, entry in enumerate(CATALOG):
            known = np.isfinite(angles.value[:, column])
            for name, table in (("value", angles.value), ("sigma", angles.sigma)):
                entity = f"{entry.kind}s/{entry.id}/{name}"
                if known.any():
                    recording.log(
                        entity, rerun.SeriesLines(names=f"{entry.title} ({entry.unit})"), static=True
                    )
                    recording.send_columns(
                        entity,
                        indexes=[rerun.TimeColumn(TIMELINE, duration=angles.time_s)],
                        columns=rerun.Scalars.columns(scalars=table[:, column]),
                    )
        try:
            recording.flush()
        except RuntimeError:
            raise no_room(path, "it was cut short") from None
        finally:
            recording.disconnect()


def _send_points(recording: Any, kind: Any, entity: str, time_s: Floats, places: Floats) -> None:
    """Send the points, [T, 33, k], that were seen in each frame: their number differs from frame to frame."""
    rerun = extra("rerun", "rerun", entity)
    seen = np.isfinite(places).all(axis=-1)
    if not seen.any():
        return
    columns = kind.columns(
        positions=places[seen], keypoint_ids=np.nonzero(seen)[1], class_ids=np.zeros(seen.sum(), dtype=int)
    )
    recording.send_columns(
        entity,
        indexes=[rerun.TimeColumn(TIMELINE, duration=time_s)],
        columns=columns.partition(seen.sum(axis=1)),
    )
