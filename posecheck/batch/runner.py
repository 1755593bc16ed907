"""Runs a batch: hands clips to workers, keeps what comes back, survives what may happen on the way."""

from __future__ import annotations

import json
import time
import uuid
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from posecheck.batch import score_clip
from posecheck.batch.clips import Clip, Failure
from posecheck.batch.job import Cut, Job
from posecheck.batch.progress import Quiet, Reporter, Tally
from posecheck.batch.settings import Settings, identity, keys_of
from posecheck.batch.store import claims
from posecheck.batch.store.folder import DiskFullError, Folder, full_disk_stops
from posecheck.batch.store.heartbeat import EVERY_S, Part, summed, told
from posecheck.batch.store.journal import Journal
from posecheck.batch.summary import Summary, write_page
from posecheck.batch.tables.tables import write_tables
from posecheck.batch.workers import machine, pools
from posecheck.errors import PosecheckError
from posecheck.pipeline import AUTO
from posecheck.readers.formats import is_point_file
from posecheck.readers.reading import OPTIONS
from posecheck.stretches.schema import Stretch

SNAPSHOT_EVERY_S = 5.0
SNAPSHOT_SHARE = 0.02
"""The tables are written anew at most this often, and take at most this share of the time."""

FEW = 100
"""Fewer clips than this are scored again, 20 ms each, before any worker would have started."""

MOST_LOSSES = 20
"""So many workers lost one after the other, with nothing done in between, are not a clip's fault."""


def run(
    clips: Sequence[Clip],
    settings: Settings,
    *,
    problems: Sequence[Failure] = (),
    report: Reporter | None = None,
) -> Summary:
    """Score clips and write the tables; what an earlier run has done is not done again.

    Parameters
    ----------
    clips : sequence of Clip
        What to score, in the order of the rows of the tables.
    settings : Settings
        How, and where to.
    problems : sequence of Failure
        What failed before; it is written to `failures.csv` with the rest.
    report : Reporter, optional
        Is told of the progress.

    Returns
    -------
    Summary

    Raises
    ------
    PosecheckError
        If the folder cannot be used, another run uses it, its disk is full, or the workers cannot be had. What
        was finished is kept, and the same call goes on from there.
    """
    folder = Folder(settings.out)
    try:
        with folder.held(), Journal(folder.journal) as journal, full_disk_stops():
            return _Run(clips, settings, problems, report or Quiet(), journal).run()
    except DiskFullError as error:
        raise PosecheckError(
            f"{settings.out} takes nothing more ({error}); free some space and run the same command again."
        ) from None


def still_to_do(clips: Sequence[Clip], settings: Settings) -> list[Clip]:
    """Return the clips that no earlier run has done; nothing is changed.

    Raises
    ------
    PosecheckError
        If another run is writing to the folder.
    """
    folder = Folder(settings.out)
    if not folder.journal.exists():
        return list(clips)
    with folder.held(), Journal(folder.journal) as journal:
        keyed = zip(keys_of(clips, settings), clips, strict=True)
        return [clip for key, clip in keyed if key not in journal]


@dataclass(frozen=True)
class _Task:
    job: Job
    chunk: int | None = None


