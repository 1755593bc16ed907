"""Frames that sampling leaves out are not decoded where no other is made from them; nothing else changes."""

from pathlib import Path

import av
import numpy as np
import pytest

from posecheck.video import Frame, Video
from posecheck.video.sampling import nearest, unneeded
from tests.video.clips import encode


def sampled(path: Path, fps: float, start_s: float, end_s: float | None) -> list[Frame]:
    with Video(path, start_s=start_s, end_s=end_s, fps=fps) as video:
        return list(video)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = encode(tmp_path_factory.mktemp("clips") / "clip.mp4", bf="3", preset="medium")
    with av.open(str(path)) as container:
        assert container.streams.video[0].codec_context.has_b_frames
    return path


@pytest.mark.parametrize("fps", [1.0, 5.0, 7.3, 12.5, 25.0, 60.0])
@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, None), (0.3, 1.1), (1.2, None), (1.9, 1.94)])
def test_the_same_frames_are_given(
    clip: Path, monkeypatch: pytest.MonkeyPatch, fps: float, start_s: float, end_s: float | None
) -> None:
    found = sampled(clip, fps, start_s, end_s)
    monkeypatch.setattr(Video, "_left_out_by_sampling", lambda _: frozenset())
    expected = sampled(clip, fps, start_s, end_s)
    assert [(frame.index, frame.time_s) for frame in found] == [(f.index, f.time_s) for f in expected]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(found, expected, strict=True))


def test_fewer_frames_are_decoded(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def decoded() -> int:
        video = Video(clip, fps=2.5)
        return sum(1 for _ in video._decode())

    few = decoded()
    monkeypatch.setattr(Video, "_left_out_by_sampling", lambda _: frozenset())
    assert few < 0.8 * decoded()


def test_what_is_left_out_changes_nothing_whatever_the_times() -> None:
    rng = np.random.default_rng(0)
    for _ in range(500):
        times = np.cumsum(rng.exponential(0.03, rng.integers(1, 40))).tolist()
        frames = list(zip(times, range(len(times)), strict=True))
        fps = float(rng.uniform(1, 60))
        left_out = unneeded(frames, times[0], fps)
        rest = [frame for frame in frames if frame[1] not in left_out]
        assert list(nearest(rest, times[0], fps)) == list(nearest(frames, times[0], fps))
