"""What a worker does with one clip. Every step leaves whole files or none, and finds what earlier ones left."""

from __future__ import annotations

import errno
import json
import math
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from posecheck.batch import chunks, rows
from posecheck.batch.angle_table import Origin, read_angles, write_angles
from posecheck.batch.apart import apart
from posecheck.batch.at_work import telling
from posecheck.batch.claims import MOST_DEATHS, claim
from posecheck.batch.machine import return_unused_memory
from posecheck.errors import PosecheckError
from posecheck.files import write_atomically
from posecheck.pipeline import (
    LANDMARK_SUFFIX,
    Sampling,
    cached_landmarks,
    find_landmarks,
    judge,
    measure,
    stretches_for,
)
from posecheck.pose.landmarks import Landmarks

ANGLES, LANDMARKS = "angles", "landmarks"
PARTS, PENDING, CLAIMS, AT_WORK = "work/parts", "work/pending", "work/claims", "work/at_work"
FOLDERS = (ANGLES, LANDMARKS, PARTS, PENDING, CLAIMS, AT_WORK)
"""Folders in the output folder; those in `work` hold what is not finished."""


@dataclass(frozen=True)
class Job:
    """One clip to be done, as it is sent to a worker; paths are absolute.

    Attributes
    ----------
    key : str
        Tells all that the result depends on: file, stretches, sides, model, sampling, versions.
    id, name : str
        As in `Clip`.
    file : Path
        The clip.
    entries : tuple of (stretch, side)
        What to score it against.
    out : Path
        The output folder.
    model : str
        Pose model.
    fps : float or None
        Sampling.
    rescore : bool
        Whether to use the landmarks that are there, without the clip.
    run : str
        The run that asks.
    whole : bool
        Whether a long clip is done uncut, because cut it could not be.
    """

    key: str
    id: str
    name: str
    file: Path
    entries: tuple[tuple[str, str], ...]
    out: Path
    model: str
    fps: float | None
    rescore: bool
    run: str
    whole: bool = False

    @property
    def landmarks(self) -> Path:
        """Where its landmarks are kept."""
        return self.out / LANDMARKS / f"{self.id}{LANDMARK_SUFFIX}"

    def part(self, number: int) -> Path:
        """Where the landmarks of a chunk are kept until they are joined."""
        return self.out / PARTS / f"{self.key}-{number}{LANDMARK_SUFFIX}"

    def at_work(self, number: int | None = None) -> Path:
        """Where a worker tells how far it is with the clip, or with a chunk of it."""
        return self.out / AT_WORK / (self.key if number is None else f"{self.key}-{number}")