class _Run:
    """The state of one run."""

    def __init__(
        self,
        clips: Sequence[Clip],
        settings: Settings,
        problems: Sequence[Failure],
        report: Reporter,
        journal: Journal,
    ) -> None:
        if settings.clip_options.person is not None and settings.rescore:
            raise PosecheckError("Landmarks are of one person; leave out --rescore to follow another.")
        if not any(is_point_file(clip.path) for clip in clips):
            settings.reading.refuse(OPTIONS, "None of the clips holds points of another program")
        self.settings, self.problems, self.report, self.journal = settings, problems, report, journal
        self.folder = Folder(settings.out.absolute())
        self.id = uuid.uuid4().hex[:12]
        self.keyed = list(zip(keys_of(clips, settings), clips, strict=True))
        self.sizes: dict[str, int] = {}
        self.stretches: dict[str, Stretch] = {}
        self.waiting: deque[_Task] = deque()
        self.running: dict[Future[Any], _Task] = {}
        self.chunks_left: dict[str, int] = {}
        self.chunks_of: dict[str, int] = {}
        self.told: dict[Future[Any], tuple[int, int | None]] = {}
        self.tally = Tally(len(clips) + len(problems), clips=len(problems), failed=len(problems))
        self.losses = 0
        self.snapshot_due_s = self.look_due_s = 0.0

    def run(self) -> Summary:
        """Do all that is not done, and return what came out."""
        self._take_over()
        self._queue()
        try:
            if self.waiting:
                with self._crew() as crew:
                    self._work(crew)
        except BaseException:
            with suppress(OSError, PosecheckError):
                self._snapshot(running=False)
            raise
        finally:
            self.report.close()
        self.folder.sweep()
        return self._snapshot(running=False)

    def _crew(self) -> Any:
        """Return the workers that suit, as a context that gives them."""
        if self.settings.scheduler is not None:
            return pools.cluster(self.settings.scheduler, self.folder.path)
        if self.settings.rescore and len(self.waiting) < FEW:
            return pools.here()
        count = self.settings.workers or machine.cores()
        gib = self.settings.memory_gib
        return pools.processes(count, machine.share_of(count) if gib is None else int(gib * 2**30))

    def _take_over(self) -> None:
        """Enter into the journal what workers finished when nobody was there any more to take note."""
        left = self.folder.all_pending()
        # A run that died between the journal and the removal of the file has entered it already.
        self._keep([(key, text) for key, text in left if not self._is_entered(key, text)])

    def _is_entered(self, key: str, text: str) -> bool:
        return key in self.journal and self.journal.read(key) == json.loads(text)

    def _queue(self) -> None:
        """Count the clips that are done, and line up the others."""
        for key, clip in self.keyed:
            if key in self.journal:
                failed = bool(self.journal.read(key)["failures"])
                if not (failed and self.settings.retry_failed):
                    self.tally.clips += 1
                    self.tally.failed += failed
                    continue
                self.journal.forget(key)
            self.sizes[key] = max(1, identity(clip.path)[0])
            self.waiting.append(_Task(self._job(key, clip)))
        self.tally.bytes_total = sum(self.sizes.values())

    def _job(self, key: str, clip: Clip) -> Job:
        entries = tuple((self._stretch(entry.stretch), entry.side, entry.anyway) for entry in clip.entries)
        return Job(
            key=key,
            id=clip.id,
            name=clip.name,
            file=clip.path.absolute(),
            entries=entries,
            folder=self.folder,
            settings=self.settings,
            run=self.id,
        )

    def _stretch(self, name: str) -> Stretch | str:
        if name != AUTO and name not in self.stretches:
            self.stretches[name] = self.settings.library.load(name)
        return self.stretches.get(name, AUTO)

    def _work(self, crew: pools.Crew) -> None:
        self.report(self.tally)
        while self.waiting or self.running:
            # Twice as many as workers, so that none waits for its next one.
            while self.waiting and len(self.running) < 2 * crew.size():
                self._submit(crew, self.waiting.popleft())
            done = wait(self.running, timeout=0.5, return_when=FIRST_COMPLETED).done if self.running else ()
            if not self.running:
                time.sleep(0.5)
            taken = [self._take(future, self.running.pop(future), crew) for future in done]
            outcomes = [outcome for outcome in taken if outcome is not None]
            self._keep(outcomes)
            for key, text in outcomes:
                self._tell(key, json.loads(text))
            self._look_at_work()
            self.report(self.tally)
            if time.monotonic() >= self.snapshot_due_s:
                self._snapshot(running=True)

    def _look_at_work(self) -> None:
        """Take note of how far the clips are that workers have in hand; ask for it every second."""
        if time.monotonic() >= self.look_due_s:
            self.look_due_s = time.monotonic() + EVERY_S
            places = {f: self.folder.at_work(task.job.key, task.chunk) for f, task in self.running.items()}
            self.told = {future: told(place) for future, place in places.items()}
        parts = [
            Part(task.job.key, task.chunk is not None, *self.told.get(future, (0, None)))
            for future, task in self.running.items()
        ]
        self.tally.at_work = summed(parts, self.chunks_of, self.chunks_left, self.sizes)

    def _submit(self, crew: pools.Crew, task: _Task) -> None:
        """Hand a task to a worker, unless it is a chunk of a clip that ended without it."""
        if task.chunk is not None and task.job.key not in self.chunks_left:
            return
        future: Future[Any]
        if task.chunk is None:
            future = crew.executor.submit(score_clip.score, task.job)
        else:
            future = crew.executor.submit(score_clip.find_chunk, task.job, task.chunk)
        self.running[future] = task

    def _take(self, future: Future[Any], task: _Task, crew: pools.Crew) -> tuple[str, str] | None:
        """Return the outcome that a future brought, if it ends a clip, or queue what comes next."""
        try:
            found = future.result()
        except crew.lost:
            self.losses += 1
            if self.losses > MOST_LOSSES * crew.size():
                raise PosecheckError(
                    "Workers die before they do anything; `posecheck doctor` tells whether this machine is ready."
                ) from None
            self.waiting.appendleft(task)
            return None
        self.losses = 0
        return self._take_clip(task, found) if task.chunk is None else self._take_chunk(task, found)

    def _take_clip(self, task: _Task, found: str | Cut) -> tuple[str, str] | None:
        """Return the outcome of a clip, or line up the chunks that it needs first."""
        key = task.job.key
        if isinstance(found, str):
            return key, found
        self.chunks_left[key] = self.chunks_of[key] = len(found.numbers)
        self.waiting.extendleft(_Task(task.job, number) for number in reversed(found.numbers))
        return None

    def _take_chunk(self, task: _Task, found: str | int | None) -> tuple[str, str] | None:
        """Return the failure that a chunk is for its clip, or line up the clip once all of its chunks are done."""
        key = task.job.key
        if key not in self.chunks_left:
            # Another chunk has ended the clip, or sent it to be done whole.
            return None
        if isinstance(found, str):
            del self.chunks_left[key]
            return key, found
        if found is None:
            del self.chunks_left[key], self.chunks_of[key]
            self.waiting.appendleft(_Task(replace(task.job, whole=True)))
            return None
        self.tally.frames += found
        self.chunks_left[key] -= 1
        if not self.chunks_left[key]:
            del self.chunks_left[key]
            self.waiting.appendleft(_Task(task.job))
        return None

    def _keep(self, outcomes: Sequence[tuple[str, str]]) -> None:
        """Enter outcomes into the journal, and only then remove what workers left of them."""
        if outcomes:
            self.journal.add(outcomes)
        for key, _ in outcomes:
            self.folder.pending(key).unlink(missing_ok=True)
            claims.forget(self.folder.claims, key)

    def _tell(self, key: str, outcome: dict[str, Any]) -> None:
        """Count a clip that has ended, and report it."""
        self.tally.clips += 1
        self.tally.failed += bool(outcome["failures"])
        self.tally.frames += outcome["frames"]
        self.tally.bytes_done += self.sizes.pop(key, 0)
        self.chunks_of.pop(key, None)
        self._look_at_work()
        self.report(self.tally, outcome)
        if self.settings.fail_fast and outcome["failures"]:
            reason, hint = outcome["failures"][0]
            raise PosecheckError(f"{outcome['clip']}: {reason}; {hint}.")

    def _snapshot(self, *, running: bool) -> Summary:
        """Write the tables and the page as things stand."""
        begin = time.monotonic()
        summary = Summary(self.tally.clips_total)
        write_tables(self.folder.path, self.keyed, self.journal, self.problems, summary.add)
        write_page(summary, self.folder.path / "summary.html", running=self.tally.text() if running else "")
        now = time.monotonic()
        self.snapshot_due_s = now + max(SNAPSHOT_EVERY_S, (now - begin) / SNAPSHOT_SHARE)
        return summary
