from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from posecheck.errors import PosecheckError
from posecheck.video import Video, VideoWriter, fingerprint
from tests.video.clips import number_in, numbered


def write(path: Path, times: list[float], width: int = 160, height: int = 96) -> Path:
    with VideoWriter(path, fps=25) as writer:
        for number, time_s in enumerate(times):
            writer.write(numbered(number, width, height), time_s)
    return path


def plain(colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.full((96, 160, 3), colour, np.uint8)


@pytest.mark.parametrize("suffix", [".mp4", ".m4v", ".mov", ".MP4"])
def test_pictures_and_their_real_times_come_back(tmp_path: Path, suffix: str) -> None:
    times = [0.0, 0.033, 0.066, 0.5, 0.51, 0.52, 1.7, 1.9]
    frames = list(Video(write(tmp_path / f"out{suffix}", times)))
    assert [number_in(frame.image) for frame in frames] == list(range(8))
    np.testing.assert_allclose([frame.time_s for frame in frames], times, atol=2e-5)


def test_the_first_picture_starts_the_clip(tmp_path: Path) -> None:
    video = Video(write(tmp_path / "part.mp4", [7.0, 7.04, 7.08]))
    assert [frame.time_s for frame in video] == pytest.approx([0, 0.04, 0.08])
    assert video.duration_s == pytest.approx(0.12, abs=0.02)


def test_a_picture_that_is_shown_for_a_day_is_written(tmp_path: Path) -> None:
    frames = list(Video(write(tmp_path / "day.mp4", [0.0, 0.04, 86_400.0, 86_400.04])))
    assert [number_in(frame.image) for frame in frames] == [0, 1, 2, 3]
    assert frames[2].time_s == pytest.approx(3600.04)
    assert frames[3].time_s - frames[2].time_s == pytest.approx(0.04)


def test_browsers_can_play_it(tmp_path: Path) -> None:
    path = write(tmp_path / "out.mp4", [0.0, 0.04])
    data = path.read_bytes()
    # Browsers start to play before the file is whole only if its index comes first.
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(path)) as container:
        codec = container.streams.video[0].codec_context
        assert (codec.name, codec.pix_fmt, codec.profile) == ("h264", "yuv420p", "High")
        assert (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range) == (1, 1, 1, 1)


def test_odd_sizes_lose_one_row_and_column(tmp_path: Path) -> None:
    video = Video(write(tmp_path / "odd.mp4", [0.0, 0.04], width=161, height=97))
    assert (video.width_px, video.height_px) == (160, 96)
    assert [number_in(frame.image) for frame in video] == [0, 1]


@pytest.mark.parametrize("colour", [(200, 60, 30), (20, 180, 90), (255, 255, 255), (0, 0, 0), (30, 30, 220)])
def test_colours_come_back(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    with VideoWriter(tmp_path / "colour.mp4") as writer:
        writer.write(plain(colour), 0.0)
    image = next(iter(Video(tmp_path / "colour.mp4"))).image
    assert np.abs(image.astype(int) - colour).max() <= 4


def test_a_view_of_a_picture_can_be_written(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "flipped.mp4") as writer:
        writer.write(numbered(1)[:, ::-1], 0.0)
    assert number_in(next(iter(Video(tmp_path / "flipped.mp4"))).image) == 128


def test_same_pictures_same_bytes(tmp_path: Path) -> None:
    times = [k / 25 for k in range(20)]
    files = [write(tmp_path / f"{k}.mp4", times, width=320, height=240) for k in range(5)]
    assert len({fingerprint(file) for file in files}) == 1


def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupted() -> None:
        with VideoWriter(tmp_path / "out.mp4") as writer:
            writer.write(numbered(1), 0.0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_keeps_the_file_of_before(tmp_path: Path) -> None:
    path = write(tmp_path / "out.mp4", [0.0, 0.04])
    before = fingerprint(path)
    with pytest.raises(ZeroDivisionError), VideoWriter(path) as writer:
        writer.write(numbered(9), 1 / 0)
    assert fingerprint(path) == before
    assert list(tmp_path.iterdir()) == [path]


def test_no_pictures_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PosecheckError, match="no frame to write"), VideoWriter(tmp_path / "none.mp4"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out.gif", "out", "out.webm"])
def test_other_formats_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PosecheckError, match=r"give a name that ends in \.mp4"):
        VideoWriter(tmp_path / name)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    assert len(list(Video(write(tmp_path / "absent" / "out.mp4", [0.0, 0.04])))) == 2


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PosecheckError, match="cannot be written"):
        write(tmp_path / "file" / "out.mp4", [0.0])


def test_odd_names(tmp_path: Path) -> None:
    path = write(tmp_path / "a:b%03d\nö.mp4", [0.0, 0.04])
    assert len(list(Video(path))) == 2