@dataclass
class Outcome:
    """All that came of one clip.

    Attributes
    ----------
    key, clip : str
        The job's key and the clip's name.
    rows : list of dict or None
        A row of `results.parquet` for each entry; None where it failed.
    reps : list of dict
        Rows of `reps.parquet`.
    failures : list of (reason, hint)
        Why an entry failed.
    frames : int
        Frames whose landmarks were found by this job.
    detail : str
        The traceback, where posecheck itself is at fault.
    """

    key: str
    clip: str
    rows: list[dict[str, Any] | None] = field(default_factory=list)
    reps: list[dict[str, Any]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    frames: int = 0
    detail: str = ""

    def to_json(self) -> str:
        """Return it on one line."""
        return json.dumps(_without_nan(asdict(self)), allow_nan=False)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value


@dataclass(frozen=True)
class Cut:
    """A long clip: these chunks have to be done first."""

    numbers: tuple[int, ...]


KILLS = (
    f"killed its worker {MOST_DEATHS} times, by running out of memory or by a fault in a library",
    "convert the clip to a smaller mp4 file, or give each worker more --memory",
)
"""Reason and hint of a clip that is not tried again."""


class DiskFullError(Exception):
    """The output folder takes nothing more: the run has to stop, and no clip is to blame."""


def score(job: Job) -> str | Cut:
    """Score one clip: return its outcome as JSON, or which chunks are needed first."""
    pending = job.out / PENDING / f"{job.key}.json"
    with claim(job.out / CLAIMS, job.key, job.run) as deaths:
        if pending.exists():
            return pending.read_text(encoding="utf-8")
        outcome = Outcome(job.key, job.name)
        begin = time.perf_counter()
        with _failures_go_to(outcome, job):
            if deaths >= MOST_DEATHS:
                raise PosecheckError("; ".join(KILLS))
            cut = _cut(job)
            if cut is None:
                _score_entries(job, _landmarks(job, outcome), outcome, begin)
            elif missing := tuple(number for number in cut if not job.part(number).exists()):
                return Cut(missing)
            elif (joined := apart(_join_and_score, job, outcome, begin)) is not None:
                outcome = joined
            else:
                _score_entries(job, _landmarks(job, outcome), outcome, begin)
        text = outcome.to_json()
        with full_disk_stops(), write_atomically(pending) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return_unused_memory()
    return text


def find_chunk(job: Job, number: int) -> str | int | None:
    """Find the landmarks of one chunk; return how many, None if the clip must be done whole, or a failure."""
    with claim(job.out / CLAIMS, f"{job.key}-{number}", job.run) as deaths:
        if deaths >= MOST_DEATHS:
            return Outcome(job.key, job.name, failures=[KILLS]).to_json()
        try:
            chunk = _plan(job)[number]
            with full_disk_stops(), telling(job.at_work(number)) as on_frame:
                found = find_landmarks(
                    job.file,
                    model=job.model,
                    sampling=chunk.sampling(job.fps),
                    cache=job.part(number),
                    on_frame=on_frame,
                    threads=1,
                )
        except DiskFullError:
            raise
        except Exception:
            # Whatever it is, the whole clip tells it better than a part of it.
            return None
    return_unused_memory()
    return len(found)


def _plan(job: Job) -> list[chunks.Chunk]:
    from posecheck.video import Video

    with Video(job.file, threads=1) as video:
        return chunks.plan(video.duration_s)


def _cut(job: Job) -> range | None:
    """Return the numbers of the chunks that a clip has to be cut into, or None if it is done in one piece."""
    if job.whole or job.rescore or job.file.suffix == LANDMARK_SUFFIX:
        return None
    count = len(_plan(job))
    if count == 1:
        return None
    kept = cached_landmarks(job.file, job.landmarks, model=job.model, sampling=Sampling(fps=job.fps))
    return None if kept else range(count)


def _landmarks(job: Job, outcome: Outcome) -> Path:
    """Return where the landmarks are, found if need be."""
    if job.file.suffix == LANDMARK_SUFFIX:
        return job.file
    if job.rescore:
        if not job.landmarks.exists():
            raise PosecheckError(f"{job.name} has no landmarks in the output folder; run without --rescore.")
        return job.landmarks

    with telling(job.at_work()) as on_frame:

        def count(done: int, expected: int | None) -> None:
            outcome.frames = done
            on_frame(done, expected)

        find_landmarks(
            job.file,
            model=job.model,
            sampling=Sampling(fps=job.fps),
            cache=job.landmarks,
            on_frame=count,
            threads=1,  # the other cores have workers of their own
        )
    return job.landmarks


def _join_and_score(job: Job, outcome: Outcome, begin: float) -> Outcome | None:
    """Join the chunks of a clip and score it; None where they cannot be joined."""
    plan = _plan(job)
    parts = [job.part(number) for number in range(len(plan))]
    joined = chunks.join([Landmarks.load(part) for part in parts], plan, job.fps)
    if joined is None:
        return None
    joined.save(job.landmarks)
    del joined
    _score_entries(job, job.landmarks, outcome, begin)
    for part in parts:
        part.unlink()
    return outcome


def _score_entries(job: Job, landmarks: Path, outcome: Outcome, begun_s: float) -> None:
    landmarks_time_s = time.perf_counter() - begun_s
    table = job.out / ANGLES / f"{job.id}.parquet"
    kept = read_angles(table, landmarks) if job.rescore else None
    for stretch, side in job.entries:
        begin = time.perf_counter()
        outcome.rows.append(None)
        try:
            if kept is None:
                cleaned, angles = measure(Landmarks.load(landmarks), job.name)
                kept = angles, Origin.of(cleaned)
                write_angles(*kept, landmarks, table)
            found, recognition = judge(kept[0], stretches_for(stretch), side, job.name)
        except PosecheckError as error:
            outcome.failures.append(split(str(error).replace(str(landmarks), job.name), job.name))
            continue
        probability = recognition.probability if recognition else None
        timings = {"landmarks_time_s": landmarks_time_s, "scoring_time_s": time.perf_counter() - begin}
        outcome.rows[-1] = rows.result_row(found, *kept, probability) | timings
        outcome.reps += rows.rep_rows(found)


def split(sentence: str, name: str) -> tuple[str, str]:
    """Return reason and hint of a sentence that says what is wrong and, after a semicolon, what to do.

    Examples
    --------
    >>> split("a.mp4 is empty; record it again or copy it again.", "a.mp4")
    ('is empty', 'record it again or copy it again')
    """
    reason, _, hint = sentence.rstrip(".").rpartition("; ")
    return (reason or hint).removeprefix(name).lstrip(": "), hint if reason else ""


@contextmanager
def _failures_go_to(outcome: Outcome, job: Job) -> Iterator[None]:
    """Keep what is wrong with a clip as its outcome; what is wrong with the machine is raised."""
    try:
        with full_disk_stops():
            yield
    except DiskFullError:
        raise
    except PosecheckError as error:
        outcome.failures.append(split(str(error).replace(str(job.file), job.name), job.name))
    except MemoryError:
        outcome.failures.append(
            ("needs more memory than a worker may have", "use fewer workers, or --memory")
        )
    except Exception as error:
        outcome.failures.append(
            (f"fault in posecheck ({type(error).__name__}: {error})", "report it with the clip, if you may")
        )
        outcome.detail = traceback.format_exc()


@contextmanager
def full_disk_stops() -> Iterator[None]:
    """Raise DiskFullError where a write fails because the disk is full or has become read-only."""
    try:
        yield
    except (OSError, PosecheckError) as error:
        cause = error if isinstance(error, OSError) else error.__context__
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise DiskFullError(cause.strerror) from None
        raise
