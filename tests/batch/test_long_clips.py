"""A long clip in chunks gives what the same clip gives in one piece."""

from pathlib import Path
from typing import Any

import av
import numpy as np
import pyarrow.parquet as pq
import pytest

from posecheck.api import check, find_landmarks
from posecheck.batch import Clip, Entry, Settings, run
from posecheck.batch.chunks import TOLERANCE, seam_distance
from posecheck.batch.progress import Quiet, Tally
from posecheck.clip_landmarks import ClipOptions, Sampling, cached_landmarks
from posecheck.video import VideoWriter
from tests.batch.batches import SAMPLES, STRETCH

pytestmark = pytest.mark.slow

FPS, SECONDS = 4, 96


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    path = tmp_path_factory.mktemp("long") / "long.mp4"
    with av.open(str(SAMPLES / "hip_abduction_good.mp4")) as container:
        images = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)][::3]
    there_and_back = images + images[-2:0:-1]
    with VideoWriter(path, fps=FPS) as writer:
        for number in range(FPS * SECONDS):
            image = np.asarray(there_and_back[number % len(there_and_back)], np.uint8)
            writer.write(image, number / FPS)
    return Clip(path, (Entry(STRETCH),))


def test_chunks_give_what_the_whole_gives(clip: Clip, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("out")
    summary = run([clip], Settings(out, "lite", workers=2))
    assert (summary.done, summary.failed) == (1, 0)
    kept = out / "landmarks" / f"{clip.id}.npz"
    cut = cached_landmarks(clip.path, kept, ClipOptions("lite"))
    assert cut is not None
    assert "chunk_s" in cut.source
    whole = find_landmarks(clip.path, model="lite", sampling=Sampling())
    np.testing.assert_array_equal(cut.time_s, whole.time_s)
    np.testing.assert_array_equal(cut.shot, whole.shot)
    assert seam_distance(cut, whole) < TOLERANCE / 10
    [row] = pq.read_table(out / "results.parquet").to_pylist()
    whole.save(out / "whole.npz")
    expected = check(out / "whole.npz", STRETCH).assessment
    assert row["score"] == pytest.approx(expected.score, abs=0.5)
    assert row["reps_complete"] == expected.complete_reps
    assert row["frames"] == FPS * SECONDS
    assert not [left for left in (out / "work").rglob("*/*") if left.is_file()]


def test_a_long_clip_tells_how_far_it_is(clip: Clip, tmp_path: Path) -> None:
    told: list[tuple[int, float]] = []

    class Listener(Quiet):
        def __call__(self, tally: Tally, finished: dict[str, Any] | None = None) -> None:
            told.append((tally.all_frames, tally.at_work.clips))
            if tally.all_frames:
                assert tally.left_s is not None

    run([clip], Settings(tmp_path, "lite", workers=1), report=Listener())
    during = [frames for frames, share in told if 0 < share < 1]
    assert len(set(during)) > 2
    assert during == sorted(during)
    assert told[-1] == (told[-1][0], 0.0)
    # Chunks overlap by the time that the tracker takes to settle.
    assert FPS * SECONDS <= told[-1][0] <= 1.1 * FPS * SECONDS
