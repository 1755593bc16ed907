from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from posecheck.batch.chunks import TOLERANCE, Chunk, join, plan, seam_distance
from posecheck.pose.breaks import break_where_moved
from posecheck.pose.landmarks import Landmarks
from tests.batch.batches import abductions


def part_of(whole: Landmarks, chunk: Chunk, fps: float | None) -> Landmarks:
    """Return what a perfect pose model finds in a chunk; its shots are counted from its own first."""
    read = chunk.sampling(fps)
    end_s = np.inf if read.end_s is None else read.end_s
    part = whole[(whole.time_s >= read.start_s) & (whole.time_s < end_s)]
    return replace(part, shot=part.shot - part.shot[0])


def with_shots(whole: Landmarks, *starts_s: float) -> Landmarks:
    return replace(whole, shot=np.searchsorted(np.array(starts_s), whole.time_s, side="right"))


@pytest.mark.parametrize("fps", [None, 7.5, 10.0])
@pytest.mark.parametrize("shots", [(), (30.0, 59.0, 61.0, 125.0), (60.0, 120.0), (57.5, 118.0)])
def test_joined_chunks_are_the_whole(fps: float | None, shots: tuple[float, ...]) -> None:
    whole = with_shots(abductions(30, seconds=170, fps=fps or 15.0), *shots)
    chunks = plan(170.0)
    joined = join([part_of(whole, chunk, fps) for chunk in chunks], chunks, fps)
    assert joined is not None
    np.testing.assert_array_equal(joined.time_s, whole.time_s)
    np.testing.assert_array_equal(joined.world_m, whole.world_m)
    np.testing.assert_array_equal(joined.shot, whole.shot)


@pytest.mark.parametrize("from_s", [55.0, 58.5])
@pytest.mark.parametrize("until_s", [61.0, 61.5, 62.0, 62.5, 63.0])
def test_a_gap_at_a_seam_is_the_gap_that_the_whole_has(from_s: float, until_s: float) -> None:
    clip = abductions(30, seconds=170)
    clip = clip[(clip.time_s < from_s) | (clip.time_s >= until_s)]
    row = int(np.searchsorted(clip.time_s, until_s))

    def detected(part: Landmarks) -> Landmarks:
        gap = int(np.searchsorted(part.time_s, until_s))
        return break_where_moved(part, [gap] if 0 < gap < len(part) else [])

    chunks = plan(170.0)
    joined = join([detected(part_of(clip, chunk, None)) for chunk in chunks], chunks, None)
    assert joined is not None
    np.testing.assert_array_equal(joined.shot, break_where_moved(clip, [row]).shot)


def test_chunks_depend_on_the_length_alone_and_cover_it() -> None:
    for duration_s in np.arange(1.0, 4000.0, 7.3):
        chunks = plan(float(duration_s))
        assert chunks[0].start_s == 0
        assert chunks[-1].end_s == np.inf
        assert all(a.end_s == b.start_s for a, b in pairwise(chunks))
        assert duration_s - chunks[-1].start_s < 91
    assert plan(None) == [Chunk(0.0, np.inf)]


def test_another_person_behind_a_seam_is_noticed() -> None:
    whole = abductions(30, seconds=120)
    chunks = plan(120.0)
    parts = [part_of(whole, chunk, None) for chunk in chunks]
    stranger = replace(parts[1], image_px=parts[1].image_px + [80.0, 0.0])
    nobody = Landmarks.empty(parts[1].time_s, 640, 480)
    assert join(parts, chunks, None) is not None
    assert join([parts[0], stranger], chunks, None) is None
    assert join([parts[0], nobody], chunks, None) is None


def test_the_distance_at_a_seam_is_in_trunk_lengths() -> None:
    whole = abductions(0, seconds=1)
    trunk_px = np.linalg.norm(whole.image_px[0, 11:13].mean(axis=0) - whole.image_px[0, 23:25].mean(axis=0))
    moved = replace(whole, image_px=whole.image_px + [0.1 * trunk_px, 0.0])
    assert seam_distance(whole, moved) == pytest.approx(0.1, rel=0.05)
    assert seam_distance(whole, whole) == 0 < TOLERANCE
