"""What a worker does with one clip. Every step leaves whole files or none, and finds what earlier ones left."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from posecheck.angles import Angles
from posecheck.batch import chunks
from posecheck.batch.job import Cut, Job, Outcome
from posecheck.batch.store.claims import MOST_DEATHS, claim
from posecheck.batch.store.folder import DiskFullError, full_disk_stops
from posecheck.batch.store.heartbeat import telling
from posecheck.batch.tables import rows
from posecheck.batch.tables.angle_table import Origin, read_angles, write_angles
from posecheck.batch.workers.machine import return_unused_memory
from posecheck.clip_landmarks import (
    DEFAULT_MODEL,
    LANDMARK_SUFFIX,
    ClipOptions,
    cached_landmarks,
    holds_landmarks,
    landmarks_of,
    turned,
)
from posecheck.errors import NotScoredError, PosecheckError
from posecheck.files import write_atomically
from posecheck.pipeline import hints, judge, measure, stretches_for
from posecheck.pose.landmarks import Landmarks
from posecheck.pose.turned_picture import TURN
from posecheck.readers.formats import is_point_file
from posecheck.readers.reading import NOTHING_SAID
from posecheck.scoring.picture_on_side import is_unlike
from posecheck.stretches.schema import Stretch
from posecheck.subprocess_call import apart

KILLS = (
    f"killed its worker {MOST_DEATHS} times, by running out of memory or by a fault in a library",
    "convert the clip to a smaller mp4 file, or give each worker more --memory",
)
"""Reason and hint of a clip that is not tried again."""


def score(job: Job) -> str | Cut:
    """Score one clip: return its outcome as JSON, or which chunks are needed first."""
    pending = job.folder.pending(job.key)
    with claim(job.folder.claims, job.key, job.run) as deaths:
        if pending.exists():
            return pending.read_text(encoding="utf-8")
        outcome = Outcome(job.key, job.name)
        begin = time.perf_counter()
        with _failures_go_to(outcome, job):
            if deaths >= MOST_DEATHS:
                raise PosecheckError("; ".join(KILLS))
            parts = _parts(job)
            if missing := tuple(number for number, part in enumerate(parts) if not part.exists()):
                return Cut(missing)
            joined = apart(_join_and_score, job, parts, outcome, begin) if parts else None
            if joined is not None:
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
    with claim(job.folder.claims, f"{job.key}-{number}", job.run) as deaths:
        if deaths >= MOST_DEATHS:
            return Outcome(job.key, job.name, failures=[KILLS]).to_json()
        try:
            sampling = _plan(job)[number].sampling(job.settings.fps)
            options, part = _options(job), job.folder.part(job.key, number)
            with full_disk_stops(), telling(job.folder.at_work(job.key, number)) as on_frame:
                found = landmarks_of(
                    job.file, replace(options, sampling=sampling), cache=part, on_frame=on_frame, threads=1
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


def _parts(job: Job) -> list[Path]:
    """Return where the landmarks of each chunk are kept if the clip has to be cut, or nothing if not."""
    if job.whole or job.settings.rescore or holds_landmarks(job.file):
        return []
    count = len(_plan(job))
    if count == 1:
        return []
    kept = cached_landmarks(job.file, job.landmarks, _options(job))
    return [] if kept else [job.folder.part(job.key, number) for number in range(count)]


def _options(job: Job) -> ClipOptions:
    """Return what is asked of this clip, without what is meant for others in the batch."""
    asked = job.settings.clip_options
    if not is_point_file(job.file):
        asked = replace(asked, reading=NOTHING_SAID)
    if holds_landmarks(job.file):
        # They are turned where they are scored.
        asked = replace(asked, model=DEFAULT_MODEL, turn=None)
    return asked


def _landmarks(job: Job, outcome: Outcome) -> Path:
    """Return where the landmarks are, found if need be."""
    settings, own = job.settings, job.file.suffix == LANDMARK_SUFFIX
    if own and settings.fps is None and settings.person is None:
        return job.file
    if settings.rescore and not own:
        if not job.landmarks.exists():
            raise PosecheckError(f"{job.name} has no landmarks in the output folder; run without --rescore.")
        return job.landmarks
    with telling(job.folder.at_work(job.key)) as on_frame:

        def count(done: int, expected: int | None) -> None:
            outcome.frames = done
            on_frame(done, expected)

        # The other cores have workers of their own.
        landmarks_of(job.file, _options(job), cache=job.landmarks, on_frame=count, threads=1)
    return job.landmarks


def _join_and_score(job: Job, parts: Sequence[Path], outcome: Outcome, begin: float) -> Outcome | None:
    """Join the chunks of a clip and score it; None where they cannot be joined."""
    joined = chunks.join([Landmarks.load(part) for part in parts], _plan(job), job.settings.fps)
    if joined is None:
        return None
    joined.save(job.landmarks)
    del joined
    _score_entries(job, job.landmarks, outcome, begin)
    for part in parts:
        part.unlink()
    return outcome


def _score_entries(job: Job, landmarks: Path, outcome: Outcome, begun_s: float) -> None:
    """Score the landmarks against each stretch; what is wrong with one of them stops none of the others."""
    landmarks_time_s = time.perf_counter() - begun_s
    table = job.folder.angles(job.id)
    kept = read_angles(table, landmarks) if job.settings.rescore and job.settings.turn is None else None
    for stretch, side, anyway in job.entries:
        begin = time.perf_counter()
        outcome.rows.append(None)
        try:
            if kept is None:
                cleaned, angles = measure(_raw(job, landmarks), job.name)
                kept = angles, Origin.of(cleaned)
                with full_disk_stops():
                    write_angles(*kept, landmarks, table)
            angles, origin = kept
            wanted = stretches_for(stretch, job.settings.library)
            seen = _with_landmarks(job, landmarks, angles, wanted)
            found, recognition = judge(seen, wanted, side, job.name, anyway=anyway)
            said = hints(seen.landmarks, seen, wanted, found.stretch, side, anyway=anyway)
        except NotScoredError as error:
            if error.status == "none":
                outcome.failures.append(_named(error, landmarks, job))
            else:
                asked = wanted.id if isinstance(wanted, Stretch) else None
                outcome.rows[-1] = rows.not_scored_row(asked, error, angles, origin)
            continue
        except PosecheckError as error:
            outcome.failures.append(_named(error, landmarks, job))
            continue
        probability = recognition.probability if recognition else None
        timings = {"landmarks_time_s": landmarks_time_s, "scoring_time_s": time.perf_counter() - begin}
        noted = replace(origin, notes=(*origin.notes, *filter(None, said)))
        outcome.rows[-1] = rows.result_row(found, angles, noted, probability) | timings
        outcome.reps += rows.rep_rows(found)


def _raw(job: Job, file: Path) -> Landmarks:
    """Return the landmarks of a file, turned as far as the user asks for and they are not yet."""
    raw = Landmarks.load(file)
    turn = job.settings.turn
    return raw if turn is None else turned(raw, turn - raw.source.get(TURN, 0.0))


def _with_landmarks(job: Job, file: Path, angles: Angles, wanted: Stretch | list[Stretch]) -> Angles:
    """Return angles with their landmarks, which kept ones lack, where a clip may be unlike its stretch."""
    if angles.landmarks is not None or not isinstance(wanted, Stretch) or not is_unlike(angles, wanted):
        return angles
    return measure(_raw(job, file), job.name)[1]


def _named(error: PosecheckError, file: Path, job: Job) -> tuple[str, str]:
    """Return reason and hint of an error about a file, which stands in it as the user named the clip."""
    return split(str(error).replace(str(file), job.name), job.name)


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
        outcome.failures.append(_named(error, job.file, job))
    except MemoryError:
        outcome.failures.append(
            ("needs more memory than a worker may have", "use fewer workers, or --memory")
        )
    except Exception as error:
        outcome.failures.append(
            (f"fault in posecheck ({type(error).__name__}: {error})", "report it with the clip, if you may")
        )
        outcome.detail = traceback.format_exc()
